import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { m0009Health } from '../../db/migrations/m0009Health';
import { readConfiguration } from '../../db/repositories/configuration';
import { mostHealthChanges, storeHealthChanges } from '../../db/repositories/healthChanges';
import { createIdFactory } from '../../src/model/id';
import type { HealthChange, Target } from '../../src/model/targetHealth';
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporaryDatabase';

let temporary: TemporaryDatabase;
const newId = createIdFactory(Date.now, randomBytes);
const node = { id: 'node-of-the-test', name: 'here.example' };
const deployment = JSON.stringify({
  version: 1,
  carriers: [
    {
      name: 'metro',
      gateways: [{ host: '127.0.0.1', port: 5080 }],
      options_ping: { enabled: true, available_interval_s: 30, failure_threshold: 1 },
      invite_failure_threshold: 5,
      invite_failure_window_s: 90,
      sender_call_rate: { per_second: 10 },
    },
  ],
  enterprises: [
    {
      name: 'acme',
      groups: [
        {
          id: 'A1',
          name: 'one',
          trunk_group: { call_rate: { per_second: 5, burst: 20 }, invite_failure_threshold: 3 },
        },
      ],
    },
  ],
});

beforeEach(async () => {
  temporary = await temporaryDatabase();
  const result = await temporary.apply(deployment);
  if (!result.applied) throw new Error(JSON.stringify(result.mistakes));
});
afterEach(() => temporary.remove());

const carrier = async (): Promise<Target> => {
  const row = await temporary.database.selectFrom('carriers').selectAll().executeTakeFirstOrThrow();
  return { kind: 'carrier', id: row.id, name: row.name };
};
const trunkGroup: Target = { kind: 'trunk_group', id: 'A1GRPTRUNK01', name: 'A1GRPTRUNK01' };
const change = (target: Target, at: number, changes: Partial<HealthChange> = {}): HealthChange => ({
  ...{ at, target, address: null, state: 'unavailable', cause: 'a probe failed, the last with 408' },
  ...changes,
});
const causes = async (): Promise<readonly string[]> =>
  (await temporary.database.selectFrom('health_changes').select('cause').orderBy('id').execute()).map(
    ({ cause }) => cause,
  );

test('settings come out as they went in, and applying them again changes nothing', async () => {
  const { carrier: carriers, trunk_group: groups } = await readConfiguration(temporary.database);
  expect(carriers).toMatchObject([
    {
      health: {
        probes: {
          ...{ availableIntervalMs: 30_000, unavailableIntervalMs: 10_000 },
          ...{ failureThreshold: 1, successThreshold: 2 },
        },
        inviteFailures: { threshold: 5, windowMs: 90_000 },
      },
      senderCallRate: { perSecond: 10, burst: 10 },
    },
  ]);
  expect(groups).toMatchObject([
    {
      health: { probes: null, inviteFailures: { threshold: 3, windowMs: 60_000 } },
      callRate: { perSecond: 5, burst: 20 },
      senderCallRate: null,
    },
  ]);
  const before = await temporary.dump();
  await temporary.apply(deployment);
  expect(await temporary.dump()).toBe(before);
});

test('changes are kept in order; of a target that is gone none are, nor of one that goes', async () => {
  const metro = await carrier();
  const gone: Target = { kind: 'carrier', id: 'gone', name: 'gone' };
  await storeHealthChanges(
    temporary.database,
    [
      change(metro, 1, { cause: 'one', address: '127.0.0.1:5080;udp' }),
      change(gone, 2),
      change(metro, 3, { cause: 'x'.repeat(1_000), state: 'available' }),
      change(trunkGroup, 4, { cause: 'four' }),
    ],
    node,
    newId,
  );
  expect([...(await causes())].sort()).toEqual(['four', 'one', 'x'.repeat(200)]);
  await temporary.database.deleteFrom('carriers').execute();
  expect(await causes()).toEqual(['four']);
  expect(
    await temporary.database.selectFrom('health_changes').select(['node_id', 'node_name']).execute(),
  ).toEqual([{ node_id: node.id, node_name: node.name }]);
});

test(`of each target the newest ${mostHealthChanges} are kept`, async () => {
  const metro = await carrier();
  await storeHealthChanges(temporary.database, [change(trunkGroup, 0, { cause: 'kept' })], node, newId);
  for (let start = 0; start < mostHealthChanges + 300; start += 400) {
    const batch = Array.from({ length: 400 }, (_, index) =>
      change(metro, start + index, { cause: String(start + index) }),
    );
    await storeHealthChanges(temporary.database, batch, node, newId);
  }
  const kept = await causes();
  expect(kept).toHaveLength(mostHealthChanges + 1);
  expect(kept).toContain('kept');
  const numbers = kept.filter((cause) => cause !== 'kept').map(Number);
  expect(numbers).toEqual(Array.from({ length: mostHealthChanges }, (_, index) => 600 + index));
});

test('what was there before gets the defaults, as the same file applied anew would', async () => {
  const { database } = temporary;
  // As it was before these settings came.
  await database.schema.dropTable('health_changes').execute();
  await database.schema.alterTable('carriers').dropColumn('reachability').execute();
  const { settings } = await database.selectFrom('trunk_groups').select('settings').executeTakeFirstOrThrow();
  const added = ['invite_failure_threshold', 'invite_failure_window_s', 'call_rate', 'sender_call_rate'];
  const entries = Object.entries(JSON.parse(settings) as Record<string, unknown>);
  const older = JSON.stringify(Object.fromEntries(entries.filter(([key]) => !added.includes(key))));
  await database.updateTable('trunk_groups').set({ settings: older }).execute();

  await m0009Health.up(database);
  const before = await temporary.dump();
  const plain = JSON.stringify({
    version: 1,
    carriers: [{ name: 'metro', gateways: [{ host: '127.0.0.1', port: 5080 }] }],
    enterprises: [{ name: 'acme', groups: [{ id: 'A1', name: 'one', trunk_group: {} }] }],
  });
  await temporary.apply(plain);
  expect(await temporary.dump()).toBe(before);
});
