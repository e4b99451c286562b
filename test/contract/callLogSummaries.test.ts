import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { takeAllNumbers } from '../../db/migrations/m0014CallLogNumbers';
import { countAllPeriods } from '../../db/migrations/m0015CallLogPeriods';
import { countWithin, fromPeriod } from '../../db/lists/callLogPeriods';
import { callLogList, readCallLogs } from '../../db/lists/callLogs';
import { readRows } from '../../db/lists/list';
import type { ListQuery } from '../../db/lists/listDefinition';
import { periodOf, readPeriods } from '../../db/repositories/callLogPeriods';
import { deleteOldCallLogs, storeCalls, storeProvisionally } from '../../db/repositories/callLogs';
import { callId, closedCall } from '../support/callRecords';
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporaryDatabase';

/** What is kept beside the call logs: the numbers of each enterprise, and how many logs there are of each period. */

let temporary: TemporaryDatabase;
beforeEach(async () => {
  temporary = await temporaryDatabase();
});
afterEach(() => temporary.remove());

const call = (number: number, variant: number, enterprise: 'acme' | 'globex' | null = 'acme') =>
  closedCall(number, {
    enterprise: enterprise === null ? null : { id: enterprise, name: enterprise },
    ...(enterprise === null ? { user: null, group: null, trunkGroup: null } : {}),
    callingNumber: `+1212555010${variant}`,
    calledNumber: `+1312555010${variant % 3}`,
    dialled: variant % 2 === 0 ? `312555010${variant % 3}` : `Ä${variant}`,
  });

async function noted(): Promise<readonly string[]> {
  const rows = await temporary.database.selectFrom('call_log_numbers').selectAll().execute();
  return rows.map(({ enterprise_id, kind, number }) => `${enterprise_id} ${kind} ${number}`).sort();
}

/** What the logs there are say. */
async function expected(): Promise<readonly string[]> {
  const logs = await temporary.database.selectFrom('call_logs').selectAll().execute();
  const found = logs.flatMap((log) =>
    log.enterprise_id === null
      ? []
      : [
          `${log.enterprise_id} calling ${log.calling_number}`,
          `${log.enterprise_id} called ${log.called_number}`,
          `${log.enterprise_id} dialled ${log.dialled}`,
        ],
  );
  return [...new Set(found)].sort();
}

/** Those of the logs there are. */
async function periods(): Promise<object> {
  const logs = await temporary.database.selectFrom('call_logs').select('id').execute();
  const counts: Record<string, number> = {};
  for (const { id } of logs) counts[periodOf(id)] = (counts[periodOf(id)] ?? 0) + 1;
  return counts;
}

const keptPeriods = async (): Promise<object> =>
  Object.fromEntries((await readPeriods(temporary.database)).map(({ id, total }) => [id, total]));

/** So many seconds lie in about half a period. */
const halfPeriod = 16_000;

test('a page by number is the same from the period it begins in', async () => {
  const numbers = Array.from({ length: 30 }, (_, index) => index);
  await storeCalls(
    temporary.database,
    numbers.map((index) => call(index * halfPeriod, index % 5)),
  );
  const ids = numbers.map((index) => callId(index * halfPeriod));
  for (const descending of [true, false]) {
    const expectedIds = descending ? ids.toReversed() : ids;
    for (let offset = 1; offset <= 32; offset += 1) {
      const query: ListQuery = {
        filters: [],
        sort: { field: 'started_at', descending },
        limit: 4,
        after: null,
        offset,
      };
      const nearer = await fromPeriod(temporary.database, query, 0);
      expect(nearer.offset).toBeLessThan(3);
      const { rows } = await readRows<{ id: string }>(temporary.database, callLogList, nearer);
      expect(rows.map(({ id }) => id)).toEqual(expectedIds.slice(offset, offset + 4));
    }
  }
  const within = await countWithin(temporary.database, callId(5 * halfPeriod), callId(20 * halfPeriod));
  expect(within).toBeLessThan(16);
  expect(within).toBeGreaterThan(10);
  const first: ListQuery = { filters: [], sort: null, limit: 4, after: null, offset: 0 };
  expect(await fromPeriod(temporary.database, first)).toBe(first);
  expect((await readCallLogs(temporary.database, { ...first, offset: 28 })).rows).toHaveLength(2);
});

test('the migration finds those of the logs that are there', async () => {
  await storeCalls(temporary.database, [call(1, 1), call(2, 2), call(3, 2, 'globex'), call(4, 3, null)]);
  const before = await noted();
  expect(before).toHaveLength(9);
  await temporary.database.deleteFrom('call_log_numbers').execute();
  await takeAllNumbers(temporary.database);
  expect(await noted()).toEqual(before);
  await temporary.database.deleteFrom('call_log_periods').execute();
  await countAllPeriods(temporary.database);
  expect(await keptPeriods()).toEqual(await periods());
});

test('a log that is replaced takes its numbers with it', async () => {
  await temporary.database.transaction().execute((db) => storeProvisionally(db, [call(1, 1)]));
  await storeCalls(temporary.database, [call(1, 2)]);
  expect(await noted()).toEqual(await expected());
  expect((await noted()).join()).not.toContain('+12125550101');
  expect(await keptPeriods()).toEqual(await periods());
});

test('whatever is written and purged, they are those of the logs that are left', async () => {
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('store' as const),
      calls: fc.array(
        fc.tuple(fc.nat(30), fc.nat(4), fc.constantFrom('acme' as const, 'globex' as const, null)),
        { minLength: 1, maxLength: 8 },
      ),
    }),
    fc.record({
      kind: fc.constant('purge' as const),
      before: fc.nat(31),
      limit: fc.integer({ min: 1, max: 9 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      await temporary.database.deleteFrom('call_logs').execute();
      await temporary.database.deleteFrom('call_log_users').execute();
      await temporary.database.deleteFrom('call_log_trunk_groups').execute();
      await temporary.database.deleteFrom('call_log_numbers').execute();
      await temporary.database.deleteFrom('call_log_periods').execute();
      for (const now of steps) {
        if (now.kind === 'store') {
          const calls = now.calls.map(([number, ...rest]) => call(number * halfPeriod, ...rest));
          await storeCalls(temporary.database, calls);
        } else {
          const { before, limit } = now;
          await temporary.database
            .transaction()
            .execute((db) => deleteOldCallLogs(db, callId(before * halfPeriod), limit));
        }
        expect(await noted()).toEqual(await expected());
        expect(await keptPeriods()).toEqual(await periods());
      }
    }),
    { numRuns: 25 },
  );
});
