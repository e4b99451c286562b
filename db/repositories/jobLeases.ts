import { sql } from 'kysely';
import { databaseTime } from '../databaseTime';
import type { Database, DatabaseTransaction } from '../schema';
import { inTransaction } from '../transaction';

/** A job that one node does for all that share a database. */
export type JobName = 'call_log_purge';

/**
 * Takes a job for so long, unless somebody else has it. Who dies with it, keeps it no longer than that.
 * @param holder an id of this run of the job alone
 */
export async function takeJob(
  db: Database,
  job: JobName,
  holder: string,
  milliseconds: number,
): Promise<boolean> {
  const now = databaseTime(db);
  return await inTransaction(db, async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('job_leases')
      .set({ holder, held_until: sql<number>`${now} + ${milliseconds}` })
      .where('id', '=', job)
      .where('held_until', '<=', now)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  });
}

/**
 * Renews the lease, as the first statement of a transaction: until its end nobody else can take the job.
 * @returns false: somebody else has it
 */
export async function keepJob(
  db: DatabaseTransaction,
  job: JobName,
  holder: string,
  milliseconds: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('job_leases')
    .set({ held_until: sql<number>`${databaseTime(db)} + ${milliseconds}` })
    .where('id', '=', job)
    .where('holder', '=', holder)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Gives a job back. @param isDone it came to its end */
export async function releaseJob(db: Database, job: JobName, holder: string, isDone: boolean): Promise<void> {
  await inTransaction(db, (transaction) =>
    transaction
      .updateTable('job_leases')
      .set({ holder: null, held_until: 0, ...(isDone ? { finished_at: databaseTime(db) } : {}) })
      .where('id', '=', job)
      .where('holder', '=', holder)
      .execute(),
  );
}

/** How long ago a job was last done to its end, in milliseconds; null: never. */
export async function sinceLastDone(db: Database, job: JobName): Promise<number | null> {
  const row = await db
    .selectFrom('job_leases')
    .select(sql<number | null>`${databaseTime(db)} - finished_at`.as('since'))
    .where('id', '=', job)
    .executeTakeFirst();
  return row?.since ?? null;
}
