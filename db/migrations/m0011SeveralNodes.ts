import { randomUUID } from 'node:crypto';
import type { Kysely, Migration } from 'kysely';
import { columnTypes } from '../columns';
import type { PlatformRow } from '../schema';

/**
 * What several nodes on one database need: since when each is there and whether it shares limits with the others, a name of
 * the whole for what they share elsewhere, and the calls in progress, for whoever must close them in a dead node's place.
 */
export const m0011SeveralNodes: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const { id, bigInteger, flag, document } = columnTypes;
    await db.schema
      .alterTable('nodes')
      .addColumn('started_at', bigInteger, (column) => column.notNull().defaultTo(0))
      .execute();
    await db.schema
      .alterTable('nodes')
      .addColumn('shares', flag, (column) => column.notNull().defaultTo(0))
      .execute();
    await db.schema
      .createTable('platform')
      .addColumn('id', id, (column) => column.primaryKey())
      .execute();
    await (db as Kysely<{ platform: PlatformRow }>)
      .insertInto('platform')
      .values({ id: randomUUID().replaceAll('-', '').slice(0, 26) })
      .execute();
    await db.schema
      .createTable('open_calls')
      .addColumn('id', id, (column) => column.primaryKey())
      .addColumn('node_id', id, (column) => column.notNull())
      .addColumn('opened', document, (column) => column.notNull())
      .addColumn('changed', document)
      .execute();
    await db.schema.createIndex('open_calls_node').on('open_calls').columns(['node_id', 'id']).execute();
    await db.schema
      .alterTable('call_logs')
      .addColumn('provisional', flag, (column) => column.notNull().defaultTo(0))
      .execute();
  },
};
