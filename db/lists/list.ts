import { sql } from 'kysely';
import type { Database } from '../schema';
import { all, beyond, condition, order, orderExpression, unindexed } from './conditions';
import { rowsOf, type WithPosition } from './pageRows';
import { totalOf } from './totals';
import { countFound, readFew, valueSearchOf, type ValueSearch } from './valueSearch';
import {
  mostCounted,
  type FilterOperator,
  type ListDefinition,
  type ListFilter,
  type ListPage,
  type ListQuery,
  type ListRows,
} from './listDefinition';

/**
 * Sorting so many takes 20 ms. Of more, the first are met as soon in the order of ten million, unless all of them are old:
 * then it takes many times as long.
 */
const mostSorted = mostCounted;

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
  const search = valueSearchOf(definition, query.filters);
  if (search !== null) {
    const few = await readFew<Row>(db, definition, query, search, sorted);
    if (few !== null) return few;
  }
  const access = search === null ? await accessOf(db, definition, query, sorted) : metOf(search);
  const [page, count] = await Promise.all([
    readPage<Row>(db, definition, query, access),
    access.total ??
      totalOf(db, definition, query.filters, () => countMany(db, definition, query.filters, search, access)),
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
  const search = valueSearchOf(definition, query.filters);
  const few = search === null ? null : await readFew<Row>(db, definition, query, search, mostSorted);
  if (few !== null) return few;
  const access = search === null ? await accessOf(db, definition, query, mostSorted) : metOf(search);
  return readPage<Row>(db, definition, query, access);
}

/** Many items have such a value: the first are met soon in the order of the list. */
const metOf = ({ filter }: ValueSearch): Access => ({
  notToRead: [filter.field],
  notToCount: [filter.field],
  isSorted: false,
});

const countMany = (
  db: Database,
  definition: ListDefinition,
  filters: readonly ListFilter[],
  search: ValueSearch | null,
  { notToCount }: Access,
): Promise<number> =>
  search?.others.length === 0
    ? countFound(db, definition, search, mostCounted)
    : countItems(db, definition, filters, notToCount);

/** The page is found by what indexes hold, and only its own rows are read whole. */
async function readPage<Row extends object>(
  db: Database,
  definition: ListDefinition,
  query: ListQuery,
  access: Access,
): Promise<ListRows<Row>> {
  const id = access.isSorted ? unindexed(definition.id) : definition.id;
  const expression = orderExpression(definition, query);
  const isById = expression === definition.id;
  const value = isById ? id : expression;
  const hidden = access.isSorted ? [...access.notToRead, 'id'] : access.notToRead;
  const conditions = query.filters.map((filter) => condition(definition, filter, hidden));
  const { after, limit, offset } = query;
  const descending = query.sort?.descending === true;
  const paged =
    after === null ? conditions : [...conditions, beyond(isById ? null : value, id, after, descending)];
  const { table, joins = '' } = definition;
  const used = [value, ...query.filters.map((filter) => definition.fields[filter.field]?.column ?? '')];
  const found = await sql<WithPosition<Row>>`
    select ${sql.raw(definition.columns)}, page.position_value, page.position_id
    from (select ${sql.raw(value)} as position_value, ${sql.raw(id)} as position_id
        from ${sql.raw(sourceOf(definition, used))} where ${all(paged)}
        order by ${order(isById ? null : value, id, descending)}
        limit ${sql.lit(limit + 1)} offset ${sql.lit(offset)}) page
      cross join ${sql.raw(table)} on ${sql.raw(definition.id)} = page.position_id ${sql.raw(joins)}
    where ${definition.idsRepeat === true ? all(conditions) : all([])}
    order by ${order(isById ? null : 'page.position_value', 'page.position_id', descending)}`.execute(db);
  return rowsOf(found.rows, limit);
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
  // Nothing else being asked for, what is counted to choose by is the total, and counted once.
  const isAll = filters.every((other) => together.includes(other));
  const few = isAll
    ? await totalOf(db, definition, filters, () => countItems(db, definition, filters))
    : await countItems(db, definition, together, [], sorted);
  const total = isAll ? { total: few } : {};
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
    return { notToRead: others, notToCount: [...others, 'id'], isSorted: true, ...total };
  }
  return {
    notToRead: [filter.field],
    notToCount: narrow <= sorted ? [filter.field] : others,
    isSorted: false,
    ...total,
  };
}

/**
 * The best first. What a value contains is looked for in the whole of an enterprise's index, where its values do not stand
 * elsewhere each once.
 */
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
