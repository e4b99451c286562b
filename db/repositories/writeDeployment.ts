import { batches, breathe, weighedBatches } from '../batches';
import { nameKey } from '../nameKey';
import type { DatabaseTransaction, Schema } from '../schema';
import type { DeploymentChanges, PeerAddresses, StoreColumn } from './deploymentRecords';

const batchSize = 500;
/** Characters of one statement's values: however they are written, well below the 16 MB that servers take by default. */
const batchCharacters = 500_000;

const keyOf = (name: string | null): string | null => (name === null ? null : nameKey(name));

/** Columns that follow from others of their row. */
const derivations: { readonly [Table in keyof Schema]?: (row: Schema[Table]) => Partial<Schema[Table]> } = {
  users: ({ first_name, last_name }) => ({
    first_name_key: keyOf(first_name),
    last_name_key: keyOf(last_name),
  }),
};

/**
 * Writes the changes of a deployment. The order keeps every reference and every unique value whole at each statement:
 * users that go, values that move from user to user, what is new or changed from the owner down, then what is gone from the bottom up.
 * @param now RFC 3339, for the rows' times
 * @param newId ids of rows that nobody outside the database names
 */
export async function writeDeployment(
  db: DatabaseTransaction,
  changes: DeploymentChanges,
  now: string,
  newId: () => string,
): Promise<void> {
  const writer = new Writer(db, now);
  await writer.remove('users', ids(changes.users.remove));
  const changedUsers = await clearMovingValues(db, changes.users.change);

  await writer.upsert('enterprises', changes.enterprises);
  await writer.upsert('carriers', withoutParts(changes.carriers, 'gateways', 'accept_from'));
  await writer.upsert('groups', changes.groups);
  await writer.upsert('trunk_groups', withoutParts(changes.trunk_groups, 'gateways', 'accept_from'));
  await writeAddresses(db, 'carrier_id', afterwards(changes.carriers), newId);
  await writeAddresses(db, 'trunk_group_id', afterwards(changes.trunk_groups), newId);

  await writer.upsert('outbound_routes', withoutParts(changes.outbound_routes, 'carriers'));
  for (const { id, carriers } of afterwards(changes.outbound_routes)) {
    await db.deleteFrom('outbound_route_carriers').where('route_id', '=', id).execute();
    await insertAll(
      db,
      'outbound_route_carriers',
      carriers.map((carrier, position) => ({ route_id: id, position, ...carrier })),
    );
  }
  await writer.upsert('routing_schemes', withoutParts(changes.routing_schemes, 'members'));
  for (const { id, members } of afterwards(changes.routing_schemes)) {
    await db.deleteFrom('routing_scheme_members').where('scheme_id', '=', id).execute();
    await insertAll(
      db,
      'routing_scheme_members',
      members.map((member, position) => ({ scheme_id: id, position, ...member })),
    );
  }
  await writer.upsert('departments', changes.departments);
  await insertAll(
    db,
    'numbers',
    changes.numbers.create.map((number) => ({ ...number, created_at: now })),
  );
  for (const { after } of changes.numbers.change) {
    await db.updateTable('numbers').set(after).where('number', '=', after.number).execute();
  }
  await writer.upsert('users', { create: changes.users.create, change: changedUsers });
  await writer.upsert('documents', changes.documents);

  await writer.remove('documents', ids(changes.documents.remove));
  await writer.remove('departments', ids(changes.departments.remove));
  for (const batch of batches(changes.numbers.remove, batchSize)) {
    await db
      .deleteFrom('numbers')
      .where(
        'number',
        'in',
        batch.map((row) => row.number),
      )
      .execute();
  }
  await writer.remove('outbound_routes', ids(changes.outbound_routes.remove));
  await writer.remove('routing_schemes', ids(changes.routing_schemes.remove));
  await writer.remove('trunk_groups', ids(changes.trunk_groups.remove));
  await writer.remove('groups', ids(changes.groups.remove));
  await writer.remove('carriers', ids(changes.carriers.remove));
  await writer.remove('enterprises', ids(changes.enterprises.remove));
}

type DatedTable = Exclude<
  {
    [Table in keyof Schema]: Schema[Table] extends { id: string; updated_at: string } ? Table : never;
  }[keyof Schema],
  never
>;

interface Upsert<Row> {
  readonly create: readonly Row[];
  readonly change: readonly { readonly before: Row; readonly after: Row }[];
}

/** Rows with an id and times. */
class Writer {
  readonly #db: DatabaseTransaction;
  readonly #now: string;

  constructor(db: DatabaseTransaction, now: string) {
    this.#db = db;
    this.#now = now;
  }

  async upsert<Table extends DatedTable>(
    table: Table,
    changes: Upsert<Omit<Schema[Table], StoreColumn>>,
  ): Promise<void> {
    const derive = derivations[table] as ((row: object) => object) | undefined;
    const now = this.#now;
    const created = changes.create.map((row) => ({
      ...row,
      ...derive?.(row),
      created_at: now,
      updated_at: now,
    }));
    await insertAll(this.#db, table, created as unknown as Schema[Table][]);
    for (const [index, { before, after }] of changes.change.entries()) {
      const values = changedColumns({ ...before, ...derive?.(before) }, { ...after, ...derive?.(after) });
      await this.#db
        .updateTable(table as 'users')
        .set({ ...values, updated_at: now })
        .where('id', '=', (after as { readonly id: string }).id)
        .execute();
      if (index % batchSize === 0) await breathe();
    }
  }

  async remove(table: DatedTable, gone: readonly string[]): Promise<void> {
    for (const batch of batches(gone, batchSize)) {
      await this.#db
        .deleteFrom(table as 'users')
        .where('id', 'in', batch)
        .execute();
      await breathe();
    }
  }
}

/** A statement that names only what differs is much the faster. */
const changedColumns = (before: object, after: object): object =>
  Object.fromEntries(
    Object.entries(after).filter(([column, value]) => Reflect.get(before, column) !== value),
  );

const ids = (records: readonly { readonly id: string }[]): string[] => records.map((record) => record.id);

/** What was made or changed, as it is to be. */
const afterwards = <Record>(changes: Upsert<Record>): Record[] => [
  ...changes.create,
  ...changes.change.map((change) => change.after),
];

function withoutParts<Record extends object, Part extends keyof Record>(
  changes: Upsert<Record>,
  ...parts: readonly Part[]
): Upsert<Omit<Record, Part>> {
  const strip = (record: Record): Omit<Record, Part> => {
    const row = { ...record };
    for (const part of parts) Reflect.deleteProperty(row, part);
    return row;
  };
  return {
    create: changes.create.map(strip),
    change: changes.change.map(({ before, after }) => ({ before: strip(before), after: strip(after) })),
  };
}

async function insertAll<Table extends keyof Schema>(
  db: DatabaseTransaction,
  table: Table,
  rows: readonly Schema[Table][],
): Promise<void> {
  for (const batch of weighedBatches(rows, batchSize, characters, batchCharacters)) {
    // Kysely cannot follow a table name that is a type parameter; every table's row is checked by the signature.
    await db
      .insertInto(table as 'numbers')
      .values(batch as unknown as Schema['numbers'][])
      .execute();
    await breathe();
  }
}

const characters = (row: object): number =>
  Object.values(row).reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 8), 0);

type UserChange = DeploymentChanges['users']['change'][number];

/**
 * Frees numbers and user names that pass from one user to another within one deployment.
 * @returns the changes from what is there then
 */
async function clearMovingValues(
  db: DatabaseTransaction,
  changed: readonly UserChange[],
): Promise<UserChange[]> {
  const cleared = { number: null, username: null, username_key: null };
  const isMoving = ({ before, after }: UserChange): boolean =>
    (before.number !== null && before.number !== after.number) ||
    (before.username_key !== null && before.username_key !== after.username_key);
  for (const batch of batches(changed.filter(isMoving), batchSize)) {
    await db
      .updateTable('users')
      .set(cleared)
      .where(
        'id',
        'in',
        batch.map(({ before }) => before.id),
      )
      .execute();
  }
  return changed.map((change) =>
    isMoving(change) ? { before: { ...change.before, ...cleared }, after: change.after } : change,
  );
}

async function writeAddresses(
  db: DatabaseTransaction,
  owner: 'trunk_group_id' | 'carrier_id',
  peers: readonly (PeerAddresses & { readonly id: string })[],
  newId: () => string,
): Promise<void> {
  for (const batch of batches(peers, batchSize)) {
    await db.deleteFrom('gateways').where(owner, 'in', ids(batch)).execute();
    await db.deleteFrom('accept_from').where(owner, 'in', ids(batch)).execute();
  }
  const ownerOf = (id: string) => ({ trunk_group_id: null, carrier_id: null, [owner]: id });
  await insertAll(
    db,
    'gateways',
    peers.flatMap(({ id, gateways }) =>
      gateways.map((gateway, position) => ({ id: newId(), ...ownerOf(id), position, ...gateway })),
    ),
  );
  await insertAll(
    db,
    'accept_from',
    peers.flatMap(({ id, accept_from }) =>
      accept_from.map((address, position) => ({ id: newId(), ...ownerOf(id), position, address })),
    ),
  );
}
