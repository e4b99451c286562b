import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { dist, root, say } from './checkout.mjs';
import { run } from './run.mjs';

const stampFile = join(dist, '.stamp');
const compilerState = join(dist, '.tsbuildinfo');
const compiler = join(root, 'node_modules/typescript/bin/tsc');
const sourceFolders = ['src', 'db', 'test', 'bench'];
const settingFiles = ['tsconfig.json', 'package.json', 'package-lock.json'];

/**
 * Compiles the TypeScript sources into dist/ when any of them is newer or other than at the last build; answers whether
 * they are free of type errors. Nothing changed: nothing is done.
 */
export async function build() {
  const sources = sourceFolders.flatMap((folder) =>
    filesBelow(join(root, folder), (name) => name.endsWith('.ts')),
  );
  const outputs = sources
    .filter((path) => !path.endsWith('.d.ts'))
    .map((path) => join(dist, relative(root, path).replace(/\.ts$/, '.js')));
  const stamp = fingerprint([...sources, ...settingFiles.map((name) => join(root, name))]);
  const complete = outputs.every((path) => existsSync(path));
  if (complete && read(stampFile) === stamp) return true;

  say('building');
  mkdirSync(dist, { recursive: true });
  rmSync(stampFile, { force: true });
  // The compiler trusts its own notes, not the folder: outputs that somebody removed would never come back.
  if (!complete) rmSync(compilerState, { force: true });
  const clean = (await run(process.execPath, [compiler, '-p', root], { output: process.stderr.fd })) === 0;
  removeOrphans(new Set(outputs));
  // Taken before the compiler read the files: what was saved meanwhile is built next time.
  if (clean) writeFileSync(stampFile, stamp);
  return clean;
}

/** Output whose source is gone would still be imported, or run as a test. */
function removeOrphans(outputs) {
  for (const path of filesBelow(dist, (name) => /\.js(\.map)?$/.test(name))) {
    if (!outputs.has(path.replace(/\.map$/, ''))) rmSync(path);
  }
}

function fingerprint(paths) {
  const hash = createHash('sha256');
  for (const path of paths.sort()) {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${relative(root, path)} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function filesBelow(folder, wanted) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && wanted(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
