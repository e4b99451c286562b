import { sql, type Kysely, type Migration } from 'kysely';
import type { ConfigurationLockRow } from '../schema';

/** What changes over the API need: answers to repeat, and one writer at a time. */
export const m0003ApiWrites: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('idempotency_keys')
      .addColumn('id', 'varchar(64)', (column) => column.primaryKey())
      .addColumn('request', 'varchar(64)', (column) => column.notNull())
      .addColumn('status', 'integer', (column) => column.notNull())
      .addColumn('headers', 'text', (column) => column.notNull())
      // Longer than MySQL's text, and text by its name to SQLite.
      .addColumn('body', sql`longtext`, (column) => column.notNull())
      .addColumn('created_at', 'varchar(24)', (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex('idempotency_keys_created')
      .on('idempotency_keys')
      .column('created_at')
      .execute();

    await db.schema
      .createTable('configuration_lock')
      .addColumn('id', 'varchar(16)', (column) => column.primaryKey())
      .addColumn('turn', 'bigint', (column) => column.notNull())
      .execute();
    await (db as Kysely<{ configuration_lock: ConfigurationLockRow }>)
      .insertInto('configuration_lock')
      .values({ id: 'configuration', turn: 0 })
      .execute();
  },
};
