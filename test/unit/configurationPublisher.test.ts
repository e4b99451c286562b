import { beforeEach, describe, expect, test } from '@jest/globals';
import type { StoredConfiguration } from '../../db/repositories/configuration';
import type { CommittedChange } from '../../src/events/nodeEvents';
import { defaultFeatureCodes } from '../../src/model/featureCodes';
import type { ConfigurationChange, ConfigurationKind, TouchedConfiguration } from '../../src/model/settings';
import { ConfigurationPublisher } from '../../src/provisioning/configuration/configurationPublisher';

const empty: StoredConfiguration = {
  turn: 7,
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
  tollLimits: null,
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

const kinds = ['enterprise', 'group', 'trunk_group', 'routing_scheme', 'carrier', 'outbound_route'] as const;
const references = (kind: ConfigurationKind, ...ids: string[]) => ids.map((id) => ({ kind, id }));
const changed = (rest: Partial<CommittedChange> = {}): CommittedChange => ({
  turn: stored.turn,
  touched: 'all',
  invalidate: [],
  ...rest,
});

let stored: StoredConfiguration;
let asked: TouchedConfiguration[];
let sent: ConfigurationChange[];
let publisher: ConfigurationPublisher;
beforeEach(() => {
  stored = { ...empty, enterprise: [enterprise('a'), enterprise('b')], carrier: [carrier] };
  asked = [];
  sent = [];
  publisher = new ConfigurationPublisher(
    (wanted) => {
      asked.push(wanted);
      if (wanted === 'all') return Promise.resolve(stored);
      const isWanted = (kind: ConfigurationKind, id: string): boolean =>
        wanted.some((one) => one.kind === kind && one.id === id);
      const parts = kinds.map((kind) => [kind, stored[kind].filter(({ id }) => isWanted(kind, id))]);
      return Promise.resolve({ ...stored, ...Object.fromEntries(parts) } as StoredConfiguration);
    },
    (change) => sent.push(change),
  );
});

test('the first is complete, later ones carry the difference, a generation higher', async () => {
  await publisher.publishAll();
  stored = { ...stored, turn: 8, enterprise: [enterprise('b', 5), enterprise('d')], carrier: [] };
  await publisher.publishChange(changed({ invalidate: ['number:+1'] }));
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
  stored = { ...stored, turn: 8 };
  await publisher.publishChange(changed());
  expect(sent.length).toBe(1);
});

test('what comes back finds its own slot', async () => {
  await publisher.publishAll();
  stored = { ...empty, turn: 8, enterprise: [enterprise('x')] };
  await publisher.publishChange(changed());
  stored = { ...empty, turn: 9, enterprise: [enterprise('a'), enterprise('x')] };
  await publisher.publishChange(changed());
  expect(sent[2]?.upsert).toEqual([{ kind: 'enterprise', value: { ...enterprise('a'), usageSlot: 0 } }]);
});

describe('of a change', () => {
  beforeEach(async () => {
    await publisher.publishAll();
    asked.length = 0;
  });

  test('what it touched is read and nothing else, gone or not', async () => {
    stored = { ...stored, turn: 8, enterprise: [enterprise('a', 3), enterprise('b', 4)], carrier: [] };
    const touched = [...references('enterprise', 'b'), ...references('carrier', 'c')];
    await publisher.publishChange(changed({ touched }));
    expect(asked).toEqual([touched]);
    expect(sent[1]).toMatchObject({ complete: false, remove: references('carrier', 'c') });
    expect(sent[1]?.upsert.map(({ value }) => value)).toEqual([{ ...enterprise('b', 4), usageSlot: 1 }]);
    expect(publisher.current('enterprise').map(({ id }) => id)).toEqual(['a', 'b']);
    expect(publisher.current('carrier')).toEqual([]);
  });

  test('nothing is read where it touched users and numbers alone', async () => {
    await publisher.publishChange(changed({ turn: 8, touched: [], invalidate: ['enterprise:a'] }));
    expect(asked).toEqual([]);
    expect(sent[1]).toMatchObject({ generation: 2, upsert: [], remove: [], invalidate: ['enterprise:a'] });
    await publisher.publishChange(changed({ turn: 9, touched: [] }));
    expect(sent.length).toBe(2);
  });

  test('everything is read where another was committed meanwhile, which then has nothing left to send', async () => {
    stored = { ...stored, turn: 9, enterprise: [enterprise('a', 3), enterprise('b', 4)] };
    const one = changed({ turn: 8, touched: references('enterprise', 'a'), invalidate: ['number:+1'] });
    const other = changed({ turn: 9, touched: references('enterprise', 'b'), invalidate: ['number:+2'] });
    await Promise.all([publisher.publishChange(one), publisher.publishChange(other)]);
    expect(asked).toEqual([one.touched, 'all']);
    expect(sent.slice(1).map(({ upsert, invalidate }) => [upsert.length, invalidate])).toEqual([
      [2, ['number:+1']],
      [0, ['number:+2']],
    ]);
  });

  test('everything is read where one before it was not heard of', async () => {
    stored = { ...stored, turn: 9, enterprise: [enterprise('a', 3), enterprise('b', 4)] };
    await publisher.publishChange(changed({ touched: references('enterprise', 'b') }));
    expect(asked).toEqual(['all']);
    expect(sent[1]?.upsert.length).toBe(2);
  });

  test('a reading that failed is made up for by the next', async () => {
    const failing = new ConfigurationPublisher(
      (wanted) => (wanted === 'all' ? Promise.resolve(stored) : Promise.reject(new Error('away'))),
      (change) => sent.push(change),
    );
    await failing.publishAll();
    sent.length = 0;
    stored = { ...stored, turn: 8, enterprise: [enterprise('a', 3), enterprise('b')] };
    const touched = references('enterprise', 'a');
    await expect(failing.publishChange(changed({ touched }))).rejects.toThrow('away');
    stored = { ...stored, turn: 9 };
    await failing.publishChange(changed({ touched: references('enterprise', 'b') }));
    expect(sent.map(({ upsert }) => upsert.map(({ value }) => value.id))).toEqual([['a']]);
  });
});

test('catching up reads everything, sends what differs and trusts no directory entry', async () => {
  await publisher.publishAll();
  stored = { ...stored, turn: 3, enterprise: [enterprise('a')] };
  await publisher.catchUp();
  expect(sent[1]).toMatchObject({
    complete: false,
    upsert: [],
    remove: references('enterprise', 'b'),
    invalidate: 'all',
  });
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
