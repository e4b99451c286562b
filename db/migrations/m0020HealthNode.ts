import type { Kysely, Migration } from 'kysely';
import { columnTypes } from '../columns';

/** Which node saw a change of health: each has its own view. Null: from before it was written down. */
export const m0020HealthNode: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const { id, text } = columnTypes;
    await db.schema.alterTable('health_changes').addColumn('node_id', id).execute();
    await db.schema.alterTable('health_changes').addColumn('node_name', text(255)).execute();
  },
};
