import { idAtTime } from '../../src/model/id';
import { dialectOf } from '../dialect';
import type { CallLogNumberRow, CallLogRow, Database } from '../schema';
import { countWithin, fromPeriod } from './callLogPeriods';
import { instant } from './conditions';
import { readList, readListItem, readRows } from './list';
import {
  mostCounted,
  type DistinctValues,
  type FilterOperator,
  type FindingIndex,
  type ListDefinition,
  type ListField,
  type ListFilter,
  type ListPage,
  type ListRows,
  type ListQuery,
  type TotalsHold,
} from './listDefinition';

/** A call log as lists give it. */
export interface CallLogItem extends CallLogRow {
  /** The direction it has for the user or trunk group that is asked for, else for the enterprise. */
  readonly side: string;
}

/** The numbers of call logs, each once by enterprise and kind (db/repositories/callLogNumbers.ts). */
const numbersOfKind = (kind: CallLogNumberRow['kind']): DistinctValues => ({
  table: 'call_log_numbers',
  value: 'number',
  only: `known.kind = '${kind}'`,
});

const sorted = (column: string, type: ListField['type']): ListField => ({ column, type, sortable: true });

/** Lists that find logs by participants have no use for indexes of numbers. */
const number = (
  kind: CallLogNumberRow['kind'],
  column: string,
  finds: readonly FindingIndex[],
): ListField => ({
  ...sorted(`call_logs.${column}`, 'exact'),
  ...(finds.length === 0 ? {} : { finds, distinct: numbersOfKind(kind) }),
});

/**
 * `id` and `side`: the columns that say which log, and its direction for whom is asked for; `finds`: indexes that find a
 * log by a number.
 */
const fieldsOf = (id: string, side: string, finds: readonly FindingIndex[]) =>
  ({
    id: sorted(id, 'exact'),
    call_id: { column: 'call_logs.call_id', type: 'reference' },
    enterprise: { column: 'call_logs.enterprise_id', type: 'reference' },
    group: { column: 'call_logs.group_id', type: 'reference' },
    user: { column: 'part_user.user_id', type: 'reference' },
    trunk_group: { column: 'part_trunk.trunk_group_id', type: 'reference' },
    direction: sorted(side, 'lower'),
    calling_number: number('calling', 'calling_number', finds),
    called_number: number('called', 'called_number', finds),
    dialled: number(
      'dialled',
      'dialled',
      finds.filter((index) => index === 'in_enterprise'),
    ),
    account_code: { ...sorted('call_logs.account_code', 'exact'), nullable: true },
    authorization_code: { ...sorted('call_logs.authorization_code', 'exact'), nullable: true },
    emergency: { column: 'call_logs.emergency', type: 'boolean' },
    // Ids are made as calls begin.
    started_at: { ...sorted('call_logs.started_at', 'time'), order: id },
    ringing_at: { ...sorted('call_logs.ringing_at', 'time'), nullable: true },
    answered_at: { ...sorted('call_logs.answered_at', 'time'), nullable: true },
    ended_at: sorted('call_logs.ended_at', 'time'),
    duration_ms: sorted('call_logs.duration_ms', 'number'),
    outcome: sorted('call_logs.outcome', 'lower'),
    sip_code: sorted('call_logs.sip_code', 'number'),
    q850_cause: sorted('call_logs.q850_cause', 'number'),
    ended_by: sorted('call_logs.ended_by', 'lower'),
  }) satisfies Record<string, ListField>;

/** More than are counted stay more until the oldest log goes: logs do not change, and are purged oldest first. */
const untilPurged: TotalsHold = {
  version: async (db) => {
    const oldest = db.selectFrom('call_logs').select('id').orderBy('id').limit(1);
    return (await oldest.executeTakeFirst())?.id ?? '';
  },
  lasts: (total) => total > mostCounted,
};

const definitionOf = (
  table: string,
  id: string,
  side: string,
  finds: readonly FindingIndex[],
  rest: Pick<ListDefinition, 'joins' | 'idsRepeat'> = {},
): ListDefinition => ({
  columns: `call_logs.*, ${side} as side`,
  table,
  id,
  fields: fieldsOf(id, side, finds),
  defaultSort: { field: 'started_at', descending: true },
  totals: untilPurged,
  ...rest,
});

/** Newest first. What a request may ask; how it is read depends on what it asks for (`definitionFor`). */
export const callLogList = definitionOf('call_logs', 'call_logs.id', 'call_logs.direction', [
  'alone',
  'in_enterprise',
]);

// Read from the participants' side, whose key ends in the log's id: their order is the list's. SQLite takes the tables of
// a cross join in the order they stand in, and has no statistics to choose better by; MySQL has them, and does.
const partList = (table: string, part: string, joins = ''): ListDefinition =>
  definitionOf(`${table} ${part}`, `${part}.call_log_id`, `${part}.direction`, [], {
    joins: `${joins} cross join call_logs on call_logs.id = ${part}.call_log_id`,
    idsRepeat: true,
  });
const userList = partList('call_log_users', 'part_user');
const trunkGroupList = partList('call_log_trunk_groups', 'part_trunk');
const userAndTrunkGroupList = partList(
  'call_log_users',
  'part_user',
  'cross join call_log_trunk_groups part_trunk on part_trunk.call_log_id = part_user.call_log_id',
);

/** Ids stand still while a clock is set back: a log's id may say a later time than it began by so much. */
const clockSlackMs = 60_000;
/** A log of this id or a later one began at this time or later. */
const surelyFrom = (time: number): string => idAtTime(time + clockSlackMs + 1);
/** More than any id that begins so. */
const afterPrefix = (prefix: string): string => `${prefix}~`;
const timePrefixLength = 10;
/** Calls of a user's own log (feature A10). */
const userLogSize = 1_000;

/** One page of the call logs, and how many there are in all; @param sorted as `readList` has it */
export async function readCallLogs(
  db: Database,
  query: ListQuery,
  sorted?: number,
): Promise<ListPage<CallLogItem>> {
  if (query.filters.length === 0) {
    const page = await readCallLogRows(db, query);
    return { ...page, total: await countAll(db), isEstimated: false };
  }
  const prepared = await prepare(db, query);
  if ((await surelyWithin(db, query.filters)) > mostCounted) {
    const page = await readRows<CallLogItem>(db, definitionFor(db, prepared), prepared);
    return { ...page, total: mostCounted, isEstimated: true };
  }
  return readList<CallLogItem>(db, definitionFor(db, prepared), prepared, sorted);
}

/** One page of the call logs, uncounted. */
export async function readCallLogRows(db: Database, query: ListQuery): Promise<ListRows<CallLogItem>> {
  const prepared =
    query.filters.length === 0 && isByTime(query) ? await fromPeriod(db, query) : await prepare(db, query);
  return readRows<CallLogItem>(db, definitionFor(db, prepared), prepared);
}

/** The query within a user's own log: the newest 1,000 calls, then filtered and sorted (decisions.md 17). */
export async function withinUserLog(db: Database, userId: string, query: ListQuery): Promise<ListQuery> {
  const oldest = await db
    .selectFrom('call_log_users')
    .select('call_log_id')
    .where('user_id', '=', userId)
    .orderBy('call_log_id', 'desc')
    .limit(1)
    .offset(userLogSize - 1)
    .executeTakeFirst();
  const own: ListFilter[] = [{ field: 'user', operator: 'equals', value: userId }];
  if (oldest !== undefined) own.push({ field: 'id', operator: 'gte', value: oldest.call_log_id });
  return { ...query, filters: [...own, ...query.filters] };
}

export const readCallLog = (db: Database, id: string): Promise<CallLogItem | null> =>
  readListItem<CallLogItem>(db, callLogList, id);

function definitionFor(db: Database, { filters, sort }: ListQuery): ListDefinition {
  const fields = filters.map(({ field }) => field);
  const byUser = fields.includes('user');
  const byTrunkGroup = fields.includes('trunk_group');
  if (byUser) return byTrunkGroup ? userAndTrunkGroupList : userList;
  if (byTrunkGroup) return trunkGroupList;
  const index = dialectOf(db) === 'mysql' ? indexForTime({ filters, sort }) : null;
  return index === null ? callLogList : { ...callLogList, indexed: `call_logs force index (${index})` };
}

const isTime = (field: string): boolean => field === 'id' || field === 'started_at';

/** Whether nothing but when calls began is asked for. */
const isByTime = ({ filters, sort }: Pick<ListQuery, 'filters' | 'sort'>): boolean =>
  [...filters.map(({ field }) => field), sort?.field ?? 'id'].every(isTime);

/** Indexes that end in the id, by the fields they begin with. */
const timeIndexes: readonly (readonly [index: string, ...fields: string[]])[] = [
  ['call_logs_enterprise_outcome', 'enterprise', 'outcome'],
  ['call_logs_enterprise_sip_code', 'enterprise', 'sip_code'],
  ['call_logs_enterprise_direction', 'enterprise', 'direction'],
  ['call_logs_enterprise_id', 'enterprise'],
  ['call_logs_group', 'group'],
];

/**
 * The index by which MySQL has to read a stretch of time; null: it chooses well. All by itself it goes through the rows,
 * which are wide, by the primary key; and since on the average an enterprise has few logs it looks through all logs of one
 * for those of a day, though the index has them by time.
 */
function indexForTime({ filters, sort }: Pick<ListQuery, 'filters' | 'sort'>): string | null {
  if (isByTime({ filters, sort })) return 'call_logs_time';
  const isOfTime = filters.some(({ field }) => field === 'started_at') && isTime(sort?.field ?? 'id');
  const isFoundOtherwise = filters.some(
    ({ field }) => field === 'call_id' || callLogList.fields[field]?.finds !== undefined,
  );
  if (!isOfTime || isFoundOtherwise) return null;
  const has = (name: string): boolean =>
    filters.some(({ field, operator }) => field === name && operator === 'equals');
  return timeIndexes.find(([, ...fields]) => fields.every(has))?.[0] ?? null;
}

/** How many logs there are at least, where a stretch of time alone is asked for; else 0. */
async function surelyWithin(db: Database, filters: readonly ListFilter[]): Promise<number> {
  let from = '';
  let to = afterPrefix('');
  for (const { field, operator, value } of filters) {
    const time = field === 'started_at' ? (instant(value)?.getTime() ?? null) : null;
    if (time === null || (operator !== 'gte' && operator !== 'lte')) return 0;
    const surely = surelyFrom(time);
    if (operator === 'gte') from = surely > from ? surely : from;
    else to = idAtTime(time) < to ? idAtTime(time) : to;
  }
  return await countWithin(db, from, to);
}

async function prepare(db: Database, query: ListQuery): Promise<ListQuery> {
  const filters = await withoutOwnEnterprise(db, query.filters);
  return { ...query, filters: filters.flatMap(withIdRange) };
}

/**
 * Whoever takes part in a call is of the log's enterprise (src/model/callLog.ts), and stays of it: to ask for a user's logs
 * and for the user's enterprise is to ask for the user's logs, which need not be looked up to see whose they are.
 */
async function withoutOwnEnterprise(
  db: Database,
  filters: readonly ListFilter[],
): Promise<readonly ListFilter[]> {
  const valueOf = (name: string): string | undefined => filters.find(({ field }) => field === name)?.value;
  const [enterprise, user, trunkGroup] = [valueOf('enterprise'), valueOf('user'), valueOf('trunk_group')];
  if (enterprise === undefined) return filters;
  const isOwn =
    (user !== undefined && (await isUserOf(db, user, enterprise))) ||
    (trunkGroup !== undefined && (await isTrunkGroupOf(db, trunkGroup, enterprise)));
  return isOwn ? filters.filter(({ field }) => field !== 'enterprise') : filters;
}

async function isUserOf(db: Database, id: string, enterprise: string): Promise<boolean> {
  const user = await db.selectFrom('users').select('enterprise_id').where('id', '=', id).executeTakeFirst();
  return user?.enterprise_id === enterprise;
}

/** The name may have been another enterprise's: only where all logs are of the trunk group there is now. */
async function isTrunkGroupOf(db: Database, id: string, enterprise: string): Promise<boolean> {
  const [trunkGroup, oldest] = await Promise.all([
    db
      .selectFrom('trunk_groups')
      .select(['enterprise_id', 'created_at'])
      .where('id', '=', id)
      .executeTakeFirst(),
    db
      .selectFrom('call_log_trunk_groups')
      .select('call_log_id')
      .where('trunk_group_id', '=', id)
      .orderBy('call_log_id')
      .limit(1)
      .executeTakeFirst(),
  ]);
  if (trunkGroup?.enterprise_id !== enterprise || oldest === undefined) return false;
  return oldest.call_log_id > idAtTime(Date.parse(trunkGroup.created_at) + clockSlackMs);
}

/** What ids say, beside the filter that says it exactly: indexes end in the id. */
function withIdRange(filter: ListFilter): readonly ListFilter[] {
  const { field, operator, value } = filter;
  const from = (id: string): ListFilter => ({ field: 'id', operator: 'gte', value: id });
  const to = (id: string): ListFilter => ({ field: 'id', operator: 'lte', value: afterPrefix(id) });
  if (field === 'call_id') {
    // All records of a call begin with when it began.
    const prefix = value.slice(0, timePrefixLength);
    return [filter, from(prefix), to(prefix)];
  }
  const time = field === 'started_at' ? (instant(value)?.getTime() ?? null) : null;
  if (time === null) return [filter];
  // A log of this id and later ones began so late whatever the clock did, and those up to that one so early.
  const surely: Partial<Record<FilterOperator, ListFilter>> = {
    gte: from(surelyFrom(time)),
    lte: { field: 'id', operator: 'lte', value: idAtTime(time) },
  };
  const unless = surely[operator];
  return [
    unless === undefined ? filter : { ...filter, unless },
    ...(operator === 'lte' ? [] : [from(idAtTime(time))]),
    ...(operator === 'gte' ? [] : [to(idAtTime(time + clockSlackMs))]),
  ];
}

/** Kept with the writing: counting ten million rows takes too long for a page. */
async function countAll(db: Database): Promise<number> {
  const row = await db
    .selectFrom('row_counts')
    .select('total')
    .where('id', '=', 'call_logs')
    .executeTakeFirst();
  return row?.total ?? 0;
}
