import { idAtTime } from '../../src/model/id';
import type { CallLogRow, Database } from '../schema';
import {
  countItems,
  instant,
  mostCounted,
  readListItem,
  readRows,
  type ListDefinition,
  type ListField,
  type ListFilter,
  type ListPage,
  type ListRows,
  type ListQuery,
} from './list';

/** A call log as lists give it. */
export interface CallLogItem extends CallLogRow {
  /** The direction it has for the user or trunk group that is asked for, else for the enterprise. */
  readonly side: string;
}

const sorted = (column: string, type: ListField['type']): ListField => ({ column, type, sortable: true });

/** `id` and `side`: the columns that say which log, and its direction for whom is asked for. */
const fieldsOf = (id: string, side: string) =>
  ({
    id: sorted(id, 'exact'),
    call_id: { column: 'call_logs.call_id', type: 'reference' },
    enterprise: { column: 'call_logs.enterprise_id', type: 'reference' },
    group: { column: 'call_logs.group_id', type: 'reference' },
    user: { column: 'part_user.user_id', type: 'reference' },
    trunk_group: { column: 'part_trunk.trunk_group_id', type: 'reference' },
    direction: sorted(side, 'lower'),
    calling_number: sorted('call_logs.calling_number', 'exact'),
    called_number: sorted('call_logs.called_number', 'exact'),
    dialled: sorted('call_logs.dialled', 'exact'),
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

const definitionOf = (from: string, id: string, side: string): ListDefinition => ({
  columns: `call_logs.*, ${side} as side`,
  from,
  id,
  fields: fieldsOf(id, side),
  defaultSort: { field: 'started_at', descending: true },
});

/** Newest first. What a request may ask; how it is read depends on what it asks for (`definitionFor`). */
export const callLogList = definitionOf('call_logs', 'call_logs.id', 'call_logs.direction');

// Read from the participants' side, whose key ends in the log's id: their order is the list's. SQLite takes the tables of
// a cross join in the order they stand in, and has no statistics to choose better by; MySQL has them, and does.
const ofUser = 'call_log_users part_user';
const ofTrunkGroup = 'call_log_trunk_groups part_trunk';
const logOf = (part: string): string => `cross join call_logs on call_logs.id = ${part}.call_log_id`;

const userList = definitionOf(
  `${ofUser} ${logOf('part_user')}`,
  'part_user.call_log_id',
  'part_user.direction',
);
const trunkGroupList = definitionOf(
  `${ofTrunkGroup} ${logOf('part_trunk')}`,
  'part_trunk.call_log_id',
  'part_trunk.direction',
);
const userAndTrunkGroupList = definitionOf(
  `${ofUser} cross join ${ofTrunkGroup} on part_trunk.call_log_id = part_user.call_log_id ${logOf('part_user')}`,
  'part_user.call_log_id',
  'part_user.direction',
);

/** An expression no index answers. */
const unindexed = (column: string): string => `coalesce(${column}, '')`;

const withoutIndex = (definition: ListDefinition, ...names: readonly string[]): ListDefinition => ({
  ...definition,
  fields: Object.fromEntries(
    Object.entries(definition.fields).map(([name, field]) => [
      name,
      names.includes(name) ? { ...field, column: unindexed(field.column) } : field,
    ]),
  ),
});

/** Found by number, which has them in order. */
const byNumber = withoutIndex(callLogList, 'enterprise');
/** Found by how a number begins, then sorted. */
const byPrefix = withoutIndex(
  definitionOf('call_logs', unindexed('call_logs.id'), 'call_logs.direction'),
  'enterprise',
);
/** Met in the order of the list. */
const byOrder = withoutIndex(callLogList, 'calling_number', 'called_number');
/** Logs of a number that are sorted rather than met. */
const mostSorted = 20_000;

/** Ids stand still while a clock is set back: a log's id may say a later time than it began by so much. */
const clockSlackMs = 60_000;
/** More than any id that begins so. */
const afterPrefix = (prefix: string): string => `${prefix}~`;
const timePrefixLength = 10;
/** Calls of a user's own log (feature A10). */
const userLogSize = 1_000;

/** One page of the call logs, and how many there are in all. */
export async function readCallLogs(db: Database, query: ListQuery): Promise<ListPage<CallLogItem>> {
  const page = await readCallLogRows(db, query);
  if (query.filters.length === 0) return { ...page, total: await countAll(db), isEstimated: false };
  const filters = query.filters.flatMap(withIdRange);
  const count = await countSome(db, await planFor(db, filters), filters);
  return { ...page, total: Math.min(count, mostCounted), isEstimated: count > mostCounted };
}

/** One page of the call logs, uncounted. */
export async function readCallLogRows(db: Database, query: ListQuery): Promise<ListRows<CallLogItem>> {
  const filters = query.filters.flatMap(withIdRange);
  return readRows<CallLogItem>(db, await planFor(db, filters), { ...query, filters });
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

function definitionFor(filters: readonly ListFilter[]): ListDefinition {
  const byUser = filters.some(({ field }) => field === 'user');
  const byTrunkGroup = filters.some(({ field }) => field === 'trunk_group');
  if (byUser) return byTrunkGroup ? userAndTrunkGroupList : userList;
  return byTrunkGroup ? trunkGroupList : callLogList;
}

const isOfNumber = ({ field, operator }: ListFilter): boolean =>
  (field === 'calling_number' || field === 'called_number') &&
  (operator === 'equals' || operator === 'starts_with');

/**
 * The definition with the index that serves the filters best, where the database cannot know: few logs of a number are
 * found by it and sorted, many are met soon enough in the order of the list.
 */
async function planFor(db: Database, filters: readonly ListFilter[]): Promise<ListDefinition> {
  const definition = definitionFor(filters);
  const [number] = filters.filter(isOfNumber);
  if (definition !== callLogList || number === undefined) return definition;
  if (filters.some((filter) => isOfNumber(filter) && filter.operator === 'equals')) return byNumber;
  const few = (await countItems(db, callLogList, [number])) <= mostSorted;
  return few ? byPrefix : byOrder;
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
  return [
    filter,
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

/** The logs themselves are looked at only where a filter needs them; a number alone is counted in its index. */
function countSome(
  db: Database,
  definition: ListDefinition,
  filters: readonly ListFilter[],
): Promise<number> {
  const inPart = filters.every(({ field }) => definition.fields[field]?.column.startsWith('part_') === true);
  if (!inPart) {
    const numberAlone = filters.length === 1 && filters.every(isOfNumber);
    return countItems(db, numberAlone ? callLogList : definition, filters);
  }
  const [parts = ''] = definition.from.split(' cross join call_logs ');
  return countItems(db, { ...definition, from: parts }, filters);
}
