import type { DatabaseSetting } from '../src/model/databaseSetting';
import { openMysql } from './mysql/openMysql';
import type { Database } from './schema';
import { openSqlite } from './sqlite/openSqlite';

/**
 * What connections are for, which decides how long they wait. `lookups`: short reads that somebody waits for, such as a
 * call for its users; they have connections of their own, so that nothing long stands before them. `journal`: writes that
 * outlast a power loss once they are committed.
 */
export type ConnectionUse = 'work' | 'lookups' | 'journal' | 'migration';

/** Opens the database of the setting. A transaction has a connection for itself while it lasts. */
export const openDatabase = (setting: DatabaseSetting, use: ConnectionUse = 'work'): Database =>
  setting.kind === 'sqlite' ? openSqlite(setting.file, use) : openMysql(setting, use);
