import { BoundedMap } from '../../src/model/boundedMap';
import type { Database } from '../schema';
import type { ListDefinition, ListFilter } from './listDefinition';

interface Total {
  readonly version: string;
  readonly total: number;
}

/** Totals kept for each database. */
const mostKept = 1_000;

const kept = new WeakMap<Database, BoundedMap<string, Total>>();

/** How many items there are: counted, unless that was done before and what they are has not changed since. */
export async function totalOf(
  db: Database,
  { table, totals }: ListDefinition,
  filters: readonly ListFilter[],
  count: () => Promise<number>,
): Promise<number> {
  if (totals === undefined) return await count();
  let ofDatabase = kept.get(db);
  if (ofDatabase === undefined) kept.set(db, (ofDatabase = new BoundedMap(mostKept)));
  const key = JSON.stringify([table, filters]);
  // Before it is counted: what comes between makes the next one count again.
  const version = await totals.version(db);
  const before = ofDatabase.get(key);
  if (before?.version === version) return before.total;
  const total = await count();
  if (totals.lasts(total)) ofDatabase.set(key, { version, total });
  return total;
}
