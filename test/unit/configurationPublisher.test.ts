import { beforeEach, expect, test } from '@jest/globals';
import type { StoredConfiguration } from '../../db/repositories/configuration';
import { defaultFeatureCodes } from '../../src/model/featureCodes';
import type { ConfigurationChange } from '../../src/model/settings';
import { ConfigurationPublisher } from '../../src/provisioning/configuration/configurationPublisher';

const empty: StoredConfiguration = {
  enterprise: [],
  group: [],
  trunk_group: [],
  routing_scheme: [],
  carrier: [],
  outbound_route: [],
  schedule: [],
};
const enterprise = (id: string, maxActiveCalls: number | null = null) => ({
  id,
  name: id,
  country: 'US',
  areaCode: null,
  maxActiveCalls,
  featureCodes: defaultFeatureCodes,
});
const carrier = {
  id: 'c',
  name: 'c',
  gateways: [],
  health: { probes: null, inviteFailures: null },
  senderCallRate: null,
  acceptFrom: [],
  numberFormat: 'e164',
  numberPolicy: null,
  failoverCodes: [],
  callerId: { present: 'user', ownNumbersOnly: false },
  trusted: false,
} as const;

let stored: StoredConfiguration;
let sent: ConfigurationChange[];
let publisher: ConfigurationPublisher;
beforeEach(() => {
  stored = { ...empty, enterprise: [enterprise('a'), enterprise('b')], carrier: [carrier] };
  sent = [];
  publisher = new ConfigurationPublisher(
    () => Promise.resolve(stored),
    (change) => sent.push(change),
  );
});

test('the first is complete, later ones carry the difference, a generation higher', async () => {
  await publisher.publishAll();
  stored = { ...stored, enterprise: [enterprise('b', 5), enterprise('d')], carrier: [] };
  await publisher.publishChange(['number:+1']);
  expect(sent).toMatchObject([
    { generation: 1, complete: true, invalidate: 'all', remove: [] },
    { generation: 2, complete: false, invalidate: ['number:+1'] },
  ]);
  expect(sent[0]?.upsert.map(({ kind, value }) => [kind, value.id])).toEqual([
    ['enterprise', 'a'],
    ['enterprise', 'b'],
    ['carrier', 'c'],
  ]);
  expect(sent[1]?.upsert.map(({ value }) => value)).toEqual([
    { ...enterprise('b', 5), usageSlot: 1 },
    { ...enterprise('d'), usageSlot: 2 },
  ]);
  expect(sent[1]?.remove).toEqual([
    { kind: 'enterprise', id: 'a' },
    { kind: 'carrier', id: 'c' },
  ]);
});

test('nothing is sent when nothing changed', async () => {
  await publisher.publishAll();
  await publisher.publishChange([]);
  expect(sent.length).toBe(1);
});

test('what comes back finds its own slot', async () => {
  await publisher.publishAll();
  stored = { ...empty, enterprise: [enterprise('x')] };
  await publisher.publishChange([]);
  stored = { ...empty, enterprise: [enterprise('a'), enterprise('x')] };
  await publisher.publishChange([]);
  expect(sent[2]?.upsert).toEqual([{ kind: 'enterprise', value: { ...enterprise('a'), usageSlot: 0 } }]);
});

test('the whole again comes a generation higher', async () => {
  await publisher.publishAll();
  await Promise.all([publisher.publishAll(), publisher.publishAll()]);
  expect(sent.map(({ generation, complete }) => [generation, complete])).toEqual([
    [1, true],
    [2, true],
    [3, true],
  ]);
});
