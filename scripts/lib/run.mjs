import { spawn } from 'node:child_process';
import { root } from './checkout.mjs';

/**
 * Runs a program in the checkout and answers its exit code; a death by signal counts as 128.
 * `output`: where its standard output goes, `inherit` or a file descriptor.
 */
export function run(program, args, { output = 'inherit' } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', output, 'inherit'] });
    const end = () => child.kill('SIGTERM');
    process.once('exit', end);
    child.once('error', reject);
    child.once('exit', (code) => {
      process.removeListener('exit', end);
      resolve(code ?? 128);
    });
  });
}
