import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { extensionKey, numberKey } from '../../src/model/directory';
import { pathsOf, ProvisioningApi, type Item } from '../support/provisioningApi';

let api: ProvisioningApi;

beforeAll(async () => {
  api = await ProvisioningApi.start();
});
afterAll(async () => {
  await api.stop();
});

let count = 0;
let enterprise: string;
let group: string;

/** A fresh enterprise with one group and a hundred numbers for every test. */
beforeEach(async () => {
  count += 1;
  enterprise = await api.make('/enterprises', {
    name: `enterprise ${count}`,
    country: 'US',
    area_code: '212',
  });
  group = await api.make('/groups', { enterprise, id: `G${count}`, name: 'New York' });
  const ranges = { enterprise, numbers: [`${number(0)}-${number(99)}`] };
  expect(await api.post('/number-ranges', ranges)).toMatchObject({
    status: 200,
    body: { added: 100, present: 0 },
  });
});

/** The tests' own numbers: a hundred each. */
const number = (index: number): string => `+1212${String(5_000_000 + count * 100 + index)}`;

const person = (extension: string, more: Item = {}): Item => ({
  enterprise,
  group,
  first_name: 'Ada',
  last_name: 'Park',
  extension,
  ...more,
});

const lastChange = () => api.changes.at(-1);

describe('enterprises', () => {
  test('are made with defaults, changed in part and told to the signalling thread', async () => {
    const made = await api.post('/enterprises', { name: 'plain' });
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe(`/api/v1/enterprises/${String(made.body.id)}`);
    expect(made.body).toMatchObject({
      name: 'plain',
      country: 'US',
      time_zone: 'UTC',
      max_active_calls: null,
      usage: { active: 0 },
    });
    expect(lastChange()?.upsert).toMatchObject([{ kind: 'enterprise', value: { name: 'plain' } }]);
    const changed = await api.patch(`/enterprises/${String(made.body.id)}`, {
      name: 'plainer',
      max_active_calls: 7,
      licences: { office: 3 },
    });
    expect(changed).toMatchObject({ status: 200, body: { name: 'plainer', max_active_calls: 7 } });
    expect(lastChange()?.upsert).toMatchObject([{ value: { name: 'plainer', maxActiveCalls: 7 } }]);
    const back = await api.patch(`/enterprises/${String(made.body.id)}`, { max_active_calls: null });
    expect(back.body).toMatchObject({ name: 'plainer', max_active_calls: null, licences: { office: 3 } });
    expect((await api.delete(`/enterprises/${String(made.body.id)}`)).status).toBe(204);
    expect((await api.get(`/enterprises/${String(made.body.id)}`)).status).toBe(404);
    expect(lastChange()?.remove).toEqual([{ kind: 'enterprise', id: made.body.id }]);
  });

  test('a name is one enterprise’s, also when renaming, without regard to case', async () => {
    const taken = await api.post('/enterprises', { name: `ENTERPRISE ${count}` });
    expect(taken).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(pathsOf(taken)).toEqual(['name']);
    const other = await api.make('/enterprises', { name: `other ${count}` });
    expect((await api.patch(`/enterprises/${other}`, { name: `Enterprise ${count}` })).status).toBe(409);
    expect((await api.patch(`/enterprises/${enterprise}`, { name: `ENTERPRISE ${count}` })).status).toBe(200);
  });

  test('one with groups, users or numbers is not deleted, and says what there is', async () => {
    const user = await api.make('/users', person('1001'));
    const refused = await api.delete(`/enterprises/${enterprise}`);
    expect(refused).toMatchObject({ status: 409, body: { code: 'in_use' } });
    expect(pathsOf(refused)).toEqual(
      expect.arrayContaining([`/groups/${group}`, `/users/${user}`, `/numbers/${number(0)}`]),
    );
  });
});

describe('groups and trunk groups', () => {
  test('a group comes with its trunk group and its default scheme', async () => {
    const made = await api.post('/groups', {
      enterprise: { id: enterprise, name: 'whatever' },
      id: `H${count}`,
      name: 'Boston',
      trunk_group: { max_active_calls: 10, pbx: [{ host: '127.0.0.1', port: 5070 }] },
      dial_restrictions: { international: 'disallow' },
    });
    expect(made).toMatchObject({
      status: 201,
      body: {
        id: `H${count}`,
        enterprise: { id: enterprise },
        trunk_group: { id: `H${count}GRPTRUNK01` },
        default_routing_scheme: { name: `EntTrunkGroupH${count}` },
        dial_restrictions: { international: 'disallow' },
      },
    });
    expect(lastChange()?.upsert.map(({ kind }) => kind)).toEqual(['group', 'trunk_group', 'routing_scheme']);
    expect((await api.get(`/trunk-groups/H${count}GRPTRUNK01`)).body).toMatchObject({
      max_active_calls: 10,
      pbx: [{ port: 5070, transport: 'udp' }],
    });
    const again = await api.post('/groups', { enterprise, id: `h${count}`, name: 'Boston' });
    expect(again.status).toBe(409);
    const elsewhere = await api.make('/enterprises', { name: `elsewhere ${count}` });
    const foreign = await api.post('/groups', { enterprise: elsewhere, id: `H${count}`, name: 'Boston' });
    expect(foreign.status).toBe(409);
    expect(pathsOf(foreign)).toEqual(['id']);
  });

  test('a second trunk group and deleting the only one are refused', async () => {
    const second = await api.post('/trunk-groups', { group, max_active_calls: 5 });
    expect(second).toMatchObject({ status: 409, body: { code: 'second_trunk_group' } });
    expect(await api.delete(`/trunk-groups/${group}GRPTRUNK01`)).toMatchObject({
      status: 409,
      body: { code: 'only_trunk_group' },
    });
    expect((await api.post('/trunk-groups', { group: 'nowhere' })).status).toBe(422);
  });

  test('settings of a trunk group change in part, by the rules of the file', async () => {
    const target = `/trunk-groups/${group}GRPTRUNK01`;
    const changed = await api.patch(target, {
      max_active_calls: 10,
      bursting: { enabled: true, max_active_calls: 2 },
      screening: { emergency_number: '(212) 555-0100' },
    });
    expect(changed.body).toMatchObject({
      max_active_calls: 10,
      bursting: { enabled: true, max_active_calls: 2, max_incoming_calls: null },
      screening: { user_lookup: 'extended', emergency_number: '+12125550100' },
    });
    const more = await api.patch(target, { max_incoming_calls: 4, screening: { unscreened_calls: 'allow' } });
    expect(more.body).toMatchObject({
      max_active_calls: 10,
      max_incoming_calls: 4,
      screening: { unscreened_calls: 'allow', emergency_number: '+12125550100' },
    });
    expect(lastChange()?.upsert).toMatchObject([{ kind: 'trunk_group', value: { maxIncomingCalls: 4 } }]);
    const wrong = await api.patch(target, {
      bursting: { max_active_calls: 3 },
      capacity_exceeded: { action: 'reroute', trunk_group: 'nowhere' },
      forward_all: { action: 'reroute', trunk_group: `${group}GRPTRUNK01` },
      capacity_alarm: { first: -1 },
      max_call_duration_s: 0,
      pbx: [{ host: '127.0.0.1', port: 0 }],
    });
    expect(wrong).toMatchObject({ status: 422, body: { code: 'invalid_input' } });
    expect(pathsOf(wrong).sort()).toEqual([
      'bursting.max_active_calls',
      'capacity_alarm.first',
      'capacity_exceeded.trunk_group',
      'forward_all.trunk_group',
      'max_call_duration_s',
      'pbx[0].port',
    ]);
    expect((await api.get(target)).text).toBe(more.text);
  });

  test('its name is not for changing', async () => {
    const target = `/trunk-groups/${group}GRPTRUNK01`;
    expect(await api.patch(target, { name: 'other' })).toMatchObject({
      status: 409,
      body: { code: 'fixed_name', errors: [{ path: 'name' }] },
    });
  });

  test('forwarding, alarms and the longest call are settings like the others, in force as they are set', async () => {
    const target = `/trunk-groups/${group}GRPTRUNK01`;
    const other = await api.make('/groups', { enterprise, id: `O${count}`, name: 'other' });
    const set = {
      soft_max_active_calls: 8,
      capacity_alarm: { first: 1, every: 10 },
      max_call_duration_s: 7200,
      forward_all: { action: 'forward', number: '(212) 555-0199' },
      capacity_exceeded: { action: 'reroute', trunk_group: `${other.toLowerCase()}grptrunk01` },
    };
    const actions = {
      forward_all: { action: 'forward', number: '+12125550199' },
      capacity_exceeded: { action: 'reroute', trunk_group: `${other}GRPTRUNK01` },
    };
    expect((await api.patch(target, set)).body).toMatchObject({ ...set, ...actions });
    expect(lastChange()?.upsert).toMatchObject([
      {
        kind: 'trunk_group',
        value: {
          softMaxActiveCalls: 8,
          capacityAlarm: { first: 1, every: 10 },
          maxCallDurationMs: 7_200_000,
          forwardAll: actions.forward_all,
          capacityExceeded: { action: 'reroute', trunkGroupId: `${other}GRPTRUNK01` },
          unreachableDestination: { action: 'none' },
        },
      },
    ]);
    const back = await api.patch(target, {
      soft_max_active_calls: null,
      capacity_alarm: null,
      max_call_duration_s: null,
      forward_all: null,
    });
    expect(back.body).toMatchObject({
      soft_max_active_calls: null,
      capacity_alarm: { first: 0, every: 0 },
      max_call_duration_s: null,
      forward_all: { action: 'none' },
    });
    expect(pathsOf(await api.delete(`/groups/${other}`))).toEqual([`/trunk-groups/${group}GRPTRUNK01`]);
  });

  test('one kind of action replaces another', async () => {
    const target = `/trunk-groups/${group}GRPTRUNK01`;
    const forward = { action: 'forward', number: '+12125550199' };
    expect((await api.patch(target, { capacity_exceeded: forward })).body.capacity_exceeded).toEqual(forward);
    const none = await api.patch(target, { capacity_exceeded: { action: 'none' } });
    expect(none.body.capacity_exceeded).toEqual({ action: 'none' });
  });

  test('a group keeps its trunk group when its own settings change', async () => {
    await api.patch(`/trunk-groups/${group}GRPTRUNK01`, { max_active_calls: 9 });
    const changed = await api.patch(`/groups/${group}`, {
      name: 'Albany',
      authorization_codes: [{ code: '4711' }],
    });
    expect(changed).toMatchObject({
      status: 200,
      body: { name: 'Albany', authorization_codes: [{ code: '4711', description: null }] },
    });
    expect((await api.get(`/trunk-groups/${group}GRPTRUNK01`)).body.max_active_calls).toBe(9);
    const twice = await api.patch(`/groups/${group}`, {
      authorization_codes: [{ code: '4711' }, { code: '4711' }],
    });
    expect(pathsOf(twice)).toEqual(['authorization_codes[1].code']);
  });

  test('a group is deleted with what is its own, but not with users or while others lean on it', async () => {
    const other = await api.make('/groups', { enterprise, id: `O${count}`, name: 'other' });
    const user = await api.make('/users', person('1001'));
    const scheme = await api.make('/routing-schemes', {
      enterprise,
      name: 'both',
      trunk_groups: [`${group}GRPTRUNK01`, `${other}GRPTRUNK01`],
    });
    const action = { action: 'reroute', trunk_group: `${group}GRPTRUNK01` };
    await api.patch(`/trunk-groups/${other}GRPTRUNK01`, { unreachable_destination: action });
    const refused = await api.delete(`/groups/${group}`);
    expect(refused.status).toBe(409);
    expect(pathsOf(refused)).toEqual([
      `/users/${user}`,
      `/routing-schemes/${scheme}`,
      `/trunk-groups/${other}GRPTRUNK01`,
    ]);
    await api.delete(`/users/${user}`);
    await api.delete(`/routing-schemes/${scheme}`);
    await api.patch(`/trunk-groups/${other}GRPTRUNK01`, { unreachable_destination: null });
    expect((await api.delete(`/groups/${group}`)).status).toBe(204);
    expect(lastChange()).toMatchObject({ invalidate: [`enterprise:${enterprise}`] });
    expect(
      lastChange()
        ?.remove.map(({ kind }) => kind)
        .sort(),
    ).toEqual(['group', 'routing_scheme', 'trunk_group']);
  });
});

describe('routing schemes', () => {
  let trunkGroups: string[];
  beforeEach(async () => {
    await api.make('/groups', { enterprise, id: `S${count}`, name: 'second' });
    trunkGroups = [`${group}GRPTRUNK01`, `S${count}GRPTRUNK01`];
  });

  test('percentages total exactly 100, on made schemes alone', async () => {
    const shares = (first: number, second: number) => [
      { id: trunkGroups[0], percent: first },
      { name: trunkGroups[1], percent: second },
    ];
    const scheme = (more: Item): Item => ({ enterprise, name: 'shares', algorithm: 'percentage', ...more });
    const wrong = await api.post('/routing-schemes', scheme({ trunk_groups: shares(60, 30) }));
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ path: 'trunk_groups' }] } });
    const made = await api.post('/routing-schemes', scheme({ trunk_groups: shares(60, 40) }));
    expect(made.body).toMatchObject({
      default: false,
      trunk_groups: [
        { id: trunkGroups[0], percent: 60 },
        { id: trunkGroups[1], percent: 40 },
      ],
    });
    const [own] = (await api.get(`/routing-schemes?name=EntTrunkGroup${group}`)).body.items as Item[];
    const refused = await api.patch(`/routing-schemes/${String(own?.id)}`, {
      algorithm: 'percentage',
      trunk_groups: shares(50, 50),
    });
    expect(refused.status).toBe(422);
    expect(pathsOf(refused)).toEqual(['algorithm']);
  });

  test('default schemes are neither renamed nor deleted, but changed', async () => {
    const [own] = (await api.get(`/routing-schemes?name=EntTrunkGroup${group}`)).body.items as Item[];
    const target = `/routing-schemes/${String(own?.id)}`;
    expect(await api.patch(target, { name: 'mine' })).toMatchObject({
      status: 409,
      body: { code: 'default_scheme' },
    });
    expect(await api.delete(target)).toMatchObject({ status: 409, body: { code: 'default_scheme' } });
    const changed = await api.patch(target, { algorithm: 'most_idle', trunk_groups: trunkGroups });
    expect(changed.body).toMatchObject({ algorithm: 'most_idle', default: true, name: own?.name });
    const fake = { enterprise, name: 'EntTrunkGroupNowhere', trunk_groups: trunkGroups };
    expect(pathsOf(await api.post('/routing-schemes', fake))).toEqual(['name']);
  });

  test('rename, names taken, trunk groups of others', async () => {
    const make = (name: string, more: Item = {}) =>
      api.post('/routing-schemes', { enterprise, name, trunk_groups: trunkGroups, ...more });
    const id = String((await make('one')).body.id);
    expect((await make('ONE')).status).toBe(409);
    await make('two');
    expect((await api.patch(`/routing-schemes/${id}`, { name: 'Two' })).status).toBe(409);
    expect((await api.patch(`/routing-schemes/${id}`, { name: 'three' })).body).toMatchObject({
      id,
      name: 'three',
    });
    const foreign = await make('four', { trunk_groups: ['G1GRPTRUNK01x', trunkGroups[0], trunkGroups[0]] });
    expect(pathsOf(foreign).sort()).toEqual(['trunk_groups[0]', 'trunk_groups[2]']);
  });

  test('users are assigned, listed on deletion, and return to the default when detached', async () => {
    const scheme = await api.make('/routing-schemes', { enterprise, name: 'own', trunk_groups: trunkGroups });
    const user = await api.make('/users', person('1001', { routing_scheme: 'own' }));
    expect((await api.get(`/users/${user}`)).body.routing_scheme).toEqual({ id: scheme, name: 'own' });
    await api.patch(`/users/${user}`, { routing_scheme: null });
    expect((await api.get(`/users/${user}`)).body.routing_scheme).toMatchObject({
      name: `EntTrunkGroup${group}`,
    });
    // From there it leads nowhere (decisions.md 19), by whatever name it is held.
    for (const held of [{}, { routing_scheme: `EntTrunkGroup${group}` }]) {
      expect((await api.patch(`/users/${user}`, held)).status).toBe(200);
      expect(await api.patch(`/users/${user}`, { routing_scheme: null })).toMatchObject({
        status: 409,
        body: { code: 'default_scheme', errors: [{ path: 'routing_scheme' }] },
      });
    }
    await api.patch(`/users/${user}`, { routing_scheme: { id: scheme, name: 'own' } });
    expect(lastChange()).toMatchObject({ upsert: [], invalidate: [extensionKey(enterprise, '1001')] });
    expect(pathsOf(await api.delete(`/routing-schemes/${scheme}`))).toEqual([`/users/${user}`]);
    expect((await api.delete(`/routing-schemes/${scheme}?detach=true`)).status).toBe(204);
    expect((await api.get(`/users/${user}`)).body.routing_scheme).toMatchObject({
      name: `EntTrunkGroup${group}`,
    });
  });
});

describe('carriers and outbound routes', () => {
  test('a carrier in use is not deleted; routes are told apart by prefix and priority', async () => {
    const name = `carrier ${count}`;
    const carrier = await api.make('/carriers', { name, gateways: [{ host: 'sip.example', port: 5060 }] });
    const spare = await api.make('/carriers', { name: `spare ${count}` });
    const prefix = `+${count}`;
    const first = await api.make('/outbound-routes', { prefix, carriers: [carrier] });
    const second = await api.make('/outbound-routes', { prefix, carriers: [name, spare], priority: 2 });
    expect((await api.get(`/outbound-routes/${second}`)).body).toMatchObject({
      prefix,
      emergency: false,
      carriers: [
        { id: carrier, name },
        { id: spare, name: `spare ${count}` },
      ],
    });
    expect(pathsOf(await api.post('/outbound-routes', { prefix, carriers: [carrier] }))).toEqual([
      'priority',
    ]);
    expect((await api.patch(`/outbound-routes/${second}`, { priority: 1 })).status).toBe(409);
    const moved = await api.patch(`/outbound-routes/${second}`, { priority: 3, carriers: [{ id: spare }] });
    expect(moved.body).toMatchObject({ id: second, priority: 3, carriers: [{ id: spare }] });
    expect((await api.get(`/outbound-routes/${first}`)).body).toMatchObject({ priority: 1 });
    expect(pathsOf(await api.delete(`/carriers/${carrier}`))).toEqual([`/outbound-routes/${first}`]);
    expect((await api.patch(`/carriers/${carrier}`, { name: `renamed ${count}` })).status).toBe(200);
    expect((await api.get(`/outbound-routes/${first}`)).body.carriers).toEqual([
      { id: carrier, name: `renamed ${count}`, weight: null },
    ]);
    expect((await api.delete(`/outbound-routes/${first}`)).status).toBe(204);
    expect((await api.delete(`/carriers/${carrier}`)).status).toBe(204);
  });

  test('what a route must have', async () => {
    const wrong = await api.post('/outbound-routes', { carriers: ['nobody'] });
    expect(pathsOf(wrong).sort()).toEqual(['carriers[0]', 'prefix']);
    const both = await api.post('/outbound-routes', { prefix: '+1', emergency: true, carriers: [] });
    expect(pathsOf(both)).toEqual(expect.arrayContaining(['carriers', 'prefix']));
    const torn = await api.post('/outbound-routes', { prefix: '+1', carriers: ['nobody'], block: 403 });
    expect(pathsOf(torn).sort()).toEqual(['carriers', 'carriers[0]']);
    expect(pathsOf(await api.post('/outbound-routes', { prefix: '+1', block: 503 }))).toEqual(['block']);
    const refusing = await api.post('/outbound-routes', { emergency: true, priority: 99, block: 403 });
    expect(pathsOf(refusing)).toEqual(['block']);
  });

  test('weights, and routes that stop or block', async () => {
    const [metro, rural] = [`shared ${count}`, `rural ${count}`];
    const first = await api.make('/carriers', { name: metro });
    const second = await api.make('/carriers', { name: rural });
    const prefix = `+${count}`;
    const shared = await api.make('/outbound-routes', {
      prefix,
      carriers: [
        { id: first, weight: 70 },
        { name: rural, weight: 30 },
      ],
      stop: true,
    });
    const found = await api.get(`/outbound-routes/${shared}`);
    expect(found.body).toMatchObject({
      carriers: [
        { id: first, name: metro, weight: 70 },
        { id: second, name: rural, weight: 30 },
      ],
      stop: true,
      block: null,
    });
    const again = await api.patch(`/outbound-routes/${shared}`, { carriers: found.body.carriers });
    expect(again.body).toEqual(found.body);
    const blocked = await api.patch(`/outbound-routes/${shared}`, { carriers: [], stop: false, block: 603 });
    expect(blocked.body).toMatchObject({ carriers: [], stop: false, block: 603 });
    const open = await api.patch(`/outbound-routes/${shared}`, { carriers: [metro], block: null });
    expect(open.body).toMatchObject({ carriers: [{ id: first, weight: null }], block: null });
  });

  test('the policies of a carrier and a trunk group', async () => {
    const carrier = await api.make('/carriers', {
      name: `policies ${count}`,
      number_policy: { sent: { called: [{ add: '99#' }] }, untouched: ['0800*'] },
      failover_codes: [503, 486],
      caller_id: { present: 'as_sent' },
    });
    const found = await api.get(`/carriers/${carrier}`);
    expect(found.body).toMatchObject({
      number_policy: {
        sent: { format: null, called: [{ strip: '', add: '99#' }], calling: [] },
        received: { format: null, called: [], calling: [] },
        untouched: ['0800*'],
      },
      failover_codes: [503, 486],
      caller_id: { present: 'as_sent', own_numbers_only: false },
    });
    const usual = await api.patch(`/carriers/${carrier}`, { failover_codes: null, number_policy: null });
    expect(usual.body).toMatchObject({
      number_policy: { sent: { called: [] }, untouched: [] },
      failover_codes: [408, 480, 500, 502, 503, 504],
      caller_id: { present: 'as_sent' },
    });
    const wrong = await api.patch(`/carriers/${carrier}`, {
      failover_codes: [200, 503, 503],
      caller_id: { present: 'nobody' },
      number_policy: {
        received: {
          calling: [
            { strip: '0', add: '+44' },
            { strip: '00', add: '+' },
          ],
        },
      },
    });
    expect(pathsOf(wrong).sort()).toEqual([
      'caller_id.present',
      'failover_codes[0]',
      'failover_codes[2]',
      'number_policy.received.calling[1].strip',
    ]);
  });
});

describe('numbers', () => {
  test('are added, kept apart between enterprises, and removed unless somebody has them', async () => {
    const fresh = `+1312${String(5_000_000 + count)}`;
    const made = await api.post('/numbers', { enterprise, number: fresh });
    expect(made).toMatchObject({ status: 201, body: { id: fresh, number: fresh, user: null } });
    expect(lastChange()).toMatchObject({ upsert: [], invalidate: [numberKey(fresh)] });
    expect((await api.post('/numbers', { enterprise, number: fresh })).status).toBe(409);
    const other = await api.make('/enterprises', { name: `numbers ${count}` });
    expect((await api.post('/numbers', { enterprise: other, number: fresh })).status).toBe(409);
    const user = await api.make('/users', person('1001', { number: fresh }));
    const refused = await api.delete(`/numbers/${fresh}`);
    expect(refused).toMatchObject({ status: 409, body: { code: 'in_use' } });
    expect(refused.body.errors).toEqual([
      { path: `/users/${user}`, code: 'in_use', message: 'the user Ada Park, extension 1001, has it' },
    ]);
    await api.patch(`/users/${user}`, { number: null });
    expect((await api.delete(`/numbers/${fresh}`)).status).toBe(204);
    expect((await api.get(`/numbers/${fresh}`)).status).toBe(404);
  });

  test('ranges', async () => {
    const again = { enterprise, numbers: [`${number(90)}-${number(99)}`, '+13125550100-+13125550101'] };
    expect((await api.post('/number-ranges', again)).body).toEqual({ added: 2, present: 10 });
    await api.delete('/numbers/+13125550100');
    await api.delete('/numbers/+13125550101');
    const wrong = await api.post('/number-ranges', { enterprise, numbers: ['+12125550100', '+1', 'x'] });
    expect(wrong.status).toBe(422);
    expect(pathsOf(wrong).sort()).toEqual(['numbers[1]', 'numbers[2]']);
  });
});

describe('users', () => {
  test('are made, found by the signalling thread, changed and deleted', async () => {
    const made = await api.post(
      '/users',
      person('1001', { number: number(1), email: `ada${count}@acme.example` }),
    );
    expect(made).toMatchObject({
      status: 201,
      body: { kind: 'person', name: 'Ada Park', number: number(1), do_not_disturb: false },
    });
    const id = String(made.body.id);
    expect(lastChange()).toMatchObject({
      upsert: [],
      invalidate: [extensionKey(enterprise, '1001'), numberKey(number(1))],
    });
    const found = await api.client.fetchDirectory([numberKey(number(1))]);
    expect(found).toMatchObject({
      generation: lastChange()?.generation,
      entries: [{ value: { user: { id } } }],
    });
    const changed = await api.patch(`/users/${id}`, {
      extension: '1002',
      number: number(2),
      inbound: { call_forwarding_always: { enabled: true, number: '(212) 555-0123' } },
    });
    expect(changed.body).toMatchObject({
      id,
      extension: '1002',
      number: number(2),
      inbound: { call_forwarding_always: { available: true, enabled: true, number: '+12125550123' } },
    });
    expect(lastChange()?.invalidate).toEqual(
      expect.arrayContaining([
        extensionKey(enterprise, '1001'),
        extensionKey(enterprise, '1002'),
        numberKey(number(1)),
        numberKey(number(2)),
      ]),
    );
    expect((await api.delete(`/users/${id}`)).status).toBe(204);
    const gone = await api.client.fetchDirectory([numberKey(number(2))]);
    expect(gone.entries).toMatchObject([{ value: { user: null } }]);
  });

  test('extension, number, user name and e-mail are one user’s', async () => {
    const email = `ada${count}@acme.example`;
    const username = `ada${count}`;
    await api.make('/users', person('1001', { number: number(1), email, username }));
    const twin = { number: number(1), email: email.toUpperCase(), username: username.toUpperCase() };
    const refused = await api.post('/users', person('1001', twin));
    expect(refused).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(pathsOf(refused).sort()).toEqual(['email', 'extension']);
    const other = await api.post('/users', person('1002', twin));
    expect(other.status).toBe(409);
    expect(pathsOf(other).sort()).toEqual(['email', 'number', 'username']);
    expect((await api.post('/users?unique_email=false', person('1002', { email }))).status).toBe(201);
    const third = await api.make('/users', person('1003'));
    expect((await api.patch(`/users/${third}`, { extension: '1001' })).status).toBe(409);
    expect((await api.patch(`/users/${third}`, { email })).status).toBe(409);
    expect((await api.patch(`/users/${third}`, { last_name: 'Cole', extension: '1003' })).status).toBe(200);
  });

  test('every mistake of a body at once, references included; nothing is stored', async () => {
    const before = await api.total(`/users?enterprise=${enterprise}`);
    const wrong = await api.post('/users', {
      enterprise,
      group: 'nowhere',
      first_name: 7,
      extension: '911',
      number: '+12129999999',
      routing_scheme: 'nobody',
      department: 'none',
      colour: 'red',
      inbound: { call_forwarding_always: { enabled: true } },
      time_zone: 'Mars/Olympus',
    });
    expect(wrong).toMatchObject({ status: 422, body: { code: 'invalid_input' } });
    expect(pathsOf(wrong).sort()).toEqual([
      'colour',
      'department',
      'extension',
      'first_name',
      'group',
      'inbound.call_forwarding_always.number',
      'last_name',
      'number',
      'routing_scheme',
      'time_zone',
    ]);
    expect(await api.total(`/users?enterprise=${enterprise}`)).toBe(before);
    expect(pathsOf(await api.post('/users', { ...person('1001'), enterprise: 'nowhere' }))).toEqual([
      'enterprise',
    ]);
    expect(pathsOf(await api.post('/users', { group }))).toEqual(
      expect.arrayContaining(['enterprise', 'extension']),
    );
  });

  test('who moves to another group leaves the department of the old one', async () => {
    const name = `enterprise ${count}`;
    const departments = [{ name: 'sales' }, { name: 'sales', group }];
    await api.apply(
      JSON.stringify({ version: 1, enterprises: [{ name, country: 'US', area_code: '212', departments }] }),
    );
    const other = await api.make('/groups', { enterprise, id: `M${count}`, name: 'other' });
    const id = await api.make('/users', person('1001', { department: 'sales' }));
    const inGroup = (await api.get(`/users/${id}`)).body.department as Item;
    const moved = await api.patch(`/users/${id}`, { group: other });
    expect(moved.body).toMatchObject({ group: { id: other }, department: null });
    const byName = await api.patch(`/users/${id}`, { department: 'sales' });
    expect(byName.body.department).toMatchObject({ name: 'sales' });
    const ofEnterprise = byName.body.department as Item;
    expect(ofEnterprise.id).not.toBe(inGroup.id);
    expect(pathsOf(await api.patch(`/users/${id}`, { department: { id: inGroup.id } }))).toEqual([
      'department',
    ]);
    // Back in a group with a department of the same name, the enterprise's stays.
    const back = await api.patch(`/users/${id}`, { group });
    expect(back.body.department).toEqual(ofEnterprise);
    const tag = back.headers.get('etag');
    expect((await api.patch(`/users/${id}`, {})).headers.get('etag')).toBe(tag);
    const switched = await api.patch(`/users/${id}`, { department: inGroup.id });
    expect(switched.body.department).toEqual(inGroup);
    const returned = await api.patch(`/users/${id}`, { department: ofEnterprise });
    expect(returned.body.department).toEqual(ofEnterprise);
  });

  test('system users; queues and menus follow a new extension and let go of who is deleted', async () => {
    const ada = await api.make('/users', person('1001'));
    const ben = await api.make('/users', person('1002'));
    const menu = await api.make('/users', {
      enterprise,
      kind: 'auto_attendant',
      name: 'menu',
      extension: '800',
      number: number(80),
      keys: { 1: '1001', 0: 'operator', 2: '1002' },
      operator: '1001',
    });
    const queue = await api.make('/users', {
      enterprise,
      kind: 'call_queue',
      name: 'desk',
      extension: '801',
      group,
      agents: ['1001', '1002'],
    });
    expect((await api.get(`/users/${menu}`)).body).toMatchObject({
      kind: 'auto_attendant',
      group: null,
      keys: { 1: '1001' },
    });
    await api.patch(`/users/${ada}`, { extension: '1009' });
    expect((await api.get(`/users/${menu}`)).body).toMatchObject({
      keys: { 1: '1009', 0: 'operator', 2: '1002' },
      operator: '1009',
    });
    expect((await api.get(`/users/${queue}`)).body.agents).toEqual(['1009', '1002']);
    expect(pathsOf(await api.delete(`/users/${ada}`)).sort()).toEqual(
      [`/users/${menu}`, `/users/${queue}`].sort(),
    );
    expect((await api.delete(`/users/${ada}?detach=maybe`)).status).toBe(400);
    expect((await api.delete(`/users/${ada}?detach=true`)).status).toBe(204);
    expect((await api.get(`/users/${menu}`)).body).toMatchObject({ keys: { 2: '1002' }, operator: null });
    expect((await api.get(`/users/${queue}`)).body.agents).toEqual(['1002']);
    const changed = await api.patch(`/users/${queue}`, { ring: 'ring_all', agents: [] });
    expect(changed.body).toMatchObject({ kind: 'call_queue', ring: 'ring_all', agents: [] });
    expect(pathsOf(await api.patch(`/users/${queue}`, { kind: 'person' }))).toEqual(['kind']);
    expect(pathsOf(await api.patch(`/users/${queue}`, { agents: ['4242'] }))).toEqual(['agents[0]']);
    expect((await api.delete(`/users/${ben}?detach=true`)).status).toBe(204);
  });
});
