import { randomBytes } from 'node:crypto';
import { migrate } from '../../db/migrate';
import { openDatabase } from '../../db/openDatabase';
import type { Database } from '../../db/schema';
import type { DatabaseSetting } from '../../src/model/databaseSetting';
import { createIdFactory } from '../../src/model/id';
import { applyDeployment, type ApplyResult } from '../../src/provisioning/deployments/applyDeployment';
import { databaseUnderTest } from './databaseUnderTest';
import { dump } from './dump';

export interface TemporaryDatabase {
  readonly setting: DatabaseSetting;
  readonly database: Database;
  apply(text: string, prune?: boolean): Promise<ApplyResult>;
  /** Every row of every table, to see whether anything changed at all. */
  dump(): Promise<string>;
  remove(): Promise<void>;
}

/** A migrated database of the kind under test. */
export async function temporaryDatabase(): Promise<TemporaryDatabase> {
  const { setting, remove } = await databaseUnderTest();
  const database = openDatabase(setting);
  await migrate(database);
  const newId = createIdFactory(Date.now, randomBytes);
  return {
    setting,
    database,
    apply: (text, prune = false) => applyDeployment(database, text, { prune, newId, wallTime: Date.now }),
    dump: () => dump(database),
    remove: async () => {
      await database.destroy();
      await remove();
    },
  };
}
