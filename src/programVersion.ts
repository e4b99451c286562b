import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Of the package this was built from, whatever folder it was built into. */
export function programVersion(): string {
  for (let folder = __dirname; ; folder = path.dirname(folder)) {
    const file = path.join(folder, 'package.json');
    if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
    if (folder === path.dirname(folder)) return 'unknown';
  }
}
