import { groupBy } from '../groupBy';
import type { Database, GatewayRow } from '../schema';

export interface PeerAddressRows {
  gateways(
    id: string,
  ): readonly Readonly<Pick<GatewayRow, 'host' | 'port' | 'transport' | 'priority' | 'weight'>>[];
  acceptFrom(id: string): readonly string[];
}

/** Gateways and accepted sources of the trunk groups or carriers on one page. */
export async function readPeerAddresses(
  db: Database,
  owner: 'trunk_group_id' | 'carrier_id',
  ids: readonly string[],
): Promise<PeerAddressRows> {
  if (ids.length === 0) return { gateways: () => [], acceptFrom: () => [] };
  const gateways = await db
    .selectFrom('gateways')
    .selectAll()
    .where(owner, 'in', ids)
    .orderBy('position')
    .execute();
  const sources = await db
    .selectFrom('accept_from')
    .selectAll()
    .where(owner, 'in', ids)
    .orderBy('position')
    .execute();
  const gatewaysOf = groupBy(gateways, (row) => row[owner]);
  const sourcesOf = groupBy(sources, (row) => row[owner]);
  return {
    gateways: (id) =>
      (gatewaysOf.get(id) ?? []).map(({ host, port, transport, priority, weight }) => ({
        host,
        port,
        transport,
        priority,
        weight,
      })),
    acceptFrom: (id) => (sourcesOf.get(id) ?? []).map((row) => row.address),
  };
}
