import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { purgeCallLogs, type PurgeEnd } from '../../db/callLogPurge';
import { readCallLogs } from '../../db/lists/callLogs';
import { openDatabase } from '../../db/openDatabase';
import { storeCalls } from '../../db/repositories/callLogs';
import { keepJob, releaseJob, sinceLastDone, takeJob } from '../../db/repositories/jobLeases';
import type { Database } from '../../db/schema';
import type { OpenCall } from '../../src/model/callRecord';
import { callId, closedCall } from '../support/callRecords';
import { eventually } from '../support/eventually';
import { parseMetrics } from '../support/metrics';
import { ProvisioningWorker } from '../support/provisioningWorker';
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporaryDatabase';

let temporary: TemporaryDatabase;

beforeEach(async () => {
  temporary = await temporaryDatabase();
});
afterEach(async () => {
  await temporary.remove();
});

const named = (id: string) => ({ id, name: id });
/** Calls within the enterprise, of ever other people, so that each has rows of its own. */
const calls = (first: number, count: number, changes: Partial<OpenCall> = {}) =>
  Array.from({ length: count }, (_, index) => {
    const number = first + index;
    const called = {
      enterprise: named('acme'),
      group: named('bos'),
      user: named(`callee${number % 17}`),
      trunkGroup: named(`trunk${number % 3}`),
    };
    return closedCall(number, { user: named(`caller${number % 23}`), called, ...changes });
  });

async function left(database: Database = temporary.database): Promise<Record<string, number>> {
  const count = async (table: 'call_logs' | 'call_log_users' | 'call_log_trunk_groups') => {
    const total = database.fn.countAll<number>().as('total');
    return Number((await database.selectFrom(table).select(total).executeTakeFirst())?.total);
  };
  const { total } = await readCallLogs(database, {
    filters: [],
    sort: { field: 'started_at', descending: true },
    limit: 1,
    after: null,
    offset: 0,
  });
  return {
    logs: await count('call_logs'),
    counted: total,
    users: await count('call_log_users'),
    trunkGroups: await count('call_log_trunk_groups'),
  };
}

describe('the purge of call logs', () => {
  test('deletes what began before, with all that belongs to it, in batches, and nothing else', async () => {
    await storeCalls(temporary.database, calls(0, 1000));
    const before = callId(700);
    const heard: number[] = [];
    const deleted = (count: number): void => void heard.push(count);
    const run = () => purgeCallLogs(temporary.database, { before, holder: 'one', deleted });
    expect(await run()).toBe('done');
    expect(heard).toEqual([200, 400, 600, 700]);
    expect(await left()).toEqual({ logs: 300, counted: 300, users: 600, trunkGroups: 600 });
    expect(await run()).toBe('done');
    expect(heard.at(-1)).toBe(0);
    const oldest = await temporary.database
      .selectFrom('call_logs')
      .select('id')
      .orderBy('id')
      .limit(1)
      .execute();
    expect(oldest).toEqual([{ id: before }]);
    expect(await sinceLastDone(temporary.database, 'call_log_purge')).toBeLessThan(10_000);
  });

  test('of two nodes at once one deletes, while call logs are written', async () => {
    await storeCalls(temporary.database, calls(0, 2000));
    const databases = [openDatabase(temporary.setting), openDatabase(temporary.setting)];
    const journal = openDatabase(temporary.setting, 'journal');
    let total = 0;
    try {
      const runs = databases.map(async (database, index): Promise<PurgeEnd> => {
        let own = 0;
        const end = await purgeCallLogs(database, {
          ...{ before: callId(1900), holder: `node${index}` },
          deleted: (count) => (own = count),
        });
        total += own;
        return end;
      });
      const written = (async () => {
        for (let batch = 0; batch < 20; batch += 1) await storeCalls(journal, calls(5000 + 50 * batch, 50));
      })();
      expect((await Promise.all(runs)).sort()).toEqual(['done', 'elsewhere']);
      await written;
    } finally {
      await Promise.all([...databases, journal].map((database) => database.destroy()));
    }
    expect(total).toBe(1900);
    expect(await left()).toEqual({ logs: 1100, counted: 1100, users: 2200, trunkGroups: 2200 });
  });

  test('a node that dies keeps the lease for its time, and one that was taken for dead changes nothing', async () => {
    const { database } = temporary;
    const job = 'call_log_purge';
    await storeCalls(database, calls(0, 300));
    const run = (holder: string) =>
      purgeCallLogs(database, { before: callId(300), holder, deleted: () => undefined });
    expect(await takeJob(database, job, 'dead', 300)).toBe(true);
    expect(await takeJob(database, job, 'other', 300)).toBe(false);
    expect(await run('other')).toBe('elsewhere');
    expect((await left()).logs).toBe(300);
    await eventually(async () => expect(await takeJob(database, job, 'heir', 60_000)).toBe(true));
    const keeps = (holder: string) =>
      database.transaction().execute((transaction) => keepJob(transaction, job, holder, 60_000));
    expect([await keeps('dead'), await keeps('heir')]).toEqual([false, true]);
    await releaseJob(database, job, 'dead', true);
    expect(await sinceLastDone(database, job)).toBeNull();
    expect(await run('dead')).toBe('elsewhere');
    await releaseJob(database, job, 'heir', false);
    expect(await run('other')).toBe('done');
    expect((await left()).logs).toBe(0);
  });
});

describe('the job', () => {
  async function figures(
    worker: ProvisioningWorker,
  ): Promise<{ deleted: number; done: number; failed: number }> {
    const page = parseMetrics(await (await worker.get('/metrics')).text());
    const runs = (end: string): number => page.value('trunkline_call_log_purge_runs_total', `end="${end}"`);
    return {
      deleted: page.value('trunkline_call_logs_purged_total'),
      done: runs('done'),
      failed: runs('failed'),
    };
  }

  test('runs at its time, on all nodes of a database, and says what it has deleted', async () => {
    const now = Date.now();
    const ofToday = calls(0, 5).map((record, index) => ({
      ...record,
      ...{ id: `0${'Z'.repeat(9)}${String(index).padStart(16, '0')}`, startedAt: now },
    }));
    const setting = { database: temporary.setting, callLogDays: 1, callLogPurge: '* * * * * *' };
    // A SQLite file has one node at a time.
    const nodes = temporary.setting.kind === 'sqlite' ? 1 : 2;
    await storeCalls(temporary.database, [...calls(0, 950), ...ofToday]);
    const workers: ProvisioningWorker[] = [];
    try {
      for (let node = 0; node < nodes; node += 1) workers.push(await ProvisioningWorker.start(setting));
      await eventually(async () => {
        expect((await left()).logs).toBe(ofToday.length);
        const all = await Promise.all(workers.map(figures));
        expect(all.reduce((sum, { deleted }) => sum + deleted, 0)).toBe(950);
        expect(Math.max(...all.map(({ done }) => done))).toBeGreaterThan(0);
        expect(all.map(({ failed }) => failed)).toEqual(all.map(() => 0));
      }, 15_000);
    } finally {
      for (const worker of workers) await worker.stop();
    }
    expect(await left()).toMatchObject({ logs: ofToday.length, counted: ofToday.length });
  });
});
