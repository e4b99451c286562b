import { sql } from 'kysely';
import { dialectOf } from '../../../db/dialect';
import { groupBy } from '../../../db/groupBy';
import { insertRows } from '../../../db/insertRows';
import { migrate } from '../../../db/migrate';
import { takeAllNumbers } from '../../../db/migrations/m0014CallLogNumbers';
import { countAllPeriods } from '../../../db/migrations/m0015CallLogPeriods';
import type { Database, Schema } from '../../../db/schema';
import { createIdFactory } from '../../../src/model/id';
import { applyDeployment } from '../../../src/provisioning/deployments/applyDeployment';
import { callRow, groupsOfCall, partsInOrder, trunkGroupPart, userPart, usersOfCall } from './calls';
import { madeAt, numberRow, numbersOf, userRow, type EnterpriseIds } from './people';
import type { Progress } from './progress';
import { withoutSecondaryIndexes } from './secondaryIndexes';
import { groupIdOf, type EnterpriseShape, type Shape } from './shape';

const rowsATransaction = 20_000;
const departments = ['sales', 'support', 'warehouse'];

/** Fills an empty database: the trunk level as a deployment file, everything else row by row past the service. */
export async function build(db: Database, shape: Shape, progress: Progress): Promise<void> {
  await migrate(db);
  await writeWithoutCare(db);
  progress.begin('enterprises and groups', shape.groups);
  await applyTrunkLevel(db, shape);
  const idsOf = await readIds(db);

  progress.begin('numbers', numbersOf(shape));
  await fill(
    db,
    'numbers',
    counted(numbersOf(shape), (index) => numberRow(shape, index, idsOf)),
    progress,
  );
  progress.begin('users', shape.users);
  await fill(
    db,
    'users',
    counted(shape.users, (user) => userRow(shape, user, idsOf)),
    progress,
  );

  const restoreIndexes = await withoutSecondaryIndexes(db, 'call_logs');
  progress.begin('call logs', shape.callLogs);
  const idOf = (name: string): string => idsOf(name).id;
  await fill(
    db,
    'call_logs',
    counted(shape.callLogs, (call) => callRow(shape, call, idOf)),
    progress,
  );
  progress.begin('call logs of users', shape.callLogs);
  await fill(db, 'call_log_users', userParts(shape), progress);
  progress.begin('call logs of trunk groups', shape.callLogs);
  await fill(db, 'call_log_trunk_groups', trunkGroupParts(shape), progress);
  await db.updateTable('row_counts').set({ total: shape.callLogs }).where('id', '=', 'call_logs').execute();
  progress.begin('indexes of the call logs', 1);
  await restoreIndexes();
  progress.begin('numbers and periods of the call logs', 1);
  await takeAllNumbers(db);
  await countAllPeriods(db);
  await writeWithCare(db);
}

function* counted<Row>(count: number, rowOf: (index: number) => Row): Generator<Row> {
  for (let index = 0; index < count; index++) yield rowOf(index);
}

function* userParts(shape: Shape): Generator<Schema['call_log_users']> {
  for (const { owner, part } of partsInOrder(shape, shape.users, usersOfCall(shape))) {
    yield userPart(shape, owner, part);
  }
}

function* trunkGroupParts(shape: Shape): Generator<Schema['call_log_trunk_groups']> {
  for (const { owner, part } of partsInOrder(shape, shape.groups, groupsOfCall(shape))) {
    yield trunkGroupPart(shape, owner, part);
  }
}

async function fill<Table extends keyof Schema>(
  db: Database,
  table: Table,
  rows: Iterable<Schema[Table]>,
  progress: Progress,
): Promise<void> {
  let batch: Schema[Table][] = [];
  const write = async (): Promise<void> => {
    await db.transaction().execute((transaction) => insertRows(transaction, table, batch));
    progress.advance(batch.length);
    batch = [];
  };
  for (const row of rows) {
    batch.push(row);
    if (batch.length === rowsATransaction) await write();
  }
  await write();
}

/** A database that is not whole is built again from the beginning: nothing has to outlast a crash. */
async function writeWithoutCare(db: Database): Promise<void> {
  if (dialectOf(db) === 'mysql') return;
  for (const pragma of [
    'journal_mode = delete',
    'journal_mode = off',
    'synchronous = off',
    'cache_size = -1000000',
  ]) {
    await sql.raw(`pragma ${pragma}`).execute(db);
  }
}

async function writeWithCare(db: Database): Promise<void> {
  if (dialectOf(db) === 'mysql') {
    await sql`analyze table users, numbers, call_logs, call_log_users, call_log_trunk_groups, call_log_numbers`.execute(
      db,
    );
    return;
  }
  await sql`pragma journal_mode = wal`.execute(db);
}

async function applyTrunkLevel(db: Database, { enterprises }: Shape): Promise<void> {
  const document = {
    version: 1,
    carriers: [{ name: 'metro', gateways: [{ host: '203.0.113.10', port: 5060, transport: 'udp' }] }],
    outbound_routes: [
      { prefix: '+', carriers: ['metro'], priority: 1 },
      { emergency: true, carriers: ['metro'], priority: 1 },
    ],
    enterprises: enterprises.map((enterprise) => ({
      name: enterprise.name,
      country: 'US',
      area_code: '530',
      time_zone: 'America/New_York',
      departments: departments.map((name) => ({ name })),
      groups: Array.from({ length: enterprise.groups }, (_, index) => group(enterprise, index)),
    })),
  };
  const newId = createIdFactory(Date.now, (count) => new Uint8Array(count));
  const result = await applyDeployment(db, JSON.stringify(document), {
    prune: false,
    newId,
    wallTime: () => madeAt,
  });
  if (!result.applied) throw new Error(`the deployment has mistakes: ${JSON.stringify(result.mistakes[0])}`);
}

/** Every PBX has an address of its own that is on nobody's network. */
function group({ firstGroup }: EnterpriseShape, index: number) {
  const id = groupIdOf(firstGroup + index);
  const host = `10.${100 + ((firstGroup + index) >> 16)}.${((firstGroup + index) >> 8) & 255}.${(firstGroup + index) & 255}`;
  return {
    id,
    name: `group ${id}`,
    trunk_group: {
      max_active_calls: 500,
      pbx: [{ host, port: 5060, transport: 'udp' }],
      accept_from: [host],
    },
  };
}

/** The ids that the database gave out, by the name of the enterprise. */
export async function readIds(db: Database): Promise<(name: string) => EnterpriseIds> {
  const enterprises = await db.selectFrom('enterprises').select(['id', 'name']).execute();
  const rows = await db.selectFrom('departments').select(['id', 'enterprise_id']).orderBy('id').execute();
  const departmentsOf = groupBy(rows, (row) => row.enterprise_id);
  const ids = new Map(
    enterprises.map(({ id, name }) => [
      name,
      { id, departments: (departmentsOf.get(id) ?? []).map((row) => row.id) },
    ]),
  );
  return (name) => {
    const found = ids.get(name);
    if (found === undefined) throw new Error(`there is no enterprise ${name}`);
    return found;
  };
}
