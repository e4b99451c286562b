import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { takeAllNumbers } from '../../db/migrations/m0014CallLogNumbers';
import { deleteOldCallLogs, storeCalls, storeProvisionally } from '../../db/repositories/callLogs';
import { callId, closedCall } from '../support/callRecords';
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporaryDatabase';

/** The numbers of an enterprise's call logs stand once each, as long as a log has them. */

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

test('the migration finds those of the logs that are there', async () => {
  await storeCalls(temporary.database, [call(1, 1), call(2, 2), call(3, 2, 'globex'), call(4, 3, null)]);
  const before = await noted();
  expect(before).toHaveLength(9);
  await temporary.database.deleteFrom('call_log_numbers').execute();
  await takeAllNumbers(temporary.database);
  expect(await noted()).toEqual(before);
});

test('a log that is replaced takes its numbers with it', async () => {
  await temporary.database.transaction().execute((db) => storeProvisionally(db, [call(1, 1)]));
  await storeCalls(temporary.database, [call(1, 2)]);
  expect(await noted()).toEqual(await expected());
  expect((await noted()).join()).not.toContain('+12125550101');
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
      for (const now of steps) {
        if (now.kind === 'store') {
          const calls = now.calls.map(([number, variant, owner]) => call(number, variant, owner));
          await storeCalls(temporary.database, calls);
        } else {
          const { before, limit } = now;
          await temporary.database
            .transaction()
            .execute((db) => deleteOldCallLogs(db, callId(before), limit));
        }
        expect(await noted()).toEqual(await expected());
      }
    }),
    { numRuns: 25 },
  );
});
