import type { DatabaseSetting } from '../src/model/databaseSetting';
import { openMysql } from './mysql/openMysql';
import type { Database } from './schema';
import { openSqlite } from './sqlite/openSqlite';
import { openSqliteReaders } from './sqlite/openSqliteReaders';

/**
 * What connections are for, which decides how long they wait. `lookups`: short reads that somebody waits for, such as a
 * call for its users; they have connections of their own, so that nothing long stands before them. `lists`: reads that may
 * be long, outside of transactions, which keep no thread of ours waiting. `journal`: writes that outlast a power loss once
 * they are committed.
 */
export type ConnectionUse = 'work' | 'lookups' | 'lists' | 'journal' | 'migration';

/** Opens the database of the setting. A transaction has a connection for itself while it lasts. */
export const openDatabase = (setting: DatabaseSetting, use: ConnectionUse = 'work'): Database =>
  setting.kind === 'mysql'
    ? openMysql(setting, use)
    : use === 'lists'
      ? openSqliteReaders(setting.file)
      : openSqlite(setting.file, use);
