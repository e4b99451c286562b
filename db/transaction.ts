import { setTimeout as sleep } from 'node:timers/promises';
import type { Database, DatabaseTransaction } from './schema';

const leastAttempts = 6;
/** So long it is tried however often that is: somebody may have a SQLite file locked. */
const patienceMs = 10_000;
/** Twice as long after each attempt; shortened by chance, so that two who met do not meet again. */
const firstWaitMs = 20;
const longestWaitMs = 640;

/**
 * Runs `work` in a transaction, and again from its beginning when it ran into another transaction: a deadlock, a lock not
 * had in time, or a row changed since the first read. What it does outside the database must bear being repeated.
 */
export async function inTransaction<Result>(
  db: Database,
  work: (transaction: DatabaseTransaction) => Promise<Result>,
): Promise<Result> {
  const began = performance.now();
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      const isLast = attempt >= leastAttempts && performance.now() - began >= patienceMs;
      if (isLast || !isConflict(error)) throw error;
      await sleep(Math.min(firstWaitMs * 2 ** attempt, longestWaitMs) * (0.5 + Math.random() / 2));
    }
  }
}

const conflictCodes: ReadonlySet<unknown> = new Set([
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  // MariaDB from 11.6: the row was changed after this transaction's snapshot was taken.
  'ER_CHECKREAD',
  'SQLITE_BUSY',
  'SQLITE_BUSY_SNAPSHOT',
]);

/** Whether the transaction failed only because of another one at the same time. */
export const isConflict = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && conflictCodes.has(error.code);
