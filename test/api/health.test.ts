import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { AddressHealthReport, HealthChange, Target } from '../../src/model/targetHealth';
import { deployment } from '../support/deployment';
import { eventually } from '../support/eventually';
import { closeFollowers, LiveFollower } from '../support/liveFollower';
import { pathsOf, ProvisioningApi, type Item } from '../support/provisioningApi';

let api: ProvisioningApi;
let metro: Target;
const group: Target = { kind: 'trunk_group', id: '0012345GRPTRUNK01', name: '0012345GRPTRUNK01' };
const at = Date.parse('2026-03-01T09:00:00.123Z');

beforeAll(async () => {
  api = await ProvisioningApi.start();
  await api.apply(
    deployment({
      carrier: { port: 5080 },
      groups: [{ id: '0012345', pbx: [{ port: 5070 }, { port: 5071 }] }],
      users: [],
    }),
  );
  const [carrier] = (await api.get('/carriers')).body.items as Item[];
  metro = { kind: 'carrier', id: String(carrier?.id), name: 'metro' };
});
afterEach(closeFollowers);
afterAll(() => api.stop());

const address = (port: number, down: boolean): AddressHealthReport => ({
  address: `127.0.0.1:${port};udp`,
  state: down ? 'unavailable' : 'available',
  since: down ? at : null,
  lastResponse: down ? 408 : 200,
  lastProbeAt: at + 5_000,
  latencyMs: down ? null : 1.26,
});

const change = (target: Target, changes: Partial<HealthChange>): HealthChange => ({
  ...{ at, target, address: null, state: 'unavailable', cause: '3 probes failed, the last with 408' },
  ...changes,
});

/** The signalling thread says which of the addresses are down. */
const tell = (
  target: Target,
  ports: readonly number[],
  down: readonly number[],
  changes: HealthChange[] = [],
) => {
  const isDown = down.length === ports.length;
  api.client.reportHealth({
    reset: false,
    targets: [
      {
        target,
        state: isDown ? 'unavailable' : 'available',
        since: isDown ? at : null,
        addresses: ports.map((port) => address(port, down.includes(port))),
      },
    ],
    remove: [],
    changes,
  });
};

const alarmsOf = (follower: LiveFollower) =>
  [...follower.topic('alarms').items.values()].map(({ code, cleared_at }) => [code, cleared_at !== null]);

test('what is not watched is available, and says nothing else', async () => {
  for (const target of ['/trunk-groups/0012345GRPTRUNK01', `/carriers/${metro.id}`]) {
    expect((await api.get(target)).body).toMatchObject({
      state: 'available',
      health: { since: null, addresses: [] },
    });
  }
});

describe('a trunk group that goes down and comes back', () => {
  test('over the API, pushed live, with alarms raised and cleared, and its history', async () => {
    const follower = await LiveFollower.connect(api.url, { key: api.key });
    await follower.subscribe('trunk-groups');
    await follower.subscribe('alarms');
    const stateShown = () => follower.topic('trunk-groups').items.get(group.id)?.state;
    expect(stateShown()).toBe('available');
    const etag = (await api.get(`/trunk-groups/${group.id}`)).headers.get('etag');

    tell(group, [5070, 5071], [5070], [change(group, { address: '127.0.0.1:5070;udp' })]);
    await eventually(() => {
      expect(alarmsOf(follower)).toEqual([['trunk_group_degraded', false]]);
    });
    expect(stateShown()).toBe('available');
    tell(
      group,
      [5070, 5071],
      [5070, 5071],
      [change(group, { address: '127.0.0.1:5071;udp' }), change(group, {})],
    );
    await eventually(() => {
      expect(stateShown()).toBe('unavailable');
      expect(alarmsOf(follower)).toEqual([
        ['trunk_group_degraded', true],
        ['trunk_group_unavailable', false],
      ]);
    });
    expect([...follower.topic('alarms').items.values()][1]).toMatchObject({
      message: 'trunk group 0012345GRPTRUNK01 is unavailable: none of its addresses takes calls',
      details: {
        trunk_group: { id: group.id },
        addresses: ['127.0.0.1:5070;udp', '127.0.0.1:5071;udp'],
        since: '2026-03-01T09:00:00.123Z',
      },
      count: 1,
    });
    const read = await api.get(`/trunk-groups/${group.id}`);
    expect(read.body).toMatchObject({
      state: 'unavailable',
      health: {
        since: '2026-03-01T09:00:00.123Z',
        addresses: [
          {
            address: '127.0.0.1:5070;udp',
            state: 'unavailable',
            since: '2026-03-01T09:00:00.123Z',
            last_response: 408,
            last_probe_at: '2026-03-01T09:00:05.123Z',
            latency_ms: null,
          },
          { address: '127.0.0.1:5071;udp', last_response: 408 },
        ],
      },
    });
    // Its health is nobody's change.
    const unchanging = (tag: string | null) => tag?.split('.')[0];
    expect(unchanging(read.headers.get('etag'))).toBe(unchanging(etag));

    tell(
      group,
      [5070, 5071],
      [],
      [
        change(group, {
          at: at + 60_000,
          address: '127.0.0.1:5071;udp',
          state: 'available',
          cause: 'it answered 2 times in a row',
        }),
        change(group, { at: at + 60_000, state: 'available', cause: 'it answered 2 times in a row' }),
      ],
    );
    await eventually(() => {
      expect(stateShown()).toBe('available');
      expect(alarmsOf(follower)).toEqual([
        ['trunk_group_degraded', true],
        ['trunk_group_unavailable', true],
      ]);
    });
    const back = (await api.get(`/trunk-groups/${group.id}`)).body as { health: { addresses: Item[] } };
    expect(back.health.addresses[0]).toMatchObject({ latency_ms: 1.3 });

    await eventually(async () => {
      expect(await api.total(`/trunk-groups/${group.id}/health-history`)).toBe(5);
    });
    const history = (await api.get(`/trunk-groups/${group.id}/health-history`)).body.items as Item[];
    expect(history.map(({ at: when, address: where, state }) => [when, where, state])).toEqual([
      ['2026-03-01T09:01:00.123Z', null, 'available'],
      ['2026-03-01T09:01:00.123Z', '127.0.0.1:5071;udp', 'available'],
      ['2026-03-01T09:00:00.123Z', null, 'unavailable'],
      ['2026-03-01T09:00:00.123Z', '127.0.0.1:5071;udp', 'unavailable'],
      ['2026-03-01T09:00:00.123Z', '127.0.0.1:5070;udp', 'unavailable'],
    ]);
    expect(history[0]).toMatchObject({ cause: 'it answered 2 times in a row' });
  });

  test('the history is a list like any other', async () => {
    const path = `/trunk-groups/${group.id}/health-history`;
    expect(await api.total(`${path}?state=available`)).toBe(2);
    expect(await api.total(`${path}?address[equals]=127.0.0.1:5070;udp`)).toBe(1);
    expect(await api.total(`${path}?at[gte]=2026-03-01T09:00:30Z`)).toBe(2);
    const first = await api.get(`${path}?limit=2&sort=at`);
    const second = await api.get(`${path}?limit=2&sort=at&cursor=${String(first.body.next)}`);
    const ids = [first, second].flatMap(({ body }) => (body.items as Item[]).map(({ id }) => String(id)));
    expect(ids).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(4);
    const csv = await api.get(path, { accept: 'text/csv' });
    expect(csv.text.split('\r\n')[0]).toBe('id,at,address,state,cause,node.id,node.name');
    expect(csv.text.trim().split('\r\n')).toHaveLength(6);
    expect((await api.get(`${path}?carrier=x`)).status).toBe(400);
    expect((await api.get('/trunk-groups/nobody/health-history')).status).toBe(404);
    expect((await api.get('/carriers/nobody/health-history')).status).toBe(404);
  });
});

describe('a carrier', () => {
  test('has a state and a history; an alarm ends with its watch', async () => {
    const follower = await LiveFollower.connect(api.url, { key: api.key });
    await follower.subscribe('alarms');
    tell(metro, [5080], [5080], [change(metro, {})]);
    await eventually(async () => {
      expect((await api.get(`/carriers/${metro.id}`)).body).toMatchObject({ state: 'unavailable' });
      expect(alarmsOf(follower).at(-1)).toEqual(['carrier_unavailable', false]);
      expect(await api.total(`/carriers/${metro.id}/health-history`)).toBe(1);
    });
    const page = await (await fetch(`${api.url}/metrics`)).text();
    expect(page).toContain('trunkline_target_available{kind="carrier",name="metro"} 0');
    expect(page).toContain('trunkline_target_addresses{kind="carrier",name="metro",state="unavailable"} 1');

    api.client.reportHealth({ reset: false, targets: [], remove: [`carrier ${metro.id}`], changes: [] });
    await eventually(async () => {
      expect((await api.get(`/carriers/${metro.id}`)).body).toMatchObject({
        state: 'available',
        health: { addresses: [] },
      });
      expect(alarmsOf(follower).at(-1)).toEqual(['carrier_unavailable', true]);
    });
  });

  test('what is told from the start makes what was known before void', async () => {
    tell(metro, [5080], [5080]);
    api.client.reportHealth({ reset: true, targets: [], remove: [], changes: [] });
    await eventually(async () => {
      expect((await api.get(`/carriers/${metro.id}`)).body).toMatchObject({ state: 'available' });
    });
  });
});

describe('settings', () => {
  test('of health and rates on both; null returns to the default', async () => {
    const settings = {
      options_ping: {
        ...{ enabled: true, available_interval_s: 30, unavailable_interval_s: 10 },
        ...{ failure_threshold: 1, success_threshold: 1 },
      },
      invite_failure_threshold: 4,
      invite_failure_window_s: 240,
      sender_call_rate: { per_second: 3, burst: 9 },
    };
    for (const target of [`/trunk-groups/${group.id}`, `/carriers/${metro.id}`]) {
      const changed = await api.patch(target, settings);
      expect(changed.status).toBe(200);
      expect(changed.body).toMatchObject(settings);
      const back = await api.patch(target, {
        ...{ options_ping: null, invite_failure_threshold: null, invite_failure_window_s: null },
        sender_call_rate: null,
      });
      expect(back.body).toMatchObject({
        options_ping: { enabled: false, available_interval_s: 60 },
        ...{ invite_failure_threshold: null, invite_failure_window_s: 60, sender_call_rate: null },
      });
    }
    const rated = await api.patch(`/trunk-groups/${group.id}`, { call_rate: { per_second: 10 } });
    expect(rated.body).toMatchObject({ call_rate: { per_second: 10, burst: null } });
    const last = api.changes.at(-1)?.upsert[0];
    expect(last?.value).toMatchObject({ callRate: { perSecond: 10, burst: 10 } });
  });

  test('that cannot be are refused by path', async () => {
    const answer = await api.patch(`/carriers/${metro.id}`, {
      options_ping: {
        available_interval_s: 29,
        unavailable_interval_s: 9,
        failure_threshold: 0,
        success_threshold: 61,
      },
      invite_failure_threshold: 61,
      invite_failure_window_s: 29,
      sender_call_rate: { per_second: 0 },
      call_rate: { per_second: 1 },
    });
    expect(answer.status).toBe(422);
    expect(pathsOf(answer).sort()).toEqual([
      'call_rate',
      'invite_failure_threshold',
      'invite_failure_window_s',
      'options_ping.available_interval_s',
      'options_ping.failure_threshold',
      'options_ping.success_threshold',
      'options_ping.unavailable_interval_s',
      'sender_call_rate.per_second',
    ]);
  });
});
