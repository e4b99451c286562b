import path from 'node:path';
import { acquireFileLock } from '../db/nodeLock/fileLock';
import type { NodeLock } from '../db/nodeLock/nodeLock';

/**
 * Two nodes on one data directory would each take the other's journal for what an earlier life left. It is held as long as
 * what is answered is.
 * @throws Error with one line for the operator
 */
export function takeDataDirectory(directory: string): NodeLock {
  const lock = acquireFileLock(path.join(directory, 'node'), 'node');
  if (lock.acquired) return lock;
  const by = lock.holder === null ? 'another process' : `process ${String(lock.holder.pid)}`;
  throw new Error(`the data directory ${directory} is in use by ${by}; set TRUNKLINE_DATA_DIR to another`);
}
