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
}

export type FilterOperator = 'equals' | 'contains' | 'starts_with' | 'gte' | 'lte';

/** A list as the database gives it: what is selected from where, and what it can be filtered and sorted by. */
export interface ListDefinition {
  readonly columns: string;
  /** The table first, then what is joined to it, which neither adds nor takes away rows. */
  readonly from: string;
  /** Unique; ends every order. */
  readonly id: string;
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

/** Filtered lists are counted up to here, so that a page costs no walk through ten million rows. */
export const mostCounted = 100_000;

type WithPosition<Row> = Row & { readonly position_value: string | number; readonly position_id: string };

/** One page of a list, and how many items there are in all. */
export async function readList<Row extends object>(
  db: Database,
  definition: ListDefinition,
  query: ListQuery,
): Promise<ListPage<Row>> {
  const page = await readRows<Row>(db, definition, query);
  const count = await countItems(db, definition, query.filters);
  const isEstimated = query.filters.length > 0 && count > mostCounted;
  return { ...page, total: isEstimated ? mostCounted : count, isEstimated };
}

/** One page of a list, uncounted. */
export async function readRows<Row extends object>(
  db: Database,
  definition: ListDefinition,
  query: ListQuery,
): Promise<ListRows<Row>> {
  const id = sql.raw(definition.id);
  const field = query.sort === null ? undefined : definition.fields[query.sort.field];
  const expression = field === undefined ? definition.id : sortExpression(field);
  const isById = expression === definition.id;
  const value = sql.raw(expression);
  const descending = query.sort?.descending === true;
  const conditions = query.filters.map((filter) => condition(definition, filter));
  const paged =
    query.after === null
      ? conditions
      : [
          ...conditions,
          isById ? beyondId(id, query.after, descending) : beyond(value, id, query.after, descending),
        ];
  const direction = sql.raw(descending ? 'desc' : 'asc');
  const found = await sql<WithPosition<Row>>`
    select ${sql.raw(definition.columns)}, ${value} as position_value, ${id} as position_id
    from ${sql.raw(definition.from)} where ${all(paged)}
    order by ${isById ? sql`${id} ${direction}` : sql`${value} ${direction}, ${id} ${direction}`}
    limit ${sql.lit(query.limit + 1)} offset ${sql.lit(query.offset)}`.execute(db);
  const rows = found.rows.slice(0, query.limit);
  const last = rows.at(-1);
  const more = found.rows.length > query.limit && last !== undefined;
  return { rows, next: more ? { value: last.position_value, id: last.position_id } : null };
}

/** Exact without a filter, else as far as `mostCounted` and one. */
export async function countItems(
  db: Database,
  definition: ListDefinition,
  filters: readonly ListFilter[],
): Promise<number> {
  const conditions = filters.map((filter) => condition(definition, filter));
  const [table = ''] = definition.from.trimStart().split(/\s/, 1);
  const counted =
    conditions.length === 0
      ? sql<{ total: number }>`select count(*) as total from ${sql.raw(table)}`
      : sql<{ total: number }>`select count(*) as total from (
          select 1 as one from ${sql.raw(definition.from)} where ${all(conditions)}
          limit ${sql.lit(mostCounted + 1)}) counted`;
  const { rows } = await counted.execute(db);
  return rows[0]?.total ?? 0;
}

/** One item of a list by its id. */
export async function readListItem<Row extends object>(
  db: Database,
  definition: ListDefinition,
  id: string,
): Promise<Row | null> {
  const found = await sql<Row>`
    select ${sql.raw(definition.columns)} from ${sql.raw(definition.from)}
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

function condition(definition: ListDefinition, { field: name, operator, value }: ListFilter): Condition {
  const field = definition.fields[name];
  if (field === undefined) throw new Error(`the list has no field ${name}`);
  const column = sql.raw(field.column);
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
