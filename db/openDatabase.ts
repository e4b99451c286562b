import { mkdirSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import type { Database, Schema } from './schema';

export interface OpenOptions {
  /** What is committed outlasts a power loss; else the last of it may be gone, the database never damaged. */
  readonly isDurable?: boolean;
  /** How long a statement waits for another connection's transaction, and its thread with it. */
  readonly busyTimeoutMs?: number;
}

/**
 * Opens a SQLite file, made when absent together with its folder. Statements run in the calling thread; readers do not wait for a writer (WAL).
 * A connection carries one transaction at a time: whoever writes much opens one of its own.
 */
export function openDatabase(
  file: string,
  { isDurable = false, busyTimeoutMs = 10_000 }: OpenOptions = {},
): Database {
  mkdirSync(path.dirname(file), { recursive: true });
  const sqlite = new Sqlite(file, { timeout: busyTimeoutMs });
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma(`synchronous = ${isDurable ? 'FULL' : 'NORMAL'}`);
  sqlite.pragma('foreign_keys = ON');
  return new Kysely<Schema>({ dialect: new SqliteDialect({ database: sqlite }) });
}
