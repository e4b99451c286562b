import Module from 'node:module';
import { join } from 'node:path';
import { dist, say } from './checkout.mjs';
import { prepare } from './prepare.mjs';

/**
 * Installs and builds what is out of date, then becomes the program: dist/<file>, with these arguments. It runs in this
 * very process, so signals, exit code and standard streams are its own.
 */
export async function start(file, args) {
  if (!(await prepare())) {
    say('not started: the sources do not compile');
    process.exit(1);
  }
  const program = join(dist, file);
  process.argv = [process.execPath, program, ...args];
  process.setSourceMapsEnabled(true);
  Module.runMain(program);
}
