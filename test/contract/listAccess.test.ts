import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readCallLogs } from '../../db/lists/callLogs';
import { userList, type UserItem } from '../../db/lists/definitions';
import { readList } from '../../db/lists/list';
import type { ListFilter, ListQuery } from '../../db/lists/listDefinition';
import { storeCalls } from '../../db/repositories/callLogs';
import type { Database } from '../../db/schema';
import { openDatabase } from '../../db/openDatabase';
import type { CallRecord } from '../../src/model/callRecord';
import { closedCall } from '../support/callRecords';
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporaryDatabase';

/** Whatever index serves a query, the page is what going through all the rows gives. */

let temporary: TemporaryDatabase;
/** As the API reads: beside the thread that writes. */
let lists: Database;

const enterprises = ['acme', 'globex'] as const;
const digits = ['0', '1', '2'] as const;

function record(number: number): CallRecord {
  const name = enterprises[number % 3 === 0 ? 1 : 0];
  const digit = digits[number % digits.length] ?? '';
  const isBusy = number % 4 === 0;
  return {
    ...closedCall(number, {
      enterprise: { id: name, name },
      group: { id: `${name}${String(number % 2)}`, name: '' },
      calledNumber: `+1312555${digit}${String(number % 7)}`,
      callingNumber: `+121255501${String(number % 10)}`,
      dialled: `9312555${digit}${String(number % 4)}`,
    }),
    ...(isBusy ? { outcome: 'busy', sipCode: 486 } : {}),
  };
}

/** Fields by which logs are found together with when they began, as texts. */
const ofCall: Readonly<Record<string, (call: CallRecord) => string>> = {
  enterprise: (call) => call.enterprise?.id ?? '',
  group: (call) => call.group?.id ?? '',
  user: (call) => call.user?.id ?? '',
  outcome: ({ outcome }) => outcome,
  sip_code: ({ sipCode }) => String(sipCode),
  direction: ({ direction }) => direction,
};

const records = Array.from({ length: 60 }, (_, number) => record(number));

beforeAll(async () => {
  temporary = await temporaryDatabase();
  lists = openDatabase(temporary.setting, 'lists');
  await storeCalls(temporary.database, records);
});
afterAll(async () => {
  await lists.destroy();
  await temporary.remove();
});

const filters: fc.Arbitrary<ListFilter> = fc.oneof(
  fc.constantFrom('ada', 'nobody').map((value) => ({ field: 'user', operator: 'equals', value }) as const),
  ...['enterprise', 'group', 'outcome', 'sip_code', 'direction'].map((field) =>
    fc
      .nat(59)
      .map(
        (number) => ({ field, operator: 'equals', value: ofCall[field]?.(record(number)) ?? '' }) as const,
      ),
  ),
  fc.tuple(fc.constantFrom('equals', 'starts_with', 'contains'), fc.nat(59), fc.nat(12)).map(
    ([operator, number, length]) =>
      ({
        field: 'called_number',
        operator,
        value:
          operator === 'equals' ? record(number).calledNumber : record(number).calledNumber.slice(0, length),
      }) as const,
  ),
  fc
    .tuple(fc.constantFrom('equals', 'starts_with', 'contains'), fc.nat(59))
    .map(
      ([operator, number]) =>
        ({ field: 'calling_number', operator, value: record(number).callingNumber }) as const,
    ),
  fc.tuple(fc.constantFrom('equals', 'starts_with', 'contains'), fc.nat(59), fc.nat(7), fc.nat(9)).map(
    ([operator, number, from, to]) =>
      ({
        field: 'dialled',
        operator,
        value: record(number).dialled.slice(operator === 'contains' ? from : 0, to),
      }) as const,
  ),
  fc.tuple(fc.constantFrom('gte', 'lte', 'equals'), fc.nat(61)).map(
    ([operator, number]) =>
      ({
        field: 'started_at',
        operator,
        value: new Date(closedCall(number).startedAt).toISOString(),
      }) as const,
  ),
);

const oneOfEach = fc.uniqueArray(filters, { maxLength: 4, selector: ({ field }) => field }).chain((chosen) =>
  fc.record({
    chosen: fc.constant(chosen),
    descending: fc.boolean(),
    field: fc.constantFrom('started_at', 'called_number', 'id'),
    limit: fc.integer({ min: 1, max: 20 }),
    sorted: fc.constantFrom(0, 5, 1000),
  }),
);

function passes(call: CallRecord, { field, operator, value }: ListFilter): boolean {
  const own =
    ofCall[field]?.(call) ??
    (field === 'called_number'
      ? call.calledNumber
      : field === 'calling_number'
        ? call.callingNumber
        : field === 'dialled'
          ? call.dialled
          : new Date(call.startedAt).toISOString());
  if (operator === 'contains') return own.includes(value);
  if (operator === 'starts_with') return own.startsWith(value);
  if (operator === 'gte') return own >= value;
  return operator === 'lte' ? own <= value : own === value;
}

describe('a list', () => {
  test('has the same pages and total whichever index serves it', async () => {
    await fc.assert(
      fc.asyncProperty(oneOfEach, async ({ chosen, descending, field, limit, sorted }) => {
        const expected = records
          .filter((call) => chosen.every((filter) => passes(call, filter)))
          .toSorted((one, other) => {
            const byField =
              field === 'called_number' && one.calledNumber !== other.calledNumber
                ? one.calledNumber < other.calledNumber
                : one.id < other.id;
            return byField === descending ? 1 : -1;
          })
          .map(({ id }) => id);
        const seen: string[] = [];
        let after: ListQuery['after'] = null;
        do {
          const query: ListQuery = { filters: chosen, sort: { field, descending }, limit, after, offset: 0 };
          const page = await readCallLogs(lists, query, sorted);
          expect(page.total).toBe(expected.length);
          seen.push(...page.rows.map(({ id }) => id));
          after = page.next;
        } while (after !== null);
        expect(seen).toEqual(expected);
        const offset = Math.floor(expected.length / 2);
        const numbered = await readCallLogs(lists, {
          ...{ filters: chosen, sort: { field, descending }, limit, after: null, offset },
        });
        expect(numbered.rows.map(({ id }) => id)).toEqual(expected.slice(offset, offset + limit));
      }),
      { numRuns: 100 },
    );
  });

  test('that is read beside the writing thread says what is wrong with a statement, and goes on', async () => {
    const query: ListQuery = { filters: [], sort: null, limit: 1, after: null, offset: 0 };
    await expect(readList<UserItem>(lists, { ...userList, table: 'nobody' }, query)).rejects.toThrow(
      /nobody/,
    );
    expect((await readCallLogs(lists, query)).rows).toHaveLength(1);
  });

  test('reads more at once than there are threads or connections', async () => {
    const query: ListQuery = { filters: [], sort: null, limit: 5, after: null, offset: 0 };
    const pages = await Promise.all(Array.from({ length: 20 }, () => readCallLogs(lists, query)));
    expect(pages.map(({ rows }) => rows.length)).toEqual(Array.from({ length: 20 }, () => 5));
  });
});
