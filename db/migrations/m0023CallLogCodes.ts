import type { Kysely, Migration } from 'kysely';
import { columnTypes } from '../columns';

/** What callers keyed in before their calls; an authorization code by what it is called. Null: nothing. */
export const m0023CallLogCodes: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const columns = { account_code: columnTypes.text(6), authorization_code: columnTypes.text(80) };
    for (const [column, type] of Object.entries(columns)) {
      await db.schema.alterTable('call_logs').addColumn(column, type).execute();
      await db.schema
        .createIndex(`call_logs_enterprise_${column}`)
        .on('call_logs')
        .columns(['enterprise_id', column, 'id'])
        .execute();
    }
  },
};
