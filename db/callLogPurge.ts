import { setTimeout as sleep } from 'node:timers/promises';
import { deleteOldCallLogs } from './repositories/callLogs';
import { keepJob, releaseJob, takeJob } from './repositories/jobLeases';
import type { Database } from './schema';
import { inTransaction } from './transaction';

/** What a run of the purge came to. */
export type PurgeEnd =
  | 'done'
  /** Somebody else was at it, or took over because this run was silent for too long. */
  | 'elsewhere';

export interface PurgeOptions {
  /** Call logs of calls that began before this id go. */
  readonly before: string;
  /** An id of this run alone. */
  readonly holder: string;
  /** Hears after each batch how many have gone so far. */
  readonly deleted: (count: number) => void;
}

const job = 'call_log_purge';
/** A few milliseconds' work for either database. */
const logsABatch = 200;
/** Between batches the database is others' for at least as long as it was the purge's. */
const leastPauseMs = 20;
const leaseMs = 60_000;

/**
 * Deletes old call logs in small transactions, each of which renews the lease first: of all nodes of a database one
 * deletes, and one that was taken for dead changes nothing more.
 * @throws Error where the database fails; what was deleted until then is gone
 */
export async function purgeCallLogs(
  db: Database,
  { before, holder, deleted }: PurgeOptions,
): Promise<PurgeEnd> {
  if (!(await takeJob(db, job, holder, leaseMs))) return 'elsewhere';
  let isDone = false;
  try {
    for (let total = 0; ;) {
      const began = performance.now();
      const count = await inTransaction(db, async (transaction) =>
        (await keepJob(transaction, job, holder, leaseMs))
          ? await deleteOldCallLogs(transaction, before, logsABatch)
          : null,
      );
      if (count === null) return 'elsewhere';
      total += count;
      deleted(total);
      if (count < logsABatch) {
        isDone = true;
        return 'done';
      }
      await sleep(Math.max(leastPauseMs, performance.now() - began));
    }
  } finally {
    // With the database away the lease ends by itself.
    await releaseJob(db, job, holder, isDone).catch(() => undefined);
  }
}
