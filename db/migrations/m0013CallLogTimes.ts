import type { Kysely, Migration } from 'kysely';
import { dialectOf } from '../dialect';

/**
 * Call logs in the order of time, without their rows: for pages far in, and for counting a stretch of time. SQLite has such
 * an index of the ids, its primary key; MySQL's primary key is the rows themselves.
 */
export const m0013CallLogTimes: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    if (dialectOf(db) !== 'mysql') return;
    await db.schema.createIndex('call_logs_time').on('call_logs').columns(['id', 'started_at']).execute();
  },
};
