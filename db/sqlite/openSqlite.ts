import { mkdirSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import type { ConnectionUse } from '../openDatabase';
import type { Database, Schema } from '../schema';

interface Connection {
  /** How long a statement waits for another connection's transaction, and its thread with it. */
  readonly busyTimeoutMs: number;
  /** FULL: what is committed outlasts a power loss; NORMAL: the last of it may be gone, the database never damaged. */
  readonly synchronous: 'NORMAL' | 'FULL';
}

const connections: Readonly<Record<Exclude<ConnectionUse, 'lists'>, Connection>> = {
  // Short: the thread does nothing else meanwhile. `inTransaction` tries again, and lets it.
  work: { busyTimeoutMs: 250, synchronous: 'NORMAL' },
  lookups: { busyTimeoutMs: 1_000, synchronous: 'NORMAL' },
  // Whoever else writes has the database for longer at times; the journal tries again by itself.
  journal: { busyTimeoutMs: 1_000, synchronous: 'FULL' },
  migration: { busyTimeoutMs: 10_000, synchronous: 'NORMAL' },
};

/**
 * Opens a SQLite file, made when absent together with its folder. Statements run in the calling thread; readers do not wait for a writer (WAL).
 * A connection carries one transaction at a time: whoever writes much opens one of its own.
 */
export function openSqlite(file: string, use: Exclude<ConnectionUse, 'lists'>): Database {
  const { busyTimeoutMs, synchronous } = connections[use];
  mkdirSync(path.dirname(file), { recursive: true });
  const sqlite = new Sqlite(file, { timeout: busyTimeoutMs });
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma(`synchronous = ${synchronous}`);
  sqlite.pragma('foreign_keys = ON');
  return new Kysely<Schema>({ dialect: new SqliteDialect({ database: sqlite }) });
}
