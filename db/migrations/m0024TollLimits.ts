import type { Kysely, Migration } from 'kysely';
import { columnTypes } from '../columns';

/** Limits of international and premium calls, of an enterprise and of each of its users. Null: none. */
export const m0024TollLimits: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('enterprises').addColumn('toll_limits', columnTypes.document).execute();
  },
};
