import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readCallLogs } from '../../db/lists/callLogs';
import { userList, type UserItem } from '../../db/lists/definitions';
import { readList } from '../../db/lists/list';
import { mostCounted, type ListQuery } from '../../db/lists/listDefinition';
import { totalOf } from '../../db/lists/totals';
import { deleteOldCallLogs, storeCalls } from '../../db/repositories/callLogs';
import { callLogList } from '../../db/lists/callLogs';
import { callId, closedCall } from '../support/callRecords';
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporaryDatabase';

/** A total that was counted once is told again only while it holds. */

let temporary: TemporaryDatabase;
beforeEach(async () => {
  temporary = await temporaryDatabase();
});
afterEach(() => temporary.remove());

const everything: ListQuery = { filters: [], sort: null, limit: 10, after: null, offset: 0 };
const deployment = (users: number): string =>
  JSON.stringify({
    version: 1,
    enterprises: [
      {
        name: 'a',
        groups: [{ id: 'a1', name: 'one' }],
        users: Array.from({ length: users }, (_, index) => ({
          first_name: 'A',
          last_name: 'B',
          group: 'a1',
          extension: String(1000 + index),
        })),
      },
    ],
  });

test('users are counted again after every change', async () => {
  const total = async (): Promise<number> =>
    (await readList<UserItem>(temporary.database, userList, everything)).total;
  expect(await total()).toBe(0);
  await temporary.apply(deployment(2), false);
  expect([await total(), await total()]).toEqual([2, 2]);
  await temporary.apply(deployment(5), false);
  expect(await total()).toBe(5);
  await temporary.apply(deployment(1), true);
  expect(await total()).toBe(1);
});

test('call logs are counted for every page while they are few', async () => {
  const ofAcme = {
    ...everything,
    filters: [{ field: 'enterprise', operator: 'equals', value: 'acme' }],
  } as const;
  for (let number = 0; number < 3; number += 1) {
    await storeCalls(temporary.database, [closedCall(number)]);
    expect((await readCallLogs(temporary.database, ofAcme)).total).toBe(number + 1);
  }
});

test('very many call logs are counted again once the oldest are purged', async () => {
  const { database } = temporary;
  let counts = 0;
  const total = () =>
    totalOf(database, callLogList, [], () => {
      counts += 1;
      return Promise.resolve(mostCounted + 1);
    });
  await storeCalls(database, [closedCall(1), closedCall(2)]);
  await total();
  await storeCalls(database, [closedCall(3)]);
  expect([await total(), counts]).toEqual([mostCounted + 1, 1]);
  await database.transaction().execute((db) => deleteOldCallLogs(db, callId(2), 10));
  await total();
  expect(counts).toBe(2);
});
