import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { extensionKey } from '../../src/model/directory';
import { ProvisioningApi, type ApiAnswer, type Item } from '../support/provisioningApi';

let api: ProvisioningApi;
let enterprise: string;
let count = 0;
let group: string;
let user: string;
let extension: string;

beforeAll(async () => {
  api = await ProvisioningApi.start();
  enterprise = await api.make('/enterprises', {
    name: 'acme',
    area_code: '212',
    time_zone: 'America/New_York',
  });
});
afterAll(() => api.stop());

const person = (more: object = {}) => ({
  enterprise,
  group,
  first_name: 'Ada',
  last_name: 'Park',
  extension,
  ...more,
});

beforeEach(async () => {
  count += 1;
  group = String(count);
  extension = String(2000 + count);
  await api.make('/groups', { enterprise, id: group, name: `group ${group}` });
  user = await api.make('/users', person());
});

const mistakes = (answer: ApiAnswer): string[] =>
  ((answer.body.errors ?? []) as Item[]).map(({ path, code }) => `${String(path)} ${String(code)}`);

const lastChange = () => api.changes.at(-1);

async function featuresForCalls() {
  const { entries } = await api.client.fetchDirectory([extensionKey(enterprise, extension)]);
  const value = entries[0]?.value;
  return value != null && 'features' in value ? value.features : null;
}

const feature = (name: string): string => `/users/${user}/inbound-features/${name}`;

describe('inbound features', () => {
  test('are none at first, given with their defaults, taken away with all they were set to', async () => {
    expect((await api.get(`/users/${user}/inbound-features`)).body).toMatchObject({
      total: 12,
      items: expect.arrayContaining([{ feature: 'call_acceptance', available: false, enabled: false }]),
    });
    const path = feature('call-forwarding-no-answer');
    expect((await api.get(path)).body).toEqual({ available: false, enabled: false, number: null, rings: 3 });
    expect(await api.patch(path, { enabled: true, number: '5550123' })).toMatchObject({
      status: 409,
      body: { code: 'not_available' },
    });
    expect(
      (await api.patch(path, { available: true, enabled: true, number: '5550123', rings: 5 })).body,
    ).toEqual({
      available: true,
      enabled: true,
      number: '+12125550123',
      rings: 5,
    });
    expect(lastChange()).toMatchObject({ upsert: [], invalidate: [extensionKey(enterprise, extension)] });
    expect((await featuresForCalls())?.inbound.noAnswer).toEqual({ number: '+12125550123', rings: 5 });
    await api.patch(path, { available: false });
    expect(await featuresForCalls()).toBeNull();
    expect((await api.get(`/users/${user}`)).body.inbound).toEqual({});
    expect((await api.patch(path, { available: true })).body).toMatchObject({
      number: null,
      rings: 3,
      enabled: false,
    });
  });

  test.each([
    ['call-forwarding-no-answer', { number: '5550123', rings: 1 }, ['rings invalid']],
    ['call-forwarding-always', { enabled: true }, ['number missing']],
    ['call-forwarding-busy', { number: '911' }, ['number invalid']],
    ['call-forwarding-busy', { number: '123456789' }, ['number invalid']],
    ['max-did-policing', { max_concurrent_calls: 501 }, ['max_concurrent_calls invalid']],
    [
      'call-rejection',
      { criteria: [{ description: 'x', numbers: Array(13).fill('1*') }] },
      ['criteria[0].numbers invalid'],
    ],
    [
      'call-rejection',
      { criteria: [{ description: 'x', numbers: ['1*2'] }] },
      ['criteria[0].numbers[0] invalid'],
    ],
    [
      'call-rejection',
      { criteria: [{ description: 'x' }, { description: 'X' }] },
      ['criteria[1].description duplicate'],
    ],
    [
      'call-rejection',
      { criteria: [{ description: 'x', time_schedule: 'none' }] },
      ['criteria[0].time_schedule not_found'],
    ],
    ['simultaneous-ring', { numbers: Array(11).fill({ number: '1002' }) }, ['numbers invalid']],
    [
      'sequential-ring',
      { base_location: { rings: 1 }, ring: true },
      ['ring unknown_key', 'base_location.rings invalid'],
    ],
  ])('%s refuses %j, by path', async (name, patch, expected) => {
    const answer = await api.patch(feature(name), { available: true, ...patch });
    expect(answer.status).toBe(422);
    expect(mistakes(answer).sort()).toEqual([...expected].sort());
    expect((await api.get(`/users/${user}`)).body.inbound).toEqual({});
  });

  test('a change is held to what its sender has seen', async () => {
    const path = feature('intercept-announcement');
    const seen = String((await api.get(path)).headers.get('etag'));
    await api.patch(path, { available: true });
    const late = await api.patch(path, { available: true, enabled: true }, { 'If-Match': seen });
    expect(late.status).toBe(412);
  });

  test('a number that the restrictions of forwards forbid is refused, and stays where it stood before', async () => {
    const always = { available: true, enabled: true, number: '+442071838750' };
    expect((await api.patch(feature('call-forwarding-always'), always)).status).toBe(200);
    const restrict = (restrictions: object) =>
      api.patch(`/groups/${group}`, { forward_restrictions: restrictions });
    expect((await restrict({ international: 'disallow', group: 'disallow' })).status).toBe(200);
    const busy = { available: true, enabled: true, number: '+442071838751' };
    const refused = await api.patch(feature('call-forwarding-busy'), busy);
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toEqual([
      {
        path: 'number',
        code: 'restricted',
        message:
          "sent on to +442071838751 is an international call: refused by the group's restrictions of forwards; " +
          'expected another number, or international: allow in forward_restrictions',
      },
    ]);
    // What it was set to before is there, and does not keep anything else from being changed.
    expect((await api.patch(`/users/${user}`, { first_name: 'Eve' })).status).toBe(200);
    expect((await api.get(feature('call-forwarding-always'))).body).toMatchObject({ number: always.number });
    expect((await api.patch(feature('call-forwarding-always'), { enabled: false })).status).toBe(200);
    expect(mistakes(await api.patch(feature('call-forwarding-always'), { enabled: true }))).toEqual([
      'number restricted',
    ]);
    // Colleagues are found by extension and by number; the user's own restrictions come first.
    const other = String(Number(extension) + 500);
    await api.make('/users', { ...person({ extension: other }) });
    expect(mistakes(await api.patch(feature('call-forwarding-busy'), { ...busy, number: other }))).toEqual([
      'number restricted',
    ]);
    const own = { forward_restrictions: { group: 'allow' } };
    expect((await api.patch(`/users/${user}/outbound-features`, own)).status).toBe(200);
    expect((await api.patch(feature('call-forwarding-busy'), { ...busy, number: other })).status).toBe(200);
    expect(
      mistakes(
        await api.patch(`/users/${user}`, {
          answering_rules: [{ time_frame: '*', forward_always: '+442071838750' }],
        }),
      ),
    ).toEqual(['answering_rules[0].forward_always restricted']);
  });

  test('a circle of forwards is taken, and warned of', async () => {
    const other = String(Number(extension) + 500);
    const more = { inbound: { call_forwarding_busy: { enabled: true, number: extension } } };
    const made = await api.post('/users', person({ extension: other, ...more }));
    expect(made).toMatchObject({ status: 201 });
    expect(made.body).not.toHaveProperty('warnings');
    const changed = await api.patch(feature('call-forwarding-always'), {
      ...{ available: true, enabled: true, number: other },
    });
    expect(changed.body.warnings).toEqual([
      {
        path: 'number',
        code: 'loop',
        message: `call forwarding always to ${other} may come back here: a call that comes round ends there with 482`,
      },
    ]);
    // The entity tag is that of the feature, and a read does not warn.
    const read = await api.get(feature('call-forwarding-always'));
    expect(read.body).not.toHaveProperty('warnings');
    expect(read.headers.get('etag')).toBe(changed.headers.get('etag'));
    const whole = await api.patch(`/users/${user}`, { first_name: 'Eve' });
    expect(whole.body.warnings).toMatchObject([{ path: 'inbound.call_forwarding_always.number' }]);
    expect((await api.patch(feature('call-forwarding-always'), { enabled: false })).body).not.toHaveProperty(
      'warnings',
    );
  });

  test('actions of trunk groups and schemes that lead back are taken, and warned of', async () => {
    const to = { action: 'forward', number: extension };
    const own = await api.patch(`/trunk-groups/${group}GRPTRUNK01`, { capacity_exceeded: to });
    expect(own.body).toMatchObject({
      capacity_exceeded: to,
      warnings: [{ path: 'capacity_exceeded', code: 'loop' }],
    });
    const scheme = { enterprise, name: `s${group}`, trunk_groups: [`${group}GRPTRUNK01`] };
    const id = await api.make('/routing-schemes', scheme);
    await api.patch(`/users/${user}`, { routing_scheme: `s${group}` });
    const exhaust = { action: 'trunk_forward', number: extension };
    const changed = await api.patch(`/routing-schemes/${id}`, { exhaust });
    expect(changed.body.warnings).toMatchObject([{ path: 'exhaust', code: 'loop' }]);
    const away = { exhaust: { action: 'trunk_forward', number: '+13125550100' } };
    expect((await api.patch(`/routing-schemes/${id}`, away)).body).not.toHaveProperty('warnings');
  });

  test('a system user has none', async () => {
    const queue = await api.make('/users', {
      enterprise,
      kind: 'call_queue',
      name: 'q',
      extension: String(7000 + count),
      agents: [],
    });
    expect((await api.get(`/users/${queue}/inbound-features`)).status).toBe(404);
    expect((await api.get(`/users/${queue}/inbound-features/call-rejection`)).status).toBe(404);
  });

  test('outbound features', async () => {
    const path = `/users/${user}/outbound-features`;
    const patch = {
      hide_number: true,
      dial_restrictions: { premium: 'disallow' },
      forward_restrictions: { toll: 'disallow' },
    };
    expect((await api.patch(path, patch)).body).toMatchObject({ account_code: 'not_required', ...patch });
    expect((await featuresForCalls())?.outbound).toMatchObject({
      hidesNumber: true,
      restrictions: { premium_1: 'disallow', premium_2: 'disallow' },
    });
    const wrong = {
      digit_patterns: [
        { pattern: '1*', permission: 'allow' },
        { pattern: '1*', permission: 'maybe' },
      ],
      transfer_numbers: ['1', '2', '3', '4'],
    };
    expect(mistakes(await api.patch(path, wrong)).sort()).toEqual([
      'digit_patterns[1].pattern duplicate',
      'digit_patterns[1].permission invalid',
      'transfer_numbers invalid',
    ]);
    expect(
      (await api.patch(path, { dial_restrictions: null, forward_restrictions: null, hide_number: null }))
        .status,
    ).toBe(200);
    expect(await featuresForCalls()).toBeNull();
  });
});

describe('authorization codes', () => {
  const path = (): string => `/groups/${group}/authorization-codes`;

  test('several are made, changed, deleted and downloaded', async () => {
    const made = await api.post(path(), {
      items: [{ code: '4711', description: 'sales' }, { code: '4712' }],
    });
    expect(made).toMatchObject({
      status: 200,
      body: {
        total: 2,
        sync: { due: true, synced_at: null },
        items: [{ code: '4711', description: 'sales' }, { code: '4712' }],
      },
    });
    expect(lastChange()?.upsert).toMatchObject([
      {
        kind: 'group',
        value: { features: { authorizationCodes: ['4711', '4712'], syncedAuthorizationCodes: [] } },
      },
    ]);
    expect((await api.patch(`${path()}/4712`, { code: '4713' })).body).toEqual({
      code: '4713',
      description: null,
    });
    expect((await api.delete(`${path()}/4711`)).status).toBe(204);
    expect((await api.get(`${path()}/4711`)).status).toBe(404);
    const csv = await api.get(path(), { Accept: 'text/csv' });
    expect(csv.text).toBe('code,description\r\n4713,\r\n');
  });

  test('are unique in the group and of 2 to 14 digits, by the place in what was sent', async () => {
    await api.post(path(), { items: [{ code: '4711' }] });
    const wrong = await api.post(path(), { items: [{ code: '4711' }, { code: '1' }] });
    expect(mistakes(wrong)).toEqual(['items[1].code invalid']);
    expect(mistakes(await api.post(path(), { items: [{ code: '22' }, { code: '4711' }] }))).toEqual([
      'items[1].code duplicate',
    ]);
    expect((await api.get(path())).body.total).toBe(1);
  });

  test('custom users have them from the next sync on', async () => {
    const custom = await api.make(
      '/users',
      person({
        extension: String(3000 + count),
        outbound: { dial_restrictions: { international: 'authorization_code_required' } },
      }),
    );
    await api.post(path(), { items: [{ code: '4711' }] });
    const synced = await api.post(`${path()}/sync`, {});
    expect(synced.body).toMatchObject({ codes: 1, total: 1, users: [{ id: custom, name: 'Ada Park' }] });
    expect((await api.get(path())).body.sync).toEqual({ due: false, synced_at: synced.body.synced_at });
    expect(lastChange()?.upsert).toMatchObject([
      { value: { features: { syncedAuthorizationCodes: ['4711'] } } },
    ]);
    await api.delete(`${path()}/4711`);
    expect((await api.get(path())).body.sync).toMatchObject({ due: true });
  });
});

describe('account codes', () => {
  const path = (): string => `/groups/${group}/account-codes`;

  test('have one length; another one deletes them', async () => {
    expect(await api.post(path(), { items: [{ code: '1001' }] })).toMatchObject({
      status: 409,
      body: { code: 'no_length' },
    });
    expect((await api.patch(`${path()}/settings`, { length: 4, strict: true })).body).toEqual({
      length: 4,
      strict: true,
      deleted_codes: 0,
    });
    await api.post(path(), { items: [{ code: '1001' }, { code: '1002' }] });
    expect(mistakes(await api.post(path(), { items: [{ code: '100' }] }))).toEqual(['items[0].code invalid']);
    expect((await api.get(path())).body).toMatchObject({ total: 2, length: 4, strict: true });
    expect((await api.patch(`${path()}/settings`, { length: 5 })).body).toEqual({
      length: 5,
      strict: true,
      deleted_codes: 2,
    });
    expect((await api.get(path())).body).toMatchObject({ total: 0, length: 5 });
    expect(mistakes(await api.patch(`${path()}/settings`, { length: 7 }))).toEqual(['length invalid']);
    expect(mistakes(await api.patch(`${path()}/settings`, { codes: [] }))).toEqual(['codes unknown_key']);
  });

  test("the group's own body follows the same rule", async () => {
    await api.patch(`/groups/${group}`, { account_codes: { length: 2, codes: [{ code: '11' }] } });
    const changed = await api.patch(`/groups/${group}`, { account_codes: { length: 3 } });
    expect(changed.body.account_codes).toEqual({ length: 3, strict: false, codes: [] });
  });
});

test('dial restrictions of a group', async () => {
  const path = `/groups/${group}/dial-restrictions`;
  const patch = {
    dial_restrictions: { toll: 'transfer_1' },
    transfer_numbers: ['1001'],
    forward_restrictions: { international: 'disallow' },
  };
  expect((await api.patch(path, patch)).body).toEqual({ ...patch, digit_patterns: [] });
  expect(mistakes(await api.patch(path, { name: 'x' }))).toEqual(['name unknown_key']);
  expect(
    mistakes(await api.patch(path, { dial_restrictions: { toll: 'transfer_2', moon: 'allow' } })).sort(),
  ).toEqual(['dial_restrictions.moon unknown_key', 'dial_restrictions.toll invalid']);
});

describe('schedules', () => {
  const office = () => ({
    name: `office ${String(count)}`,
    events: [
      {
        name: 'week',
        start: '2026-01-05T09:00',
        end: '2026-01-05T17:00',
        recurrence: 'FREQ=WEEKLY;BYDAY=MO',
      },
    ],
  });

  test('are made, told to the signalling thread, changed and deleted', async () => {
    const made = await api.post('/schedules', { enterprise, ...office() });
    expect(made).toMatchObject({ status: 201, body: { ...office(), type: 'time', group: null } });
    const id = String(made.body.id);
    expect(lastChange()?.upsert).toMatchObject([
      { kind: 'schedule', value: { id, enterpriseId: enterprise, groupId: null } },
    ]);
    const changed = await api.patch(`/schedules/${id}`, { events: [] });
    expect(changed.body.events).toEqual([]);
    expect(lastChange()?.upsert).toMatchObject([{ kind: 'schedule', value: { id, windows: [] } }]);
    expect((await api.delete(`/schedules/${id}`)).status).toBe(204);
    expect(lastChange()?.remove).toEqual([{ kind: 'schedule', id }]);
  });

  test('of a group, found by it; a name stands once at its owner', async () => {
    const id = await api.make('/schedules', { enterprise, group, ...office(), type: 'holiday' });
    const found = await api.get(`/schedules?group[equals]=${group}`);
    expect(found.body).toMatchObject({ total: 1, items: [{ id, type: 'holiday', group: { id: group } }] });
    const twice = await api.post('/schedules', { enterprise, group, ...office() });
    expect(twice.status).toBe(409);
    expect(mistakes(twice)).toEqual(['name conflict']);
    expect((await api.post('/schedules', { enterprise, ...office() })).status).toBe(201);
  });

  test.each([
    [{ start: '2026-02-30T09:00', end: '2026-03-01T09:00' }, 'events[0].start invalid'],
    [{ start: '2026-01-05T09:00:99', end: '2026-01-05T10:00' }, 'events[0].start invalid'],
    [{ start: '1066-01-05T09:00', end: '2026-01-05T10:00' }, 'events[0].start invalid'],
    [{ start: '2026-01-05T09:00', end: '2026-01-05T09:00' }, 'events[0].end invalid'],
    [{ start: '2026-01-05T09:00' }, 'events[0].end missing'],
    [{ start: '2026-01-05', all_day: true, recurrence: 'FREQ=HOURLY' }, 'events[0].recurrence invalid'],
    [
      { start: '2026-01-05', all_day: true, recurrence: 'FREQ=WEEKLY;BYDAY=2MO' },
      'events[0].recurrence invalid',
    ],
    [
      { start: '2026-01-05', all_day: true, recurrence: 'FREQ=DAILY;COUNT=2;UNTIL=20260101' },
      'events[0].recurrence invalid',
    ],
  ])('an event %j is refused', async (event, expected) => {
    const answer = await api.post('/schedules', { enterprise, name: 's', events: [{ name: 'e', ...event }] });
    expect(answer.status).toBe(422);
    expect(mistakes(answer)).toEqual([expected]);
  });

  test('one that is used keeps its kind, is renamed with its users, and goes only when they let go of it', async () => {
    const id = await api.make('/schedules', { enterprise, ...office() });
    const { name } = office();
    const criterion = { description: 'x', time_schedule: name };
    await api.patch(`/users/${user}`, {
      answering_rules: [
        { time_frame: name, do_not_disturb: true },
        { time_frame: '*', ring_time_s: 20 },
      ],
      inbound: { call_rejection: { enabled: true, criteria: [criterion] } },
    });
    expect((await api.patch(`/schedules/${id}`, { type: 'holiday' })).status).toBe(409);
    await api.patch(`/schedules/${id}`, { name: `${name} new` });
    expect((await api.get(`/users/${user}`)).body).toMatchObject({
      answering_rules: [{ time_frame: `${name} new` }, { time_frame: '*' }],
      inbound: { call_rejection: { criteria: [{ time_schedule: `${name} new` }] } },
    });
    const refused = await api.delete(`/schedules/${id}`);
    expect(refused).toMatchObject({ status: 409, body: { code: 'in_use' } });
    expect(mistakes(refused)).toEqual([`/users/${user} in_use`, `/users/${user} in_use`]);
    expect((await api.delete(`/schedules/${id}?detach=true`)).status).toBe(204);
    expect((await api.get(`/users/${user}`)).body).toMatchObject({
      answering_rules: [{ time_frame: '*' }],
      inbound: { call_rejection: { criteria: [{ time_schedule: null, active: false }] } },
    });
  });

  test("a user's own stand with the user", async () => {
    const path = `/users/${user}/schedules`;
    expect((await api.post(path, { items: [office()] })).body).toMatchObject({ total: 1 });
    const { name } = office();
    await api.patch(`/users/${user}`, { answering_rules: [{ time_frame: name, do_not_disturb: true }] });
    expect((await featuresForCalls())?.schedules).toMatchObject([{ name }]);
    expect((await api.patch(`${path}/${encodeURIComponent(name)}`, { events: [] })).body).toMatchObject({
      events: [],
    });
    expect((await api.delete(`${path}/${encodeURIComponent(name)}`)).status).toBe(409);
    expect((await api.delete(`${path}/${encodeURIComponent(name)}?detach=true`)).status).toBe(204);
    expect(await featuresForCalls()).toBeNull();
  });
});

describe('limits of international and premium calls', () => {
  test('are an enterprise’s, of each user and of all of it', async () => {
    const user = { max_concurrent_calls: 2, max_calls_per_hour: 20, refuse: true };
    const id = await api.make('/enterprises', { name: `toll ${String(count)}`, toll_limits: { user } });
    expect(lastChange()?.upsert).toMatchObject([
      {
        kind: 'enterprise',
        value: {
          tollLimits: {
            user: { maxConcurrentCalls: 2, maxCallsPerHour: 20, refuse: true },
            enterprise: null,
          },
        },
      },
    ]);
    const changed = await api.patch(`/enterprises/${id}`, {
      toll_limits: { user: null, enterprise: { max_calls_per_hour: 100 } },
    });
    expect(changed.body.toll_limits).toEqual({
      user: null,
      enterprise: { max_concurrent_calls: null, max_calls_per_hour: 100, refuse: false },
    });
    expect((await api.patch(`/enterprises/${id}`, { toll_limits: null })).body.toll_limits).toBeNull();
    expect(lastChange()?.upsert).toMatchObject([{ value: { tollLimits: null } }]);
    const wrong = await api.patch(`/enterprises/${id}`, { toll_limits: { user: { refuse: 'yes' } } });
    expect(mistakes(wrong)).toEqual(['toll_limits.user.refuse invalid']);
  });
});

describe('feature access codes of an enterprise', () => {
  test('are changed and switched off', async () => {
    const id = await api.make('/enterprises', { name: `codes ${String(count)}` });
    const changed = await api.patch(`/enterprises/${id}`, {
      feature_codes: { account_code: '*81', hide_number: 'none' },
    });
    expect(changed.body.feature_codes).toMatchObject({
      account_code: '*81',
      hide_number: 'none',
      do_not_disturb_on: '*78',
    });
    expect(lastChange()?.upsert).toMatchObject([
      {
        kind: 'enterprise',
        value: { featureCodes: { account_code: '*81', hide_number: null, do_not_disturb_on: '*78' } },
      },
    ]);
  });

  test.each([
    [{ account_code: '71' }, ['account_code invalid']],
    [{ account_code: '*72' }, ['account_code duplicate']],
    [{ account_code: '*721' }, ['account_code invalid']],
    [{ account_code: '*679', hide_number: 'none' }, ['account_code invalid']],
    [{ account_code: '*82' }, ['account_code invalid']],
    [{ moon: '*99' }, ['moon unknown_key']],
  ])('%j is refused', async (codes, expected) => {
    const answer = await api.post('/enterprises', { name: 'never', feature_codes: codes });
    expect(answer.status).toBe(422);
    expect(mistakes(answer)).toEqual(expected.map((text) => `feature_codes.${text}`));
  });
});
