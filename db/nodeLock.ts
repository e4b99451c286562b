import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';

/** Who holds the database for itself. */
export interface LockHolder {
  /** `node`: a running service. `apply`: a deployment file going straight into the database. */
  readonly kind: 'node' | 'apply';
  readonly pid: number;
  /** Where a node's API listens; null until it does. */
  readonly httpUrl: string | null;
}

export interface NodeLock {
  readonly acquired: true;
  /** Tells others where the API listens. */
  announce(httpUrl: string): void;
  release(): void;
}

export interface LockRefusal {
  readonly acquired: false;
  /** Null: somebody who has not said yet who it is. */
  readonly holder: LockHolder | null;
}

/**
 * Takes the database file for this process, or says who has it. The lock is a transaction held open on a small SQLite
 * file beside the database: the operating system ends it with the process, so that no stale lock is ever left behind.
 * Who holds it stands in a file of its own, believed only while the lock is held.
 */
export function acquireNodeLock(databaseFile: string, kind: LockHolder['kind']): NodeLock | LockRefusal {
  mkdirSync(path.dirname(databaseFile), { recursive: true });
  const holderFile = `${databaseFile}-holder.json`;
  const lock = new Sqlite(`${databaseFile}-lock`, { timeout: 0 });
  try {
    lock.exec('begin exclusive');
  } catch (error) {
    lock.close();
    if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      return { acquired: false, holder: readHolder(holderFile) };
    }
    throw error;
  }
  const write = (httpUrl: string | null): void => {
    const holder: LockHolder = { kind, pid: process.pid, httpUrl };
    writeFileSync(`${holderFile}.new`, JSON.stringify(holder));
    renameSync(`${holderFile}.new`, holderFile);
  };
  write(null);
  return {
    acquired: true,
    announce: write,
    release: () => {
      lock.close();
    },
  };
}

function readHolder(file: string): LockHolder | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as LockHolder;
  } catch {
    return null;
  }
}
