import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { migrate } from '../../db/migrate';
import { openDatabase } from '../../db/openDatabase';
import type { DatabaseSetting } from '../../src/model/databaseSetting';
import { databaseUrl } from '../../test/support/databaseUrl';
import { MariadbServer } from '../../test/support/mariadb';
import { programPath } from '../../test/support/programPath';
import { build } from './fill/build';
import { Progress } from './fill/progress';
import { shapeVersion, type Shape } from './fill/shape';
import type { DatabaseKind } from './options';

/** A database that is kept from run to run, open for a service. */
export interface BenchDatabase {
  readonly title: string;
  readonly setting: DatabaseSetting;
  /** As `TRUNKLINE_DATABASE_URL` has it. */
  readonly url: string;
  close(): Promise<void>;
}

const titles: Readonly<Record<DatabaseKind, string>> = { sqlite: 'SQLite', mariadb: 'MariaDB' };

/** A server sized for ten million rows, durable as by default. */
const serverOptions = ['--innodb-buffer-pool-size=2G', '--innodb-log-file-size=1G'];
/** Rows of many megabytes a second, which need not outlast a crash. */
const buildingOptions = [
  ...serverOptions,
  '--innodb-flush-log-at-trx-commit=0',
  '--innodb-doublewrite=0',
  '--innodb-flush-method=O_DIRECT',
];

/**
 * The database in `folder`, with the newest schema; built first where none of this shape is there.
 * @returns null where the server of that kind is not installed
 */
export async function benchDatabase(
  kind: DatabaseKind,
  folder: string,
  shape: Shape,
): Promise<BenchDatabase | null> {
  if (kind === 'mariadb' && programPath('mariadbd') === null) return null;
  const own = path.join(folder, kind);
  const wanted = JSON.stringify({ version: shapeVersion, users: shape.users, callLogs: shape.callLogs });
  const marker = path.join(own, 'built.json');
  if (contents(marker) !== wanted) {
    // What is not whole, or of another shape, is of no use.
    rmSync(own, { recursive: true, force: true });
    mkdirSync(own, { recursive: true });
    const built = await open(kind, own, buildingOptions);
    const database = openDatabase(built.setting, 'migration');
    try {
      await build(database, shape, new Progress(titles[kind]));
    } finally {
      await database.destroy();
      await built.close();
    }
    writeFileSync(marker, wanted);
  }
  const opened = await open(kind, own, serverOptions);
  try {
    await bringUpToDate(opened);
  } catch (error) {
    await opened.close();
    throw error;
  }
  return opened;
}

async function bringUpToDate({ setting }: BenchDatabase): Promise<void> {
  const database = openDatabase(setting, 'migration');
  try {
    // Room to sort in, for an index that is new.
    if (setting.kind === 'sqlite') await sql`pragma cache_size = -1000000`.execute(database);
    await migrate(database);
  } finally {
    await database.destroy();
  }
}

async function open(kind: DatabaseKind, folder: string, options: readonly string[]): Promise<BenchDatabase> {
  const title = titles[kind];
  if (kind === 'sqlite') {
    const setting = { kind, file: path.join(folder, 'trunkline.db') } as const;
    return { title, setting, url: databaseUrl(setting), close: () => Promise.resolve() };
  }
  const server = await MariadbServer.startIn(path.join(folder, 'server'), options);
  const setting = await server.database('trunkline');
  return { title, setting, url: databaseUrl(setting), close: () => server.end() };
}

function contents(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
