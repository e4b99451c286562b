import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { m0007TrunkGroupActions } from '../../db/migrations/m0007TrunkGroupActions';
import { m0021TrunkGroupTransfers } from '../../db/migrations/m0021TrunkGroupTransfers';
import { m0022TrunkGroupRedirects } from '../../db/migrations/m0022TrunkGroupRedirects';
import { readConfiguration } from '../../db/repositories/configuration';
import { isUnchanged } from '../../src/provisioning/deployments/plan/summary';
import { exampleText } from '../support/exampleDeployment';
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporaryDatabase';

let temporary: TemporaryDatabase;
beforeEach(async () => {
  temporary = await temporaryDatabase();
});
afterEach(() => temporary.remove());

test('trunk groups made before they could forward, or alarm, get the defaults, and the same file changes nothing', async () => {
  const { database } = temporary;
  await temporary.apply(exampleText, false);
  const added = [
    'soft_max_active_calls',
    'capacity_alarm',
    'max_call_duration_s',
    'forward_all',
    'transfers',
    'redirects',
  ];
  for (const { id, settings } of await database.selectFrom('trunk_groups').selectAll().execute()) {
    const old = Object.entries(JSON.parse(settings) as object).filter(([key]) => !added.includes(key));
    await database
      .updateTable('trunk_groups')
      .set({ settings: JSON.stringify(Object.fromEntries(old)) })
      .where('id', '=', id)
      .execute();
  }
  await m0007TrunkGroupActions.up(database);
  await m0021TrunkGroupTransfers.up(database);
  await m0022TrunkGroupRedirects.up(database);
  const { trunk_group: trunkGroups } = await readConfiguration(database);
  for (const trunkGroup of trunkGroups) {
    expect(trunkGroup).toMatchObject({
      softMaxActiveCalls: null,
      capacityAlarm: { first: 0, every: 0 },
      maxCallDurationMs: null,
      transfers: 'inside',
      redirects: 'refuse',
      forwardAll: { action: 'none' },
    });
  }
  const again = await temporary.apply(exampleText, false);
  expect(again.applied && isUnchanged(again.summary)).toBe(true);
});
