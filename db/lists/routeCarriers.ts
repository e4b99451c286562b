import { groupBy } from '../groupBy';
import type { Database } from '../schema';

/** Carriers of the outbound routes on one page, in the order they are tried. */
export async function readRouteCarriers(db: Database, ids: readonly string[]) {
  if (ids.length === 0) return () => [];
  const rows = await db
    .selectFrom('outbound_route_carriers')
    .innerJoin('carriers', 'carriers.id', 'outbound_route_carriers.carrier_id')
    .select(['route_id', 'carrier_id', 'carriers.name', 'weight'])
    .where('route_id', 'in', ids)
    .orderBy('position')
    .execute();
  const carriersOf = groupBy(rows, (row) => row.route_id);
  return (id: string) => carriersOf.get(id) ?? [];
}
