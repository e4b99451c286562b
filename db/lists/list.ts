import { sql, type RawBuilder } from 'kysely';
import { nameKey } from '../nameKey';
import type { Database } from '../schema';

/**
 * How a field's values are compared: `folded` columns hold name keys, `exact` ones text that has no case to ignore, `time`
 * ones RFC 3339 in UTC with milliseconds. A `reference` is the id of something else: it is that one or it is not.
 */
export type FieldType = 'folded' | 'exact' | 'lower' | 'number' | 'boolean' | 'time' | 'reference';

export interface ListField {
  /** Column or expression, as it stands in SQL. */
  readonly column: string;
  readonly type: FieldType;
  readonly sortable?: boolean;
  /** What gives the same order and has an index; none: the column itself. */
  readonly order?: string;
  /** Absent values are sorted as the least. */
  readonly nullable?: boolean;
  /** Indexes that find an item by this field where it has few: one that begins with it, one with the enterprise before it. */
  readonly finds?: readonly FindingIndex[];
}

export type FindingIndex = 'alone' | 'in_enterprise';

export type FilterOperator = 'equals' | 'contains' | 'starts_with' | 'gte' | 'lte';

/** A list as the database gives it: what is selected from where, and what it can be filtered and sorted by. */
export interface ListDefinition {
  readonly columns: string;
  /** With the name it goes by, where that is another. */
  readonly table: string;
  /** What is joined to it, which neither adds nor takes away rows. */
  readonly joins?: string;
  /** The table again with the index, by the database at hand's syntax, in which a page is found and items are counted. */
  readonly indexed?: string;
  /** Ends every order; a column of the table. */
  readonly id: string;
  /** Left out: the id is unique in the table. Else the filters make it so. */
  readonly idsRepeat?: boolean;
  readonly fields: Readonly<Record<string, ListField>>;
  /** The order of who asks for none; none: by id. */
  readonly defaultSort?: ListSort;
}

export interface ListSort {
  readonly field: string;
  readonly descending: boolean;
}

export interface ListFilter {
  readonly field: string;
  readonly operator: FilterOperator;
  readonly value: string;
  /** A filter of which this one follows, and which an index answers: the field is looked at only without it. */
  readonly unless?: ListFilter;
}

export interface ListQuery {
  readonly filters: readonly ListFilter[];
  /** Null: by id. */
  readonly sort: ListSort | null;
  readonly limit: number;
  /** Where the page before ended. */
  readonly after: ListPosition | null;
  /** Items passed over: pages by number. */
  readonly offset: number;
}

/** The last item of a page: the value it is sorted by, and its id. */
export interface ListPosition {
  readonly value: string | number;
  readonly id: string;
}

export interface ListRows<Row> {
  readonly rows: readonly Row[];
  readonly next: ListPosition | null;
}

export interface ListPage<Row> extends ListRows<Row> {
  /** Of all pages; where `isEstimated`, there are at least so many. */
  readonly total: number;
  readonly isEstimated: boolean;
}

/** Sorting so many takes about as long as meeting the first of more in the order of ten million. */
const mostSorted = 50_000;

/** Filtered lists are counted up to here, so that a page costs no walk through ten million rows. */
export const mostCounted = 100_000;

type WithPosition<Row> = Row & { readonly position_value: string | number; readonly position_id: string };

/**
 * One page of a list, and how many items there are in all.
 * @param sorted items found by how a field of theirs begins, or what it contains, that are sorted; of more the first are
 *   met in the order of the list
 */
export async function readList<Row extends object>(
  db: Database,
  definition: ListDefinition,
  query: ListQuery,
  sorted = mostSorted,
): Promise<ListPage<Row>> {
  const access = await accessOf(db, definition, query, sorted);
  const [page, count] = await Promise.all([
    readPage<Row>(db, definition, query, access),
    access.total ?? countItems(db, definition, query.filters, access.notToCount),
  ]);
  const isEstimated = query.filters.length > 0 && count > mostCounted;
  return { ...page, total: isEstimated ? mostCounted : count, isEstimated };
}

/** One page of a list, uncounted. */
export async function readRows<Row extends object>(
  db: Database,
  definition: ListDefinition,
  query: ListQuery,
): Promise<ListRows<Row>> {
  return readPage<Row>(db, definition, query, await accessOf(db, definition, query, mostSorted));
}

/** The page is found by what indexes hold, and only its own rows are read whole. */
async function readPage<Row extends object>(
  db: Database,
  definition: ListDefinition,
  query: ListQuery,
  access: Access,
): Promise<ListRows<Row>> {
  const id = access.isSorted ? unindexed(definition.id) : definition.id;
  const field = query.sort === null ? undefined : definition.fields[query.sort.field];
  const expression = field === undefined ? definition.id : sortExpression(field);
  const isById = expression === definition.id;
  const value = isById ? id : expression;
  const descending = query.sort?.descending === true;
  const hidden = access.isSorted ? [...access.notToRead, 'id'] : access.notToRead;
  const conditions = query.filters.map((filter) => condition(definition, filter, hidden));
  const paged =
    query.after === null
      ? conditions
      : [
          ...conditions,
          isById
            ? beyondId(sql.raw(id), query.after, descending)
            : beyond(sql.raw(value), sql.raw(id), query.after, descending),
        ];
  const direction = sql.raw(descending ? 'desc' : 'asc');
  const order = (by: string, then: string): Condition =>
    isById
      ? sql`${sql.raw(then)} ${direction}`
      : sql`${sql.raw(by)} ${direction}, ${sql.raw(then)} ${direction}`;
  const { table, joins = '' } = definition;
  const used = [value, ...query.filters.map((filter) => definition.fields[filter.field]?.column ?? '')];
  const found = await sql<WithPosition<Row>>`
    select ${sql.raw(definition.columns)}, page.position_value, page.position_id
    from (select ${sql.raw(value)} as position_value, ${sql.raw(id)} as position_id
        from ${sql.raw(sourceOf(definition, used))} where ${all(paged)}
        order by ${order(value, id)}
        limit ${sql.lit(query.limit + 1)} offset ${sql.lit(query.offset)}) page
      cross join ${sql.raw(table)} on ${sql.raw(definition.id)} = page.position_id ${sql.raw(joins)}
    where ${definition.idsRepeat === true ? all(conditions) : all([])}
    order by ${order('page.position_value', 'page.position_id')}`.execute(db);
  const rows = found.rows.slice(0, query.limit);
  const last = rows.at(-1);
  const more = found.rows.length > query.limit && last !== undefined;
  return { rows, next: more ? { value: last.position_value, id: last.position_id } : null };
}

/**
 * Exact without a filter, else as far as `most` and one.
 * @param hidden filters whose indexes are left alone
 */
export async function countItems(
  db: Database,
  definition: ListDefinition,
  filters: readonly ListFilter[],
  hidden: readonly string[] = [],
  most = mostCounted,
): Promise<number> {
  const conditions = filters.map((filter) => condition(definition, filter, hidden));
  const source = sourceOf(
    definition,
    filters.map((filter) => definition.fields[filter.field]?.column ?? ''),
  );
  const counted =
    conditions.length === 0
      ? sql<{ total: number }>`select count(*) as total from ${sql.raw(definition.table)}`
      : sql<{ total: number }>`select count(*) as total from (
          select 1 as one from ${sql.raw(source)} where ${all(conditions)}
          limit ${sql.lit(most + 1)}) counted`;
  const { rows } = await counted.execute(db);
  return rows[0]?.total ?? 0;
}

/** Which indexes serve a query, where the databases cannot know. */
interface Access {
  /** Filters that only look at what others find. */
  readonly notToRead: readonly string[];
  /** The same for counting. */
  readonly notToCount: readonly string[];
  /** What is found is sorted afterwards. */
  readonly isSorted: boolean;
  /** How many there are, where that had to be counted to choose. */
  readonly total?: number;
}

/**
 * Few items are found by a field that has few, and sorted; of many, the first are met soon in the order of the list.
 * SQLite keeps no statistics to choose by, and those of MySQL know nothing of the first page.
 */
async function accessOf(
  db: Database,
  definition: ListDefinition,
  query: ListQuery,
  sorted: number,
): Promise<Access> {
  const { filters } = query;
  const enterprise = filters.find(({ field, operator }) => field === 'enterprise' && operator === 'equals');
  const finding = filters.filter((filter) => findsBy(definition, filter, enterprise));
  const [filter] = finderOperators.flatMap((operator) =>
    finding.filter((found) => found.operator === operator),
  );
  if (filter === undefined) return { notToRead: [], notToCount: [], isSorted: false };

  const inEnterprise =
    enterprise !== undefined && definition.fields[filter.field]?.finds?.includes('in_enterprise') === true;
  const together = inEnterprise ? [enterprise, filter] : [filter];
  const others = filters
    .filter((other) => !together.includes(other) && other.field !== 'id')
    .map(({ field }) => field);
  if (filter.operator === 'equals' || query.sort?.field === filter.field) {
    return { notToRead: others, notToCount: others, isSorted: false };
  }
  const few = await countItems(db, definition, together, [], sorted);
  const range = filters.filter((other) => other.field === 'id');
  const narrow =
    range.length === 0
      ? Number.POSITIVE_INFINITY
      : await countItems(
          db,
          definition,
          enterprise === undefined ? range : [enterprise, ...range],
          [],
          sorted,
        );
  if (few <= sorted && few <= narrow) {
    const total = filters.every((other) => together.includes(other)) ? { total: few } : {};
    return { notToRead: others, notToCount: [...others, 'id'], isSorted: true, ...total };
  }
  return {
    notToRead: [filter.field],
    notToCount: narrow <= sorted ? [filter.field] : others,
    isSorted: false,
  };
}

/** The best first. What a value contains is looked for in the whole of an enterprise's index, if not in its rows. */
const finderOperators: readonly FilterOperator[] = ['equals', 'starts_with', 'contains'];

function findsBy(
  { fields }: ListDefinition,
  { field, operator }: ListFilter,
  enterprise: ListFilter | undefined,
): boolean {
  const finds = fields[field]?.finds ?? [];
  const inEnterprise = enterprise !== undefined && finds.includes('in_enterprise');
  if (operator === 'contains') return inEnterprise;
  return (operator === 'equals' || operator === 'starts_with') && (finds.includes('alone') || inEnterprise);
}

/** An expression of the same value, which no index answers. */
const unindexed = (column: string): string => `coalesce(${column}, '')`;

/** The table alone where nothing else is spoken of, else with all that is joined to it. */
function sourceOf(definition: ListDefinition, expressions: readonly string[]): string {
  const { table, joins = '', indexed = table } = definition;
  const name = table.split(' ').at(-1);
  const isOfTable = (expression: string): boolean =>
    Array.from(expression.matchAll(/(\w+)\./g)).every(([, owner]) => owner === name);
  return expressions.every(isOfTable) ? indexed : `${indexed} ${joins}`;
}

/** One item of a list by its id. */
export async function readListItem<Row extends object>(
  db: Database,
  definition: ListDefinition,
  id: string,
): Promise<Row | null> {
  const found = await sql<Row>`
    select ${sql.raw(definition.columns)} from ${sql.raw(definition.table)} ${sql.raw(definition.joins ?? '')}
    where ${sql.raw(definition.id)} = ${id}`.execute(db);
  return found.rows[0] ?? null;
}

type Condition = RawBuilder<unknown>;

const all = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0 ? sql`1 = 1` : sql.join([...conditions], sql` and `);

/** Without unknowns in the order; a column that has none is left alone, so that an index can give the order. */
function sortExpression({ column, type, nullable, order }: ListField): string {
  if (order !== undefined) return order;
  if (nullable !== true) return column;
  return type === 'number' ? `coalesce(${column}, -1)` : `coalesce(${column}, '')`;
}

function beyond(value: Condition, id: Condition, after: ListPosition, descending: boolean): Condition {
  const further = sql.raw(descending ? '<' : '>');
  // The first comparison is what an index can be searched by.
  return sql`(${value} ${further}= ${after.value} and (${value} ${further} ${after.value} or ${id} ${further} ${after.id}))`;
}

const beyondId = (id: Condition, after: ListPosition, descending: boolean): Condition =>
  sql`${id} ${sql.raw(descending ? '<' : '>')} ${after.id}`;

function condition(definition: ListDefinition, filter: ListFilter, hidden: readonly string[]): Condition {
  if (filter.unless === undefined) return comparison(definition, filter, hidden);
  return sql`(${comparison(definition, filter.unless, hidden)} or ${comparison(definition, filter, hidden)})`;
}

function comparison(
  definition: ListDefinition,
  { field: name, operator, value }: ListFilter,
  hidden: readonly string[],
): Condition {
  const field = definition.fields[name];
  if (field === undefined) throw new Error(`the list has no field ${name}`);
  const column = sql.raw(hidden.includes(name) ? unindexed(field.column) : field.column);
  if (field.type === 'number' || field.type === 'boolean') {
    const number = field.type === 'boolean' ? Number(value === 'true') : Number(value);
    const comparison = { gte: '>=', lte: '<=', equals: '=', contains: '=', starts_with: '=' }[operator];
    return sql`${column} ${sql.raw(comparison)} ${number}`;
  }
  const text = fold(field.type, value);
  switch (operator) {
    case 'equals':
      return sql`${column} = ${text}`;
    case 'gte':
      return sql`${column} >= ${text}`;
    case 'lte':
      return sql`${column} <= ${text}`;
    case 'contains':
      // LIKE ignores case on one database and not on the other.
      return sql`instr(${column}, ${text}) > 0`;
    case 'starts_with':
      return sql`(${column} >= ${text} and ${column} < ${`${text}\u{10ffff}`})`;
  }
}

function fold(type: FieldType, value: string): string {
  if (type === 'folded') return nameKey(value);
  if (type === 'time') return instant(value)?.toISOString() ?? value;
  return type === 'lower' ? value.toLowerCase() : value;
}

/** The moment that RFC 3339 text names; null: none. A space counts as the plus that a query makes one of. */
export function instant(text: string): Date | null {
  if (!/^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[-+ ]\d\d:\d\d)$/.test(text)) return null;
  const time = new Date(text.replace(' ', '+').toUpperCase());
  return Number.isNaN(time.getTime()) ? null : time;
}
