import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { enterpriseList, trunkGroupList, userList } from '../../db/lists/definitions';
import { readList } from '../../db/lists/list';
import type { FilterOperator, ListDefinition, ListPage, ListPosition } from '../../db/lists/listDefinition';
import { openDatabase } from '../../db/openDatabase';
import { inTransaction } from '../../db/transaction';
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporaryDatabase';

/** What the databases would do each in its own way, unless they are made to do alike. */

let temporary: TemporaryDatabase;
beforeEach(async () => {
  temporary = await temporaryDatabase();
});
afterEach(() => temporary.remove());

async function apply(document: object): Promise<void> {
  const result = await temporary.apply(JSON.stringify({ version: 1, ...document }));
  if (!result.applied) throw new Error(JSON.stringify(result.mistakes.slice(0, 3)));
}

const people = (...names: readonly [first: string, last: string][]) => ({
  enterprises: [
    {
      name: 'a',
      groups: [{ id: 'Site1', name: 'one' }],
      users: names.map(([first_name, last_name], index) => ({
        first_name,
        last_name,
        group: 'Site1',
        extension: String(1001 + index),
      })),
    },
  ],
});

async function listed(
  definition: ListDefinition,
  field: string,
  operator: FilterOperator,
  value: string,
): Promise<number> {
  const filters = [{ field, operator, value }];
  const page = await readList(temporary.database, definition, {
    filters,
    sort: null,
    limit: 100,
    after: null,
    offset: 0,
  });
  expect(page.total).toBe(page.rows.length);
  return page.total;
}

async function sorted(field: string, descending: boolean, limit = 100): Promise<unknown[]> {
  const values: unknown[] = [];
  let after: ListPosition | null = null;
  do {
    const page: ListPage<Record<string, unknown>> = await readList(temporary.database, userList, {
      filters: [],
      sort: { field, descending },
      limit,
      after,
      offset: 0,
    });
    values.push(...page.rows.map((row) => row[field]));
    after = page.next;
  } while (after !== null);
  return values;
}

describe('text', () => {
  test('filters ignore case beyond ASCII, and nothing but case', async () => {
    await apply(people(['Élodie', 'ΣΟΦΟΣ'], ['Elodie', 'Straße'], ['İnci', 'O\u0308zdil']));
    expect(await listed(userList, 'first_name', 'equals', 'ÉLODIE')).toBe(1);
    expect(await listed(userList, 'first_name', 'equals', 'elodie')).toBe(1);
    expect(await listed(userList, 'first_name', 'equals', 'Elodie ')).toBe(0);
    expect(await listed(userList, 'first_name', 'starts_with', 'i\u0307N')).toBe(1);
    expect(await listed(userList, 'last_name', 'equals', 'ΣΟΦΟΣ')).toBe(1);
    expect(await listed(userList, 'last_name', 'contains', 'STRASSE')).toBe(0);
    expect(await listed(userList, 'last_name', 'equals', 'ÖZDIL')).toBe(1);
    expect(await listed(userList, 'name', 'contains', 'ODIE STRAß')).toBe(1);
    expect(await listed(trunkGroupList, 'name', 'starts_with', 'sITE')).toBe(1);
  });

  test('no character of a value means anything', async () => {
    await apply(people(['a%b_c', '!\\'], ["O'Neil", '"; --'], ['😀', '\u{10fffd}']));
    for (const value of ['%', '_', '!', '\\', "o'", '"; --', '😀', '\u{10fffd}']) {
      expect(await listed(userList, 'name', 'contains', value)).toBe(1);
    }
    expect(await listed(userList, 'name', 'contains', '%_')).toBe(0);
    expect(await listed(userList, 'name', 'starts_with', 'A%')).toBe(1);
    expect(await listed(userList, 'name', 'starts_with', '😀')).toBe(1);
    const rows = await temporary.database.selectFrom('users').select('name').orderBy('extension').execute();
    expect(rows.map((row) => row.name)).toEqual(['a%b_c !\\', 'O\'Neil "; --', '😀 \u{10fffd}']);
  });

  test('ids are compared exactly, by every operator', async () => {
    await apply(people(['A', 'B']));
    const { id } = await temporary.database.selectFrom('enterprises').select('id').executeTakeFirstOrThrow();
    for (const operator of ['equals', 'contains', 'starts_with'] as const) {
      expect(await listed(enterpriseList, 'id', operator, id)).toBe(1);
      expect(await listed(enterpriseList, 'id', operator, id.toLowerCase())).toBe(0);
      expect(await listed(enterpriseList, 'id', operator, `${id} `)).toBe(0);
    }
    expect(await listed(userList, 'id', 'equals', 'é😀')).toBe(0);
  });

  test('the order is that of code points, page by page', async () => {
    const names = ['z', 'B', 'a', 'Ä', 'é', '\u{ffdc}', '😀', '_'];
    await apply(people(...names.map((name): [string, string] => ['x', name])));
    const expected = ['_', 'a', 'B', 'z', 'Ä', 'é', '\u{ffdc}', '😀'];
    expect(await sorted('last_name', false)).toEqual(expected);
    expect(await sorted('last_name', false, 1)).toEqual(expected);
    expect(await sorted('last_name', true, 3)).toEqual(expected.toReversed());
  });

  test('what has no value is the least, page by page', async () => {
    await apply({
      enterprises: [
        {
          name: 'a',
          groups: [{ id: '1', name: 'one' }],
          users: ['bo', null, 'al', null].map((username, index) => ({
            first_name: 'A',
            last_name: 'B',
            group: '1',
            extension: String(1001 + index),
            username,
          })),
        },
      ],
    });
    expect(await sorted('username', false, 1)).toEqual([null, null, 'al', 'bo']);
    expect(await sorted('username', true, 1)).toEqual(['bo', 'al', null, null]);
  });

  test('names that differ in an accent are two, those that differ in case or composition are one', async () => {
    await apply({ enterprises: [{ name: 'Cafe' }, { name: 'Caf\u00e9' }] });
    await apply({ enterprises: [{ name: 'CAFE\u0301' }] });
    const rows = await temporary.database.selectFrom('enterprises').select('name').orderBy('id').execute();
    expect(rows.map((row) => row.name)).toEqual(['Cafe', 'CAFE\u0301']);
  });

  test('a key is kept whole however much longer than its name it is', async () => {
    // Composing makes three characters of each of these, and a user has a first and a last name.
    const name = '\ufb2c'.repeat(80);
    await apply(people([name, name]));
    const row = await temporary.database.selectFrom('users').selectAll().executeTakeFirstOrThrow();
    expect(row.name_key.length).toBe(481);
    expect(await listed(userList, 'name', 'equals', `${name} ${name}`)).toBe(1);
  });
});

describe('values', () => {
  test('whole numbers as large as JavaScript holds, nulls and flags', async () => {
    const { database } = temporary;
    const row = {
      id: 'n',
      kind: 'node',
      host: 'h',
      process_space: null,
      pid: 2_147_483_647,
      http_url: null,
      seen_at: Number.MAX_SAFE_INTEGER,
      started_at: 0,
      shares: 1,
    };
    await database.insertInto('nodes').values(row).execute();
    expect(await database.selectFrom('nodes').selectAll().execute()).toEqual([row]);
    const { sum, count } = await database
      .selectFrom('nodes')
      .select(({ fn }) => [fn.sum('pid').as('sum'), fn.countAll().as('count')])
      .executeTakeFirstOrThrow();
    expect([sum, count]).toEqual([2_147_483_647, 1]);
    const changed = await database.updateTable('nodes').set({ kind: 'node' }).executeTakeFirst();
    expect(changed.numUpdatedRows).toBe(1n);
  });

  test('documents longer than 64 kB', async () => {
    await apply(people(['A', 'B']));
    const settings = JSON.stringify({ text: 'é"\\'.repeat(50_000) });
    await temporary.database.updateTable('users').set({ settings }).execute();
    expect(await temporary.database.selectFrom('users').select('settings').execute()).toEqual([{ settings }]);
  });

  test('a deployment of more than one statement takes', async () => {
    const numbers = Array.from({ length: 1000 }, (_, index) => `+1212555${String(index).padStart(4, '0')}`);
    const users = Array.from({ length: 100 }, (_, index) => ({
      first_name: 'A',
      last_name: 'B',
      group: '1',
      extension: String(1001 + index),
      allowed_numbers: numbers,
      blocked_numbers: numbers.map((number) => number.replace('+1212', '+1313')),
    }));
    await apply({ enterprises: [{ name: 'a', groups: [{ id: '1', name: 'one' }], users }] });
    const rows = await temporary.database.selectFrom('users').select('settings').execute();
    expect(rows.length).toBe(100);
    for (const { settings } of rows) expect(JSON.parse(settings)).toMatchObject({ allowed_numbers: numbers });
  });
});

describe('transactions', () => {
  test('one that reads sees one state, whatever is committed meanwhile', async () => {
    await apply(people(['A', 'B']));
    const other = openDatabase(temporary.setting);
    const count = async (db: TemporaryDatabase['database']): Promise<number> =>
      (await db.selectFrom('users').select('id').execute()).length;
    await temporary.database.transaction().execute(async (transaction) => {
      expect(await count(transaction)).toBe(1);
      await other.deleteFrom('users').execute();
      expect(await count(transaction)).toBe(1);
    });
    expect(await count(temporary.database)).toBe(0);
    await other.destroy();
  });

  test('one that another got ahead of comes through, and neither change is lost', async () => {
    await apply({ enterprises: [{ name: 'a' }] });
    const other = openDatabase(temporary.setting);
    const countUp = (db: TemporaryDatabase['database']): Promise<unknown> =>
      db
        .updateTable('enterprises')
        .set((row) => ({ billing_cycle_day: row('billing_cycle_day', '+', 1) }))
        .execute();
    let attempts = 0;
    await inTransaction(temporary.database, async (transaction) => {
      attempts += 1;
      await transaction.selectFrom('enterprises').selectAll().execute();
      if (attempts === 1) await countUp(other);
      await countUp(transaction);
    });
    const row = await other.selectFrom('enterprises').selectAll().executeTakeFirstOrThrow();
    expect(row.billing_cycle_day).toBe(3);
    await other.destroy();
  });
});
