import { groupBy } from '../groupBy';
import type { Database } from '../schema';

/** Trunk groups of the routing schemes on one page, in their order. */
export async function readSchemeMembers(db: Database, ids: readonly string[]) {
  if (ids.length === 0) return () => [];
  const rows = await db
    .selectFrom('routing_scheme_members')
    .selectAll()
    .where('scheme_id', 'in', ids)
    .orderBy('position')
    .execute();
  const membersOf = groupBy(rows, (row) => row.scheme_id);
  return (id: string) => membersOf.get(id) ?? [];
}
