import { sql } from 'kysely';
import { dialectOf } from '../../../db/dialect';
import type { Database } from '../../../db/schema';

/**
 * Takes the indexes off a table, but for the keys that make its rows unique: many rows go in much faster without.
 * @returns puts them back as they were
 */
export async function withoutSecondaryIndexes(db: Database, table: string): Promise<() => Promise<void>> {
  const indexes = await (dialectOf(db) === 'mysql' ? ofMysql(db, table) : ofSqlite(db, table));
  const on = dialectOf(db) === 'mysql' ? ` on ${table}` : '';
  for (const { name } of indexes) await sql.raw(`drop index ${name}${on}`).execute(db);
  return async () => {
    for (const { create } of indexes) await sql.raw(create).execute(db);
  };
}

interface Index {
  readonly name: string;
  /** The statement that makes it. */
  readonly create: string;
}

async function ofSqlite(db: Database, table: string): Promise<readonly Index[]> {
  const { rows } = await sql<Index>`
    select name, sql as "create" from sqlite_master
    where type = 'index' and tbl_name = ${table} and sql is not null`.execute(db);
  return rows;
}

async function ofMysql(db: Database, table: string): Promise<readonly Index[]> {
  const { rows } = await sql<{ name: string; columns: string }>`
    select index_name as "name", group_concat(column_name order by seq_in_index) as "columns"
    from information_schema.statistics
    where table_schema = database() and table_name = ${table} and non_unique = 1
    group by index_name`.execute(db);
  return rows.map(({ name, columns }) => ({ name, create: `create index ${name} on ${table} (${columns})` }));
}
