import type { ListRows } from './listDefinition';

/** A row of a page, with its place in the order. */
export type WithPosition<Row> = Row & {
  readonly position_value: string | number;
  readonly position_id: string;
};

/** The page of rows that were read with one more than the page holds. */
export function rowsOf<Row extends object>(
  found: readonly WithPosition<Row>[],
  limit: number,
): ListRows<Row> {
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  const more = found.length > limit && last !== undefined;
  return { rows, next: more ? { value: last.position_value, id: last.position_id } : null };
}
