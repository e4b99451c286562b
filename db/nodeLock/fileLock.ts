import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import type { LockHolder, LockRefusal, NodeLock } from './nodeLock';

/**
 * Takes the database file for this process, or says who has it. The lock is a transaction held open on a small SQLite
 * file beside the database: the operating system ends it with the process, so that no stale lock is ever left behind.
 * Who holds it stands in a file of its own, believed only while the lock is held.
 */
export function acquireFileLock(databaseFile: string, kind: LockHolder['kind']): NodeLock | LockRefusal {
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
    const holder: LockHolder = { kind, pid: process.pid, host: hostname(), httpUrl };
    writeFileSync(`${holderFile}.new`, JSON.stringify(holder));
    renameSync(`${holderFile}.new`, holderFile);
  };
  write(null);
  return {
    acquired: true,
    announce: (httpUrl) => {
      write(httpUrl);
      return Promise.resolve();
    },
    release: () => {
      lock.close();
      return Promise.resolve();
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
