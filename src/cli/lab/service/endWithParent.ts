/**
 * Loaded into the lab's own service ahead of it: the service ends when its standard input does, so that it is not left
 * behind by a lab that was killed. It runs in a process group of its own, which Ctrl-C does not reach.
 */
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  process.stdin.once('end', () => {
    process.kill(process.pid, 'SIGTERM');
  });
  process.stdin.resume();
}
