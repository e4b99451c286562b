import { sql } from 'kysely';
import { batches, breathe } from '../batches';
import { groupBy } from '../groupBy';
import { nameKey } from '../nameKey';
import type { DatabaseTransaction, Schema } from '../schema';
import {
  stored,
  type CurrentRecords,
  type EnterpriseRecord,
  type NumberRecord,
  type PeerAddresses,
  type UserRecord,
} from './deploymentRecords';

/** Which records a deployment file may touch or run into. */
export interface DeploymentLookups {
  /** Name keys of the enterprises it names, with the extensions it speaks of in each. */
  readonly extensions: ReadonlyMap<string, readonly string[]>;
  readonly numbers: readonly string[];
  readonly usernameKeys: readonly string[];
  /** Given: of trunk-level records only what belongs to these enterprises and to those named, and the groups with these ids. */
  readonly only?: { readonly enterpriseIds: readonly string[]; readonly groupIds: readonly string[] };
}

const batchSize = 1000;

/**
 * Reads what is there now: all trunk-level records, and of users, numbers and documents those looked up, or, with null,
 * all there are.
 */
export async function readDeployment(
  db: DatabaseTransaction,
  lookups: DeploymentLookups | null,
): Promise<CurrentRecords> {
  const only = lookups?.only;
  const enterprises = await readEnterprises(db, lookups);
  const named = lookups === null ? null : enterprises.filter((row) => lookups.extensions.has(row.name_key));
  // No list of SQL may be empty; no id is.
  const owners = ['', ...enterprises.map((row) => row.id)];
  const groups = await db
    .selectFrom('groups')
    .selectAll()
    .$if(only !== undefined, (query) =>
      query.where((group) =>
        group.or([
          group('enterprise_id', 'in', owners),
          group(sql<string>`lower(id)`, 'in', ['', ...(only?.groupIds ?? []).map(nameKey)]),
        ]),
      ),
    )
    .orderBy('id')
    .execute();
  const trunkGroups = await db
    .selectFrom('trunk_groups')
    .selectAll()
    .$if(only !== undefined, (query) => query.where('enterprise_id', 'in', owners))
    .orderBy('id')
    .execute();
  const schemes = await db
    .selectFrom('routing_schemes')
    .selectAll()
    .$if(only !== undefined, (query) => query.where('enterprise_id', 'in', owners))
    .orderBy('id')
    .execute();
  const trunkGroupAddresses = await readAddresses(
    db,
    'trunk_group_id',
    only && trunkGroups.map((row) => row.id),
  );
  const carrierAddresses = await readAddresses(db, 'carrier_id', undefined);
  const routeCarriers = groupBy(
    await db.selectFrom('outbound_route_carriers').selectAll().orderBy('position').execute(),
    (row) => row.route_id,
  );
  const members = groupBy(
    await db
      .selectFrom('routing_scheme_members')
      .selectAll()
      .$if(only !== undefined, (query) =>
        query.where('scheme_id', 'in', ['', ...schemes.map((row) => row.id)]),
      )
      .orderBy('position')
      .execute(),
    (row) => row.scheme_id,
  );
  return {
    enterprises,
    groups: groups.map(stored),
    trunk_groups: trunkGroups.map((row) => ({ ...stored(row), ...trunkGroupAddresses(row.id) })),
    carriers: (await db.selectFrom('carriers').selectAll().orderBy('id').execute()).map((row) => ({
      ...stored(row),
      ...carrierAddresses(row.id),
    })),
    outbound_routes: (await db.selectFrom('outbound_routes').selectAll().orderBy('id').execute()).map(
      (row) => ({
        ...stored(row),
        carriers: routeCarriers.get(row.id)?.map(({ carrier_id, weight }) => ({ carrier_id, weight })) ?? [],
      }),
    ),
    routing_schemes: schemes.map((row) => ({
      ...stored(row),
      members: members.get(row.id)?.map(({ trunk_group_id, percent }) => ({ trunk_group_id, percent })) ?? [],
    })),
    departments: await ofEnterprises(db, 'departments', named),
    documents: await ofEnterprises(db, 'documents', named),
    numbers: await readNumbers(db, lookups),
    users: await readUsers(db, lookups, named ?? []),
  };
}

async function readEnterprises(
  db: DatabaseTransaction,
  lookups: DeploymentLookups | null,
): Promise<EnterpriseRecord[]> {
  const only = lookups?.only;
  const rows = await db
    .selectFrom('enterprises')
    .selectAll()
    .$if(only !== undefined, (query) =>
      query.where((enterprise) =>
        enterprise.or([
          enterprise('id', 'in', ['', ...(only?.enterpriseIds ?? [])]),
          enterprise('name_key', 'in', ['', ...(lookups?.extensions.keys() ?? [])]),
        ]),
      ),
    )
    .orderBy('id')
    .execute();
  return rows.map(stored);
}

/** @param owners undefined: all there are */
async function readAddresses(
  db: DatabaseTransaction,
  owner: 'trunk_group_id' | 'carrier_id',
  owners: readonly string[] | undefined,
): Promise<(id: string) => PeerAddresses> {
  const gateways = await db
    .selectFrom('gateways')
    .selectAll()
    .where(owner, owners === undefined ? 'is not' : 'in', owners === undefined ? null : ['', ...owners])
    .orderBy('position')
    .execute();
  const sources = await db
    .selectFrom('accept_from')
    .selectAll()
    .where(owner, owners === undefined ? 'is not' : 'in', owners === undefined ? null : ['', ...owners])
    .orderBy('position')
    .execute();
  const gatewaysByOwner = groupBy(gateways, (row) => row[owner]);
  const sourcesByOwner = groupBy(sources, (row) => row[owner]);
  return (id) => ({
    gateways: (gatewaysByOwner.get(id) ?? []).map(({ host, port, transport, priority, weight }) => ({
      host,
      port,
      transport,
      priority,
      weight,
    })),
    accept_from: (sourcesByOwner.get(id) ?? []).map((row) => row.address),
  });
}

async function ofEnterprises<Table extends 'departments' | 'documents'>(
  db: DatabaseTransaction,
  table: Table,
  enterprises: readonly { readonly id: string }[] | null,
): Promise<CurrentRecords[Table]> {
  const select = db.selectFrom<'departments' | 'documents'>(table).selectAll().orderBy('id');
  const rows: (Schema['departments'] | Schema['documents'])[] = [];
  if (enterprises === null) rows.push(...(await select.execute()));
  for (const batch of batches(enterprises ?? [], batchSize)) {
    rows.push(
      ...(await select
        .where(
          'enterprise_id',
          'in',
          batch.map((row) => row.id),
        )
        .execute()),
    );
  }
  return rows.map(stored) as unknown as CurrentRecords[Table];
}

async function readNumbers(
  db: DatabaseTransaction,
  lookups: DeploymentLookups | null,
): Promise<NumberRecord[]> {
  const select = db.selectFrom('numbers').select(['number', 'enterprise_id']);
  if (lookups === null) return select.execute();
  const found: NumberRecord[] = [];
  for (const batch of batches(lookups.numbers, batchSize)) {
    for (const row of await select.where('number', 'in', batch).execute()) found.push(row);
    await breathe();
  }
  return found;
}

async function readUsers(
  db: DatabaseTransaction,
  lookups: DeploymentLookups | null,
  enterprises: readonly { readonly id: string; readonly name_key: string }[],
): Promise<UserRecord[]> {
  const select = db.selectFrom('users').selectAll();
  if (lookups === null) return (await select.execute()).map(stored);
  const found = new Map<string, UserRecord>();
  const keep = async (query: typeof select): Promise<void> => {
    for (const row of await query.execute()) found.set(row.id, stored(row));
    await breathe();
  };
  for (const { id, name_key } of enterprises) {
    for (const batch of batches(lookups.extensions.get(name_key) ?? [], batchSize)) {
      await keep(select.where('enterprise_id', '=', id).where('extension', 'in', batch));
    }
  }
  for (const batch of batches(lookups.numbers, batchSize)) await keep(select.where('number', 'in', batch));
  for (const batch of batches(lookups.usernameKeys, batchSize))
    await keep(select.where('username_key', 'in', batch));
  return [...found.values()];
}
