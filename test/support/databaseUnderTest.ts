import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, jest } from '@jest/globals';
import type { DatabaseSetting } from '../../src/model/databaseSetting';
import { databaseUrl } from './databaseUrl';
import { MariadbServer } from './mariadb';
import { describeWith } from './programs';

/** An empty database; whoever asked for it removes it. */
export interface DatabaseUnderTest {
  readonly setting: DatabaseSetting;
  /** As `TRUNKLINE_DATABASE_URL` has it. */
  readonly url: string;
  readonly remove: () => Promise<void>;
}

/** Null: tests run over SQLite. */
let server: MariadbServer | null = null;

/**
 * Runs test files once more, over MariaDB: their databases come from a server of this test run. The files themselves are
 * written for any database and say nowhere which one they have.
 * @param files absolute paths of compiled tests
 */
export function overMariadb(files: readonly string[]): void {
  describeWith('mariadbd', 'over MariaDB', () => {
    beforeAll(async () => {
      server = await MariadbServer.start();
    }, 60_000);
    for (const file of files) {
      describe(path.basename(file, '.test.js'), () => {
        jest.requireActual(file);
      });
    }
    // After what the files do at their end.
    afterAll(async () => {
      await server?.stop();
      server = null;
    });
  });
}

export async function databaseUnderTest(): Promise<DatabaseUnderTest> {
  const mariadb = server;
  if (mariadb !== null) {
    const setting = await mariadb.createDatabase();
    const remove = (): Promise<void> => mariadb.dropDatabase(setting);
    return { setting, url: databaseUrl(setting), remove };
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'trunkline-test-'));
  const setting = { kind: 'sqlite', file: path.join(folder, 'trunkline.db') } as const;
  const remove = (): Promise<void> => {
    rmSync(folder, { recursive: true });
    return Promise.resolve();
  };
  return { setting, url: databaseUrl(setting), remove };
}
