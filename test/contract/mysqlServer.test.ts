import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import pino from 'pino';
import { migrate } from '../../db/migrate';
import { openDatabase } from '../../db/openDatabase';
import type { LockClaim } from '../../db/nodeLock/nodeLock';
import { takeDatabase } from '../../db/takeDatabase';
import type { Database } from '../../db/schema';
import { inTransaction } from '../../db/transaction';
import type { MysqlSetting } from '../../src/model/databaseSetting';
import { compiled } from '../support/checkout';
import { freePort } from '../support/freePort';
import { MariadbServer, testPassword } from '../support/mariadb';
import { describeWith } from '../support/programs';

let lastNode = 0;
const node = (shares = true): LockClaim => ({ kind: 'node', id: `node-${(lastNode += 1)}`, shares });

/** What is true of a database server alone. */
describeWith('mariadbd', 'a MySQL or MariaDB server', () => {
  let server: MariadbServer;
  let setting: MysqlSetting;
  let database: Database;

  beforeAll(async () => {
    server = await MariadbServer.start();
  }, 60_000);
  afterAll(() => server.stop());
  beforeEach(async () => {
    setting = await server.createDatabase();
    database = openDatabase(setting);
  });
  afterEach(async () => {
    await database.destroy();
    await server.dropDatabase(setting);
  });

  test('all text is UTF-8 and compared exactly, whatever the server’s default', async () => {
    await migrate(database);
    const { rows } = await sql<{ place: string; collation: string }>`
      select concat(table_name, '.', column_name) as place, collation_name as collation
      from information_schema.columns
      where table_schema = database() and collation_name is not null
        and table_name not like 'kysely%'`.execute(database);
    expect(rows.length).toBeGreaterThan(50);
    expect(rows.filter(({ collation }) => collation !== 'utf8mb4_nopad_bin')).toEqual([]);
  });

  test('references hold', async () => {
    await migrate(database);
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from information_schema.referential_constraints
      where constraint_schema = database()`.execute(database);
    expect(rows[0]?.count).toBeGreaterThanOrEqual(20);
    const row = { number: '+12125550101', enterprise_id: 'nobody', created_at: '2026-01-01T00:00:00.000Z' };
    await expect(database.insertInto('numbers').values(row).execute()).rejects.toMatchObject({
      code: 'ER_NO_REFERENCED_ROW_2',
    });
  });

  test('many requests share few connections', async () => {
    const ask = async () => {
      const { rows } = await sql<{ id: number }>`select connection_id() as id, sleep(0.02)`.execute(database);
      return rows[0]?.id;
    };
    const used = await Promise.all(Array.from({ length: 60 }, ask));
    expect(new Set(used).size).toBe(8);
  });

  test('a deadlock is gone through again', async () => {
    await sql`create table pair (id int primary key, n int not null)`.execute(database);
    await sql`insert into pair values (1, 0), (2, 0)`.execute(database);
    let attempts = 0;
    let met = 0;
    let go: () => void = () => undefined;
    const both = new Promise<void>((resolve) => (go = resolve));
    const cross = (first: number, second: number) =>
      inTransaction(database, async (transaction) => {
        attempts += 1;
        await sql`update pair set n = n + 1 where id = ${first}`.execute(transaction);
        met += 1;
        if (met === 2) go();
        await both;
        await sql`update pair set n = n + 1 where id = ${second}`.execute(transaction);
      });
    await Promise.all([cross(1, 2), cross(2, 1)]);
    expect(attempts).toBe(3);
    const { rows } = await sql<{ n: number }>`select n from pair`.execute(database);
    expect(rows).toEqual([{ n: 2 }, { n: 2 }]);
  });

  test('neither the password nor what was being written stands in a failure or its log line', async () => {
    await migrate(database);
    const lines: string[] = [];
    const logger = pino({}, { write: (line: string) => lines.push(line) });
    const fail = async (work: Promise<unknown>): Promise<void> => {
      const error: unknown = await work.then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(Error);
      logger.error({ err: error }, 'it failed');
    };
    const wrong = openDatabase({ ...setting, password: `${testPassword}-wrong` });
    await fail(sql`select 1`.execute(wrong));
    await wrong.destroy();
    const nowhere = openDatabase({ ...setting, port: await freePort() });
    await fail(sql`select 1`.execute(nowhere));
    await nowhere.destroy();
    const row = { number: '+12125550101', enterprise_id: 'hush hush', created_at: 'now' };
    await fail(database.insertInto('numbers').values(row).execute());
    expect(lines.length).toBe(3);
    const text = lines.join('');
    expect(text).toMatch(/Access denied for user 'trunkline'/);
    expect(text).toMatch(/ECONNREFUSED/);
    expect(text).not.toContain(JSON.stringify(testPassword).slice(1, -1));
    expect(text).not.toContain('hush hush');
  });

  test('two processes that start at once migrate one after the other', async () => {
    const taken = await Promise.all([takeDatabase(setting, node()), takeDatabase(setting, node())]);
    for (const one of taken) {
      expect(one.acquired).toBe(true);
      if (one.acquired) await one.release();
    }
    expect(await database.selectFrom('nodes').selectAll().execute()).toEqual([]);
  });

  test('nodes share the database, and an apply learns of them and where they listen', async () => {
    const first = await take(node());
    const second = await take(node());
    expect(await takeDatabase(setting, { kind: 'apply' })).toMatchObject({
      acquired: false,
      holder: { kind: 'node', pid: process.pid, httpUrl: null },
    });
    await second.announce('http://127.0.0.1:8081');
    expect(await takeDatabase(setting, { kind: 'apply' })).toMatchObject({
      acquired: false,
      holder: { httpUrl: 'http://127.0.0.1:8081' },
    });
    await first.release();
    await second.release();
    await (await take({ kind: 'apply' })).release();
  });

  test('beside a node that does not share none starts, and none that does not share beside another', async () => {
    const sole = await take(node(false));
    await sole.announce('http://127.0.0.1:8081');
    const [shared, other] = await Promise.all([
      takeDatabase(setting, node(true)),
      takeDatabase(setting, node(false)),
    ]);
    expect(shared).toMatchObject({ acquired: false, holder: { httpUrl: 'http://127.0.0.1:8081' } });
    expect(other).toMatchObject({ acquired: false, holder: { kind: 'node' } });
    await sole.release();
    await (await take(node(true))).release();
  }, 60_000);

  test('a node that does not share waits until the one before it has ended', async () => {
    const before = await take(node(false));
    const after = take(node(false));
    await new Promise((resolve) => setTimeout(resolve, 500));
    await before.release();
    await (await after).release();
  });

  test('a node waits for an apply to end, and two applies keep off each other', async () => {
    const apply = await take({ kind: 'apply' });
    expect(await takeDatabase(setting, { kind: 'apply' })).toMatchObject({
      acquired: false,
      holder: { kind: 'apply' },
    });
    let isThere = false;
    const starting = take(node()).then((taken) => {
      isThere = true;
      return taken;
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(isThere).toBe(false);
    await apply.release();
    await (await starting).release();
  });

  test('a killed process is not waited for, nor one that has long been silent elsewhere', async () => {
    await migrate(database);
    const script = `
      require(${JSON.stringify(path.join(compiled, 'db/takeDatabase.js'))})
        .takeDatabase(${JSON.stringify(setting)}, ${JSON.stringify(node())})
        .then(() => { console.log('there'); setInterval(() => {}, 1000); });`;
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    expect(await takeDatabase(setting, { kind: 'apply' })).toMatchObject({
      acquired: false,
      holder: { pid: child.pid },
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
    await (await take({ kind: 'apply' })).release();

    const elsewhere = (seen_at: unknown) =>
      sql`replace into nodes (id, kind, host, process_space, pid, http_url, seen_at)
        values ('x', 'node', 'elsewhere', 'there', 1, null, ${seen_at})`.execute(database);
    await elsewhere(sql`unix_timestamp(now(3)) * 1000 - 10000`);
    expect(await takeDatabase(setting, { kind: 'apply' })).toMatchObject({ holder: { host: 'elsewhere' } });
    await elsewhere(sql`unix_timestamp(now(3)) * 1000 - 16000`);
    await (await take({ kind: 'apply' })).release();
  });

  async function take(claim: LockClaim) {
    const taken = await takeDatabase(setting, claim);
    if (!taken.acquired) throw new Error(`in the way: ${JSON.stringify(taken.holder)}`);
    return taken;
  }
});
