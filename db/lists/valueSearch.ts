import { sql } from 'kysely';
import { dialectOf } from '../dialect';
import type { Database } from '../schema';
import { all, beyond, condition, fold, order, orderExpression, type Condition } from './conditions';
import type {
  DistinctValues,
  ListDefinition,
  ListField,
  ListFilter,
  ListPage,
  ListQuery,
} from './listDefinition';
import { rowsOf, type WithPosition } from './pageRows';

/** A search for what a field contains, within an enterprise that has the field's values each once. */
export interface ValueSearch {
  readonly filter: ListFilter;
  readonly enterprise: ListFilter;
  readonly field: ListField;
  readonly distinct: DistinctValues;
  /** All that is asked for besides. */
  readonly others: readonly ListFilter[];
}

/** Null: nothing of the kind is asked for, or something besides by which an index finds fewer. */
export function valueSearchOf(
  { fields }: ListDefinition,
  filters: readonly ListFilter[],
): ValueSearch | null {
  const enterprise = filters.find(({ field, operator }) => field === 'enterprise' && operator === 'equals');
  const filter = filters.find(
    ({ field, operator }) => operator === 'contains' && fields[field]?.distinct !== undefined,
  );
  const field = filter && fields[filter.field];
  if (enterprise === undefined || filter === undefined || field?.distinct === undefined) return null;
  const others = filters.filter((other) => other !== enterprise && other !== filter);
  const isFoundOtherwise = others.some(
    (other) =>
      (other.operator === 'equals' || other.operator === 'starts_with') &&
      fields[other.field]?.finds !== undefined,
  );
  return isFoundOtherwise ? null : { filter, enterprise, field, distinct: field.distinct, others };
}

/**
 * The values that contain what is asked for, then the items that have them.
 * @returns null: more than `most` items have such a value
 */
export async function readFew<Row extends object>(
  db: Database,
  definition: ListDefinition,
  query: ListQuery,
  search: ValueSearch,
  most: number,
): Promise<ListPage<Row> | null> {
  const { others } = search;
  if (others.length > 0 && (await countFound(db, definition, search, most)) > most) return null;
  const expression = orderExpression(definition, query);
  const isById = expression === definition.id;
  const descending = query.sort?.descending === true;
  const by = isById ? null : 'position_value';
  const { after, limit, offset } = query;
  const further = after === null ? [] : [beyond(by, 'position_id', after, descending)];
  const hidden = others.map(({ field }) => field);
  const conditions = others.map((other) => condition(definition, other, hidden));
  const { rows } = await sql<WithPosition<Row> & { readonly position_total: number }>`
    select ${sql.raw(definition.columns)}, page.position_value, page.position_id, page.position_total
    from (select position_value, position_id, position_total
        from (select position_value, position_id, count(*) over () as position_total
            from (select ${sql.raw(expression)} as position_value, ${sql.raw(definition.id)} as position_id
                from ${found(db, definition, search, conditions)}
                limit ${sql.lit(most + 1)}) found) counted
        where ${all(further)}
        order by ${order(by, 'position_id', descending)}
        limit ${sql.lit(limit + 1)} offset ${sql.lit(offset)}) page
      cross join ${sql.raw(definition.table)} on ${sql.raw(definition.id)} = page.position_id
        ${sql.raw(definition.joins ?? '')}
    order by ${order(isById ? null : 'page.position_value', 'page.position_id', descending)}`.execute(db);
  // Beyond the last item no row says how many there are.
  const isBeyond = rows.length === 0 && (after !== null || offset > 0);
  const total = isBeyond
    ? await countFound(db, definition, search, most, conditions)
    : (rows[0]?.position_total ?? 0);
  return total > most ? null : { ...rowsOf(rows, limit), total, isEstimated: false };
}

/** How many items have such a value, as far as `most` and one. */
export async function countFound(
  db: Database,
  definition: ListDefinition,
  search: ValueSearch,
  most: number,
  conditions: readonly Condition[] = [],
): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*) as total
    from (select 1 as one from ${found(db, definition, search, conditions)}
        limit ${sql.lit(most + 1)}) counted`.execute(db);
  return rows[0]?.total ?? 0;
}

/** What is selected from: the values first, then the items of each by the index of both. */
function found(
  db: Database,
  { table }: ListDefinition,
  { filter, enterprise, field, distinct }: ValueSearch,
  conditions: readonly Condition[],
): Condition {
  // Each database has words of its own for tables that are read in the order they stand in.
  const join = sql.raw(dialectOf(db) === 'mysql' ? 'straight_join' : 'cross join');
  const value = sql.raw(`known.${distinct.value}`);
  return sql`${sql.raw(distinct.table)} known ${join} ${sql.raw(table)}
    on ${sql.raw(table)}.enterprise_id = ${enterprise.value} and ${sql.raw(field.column)} = ${value}
    where known.enterprise_id = ${enterprise.value} and ${sql.raw(distinct.only)}
      and instr(${value}, ${fold(field.type, filter.value)}) > 0 and ${all(conditions)}`;
}
