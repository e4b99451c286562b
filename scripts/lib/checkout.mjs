import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's top folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export const dist = join(root, 'dist');

const lowestNode = 20;

/** Ends the process with one clear line when Node.js is too old. */
export function requireNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < lowestNode) {
    console.error(
      `Trunkline needs Node.js ${lowestNode} or newer; this is ${process.versions.node} (${process.execPath}).`,
    );
    process.exit(1);
  }
}

/** Told on stderr, so that standard output stays the program's own. */
export function say(text) {
  process.stderr.write(`trunkline: ${text}\n`);
}
