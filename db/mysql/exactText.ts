import { sql, type Kysely } from 'kysely';

/**
 * Makes the tables of this database hold UTF-8 and compare it by code point, without padding, as SQLite does by itself,
 * whatever the server's default: tables made from now on take it from the database. The servers name it differently.
 */
export async function useExactText<Schema>(db: Kysely<Schema>): Promise<void> {
  const { rows } = await sql<{ version: string; collation: string }>`
    select version() as version, @@collation_database as collation`.execute(db);
  const [{ version, collation } = { version: '', collation: '' }] = rows;
  const exact = /mariadb/i.test(version) ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin';
  if (collation === exact) return;
  await sql`alter database character set utf8mb4 collate ${sql.raw(exact)}`.execute(db);
}
