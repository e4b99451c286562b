import { sql, type Kysely, type Migration } from 'kysely';
import { columnTypes } from '../columns';

/** How many call logs there are of each stretch of time: what ids that begin alike have in common. */
export const m0015CallLogPeriods: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const { text, bigInteger } = columnTypes;
    await db.schema
      .createTable('call_log_periods')
      .addColumn('id', text(5), (column) => column.primaryKey())
      .addColumn('total', bigInteger, (column) => column.notNull())
      .execute();
    await countAllPeriods(db);
  },
};

/** Fills the table, which is empty, from the call logs. */
export async function countAllPeriods<Schema>(db: Kysely<Schema>): Promise<void> {
  await sql`insert into call_log_periods (id, total)
    select substr(id, 1, 5), count(*) from call_logs group by substr(id, 1, 5)`.execute(db);
}
