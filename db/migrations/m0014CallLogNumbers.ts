import { sql, type Kysely, type Migration } from 'kysely';
import { columnTypes } from '../columns';
import { dialectOf } from '../dialect';

/** Columns of the call logs by the kind of number that stands in them. */
const columns = { calling: 'calling_number', called: 'called_number', dialled: 'dialled' } as const;

/**
 * The distinct numbers of each enterprise's call logs, much fewer than the logs: where it is looked what contains some
 * digits. And an index that finds logs by what was dialled, as there are for the other two.
 */
export const m0014CallLogNumbers: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const { id, text } = columnTypes;
    await db.schema
      .createIndex('call_logs_enterprise_dialled')
      .on('call_logs')
      .columns(['enterprise_id', 'dialled', 'id'])
      .execute();
    await db.schema
      .createTable('call_log_numbers')
      .addColumn('enterprise_id', id, (column) => column.notNull())
      .addColumn('kind', text(16), (column) => column.notNull())
      .addColumn('number', text(64), (column) => column.notNull())
      .addPrimaryKeyConstraint('call_log_numbers_key', ['enterprise_id', 'kind', 'number'])
      // As InnoDB has its tables: the key is all there is, and stands once.
      .$call((table) => (dialectOf(db) === 'mysql' ? table : table.modifyEnd(sql`without rowid`)))
      .execute();
    await takeAllNumbers(db);
  },
};

/** Fills the table, which is empty, from the call logs. */
export async function takeAllNumbers<Schema>(db: Kysely<Schema>): Promise<void> {
  for (const [kind, column] of Object.entries(columns)) {
    await sql`insert into call_log_numbers (enterprise_id, kind, number)
      select distinct enterprise_id, ${sql.lit(kind)}, ${sql.raw(column)} from call_logs
      where enterprise_id is not null`.execute(db);
  }
}
