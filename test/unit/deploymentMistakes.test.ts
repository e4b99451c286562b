import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { at, changedExample, exampleText, type Loose } from '../support/exampleDeployment';
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporaryDatabase';

let temporary: TemporaryDatabase;
beforeEach(async () => {
  temporary = await temporaryDatabase();
});
afterEach(() => temporary.remove());

const paths = async (text: string): Promise<string[]> => {
  const before = await temporary.dump();
  const result = await temporary.apply(text);
  if (result.applied) return [];
  expect(await temporary.dump()).toBe(before);
  return result.mistakes.map(({ path, code }) => `${path} ${code}`);
};

const acme = 'enterprises.0';
const set =
  (path: string, key: string, value: unknown) =>
  (document: Loose): void => {
    at(document, path)[key] = value;
  };
const drop =
  (path: string, key: string) =>
  (document: Loose): void => {
    Reflect.deleteProperty(at(document, path), key);
  };
const push =
  (path: string, value: unknown) =>
  (document: Loose): void => {
    (at(document, path) as unknown as unknown[]).push(value);
  };

const user = { first_name: 'Dee', last_name: 'Fox', group: '0012345', extension: '1004' };
const e = 'enterprises[0]';

const cases: readonly (readonly [string, (document: Loose) => void, ...string[]])[] = [
  ['an unknown key at the top', set('', 'carrier', []), 'carrier unknown_key'],
  [
    'an unknown key deep down',
    set(`${acme}.groups.1.trunk_group`, 'max_calls', 1),
    `${e}.groups[1].trunk_group.max_calls unknown_key`,
  ],
  ['no version', drop('', 'version'), 'version missing'],
  ['another version', set('', 'version', 2), 'version invalid'],
  [
    'a negative limit',
    set(`${acme}.groups.1.trunk_group`, 'max_incoming_calls', -1),
    `${e}.groups[1].trunk_group.max_incoming_calls invalid`,
  ],
  [
    'a limit in words',
    set(`${acme}.groups.1.trunk_group`, 'max_outgoing_calls', '5'),
    `${e}.groups[1].trunk_group.max_outgoing_calls invalid`,
  ],
  ['a limit with a fraction', set(acme, 'max_active_calls', 1.5), `${e}.max_active_calls invalid`],
  ['a limit above all', set(acme, 'max_active_calls', 1_000_000), `${e}.max_active_calls invalid`],
  [
    'a burst above 20 %',
    set(`${acme}.groups.0.trunk_group.bursting`, 'max_active_calls', 3),
    `${e}.groups[0].trunk_group.bursting.max_active_calls invalid`,
  ],
  [
    'an invitation timeout of 0',
    set(`${acme}.groups.0.trunk_group`, 'invitation_timeout_s', 0),
    `${e}.groups[0].trunk_group.invitation_timeout_s invalid`,
  ],
  [
    'pings too often',
    set(`${acme}.groups.0.trunk_group.options_ping`, 'available_interval_s', 5),
    `${e}.groups[0].trunk_group.options_ping.available_interval_s invalid`,
  ],
  [
    'an unknown action',
    set(`${acme}.groups.0.trunk_group`, 'capacity_exceeded', { action: 'drop' }),
    `${e}.groups[0].trunk_group.capacity_exceeded.action invalid`,
  ],
  [
    'a reroute to nowhere',
    set(`${acme}.groups.0.trunk_group`, 'capacity_exceeded', { action: 'reroute', trunk_group: 'x' }),
    `${e}.groups[0].trunk_group.capacity_exceeded.trunk_group not_found`,
  ],
  [
    'a reroute to itself',
    set(`${acme}.groups.0.trunk_group`, 'unreachable_destination', {
      action: 'reroute',
      trunk_group: '0012345GRPTRUNK01',
    }),
    `${e}.groups[0].trunk_group.unreachable_destination.trunk_group invalid`,
  ],
  [
    'a port of 0',
    set(`${acme}.groups.0.trunk_group.pbx.0`, 'port', 0),
    `${e}.groups[0].trunk_group.pbx[0].port invalid`,
  ],
  [
    'a host with a port',
    set('carriers.0.gateways.0', 'host', '127.0.0.1:5060'),
    'carriers[0].gateways[0].host invalid',
  ],
  ['a half address', set('carriers.0.gateways.0', 'host', '10.0.0'), 'carriers[0].gateways[0].host invalid'],
  [
    'an unknown transport',
    set('carriers.0.gateways.0', 'transport', 'sctp'),
    'carriers[0].gateways[0].transport invalid',
  ],
  [
    'a CIDR block too long',
    set('carriers.0', 'accept_from', ['10.0.0.0/33']),
    'carriers[0].accept_from[0] invalid',
  ],
  [
    'a source by name',
    set('carriers.0', 'accept_from', ['sip.example.com']),
    'carriers[0].accept_from[0] invalid',
  ],
  [
    'a route to an unknown carrier',
    set('outbound_routes.0', 'carriers', ['metro', 'rural']),
    'outbound_routes[0].carriers[1] not_found',
  ],
  [
    'a route for two things',
    set('outbound_routes.0', 'emergency', true),
    'outbound_routes[0].prefix invalid',
  ],
  ['a route for nothing', drop('outbound_routes.0', 'prefix'), 'outbound_routes[0].prefix missing'],
  [
    'a route without carriers',
    set('outbound_routes.0', 'carriers', []),
    'outbound_routes[0].carriers invalid',
  ],
  [
    'a route without any mention of carriers',
    drop('outbound_routes.0', 'carriers'),
    'outbound_routes[0].carriers missing',
  ],
  [
    'a route that blocks and leads on',
    set('outbound_routes.0', 'block', 403),
    'outbound_routes[0].carriers invalid',
  ],
  [
    'a route that blocks with what would be avoided',
    set('outbound_routes.0', 'block', 503),
    'outbound_routes[0].block invalid',
  ],
  [
    'an emergency route that blocks',
    set('outbound_routes.1', 'block', 403),
    'outbound_routes[1].block invalid',
    'outbound_routes[1].carriers invalid',
  ],
  [
    'an emergency route that stops',
    set('outbound_routes.1', 'stop', true),
    'outbound_routes[1].stop invalid',
  ],
  [
    'a weight of no carrier there is',
    set('outbound_routes.0', 'carriers', ['metro', { name: 'rural', weight: 30 }]),
    'outbound_routes[0].carriers[1].name not_found',
  ],
  [
    'a weight below nothing',
    set('outbound_routes.0', 'carriers', [{ name: 'metro', weight: -1 }]),
    'outbound_routes[0].carriers[0].weight invalid',
  ],
  [
    'a carrier twice, once with a weight',
    set('outbound_routes.0', 'carriers', ['metro', { name: 'Metro', weight: 1 }]),
    'outbound_routes[0].carriers[1].name duplicate',
  ],
  [
    'a success that sends calls on',
    set('carriers.0', 'failover_codes', [200]),
    'carriers[0].failover_codes[0] invalid',
  ],
  [
    'a failover code twice',
    set(`${acme}.groups.0.trunk_group`, 'failover_codes', [503, 486, 503]),
    `${e}.groups[0].trunk_group.failover_codes[2] duplicate`,
  ],
  [
    'letters in a prefix',
    set('carriers.0', 'number_policy', { sent: { called: [{ add: 'tech' }] } }),
    'carriers[0].number_policy.sent.called[0].add invalid',
  ],
  [
    'a rule behind one that takes all',
    set(`${acme}.groups.0.trunk_group`, 'number_policy', {
      received: { called: [{ add: '9' }, { strip: '00', add: '+' }] },
    }),
    `${e}.groups[0].trunk_group.number_policy.received.called[1].strip invalid`,
  ],
  [
    'a star in the middle of a number to leave alone',
    set('carriers.0', 'number_policy', { untouched: ['08*00'] }),
    'carriers[0].number_policy.untouched[0] invalid',
  ],
  [
    'an unknown caller-ID policy',
    set('carriers.0', 'caller_id', { present: 'everybody' }),
    'carriers[0].caller_id.present invalid',
  ],
  [
    'a main number too short',
    set(`${acme}.groups.0.trunk_group`, 'calling_line_id', '555'),
    `${e}.groups[0].trunk_group.calling_line_id invalid`,
  ],
  [
    'a route twice',
    push('outbound_routes', { prefix: '+', carriers: ['metro'] }),
    'outbound_routes[2] duplicate',
  ],
  ['two carriers of one name', push('carriers', { name: 'METRO' }), 'carriers[1].name duplicate'],
  ['two enterprises of one name', push('enterprises', { name: 'Acme' }), 'enterprises[1].name duplicate'],
  ['an unknown country', set(acme, 'country', 'XX'), `${e}.country invalid`],
  ['an unknown time zone', set(acme, 'time_zone', 'America/Gotham'), `${e}.time_zone invalid`],
  [
    'a group id as a number',
    set(`${acme}.groups.1`, 'id', 67890),
    `${e}.groups[1].id invalid`,
    `${e}.routing_schemes[0].trunk_groups[1] not_found`,
    `${e}.departments[1].group not_found`,
    `${e}.users[1].group not_found`,
  ],
  [
    'a group id twice',
    push('enterprises', { name: 'beta', groups: [{ id: '0012345', name: 'x' }] }),
    'enterprises[1].groups[0].id duplicate',
  ],
  [
    'authorization codes twice',
    push(`${acme}.groups.0.authorization_codes`, { code: '4711' }),
    `${e}.groups[0].authorization_codes[1].code duplicate`,
  ],
  [
    'an authorization code of 1 digit',
    push(`${acme}.groups.0.authorization_codes`, { code: '4' }),
    `${e}.groups[0].authorization_codes[1].code invalid`,
  ],
  [
    'an account code of another length',
    push(`${acme}.groups.0.account_codes.codes`, { code: '12345' }),
    `${e}.groups[0].account_codes.codes[1].code invalid`,
  ],
  [
    'an unknown dial category',
    set(`${acme}.groups.0.dial_restrictions`, 'moon', 'allow'),
    `${e}.groups[0].dial_restrictions.moon unknown_key`,
  ],
  [
    'an unknown dial permission',
    set(`${acme}.groups.0.dial_restrictions`, 'toll', 'maybe'),
    `${e}.groups[0].dial_restrictions.toll invalid`,
  ],
  [
    'an unknown algorithm',
    set(`${acme}.routing_schemes.0`, 'algorithm', 'random'),
    `${e}.routing_schemes[0].algorithm invalid`,
  ],
  [
    'no reroutes',
    set(`${acme}.routing_schemes.0`, 'max_reroutes', 0),
    `${e}.routing_schemes[0].max_reroutes invalid`,
  ],
  [
    'a forward without number',
    set(`${acme}.routing_schemes.0`, 'exhaust', { action: 'trunk_forward' }),
    `${e}.routing_schemes[0].exhaust.number missing`,
  ],
  [
    'a foreign trunk group',
    push(`${acme}.routing_schemes.0.trunk_groups`, 'OTHERGRPTRUNK01'),
    `${e}.routing_schemes[0].trunk_groups[2] not_found`,
  ],
  [
    'a trunk group twice',
    push(`${acme}.routing_schemes.0.trunk_groups`, '0012345grptrunk01'),
    `${e}.routing_schemes[0].trunk_groups[2] duplicate`,
  ],
  [
    'percentages that do not add up',
    push(`${acme}.routing_schemes`, {
      name: 'p',
      algorithm: 'percentage',
      trunk_groups: [
        { name: '0012345GRPTRUNK01', percent: 60 },
        { name: '0067890GRPTRUNK01', percent: 39 },
      ],
    }),
    `${e}.routing_schemes[1].trunk_groups invalid`,
  ],
  [
    'a percentage scheme without percent',
    set(`${acme}.routing_schemes.0`, 'algorithm', 'percentage'),
    `${e}.routing_schemes[0].trunk_groups[0].percent missing`,
    `${e}.routing_schemes[0].trunk_groups[1].percent missing`,
  ],
  [
    'percentages on a default scheme',
    push(`${acme}.routing_schemes`, {
      name: 'EntTrunkGroup0012345',
      algorithm: 'percentage',
      trunk_groups: [{ name: '0012345GRPTRUNK01', percent: 100 }],
    }),
    `${e}.routing_schemes[1].algorithm invalid`,
  ],
  [
    'the name of a default scheme',
    push(`${acme}.routing_schemes`, { name: 'EntTrunkGroup7', trunk_groups: ['0012345GRPTRUNK01'] }),
    `${e}.routing_schemes[1].name invalid`,
  ],
  ['a range turned around', push(`${acme}.numbers`, '+12125550399-+12125550300'), `${e}.numbers[1] invalid`],
  ['a range of 10,001', push(`${acme}.numbers`, '+12125560000-+12125570000'), `${e}.numbers[1] invalid`],
  ['a number too short', push(`${acme}.numbers`, '+1212555'), `${e}.numbers[1] invalid`],
  ['a number in words', push(`${acme}.numbers`, 'twelve'), `${e}.numbers[1] invalid`],
  ['a number twice', push(`${acme}.numbers`, '(212) 555.0105'), `${e}.numbers[1] duplicate`],
  [
    'an event that ends before it starts',
    set(`${acme}.schedules.0.events.0`, 'end', '2026-01-05T08:00'),
    `${e}.schedules[0].events[0].end invalid`,
  ],
  [
    'a day that is none',
    set(`${acme}.schedules.1.events.0`, 'start', '2026-02-30'),
    `${e}.schedules[1].events[0].start invalid`,
  ],
  [
    'a recurrence that is none',
    set(`${acme}.schedules.1.events.0`, 'recurrence', 'FREQ=SOMETIMES'),
    `${e}.schedules[1].events[0].recurrence invalid`,
  ],
  [
    'two schedules of one name',
    push(`${acme}.schedules`, { name: 'Holidays', type: 'holiday' }),
    `${e}.schedules[2].name duplicate`,
  ],
  [
    'two departments of one name',
    push(`${acme}.departments`, { name: 'Sales' }),
    `${e}.departments[2].name duplicate`,
  ],
  [
    'a department of no group',
    push(`${acme}.departments`, { name: 'x', group: '1' }),
    `${e}.departments[2].group not_found`,
  ],
  [
    'a user without last name',
    push(`${acme}.users`, { ...user, last_name: undefined }),
    `${e}.users[3].last_name missing`,
  ],
  ['a user of no group', push(`${acme}.users`, { ...user, group: '1' }), `${e}.users[3].group not_found`],
  [
    'an extension twice',
    push(`${acme}.users`, { ...user, extension: '1001' }),
    `${e}.users[3].extension duplicate`,
  ],
  [
    "a system user's extension twice",
    push(`${acme}.users`, { ...user, extension: '800' }),
    `${e}.system_users[0].extension duplicate`,
  ],
  [
    'an emergency number as extension',
    push(`${acme}.users`, { ...user, extension: '911' }),
    `${e}.users[3].extension invalid`,
  ],
  [
    'a service code as extension',
    push(`${acme}.users`, { ...user, extension: '411' }),
    `${e}.users[3].extension invalid`,
  ],
  [
    'an extension with a leading 0',
    push(`${acme}.users`, { ...user, extension: '012' }),
    `${e}.users[3].extension invalid`,
  ],
  [
    'a number twice among users',
    push(`${acme}.users`, { ...user, number: '2125550101' }),
    `${e}.users[3].number duplicate`,
  ],
  [
    'a number outside the inventory',
    push(`${acme}.users`, { ...user, number: '+12125550300' }),
    `${e}.users[3].number not_found`,
  ],
  [
    'a user name twice',
    push(`${acme}.users`, { ...user, username: 'CY.Dorn' }),
    `${e}.users[3].username duplicate`,
  ],
  [
    'an unknown scheme',
    push(`${acme}.users`, { ...user, routing_scheme: 'x' }),
    `${e}.users[3].routing_scheme not_found`,
  ],
  [
    "another group's department",
    push(`${acme}.users`, { ...user, department: 'dispatch' }),
    `${e}.users[3].department not_found`,
  ],
  [
    'an e-mail address that is none',
    push(`${acme}.users`, { ...user, email: 'x@' }),
    `${e}.users[3].email invalid`,
  ],
  ['an unknown type', push(`${acme}.users`, { ...user, type: 'desk' }), `${e}.users[3].type invalid`],
  [
    'a calling line id of 41 digits',
    push(`${acme}.users`, { ...user, calling_line_id: '1'.repeat(41) }),
    `${e}.users[3].calling_line_id invalid`,
  ],
  [
    'an unknown time frame',
    set(`${acme}.users.2.answering_rules.0`, 'time_frame', 'lunch'),
    `${e}.users[2].answering_rules[0].time_frame not_found`,
  ],
  [
    'one ring',
    set(`${acme}.users.1.inbound.call_forwarding_no_answer`, 'rings', 1),
    `${e}.users[1].inbound.call_forwarding_no_answer.rings invalid`,
  ],
  [
    '21 rings',
    set(`${acme}.users.1.inbound.call_forwarding_no_answer`, 'rings', 21),
    `${e}.users[1].inbound.call_forwarding_no_answer.rings invalid`,
  ],
  [
    'a forwarding without number',
    drop(`${acme}.users.1.inbound.call_forwarding_no_answer`, 'number'),
    `${e}.users[1].inbound.call_forwarding_no_answer.number missing`,
  ],
  [
    'a number of impossible length to forward to',
    set(`${acme}.users.1.inbound.call_forwarding_no_answer`, 'number', '+1212555'),
    `${e}.users[1].inbound.call_forwarding_no_answer.number invalid`,
  ],
  [
    'forwards abroad that the group forbids, rung places and answering rules among them',
    (document) => {
      set(`${acme}.groups.0`, 'forward_restrictions', { international: 'disallow' })(document);
      const inbound = `${acme}.users.2.inbound`;
      set(`${inbound}.call_forwarding_always`, 'number', '+442071838750')(document);
      set(`${inbound}.call_forwarding_selective.criteria.0`, 'number', '011442071838750')(document);
      set(`${inbound}.sequential_ring.numbers.0`, 'number', '+442071838750')(document);
      set(`${inbound}.simultaneous_ring.numbers.0`, 'number', '+442071838750')(document);
      set(`${acme}.users.2.answering_rules.0`, 'forward_busy', '+442071838750')(document);
      set(`${acme}.users.2.outbound`, 'transfer_numbers', ['+442071838750'])(document);
    },
    `${e}.users[2].answering_rules[0].forward_busy restricted`,
    `${e}.users[2].inbound.call_forwarding_always.number restricted`,
    `${e}.users[2].inbound.sequential_ring.numbers[0].number restricted`,
    `${e}.users[2].inbound.simultaneous_ring.numbers[0].number restricted`,
    `${e}.users[2].inbound.call_forwarding_selective.criteria[0].number restricted`,
  ],
  [
    "a forward that the user's own restrictions forbid though the group allows it",
    (document) => {
      set(`${acme}.groups.1`, 'forward_restrictions', { internal: 'allow' })(document);
      set(`${acme}.users.1`, 'outbound', { forward_restrictions: { internal: 'disallow' } })(document);
    },
    `${e}.users[1].inbound.call_forwarding_no_answer.number restricted`,
  ],
  [
    'an emergency number to ring',
    set(`${acme}.users.2.inbound.simultaneous_ring.numbers.0`, 'number', '911'),
    `${e}.users[2].inbound.simultaneous_ring.numbers[0].number invalid`,
  ],
  [
    '501 policed calls',
    set(`${acme}.users.2.inbound.max_did_policing`, 'max_concurrent_calls', 501),
    `${e}.users[2].inbound.max_did_policing.max_concurrent_calls invalid`,
  ],
  [
    '13 numbers in a criterion',
    set(
      `${acme}.users.2.inbound.call_rejection.criteria.0`,
      'numbers',
      Array.from({ length: 13 }, () => '+1312*'),
    ),
    `${e}.users[2].inbound.call_rejection.criteria[0].numbers invalid`,
  ],
  [
    'a star in the middle',
    set(`${acme}.users.2.inbound.call_rejection.criteria.0`, 'numbers', ['+1*312']),
    `${e}.users[2].inbound.call_rejection.criteria[0].numbers[0] invalid`,
  ],
  [
    'two criteria of one description',
    set(`${acme}.users.2.inbound.call_rejection.criteria.0`, 'description', 'B area on holidays'),
    `${e}.users[2].inbound.call_rejection.criteria[1].description duplicate`,
  ],
  [
    'a time schedule for holidays',
    set(`${acme}.users.2.inbound.call_rejection.criteria.1`, 'holiday_schedule', 'office hours'),
    `${e}.users[2].inbound.call_rejection.criteria[1].holiday_schedule invalid`,
  ],
  [
    '6 numbers in sequence',
    set(
      `${acme}.users.2.inbound.sequential_ring`,
      'numbers',
      Array.from({ length: 6 }, () => ({ number: '+14155550205' })),
    ),
    `${e}.users[2].inbound.sequential_ring.numbers invalid`,
  ],
  [
    '11 numbers at once',
    set(
      `${acme}.users.2.inbound.simultaneous_ring`,
      'numbers',
      Array.from({ length: 11 }, () => ({ number: '+14155550205' })),
    ),
    `${e}.users[2].inbound.simultaneous_ring.numbers invalid`,
  ],
  [
    'an unknown kind of system user',
    set(`${acme}.system_users.0`, 'kind', 'robot'),
    `${e}.system_users[0].kind invalid`,
  ],
  [
    'a key of another kind',
    set(`${acme}.system_users.1`, 'operator', '1001'),
    `${e}.system_users[1].operator unknown_key`,
  ],
  [
    'a menu key that is none',
    set(`${acme}.system_users.0.keys`, 'A', '1001'),
    `${e}.system_users[0].keys.A invalid`,
  ],
  [
    'a menu to nobody',
    set(`${acme}.system_users.0.keys`, '1', '1999'),
    `${e}.system_users[0].keys["1"] not_found`,
  ],
  [
    'an agent who is nobody',
    set(`${acme}.system_users.1`, 'agents', ['1001', '1999']),
    `${e}.system_users[1].agents[1] not_found`,
  ],
  [
    'an administrator without group',
    push(`${acme}.administrators`, { email: 'x@acme.example', role: 'group_administrator' }),
    `${e}.administrators[1].group missing`,
  ],
  [
    'two contacts of one name',
    push(`${acme}.contacts`, { name: 'support' }),
    `${e}.contacts[1].name duplicate`,
  ],
];

describe('a deployment file with a mistake changes nothing and names it by path', () => {
  test.each(cases)('%s', async (_title, change, ...expected) => {
    expect(await paths(changedExample(change))).toEqual(expected);
  });

  test('all mistakes are answered at once, those of the schema and those of sense', async () => {
    const text = changedExample((document) => {
      for (const [, change] of cases.filter(([title]) =>
        ['a negative limit', 'a burst above 20 %', 'a number too short'].includes(title),
      )) {
        change(document);
      }
      set('', 'colour', 'red')(document);
      push(`${acme}.users`, { ...user, extension: '1001', rank: 1 })(document);
    });
    expect((await paths(text)).sort()).toEqual(
      [
        'colour unknown_key',
        `${e}.groups[0].trunk_group.bursting.max_active_calls invalid`,
        `${e}.groups[1].trunk_group.max_incoming_calls invalid`,
        `${e}.numbers[1] invalid`,
        `${e}.users[3].extension duplicate`,
        `${e}.users[3].rank unknown_key`,
      ].sort(),
    );
  });

  test('messages say what is accepted', async () => {
    const result = await temporary.apply(
      changedExample(set(`${acme}.groups.1.trunk_group`, 'max_incoming_calls', 'many')),
    );
    expect(result).toMatchObject({
      applied: false,
      mistakes: [
        {
          path: `${e}.groups[1].trunk_group.max_incoming_calls`,
          code: 'invalid',
          message: 'expected a whole number from 0 to 999999',
        },
      ],
    });
  });

  test.each(['[]', '', 'just words', '42'])('a document that is no mapping: %j', async (text) => {
    const result = await temporary.apply(text);
    expect(result.applied).toBe(false);
    expect(result).toHaveProperty('mistakes.length', 1);
  });

  test('YAML that cannot be read is answered with line and column', async () => {
    const result = await temporary.apply(exampleText.replace('version: 1', 'version: 1\nversion: 1'));
    expect(result).toMatchObject({ applied: false, mistakes: [{ path: '', code: 'malformed' }] });
    expect(JSON.stringify(result)).toContain('line 5, column 1');
  });
});
