import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { JournalLoader } from '../../db/journal/journalLoader';
import { JournalWriter } from '../../db/journal/journalWriter';
import { readCallLog, readCallLogs, withinUserLog } from '../../db/lists/callLogs';
import { storeCalls } from '../../db/repositories/callLogs';
import type { ListFilter, ListQuery } from '../../db/lists/listDefinition';
import type { CallRecord } from '../../src/model/callRecord';
import { callId, closedCall, closedPayload, openCall, openedPayload } from '../support/callRecords';
import { deployment } from '../support/deployment';
import { eventually } from '../support/eventually';
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporaryDatabase';

let temporary: TemporaryDatabase;

beforeEach(async () => {
  temporary = await temporaryDatabase();
});
afterEach(async () => {
  await temporary.remove();
});

const query = (filters: readonly ListFilter[], changes: Partial<ListQuery> = {}): ListQuery => ({
  filters,
  sort: { field: 'started_at', descending: true },
  limit: 100,
  after: null,
  offset: 0,
  ...changes,
});

const equals = (field: string, value: string): ListFilter => ({ field, operator: 'equals', value });

async function ids(filters: readonly ListFilter[], changes: Partial<ListQuery> = {}): Promise<string[]> {
  const { rows, total } = await readCallLogs(temporary.database, query(filters, changes));
  if (changes.limit === undefined) expect(total).toBe(rows.length);
  return rows.map(({ id }) => id);
}

const ben = { id: 'ben', name: 'Ben Ito' };
const boston = { id: 'bos', name: 'bos' };
const called = {
  enterprise: { id: 'acme', name: 'acme' },
  group: { id: '0067890', name: 'Boston' },
  user: ben,
  trunkGroup: boston,
};
const fromCarrier = (number: number): CallRecord =>
  closedCall(number, {
    ...{ direction: 'terminating', user: ben, trunkGroup: boston, callingNumber: '+13125550111' },
    ...{ calledNumber: '+12125550102', peer: { id: 'metro', name: 'metro', kind: 'carrier' } },
  });

describe('call logs in the database', () => {
  test('are the same after being stored again, and counted once', async () => {
    const records = [closedCall(1), closedCall(2, { called }), fromCarrier(3)];
    await storeCalls(temporary.database, records.slice(0, 2));
    await storeCalls(temporary.database, records);
    await storeCalls(temporary.database, [{ ...closedCall(1), outcome: 'failed' }]);
    const page = await readCallLogs(temporary.database, query([]));
    expect(page.rows.map(({ id }) => id)).toEqual([callId(3), callId(2), callId(1)]);
    expect(page.total).toBe(3);
    expect(page.rows.map(({ outcome }) => outcome)).toEqual(['answered', 'answered', 'answered']);
    expect(await temporary.database.selectFrom('call_log_users').selectAll().execute()).toHaveLength(4);
    expect(JSON.parse((await readCallLog(temporary.database, callId(1)))?.detail ?? '')).toMatchObject({
      trace: [{ rule: 'test', result: 'Ünïcode – and "quotes"' }],
    });
  });

  test('a filter by user or trunk group finds either side and shows its direction', async () => {
    await storeCalls(temporary.database, [closedCall(1), closedCall(2, { called }), fromCarrier(3)]);
    const sides = async (...filters: ListFilter[]): Promise<string[]> => {
      const { rows } = await readCallLogs(temporary.database, query(filters));
      return rows.map(({ id, side }) => `${Number(id.slice(10))} ${side}`);
    };
    expect(await sides(equals('user', 'ben'))).toEqual(['3 terminating', '2 terminating']);
    expect(await sides(equals('user', 'ada'))).toEqual(['2 originating', '1 originating']);
    expect(await sides(equals('trunk_group', 'bos'))).toEqual(['3 terminating', '2 terminating']);
    expect(await sides(equals('trunk_group', 'ny'), equals('user', 'ben'))).toEqual(['2 terminating']);
    expect(await sides(equals('user', 'ben'), equals('direction', 'originating'))).toEqual([]);
    expect(await sides(equals('direction', 'terminating'))).toEqual(['3 terminating']);
  });

  test('a call of a trunk group to itself stands once in its log', async () => {
    const self = { ...called, user: { id: 'ada', name: 'Ada Park' }, trunkGroup: { id: 'ny', name: 'ny' } };
    await storeCalls(temporary.database, [closedCall(1, { called: self })]);
    expect(await ids([equals('trunk_group', 'ny')])).toEqual([callId(1)]);
    expect(await ids([equals('user', 'ada')])).toEqual([callId(1)]);
  });

  test('two enterprises: each finds its own record of the call', async () => {
    const enterprise = { id: 'globex', name: 'globex' };
    const calledLogId = `${callId(1).slice(0, 10)}ZZZZZZZZZZZZZZZZ`;
    const record = closedCall(1, { called: { ...called, enterprise }, calledLogId });
    await storeCalls(temporary.database, [record]);
    expect(await ids([equals('enterprise', 'globex')])).toEqual([calledLogId]);
    expect(await ids([equals('enterprise', 'acme')])).toEqual([callId(1)]);
    expect(await ids([equals('call_id', callId(1))])).toEqual([calledLogId, callId(1)]);
  });

  test("a user's or trunk group's logs of an enterprise, whether it is its own or was another's", async () => {
    await temporary.apply(
      deployment({
        carrier: { port: 5070 },
        groups: [{ id: '0012345', pbx: [{ port: 5080 }] }],
        users: [{ group: '0012345', extension: '101', number: '+12125550101' }],
        enterprise: { numbers: ['+12125550101'] },
      }),
    );
    const { database } = temporary;
    const { id: user, enterprise_id: own } = await database
      .selectFrom('users')
      .select(['id', 'enterprise_id'])
      .where('kind', '=', 'person')
      .executeTakeFirstOrThrow();
    const { id: trunkGroup } = await database
      .selectFrom('trunk_groups')
      .select('id')
      .executeTakeFirstOrThrow();
    const theirs = { user: { id: user, name: 'Ada Park' }, trunkGroup: { id: trunkGroup, name: 'ny' } };
    // Long after the trunk group was made.
    const later = Math.ceil((Date.now() - openCall(0).startedAt) / 1000) + 3600;
    const enterprise = { id: own, name: 'acme' };
    await storeCalls(database, [closedCall(later, { enterprise, ...theirs })]);
    const byUser = equals('user', user);
    const byTrunkGroup = equals('trunk_group', trunkGroup);
    for (const by of [byUser, byTrunkGroup]) {
      expect(await ids([by, equals('enterprise', own)])).toEqual([callId(later)]);
      expect(await ids([by, equals('enterprise', 'globex')])).toEqual([]);
    }

    // Of a trunk group that another enterprise had by that name.
    const globex = { id: 'globex', name: 'globex' };
    await storeCalls(database, [closedCall(1, { ...theirs, enterprise: globex, user: null })]);
    expect(await ids([byTrunkGroup, equals('enterprise', own)])).toEqual([callId(later)]);
    expect(await ids([byTrunkGroup, equals('enterprise', 'globex')])).toEqual([callId(1)]);
    expect(await ids([byTrunkGroup])).toEqual([callId(later), callId(1)]);
  });

  test('filters on numbers, times, codes and outcome', async () => {
    await storeCalls(temporary.database, [closedCall(1), closedCall(2), fromCarrier(3), closedCall(4000)]);
    const time = (number: number): string => new Date(openCall(number).startedAt).toISOString();
    const filter = (field: string, operator: ListFilter['operator'], value: string): ListFilter => ({
      field,
      operator,
      value,
    });
    expect(await ids([filter('started_at', 'gte', time(2)), filter('started_at', 'lte', time(3))])).toEqual([
      callId(3),
      callId(2),
    ]);
    expect(await ids([filter('started_at', 'gte', '2026-03-01T11:00:02+02:00')])).toHaveLength(3);
    expect(await ids([filter('called_number', 'starts_with', '+131255500')])).toEqual([callId(2), callId(1)]);
    expect(await ids([equals('calling_number', '+13125550111')])).toEqual([callId(3)]);
    const [acme, globex] = [equals('enterprise', 'acme'), equals('enterprise', 'globex')];
    expect(await ids([acme, equals('calling_number', '+13125550111')])).toEqual([callId(3)]);
    expect(await ids([acme, filter('called_number', 'starts_with', '+1312555')])).toHaveLength(3);
    expect(await ids([globex, filter('called_number', 'starts_with', '+1312555')])).toEqual([]);
    expect(await ids([filter('duration_ms', 'gte', '2001')])).toEqual([]);
    expect(await ids([equals('sip_code', '200'), equals('ended_by', 'Caller')])).toHaveLength(4);
    expect(await ids([equals('outcome', 'busy')])).toEqual([]);
  });

  test('filters on the codes that were keyed in, which are the caller’s enterprise’s own', async () => {
    const globex = { id: 'globex', name: 'globex' };
    const called = { enterprise: globex, group: null, user: null, trunkGroup: null };
    const codes = { account: '0042', authorization: 'sales' };
    const calledLogId = callId(2).slice(0, 10) + 'B'.repeat(16);
    await storeCalls(temporary.database, [closedCall(1), closedCall(2, { codes, called, calledLogId })]);
    expect(await ids([equals('account_code', '0042')])).toEqual([callId(2)]);
    expect(await ids([equals('authorization_code', 'sales')])).toEqual([callId(2)]);
    expect(await ids([equals('account_code', '42')])).toEqual([]);
    expect((await readCallLog(temporary.database, calledLogId))?.account_code).toBeNull();
  });

  test('pages go on where the one before ended, in any order, with equal values too', async () => {
    const records = Array.from({ length: 25 }, (_, number) => closedCall(number));
    await storeCalls(temporary.database, records);
    for (const field of ['started_at', 'sip_code', 'called_number', 'id']) {
      for (const descending of [true, false]) {
        const seen: string[] = [];
        let after: ListQuery['after'] = null;
        do {
          const sort = { field, descending };
          const page = await readCallLogs(temporary.database, query([], { sort, limit: 7, after }));
          seen.push(...page.rows.map(({ id }) => id));
          after = page.next;
        } while (after !== null);
        const all = records.map(({ id }) => id);
        expect([field, descending, seen]).toEqual([field, descending, descending ? all.reverse() : all]);
      }
    }
  });

  test("a user's own log is the newest thousand, then filtered and sorted", async () => {
    for (let start = 0; start < 1_200; start += 200) {
      const records = Array.from({ length: 200 }, (_, index) => closedCall(start + index));
      await storeCalls(temporary.database, records);
    }
    await storeCalls(temporary.database, [fromCarrier(1_201)]);
    const read = async (filters: readonly ListFilter[], changes: Partial<ListQuery> = {}) => {
      const own = await withinUserLog(temporary.database, 'ada', query(filters, changes));
      return readCallLogs(temporary.database, own);
    };
    const oldest = { field: 'started_at', descending: false };
    const page = await read([], { sort: oldest, limit: 1 });
    expect(page).toMatchObject({ total: 1_000, rows: [{ id: callId(200) }] });
    expect(await read([equals('called_number', '+13125550199')])).toMatchObject({ total: 0 });
    expect(await read([equals('called_number', '+13125550200')])).toMatchObject({ total: 1 });
  });

  test('a number or trace beyond all measure is kept, its columns cut', async () => {
    const long = '7'.repeat(70_000);
    await storeCalls(temporary.database, [closedCall(1, { dialled: long, callingNumber: long })]);
    const row = await readCallLog(temporary.database, callId(1));
    expect(row?.dialled).toHaveLength(64);
    expect(JSON.parse(row?.detail ?? '')).toMatchObject({ dialled: long });
  });
});

describe('the journal into the database', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'trunkline-journal-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  /** A life of the service: its journal and its loader, over the real database. */
  function live(
    life: string,
    store = (records: readonly CallRecord[]) => storeCalls(temporary.database, records),
  ) {
    const said: string[] = [];
    const loader = new JournalLoader(store, {
      loaded: (number) => {
        said.push('loaded');
        void writer.loaded(number);
      },
      recovered: (interrupted) => {
        said.push(`recovered ${interrupted}`);
        writer.recovered();
      },
      refused: (message) => said.push(message),
      accepted: () => said.push('accepted'),
      damaged: (_number, bytes) => said.push(`damaged ${bytes}`),
    });
    const writer = new JournalWriter(
      { directory, life, segmentBytes: 8_000, segmentAgeMs: 30_000, limitBytes: 1e9, wallTime: Date.now },
      {
        grown: (segment, sealed) => {
          loader.grown(segment, sealed);
        },
        refused: (error) => said.push(error.message),
        accepted: () => undefined,
        dropped: () => undefined,
      },
    );
    if (writer.older.length > 0) loader.recover(writer.older);
    return { loader, writer, said };
  }

  const opened = (number: number): string =>
    openedPayload({ at: openCall(number).startedAt, call: openCall(number), ending: null });

  test('closed calls arrive while more is written, and a second start brings nothing twice', async () => {
    const first = live('01LIFE00000000000000000001');
    for (let number = 0; number < 30; number += 1) {
      first.writer.append([opened(number), ...(number < 25 ? [closedPayload(closedCall(number))] : [])]);
    }
    await eventually(async () => {
      expect(await readCallLogs(temporary.database, query([]))).toMatchObject({ total: 25 });
    });
    // Nothing is closed properly: as after a kill.
    await first.loader.finish(0);

    for (const life of ['01LIFE00000000000000000002', '01LIFE00000000000000000003']) {
      const next = live(life);
      next.writer.append([closedPayload(closedCall(life.endsWith('2') ? 100 : 101))]);
      await next.writer.flush();
      await next.loader.finish(5_000);
    }
    const { rows, total } = await readCallLogs(temporary.database, query([]));
    expect(total).toBe(32);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(32);
    expect(rows.filter(({ outcome }) => outcome === 'failed').map(({ failure }) => failure)).toEqual(
      Array.from({ length: 5 }, () => 'interrupted'),
    );
  });

  test('recovery is said once everything is in, and then its segments are gone', async () => {
    const first = live('01LIFE00000000000000000001', () => Promise.reject(new Error('away')));
    first.writer.append([opened(1), opened(2), closedPayload(closedCall(1))]);
    await first.loader.finish(0);
    const second = live('01LIFE00000000000000000002');
    await second.loader.finish(5_000);
    expect(second.said).toEqual(['recovered 1']);
    expect(await ids([])).toEqual([callId(2), callId(1)]);
    const third = live('01LIFE00000000000000000003');
    expect(third.writer.older).toEqual([]);
  });

  test('a database that refuses for a while gets everything afterwards, once', async () => {
    let refusals = 0;
    const { loader, writer, said } = live('01LIFE00000000000000000001', async (records) => {
      // Every other time it fails after the work was done: the answer was lost.
      if (refusals >= 2) return storeCalls(temporary.database, records);
      refusals += 1;
      if (refusals === 2) await storeCalls(temporary.database, records);
      throw new Error('away');
    });
    for (let number = 0; number < 300; number += 1) writer.append([closedPayload(closedCall(number))]);
    await writer.flush();
    await loader.finish(10_000);
    expect(said.slice(0, 3)).toEqual(['away', 'away', 'accepted']);
    expect(await readCallLogs(temporary.database, query([]))).toMatchObject({ total: 300 });
  });
});
