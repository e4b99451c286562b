import {
  databaseLabel,
  type DatabaseSetting,
  type MysqlSetting,
  type SqliteSetting,
} from '../src/model/databaseSetting';
import { migrate } from './migrate';
import { acquireFileLock } from './nodeLock/fileLock';
import type { LockClaim, LockRefusal, NodeLock } from './nodeLock/nodeLock';
import { acquireNodeRow } from './nodeLock/nodeRows';
import { openDatabase } from './openDatabase';
import type { Database } from './schema';

/** A database this process may work on, brought to the newest schema. */
export interface TakenDatabase extends NodeLock {
  readonly database: Database;
}

/**
 * Opens the database for a node or for an `apply`, or says who is in the way; `release` closes it.
 * @throws Error with one line for the operator that names the database
 */
export async function takeDatabase(
  setting: DatabaseSetting,
  claim: LockClaim,
): Promise<TakenDatabase | LockRefusal> {
  try {
    return await (setting.kind === 'sqlite' ? takeFile(setting, claim) : takeShare(setting, claim));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`the database ${databaseLabel(setting)} cannot be used: ${reason}`, { cause: error });
  }
}

async function takeFile(setting: SqliteSetting, claim: LockClaim): Promise<TakenDatabase | LockRefusal> {
  const lock = acquireFileLock(setting.file, claim.kind);
  if (!lock.acquired) return lock;
  try {
    await bringUpToDate(setting);
  } catch (error) {
    await lock.release();
    throw error;
  }
  const database = openDatabase(setting);
  return {
    ...lock,
    database,
    release: async () => {
      await database.destroy();
      await lock.release();
    },
  };
}

/** The lock is a row here, so the schema comes first; the server lets one process migrate at a time. */
async function takeShare(setting: MysqlSetting, claim: LockClaim): Promise<TakenDatabase | LockRefusal> {
  await bringUpToDate(setting);
  const database = openDatabase(setting);
  try {
    const lock = await acquireNodeRow(database, claim);
    if (!lock.acquired) {
      await database.destroy();
      return lock;
    }
    return {
      acquired: true,
      database,
      announce: (httpUrl) => lock.announce(httpUrl),
      release: async () => {
        await lock.release();
        await database.destroy();
      },
    };
  } catch (error) {
    await database.destroy();
    throw error;
  }
}

/** A change of the schema may take longer than a connection for daily work waits. */
async function bringUpToDate(setting: DatabaseSetting): Promise<void> {
  const database = openDatabase(setting, 'migration');
  try {
    await migrate(database);
  } finally {
    await database.destroy();
  }
}
