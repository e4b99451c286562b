import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The checkout's top folder, found from wherever the compiled tests lie. */
export const checkout = ((): string => {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
})();

/** The folder the compiler wrote to: `dist`, or another of a build beside it. */
export const compiled = dirname(dirname(__dirname));
