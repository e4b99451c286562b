import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readDeployment } from '../../db/repositories/readDeployment';
import {
  carrierDocument,
  enterpriseDocument,
  groupDocument,
  routeDocument,
  schemeDocument,
  trunkGroupDocument,
  userDocument,
} from '../../src/provisioning/changes/storedObjects';
import { withoutNulls } from '../../src/provisioning/deployments/withoutNulls';
import { exampleText } from '../support/exampleDeployment';
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporaryDatabase';

let store: TemporaryDatabase;
beforeAll(async () => {
  store = await temporaryDatabase();
  expect(await store.apply(exampleText)).toMatchObject({ applied: true });
});
afterAll(async () => {
  await store.remove();
});

test('applying what is stored, written as a file, changes nothing', async () => {
  const records = await store.database.transaction().execute((db) => readDeployment(db, null));
  const nameOf = (rows: readonly { id: string; name: string }[], id: string | null) =>
    rows.find((row) => row.id === id)?.name ?? null;
  const user = (row: (typeof records.users)[number]) =>
    userDocument(row, {
      scheme: nameOf(records.routing_schemes, row.routing_scheme_id),
      department: nameOf(records.departments, row.department_id),
    });
  const file = {
    version: 1,
    carriers: records.carriers.map(carrierDocument),
    outbound_routes: records.outbound_routes.map((row) =>
      routeDocument(row, (id) => nameOf(records.carriers, id) ?? ''),
    ),
    enterprises: records.enterprises.map((enterprise) => ({
      ...enterpriseDocument(enterprise),
      groups: records.groups.map((group) => ({
        id: group.id,
        ...groupDocument(group),
        trunk_group: records.trunk_groups
          .filter((row) => row.group_id === group.id)
          .map(trunkGroupDocument)[0],
      })),
      routing_schemes: records.routing_schemes.map(schemeDocument),
      numbers: records.numbers.map(({ number }) => number),
      users: records.users.filter((row) => row.kind === 'person').map(user),
      system_users: records.users.filter((row) => row.kind !== 'person').map(user),
    })),
  };
  const before = await store.dump();
  const result = await store.apply(JSON.stringify(withoutNulls(file)));
  if (!result.applied) throw new Error(JSON.stringify(result.mistakes));
  for (const [kind, counts] of Object.entries(result.summary)) {
    expect([kind, counts]).toMatchObject([kind, { created: 0, changed: 0, removed: 0 }]);
  }
  expect(result.summary).toMatchObject({
    carriers: { unchanged: 1 },
    outbound_routes: { unchanged: 2 },
    groups: { unchanged: 2 },
    trunk_groups: { unchanged: 2 },
    routing_schemes: { unchanged: 3 },
    users: { unchanged: 5 },
  });
  expect(await store.dump()).toBe(before);
});
