import { sql, type RawBuilder } from 'kysely';
import { nameKey } from '../nameKey';
import type {
  FieldType,
  ListDefinition,
  ListField,
  ListFilter,
  ListPosition,
  ListQuery,
} from './listDefinition';

/** Filters, orders and positions of lists as SQL. */

export type Condition = RawBuilder<unknown>;

export const all = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0 ? sql`1 = 1` : sql.join([...conditions], sql` and `);

/** Without unknowns in the order; a column that has none is left alone, so that an index can give the order. */
function sortExpression({ column, type, nullable, order }: ListField): string {
  if (order !== undefined) return order;
  if (nullable !== true) return column;
  return type === 'number' ? `coalesce(${column}, -1)` : `coalesce(${column}, '')`;
}

/** The expression a query's items are sorted by. */
export function orderExpression(definition: ListDefinition, { sort }: ListQuery): string {
  const field = sort === null ? undefined : definition.fields[sort.field];
  return field === undefined ? definition.id : sortExpression(field);
}

/** @param value null: the id alone gives the order */
export function order(value: string | null, id: string, descending: boolean): Condition {
  const direction = sql.raw(descending ? 'desc' : 'asc');
  const byId = sql`${sql.raw(id)} ${direction}`;
  return value === null ? byId : sql`${sql.raw(value)} ${direction}, ${byId}`;
}

/** What comes after a position in that order. */
export function beyond(
  value: string | null,
  id: string,
  after: ListPosition,
  descending: boolean,
): Condition {
  const further = sql.raw(descending ? '<' : '>');
  const beyondId = sql`${sql.raw(id)} ${further} ${after.id}`;
  if (value === null) return beyondId;
  const by = sql.raw(value);
  // The first comparison is what an index can be searched by.
  return sql`(${by} ${further}= ${after.value} and (${by} ${further} ${after.value} or ${beyondId}))`;
}

export function condition(
  definition: ListDefinition,
  filter: ListFilter,
  hidden: readonly string[],
): Condition {
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

export function fold(type: FieldType, value: string): string {
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

/** An expression of the same value, which no index answers. */
export const unindexed = (column: string): string => `coalesce(${column}, '')`;
