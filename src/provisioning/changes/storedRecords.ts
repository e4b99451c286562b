import {
  stored,
  type CarrierRecord,
  type OutboundRouteRecord,
  type RoutingSchemeRecord,
  type Stored,
  type TrunkGroupRecord,
} from '../../../db/repositories/deploymentRecords';
import { readPeerAddresses } from '../../../db/lists/peerAddresses';
import { readSchemeMembers } from '../../../db/lists/schemeMembers';
import type { Database, DatabaseTransaction, Schema } from '../../../db/schema';
import { notFound } from '../http/problem';

/** Single records with what belongs to them, read while nobody else changes anything. */

type TableWithId = {
  [Table in keyof Schema]: Schema[Table] extends { id: string; updated_at: string } ? Table : never;
}[keyof Schema];

/** @throws Problem 404 */
export async function readRecord<Table extends TableWithId>(
  db: Database,
  table: Table,
  id: string,
  what: string,
): Promise<Stored<Schema[Table]>> {
  // Kysely cannot follow a table name that is a type parameter.
  const row = await db
    .selectFrom(table as 'users')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw notFound(what);
  return stored(row) as unknown as Stored<Schema[Table]>;
}

export async function readTrunkGroup(db: DatabaseTransaction, id: string): Promise<TrunkGroupRecord> {
  const row = await readRecord(db, 'trunk_groups', id, 'trunk group');
  return { ...row, ...(await addresses(db, 'trunk_group_id', id)) };
}

export async function readCarrier(db: DatabaseTransaction, id: string): Promise<CarrierRecord> {
  const row = await readRecord(db, 'carriers', id, 'carrier');
  return { ...row, ...(await addresses(db, 'carrier_id', id)) };
}

export async function readScheme(db: DatabaseTransaction, id: string): Promise<RoutingSchemeRecord> {
  const row = await readRecord(db, 'routing_schemes', id, 'routing scheme');
  const members = (await readSchemeMembers(db, [id]))(id);
  return {
    ...row,
    members: members.map(({ trunk_group_id, percent }) => ({ trunk_group_id, percent })),
  };
}

export async function readRoute(db: DatabaseTransaction, id: string): Promise<OutboundRouteRecord> {
  const row = await readRecord(db, 'outbound_routes', id, 'outbound route');
  const carriers = await db
    .selectFrom('outbound_route_carriers')
    .select(['carrier_id', 'weight'])
    .where('route_id', '=', id)
    .orderBy('position')
    .execute();
  return { ...row, carriers };
}

async function addresses(db: DatabaseTransaction, owner: 'trunk_group_id' | 'carrier_id', id: string) {
  const read = await readPeerAddresses(db, owner, [id]);
  return { gateways: read.gateways(id), accept_from: read.acceptFrom(id) };
}
