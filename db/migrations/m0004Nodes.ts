import type { Kysely, Migration } from 'kysely';
import { columnTypes } from '../columns';

/** Who works on the database: see db/nodeLock/nodeRows.ts. */
export const m0004Nodes: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const { id, text, integer, bigInteger } = columnTypes;
    await db.schema
      .createTable('nodes')
      .addColumn('id', id, (column) => column.primaryKey())
      .addColumn('kind', text(8), (column) => column.notNull())
      .addColumn('host', text(255), (column) => column.notNull())
      .addColumn('process_space', text(100))
      .addColumn('pid', integer, (column) => column.notNull())
      .addColumn('http_url', text(255))
      .addColumn('seen_at', bigInteger, (column) => column.notNull())
      .execute();
  },
};
