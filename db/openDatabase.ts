import { mkdirSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import type { Database, Schema } from './schema';

/** How long a statement waits for another connection's transaction. */
const busyTimeoutMs = 10_000;

/**
 * Opens a SQLite file, made when absent together with its folder. Statements run in the calling thread; readers do not wait for a writer (WAL).
 * A connection carries one transaction at a time: whoever writes much opens one of its own.
 */
export function openDatabase(file: string): Database {
  mkdirSync(path.dirname(file), { recursive: true });
  const sqlite = new Sqlite(file, { timeout: busyTimeoutMs });
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = NORMAL');
  sqlite.pragma('foreign_keys = ON');
  return new Kysely<Schema>({ dialect: new SqliteDialect({ database: sqlite }) });
}
