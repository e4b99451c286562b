/**
 * Loaded into a service ahead of it (`node --require`), in each of its threads: a file `fault-<thread>` in the data
 * directory ends the thread of that name in the way the file says. The file is gone when it has begun.
 */
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isMainThread } from 'node:worker_threads';

export type ThreadFault = 'throw' | 'exit' | 'memory';

const lookMs = 10;

function befall(fault: string): void {
  if (fault === 'exit') process.exit(3);
  if (fault === 'throw') throw new Error('a fault of the test');
  const hog: unknown[] = [];
  for (;;) hog.push(Array.from({ length: 10_000 }, (_, index) => ({ index })));
}

if (!isMainThread) {
  setInterval(() => {
    const thread = path.basename(process.argv[1] ?? '', '.js');
    const file = path.join(process.env.TRUNKLINE_DATA_DIR ?? '', `fault-${thread}`);
    let fault: string;
    try {
      fault = readFileSync(file, 'utf8');
    } catch {
      return;
    }
    if (fault === '') return;
    rmSync(file);
    befall(fault);
  }, lookMs).unref();
}
