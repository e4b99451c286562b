import type { Kysely, Migration } from 'kysely';
import { columnTypes } from '../columns';

/** Who does the jobs that one node does for all: see db/repositories/jobLeases.ts. */
export const m0012JobLeases: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const { id, text, bigInteger } = columnTypes;
    await db.schema
      .createTable('job_leases')
      .addColumn('id', text(40), (column) => column.primaryKey())
      .addColumn('holder', id)
      .addColumn('held_until', bigInteger, (column) => column.notNull())
      .addColumn('finished_at', bigInteger)
      .execute();
    await (db as Kysely<{ job_leases: { id: string; held_until: number } }>)
      .insertInto('job_leases')
      .values({ id: 'call_log_purge', held_until: 0 })
      .execute();
  },
};
