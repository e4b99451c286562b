import { describe, expect, test } from '@jest/globals';
import type { CallFacts } from '../../src/model/callFacts';
import type { DirectoryEntry, UserRecord } from '../../src/model/directory';
import type { ConfigurationUpsert, TrunkGroup } from '../../src/model/settings';
import { decide } from '../../src/decision/decide';
import type { Decision } from '../../src/decision/decision';
import { DirectoryCache } from '../../src/routing/directoryCache';
import {
  carrier,
  configurationOf,
  directoryEntries,
  enterprise,
  facts,
  gateway,
  identity,
  route,
  scheme,
  screening,
  site,
  source,
  trunkGroup,
  user,
  inputsOf,
} from './decisionFixtures';

/*
 * acme (US, 212): New York behind 5070 (Ada 1001, Cy 1003, Dot 1004 without a number), Boston behind 5071 (Ben 1002).
 * globex (GB): London behind 5072 (Gil 2001). Carriers metro (5080), trunkco (5081, trusted), isles (5082, national).
 */
const newYork = trunkGroup('0012345', 'acme', { acceptFrom: ['127.0.0.1:5070'], usageSlot: 2 });
const boston = trunkGroup('0067890', 'acme', {
  acceptFrom: ['127.0.0.1:5071'],
  pbx: [gateway(5071)],
  usageSlot: 3,
  screening: screening({ userLookup: 'basic', unscreenedCalls: 'allow', unscreenedEmergencyCalls: 'reject' }),
});
const london = trunkGroup('0099999', 'globex', {
  acceptFrom: ['127.0.0.1:5072'],
  pbx: [gateway(5072), gateway(5073, { priority: 2 })],
  numberFormat: 'national',
  trusted: true,
  usageSlot: 4,
  screening: screening({ unscreenedCalls: 'allow', emergencyNumber: null }),
});

const ada = user('Ada', '0012345', 'acme', { extension: '1001', number: '+12125550101' });
const ben = user('Ben', '0067890', 'acme', {
  extension: '1002',
  number: '+12125550102',
  routingSchemeId: 'reception',
});
const cy = user('Cy', '0012345', 'acme', {
  extension: '1003',
  number: '+12125550103',
  callingLineId: '+12125550100',
});
const dot = user('Dot', '0012345', 'acme', { extension: '1004' });
const menu = user('Menu', '0012345', 'acme', {
  kind: 'auto_attendant',
  extension: '800',
  number: '+12125550180',
});
const gil = user('Gil', '0099999', 'globex', { extension: '2001', number: '+442071838750' });
const hal = user('Hal', '0012345', 'acme', { number: '+13125550150' });
const people = [ada, ben, cy, dot, hal, menu, gil];
const spare = { number: '+12125550199', enterpriseId: 'acme', user: null };
const britishSpare = { number: '+442071838799', enterpriseId: 'globex', user: null };

const entities: readonly ConfigurationUpsert[] = [
  { kind: 'enterprise', value: enterprise('acme', { usageSlot: 0 }) },
  { kind: 'enterprise', value: enterprise('globex', { usageSlot: 1, country: 'GB', areaCode: null }) },
  ...site(newYork),
  ...site(boston),
  ...site(london),
  { kind: 'routing_scheme', value: scheme('reception', 'acme', [newYork.id, boston.id], { maxReroutes: 2 }) },
  { kind: 'carrier', value: carrier('metro', { acceptFrom: ['127.0.0.1:5080'] }) },
  {
    kind: 'carrier',
    value: carrier('trunkco', {
      acceptFrom: ['127.0.0.1:5081'],
      gateways: [gateway(5081)],
      numberFormat: 'e164',
      trusted: true,
    }),
  },
  {
    kind: 'carrier',
    value: carrier('isles', {
      acceptFrom: ['127.0.0.1:5082'],
      gateways: [gateway(5082)],
      numberFormat: 'national',
    }),
  },
  { kind: 'outbound_route', value: route('world', '+', ['metro', 'trunkco']) },
  { kind: 'outbound_route', value: route('islands', '+44', ['isles', 'metro']) },
  { kind: 'outbound_route', value: route('emergency', null, ['trunkco', 'metro'], { emergency: true }) },
];

const pbx = source(5070);
const bostonPbx = source(5071);
const londonPbx = source(5072);
const metro = source(5080);
const trunkco = source(5081);
const isles = source(5082);

const defaultEntries = directoryEntries(people, [spare, britishSpare]);

/** Decides as the runner does: fetches what is missing and decides again. Answers the decision and the fetches. */
const run = (
  call: CallFacts,
  upsert: readonly ConfigurationUpsert[] = entities,
  entries: readonly DirectoryEntry[] = defaultEntries,
): { decision: Decision; fetches: string[][] } => {
  const configuration = configurationOf(upsert);
  const cache = new DirectoryCache(1_000);
  const fetches: string[][] = [];
  for (;;) {
    const decision = decide(call, inputsOf(configuration, cache));
    if (decision.kind !== 'lookup' || fetches.length > 5) return { decision, fetches };
    fetches.push([...decision.keys]);
    const answers = decision.keys.map((key): DirectoryEntry => {
      const found = entries.find((entry) => entry.key === key);
      if (found !== undefined) return found;
      return key.startsWith('number:')
        ? { key: key as `number:${string}`, value: null }
        : { key: key as `extension:${string}:${string}`, value: null };
    });
    cache.fill({ generation: 1, entries: answers });
  }
};

const decided = (...args: Parameters<typeof run>): Decision => run(...args).decision;

const routed = (...args: Parameters<typeof run>): Extract<Decision, { kind: 'route' }> => {
  const decision = decided(...args);
  if (decision.kind !== 'route') throw new Error(`not routed: ${JSON.stringify(decision)}`);
  return decision;
};

/** A decision in a line: `-> destination requestUser ...` or the failure. */
const summary = (decision: Decision): string => {
  switch (decision.kind) {
    case 'lookup':
      return `lookup ${decision.keys.join(' ')}`;
    case 'unknown_peer':
      return 'unknown_peer';
    case 'refuse':
      return decision.failure;
    case 'feature_code':
      return `feature code ${decision.request.code} ${decision.request.argument}`;
    case 'route':
      return decision.route.candidates
        .map((each) => `${each.destination.name} ${each.requestUser}`)
        .join(', ');
    default:
      return decision satisfies never;
  }
};

const trace = (decision: Decision): string[] =>
  decision.kind === 'lookup' ? [] : decision.trace.map(({ rule, result }) => `${rule}: ${result}`);

const NY = newYork.id;
const BOS = boston.id;
const LON = london.id;

describe('from a PBX', () => {
  test.each<[string, CallFacts, string]>([
    ['an extension', facts(pbx, '+12125550101', '1003'), `${NY} +12125550103`],
    ['an extension of a user without a number', facts(pbx, '+12125550101', '1004'), `${NY} 1004`],
    ['7 digits on-net', facts(pbx, '+12125550101', '5550103'), `${NY} +12125550103`],
    ['national on-net', facts(pbx, '+12125550101', '2125550103'), `${NY} +12125550103`],
    ['E.164 on-net', facts(pbx, '+12125550101', '+12125550103'), `${NY} +12125550103`],
    [
      'a tel URI',
      facts(pbx, '+12125550101', '', { called: identity('+1-212-555-0103', { scheme: 'tel' }) }),
      `${NY} +12125550103`,
    ],
    [
      "by the user's own scheme",
      facts(pbx, '+12125550101', '1002'),
      `${NY} +12125550102, ${BOS} +12125550102`,
    ],
    ['oneself', facts(pbx, '+12125550101', '1001'), `${NY} +12125550101`],
    ['another enterprise on-net', facts(pbx, '+12125550101', '011442071838750'), `${LON} 02071838750`],
    ['an extension of another enterprise', facts(pbx, '+12125550101', '2001'), 'number_not_found'],
    ['a number of ours that nobody has', facts(pbx, '+12125550101', '5550199'), 'number_not_found'],
    [
      'a number of another enterprise that nobody has',
      facts(pbx, '+12125550101', '+442071838799'),
      'number_not_found',
    ],
    ['a system user', facts(pbx, '+12125550101', '800'), 'destination_not_ringable'],
    [
      'off-net, failover in order',
      facts(pbx, '+12125550101', '13125550111'),
      'metro +13125550111, trunkco 13125550111',
    ],
    [
      'off-net by the longest prefix first',
      facts(pbx, '+12125550101', '+442079460000'),
      'isles +442079460000, metro +442079460000, trunkco 442079460000',
    ],
    [
      'off-net, national for the carrier',
      facts(londonPbx, '+442071838750', '02079460000'),
      'isles 02079460000, metro +442079460000, trunkco 442079460000',
    ],
    ['a short code nobody routes', facts(pbx, '+12125550101', '411'), 'number_not_found'],
    ['an impossible length', facts(pbx, '+12125550101', '+1212555'), 'invalid_number'],
    ['a name', facts(pbx, '+12125550101', 'alice'), 'number_not_found'],
    ['nobody', facts(pbx, '+12125550101', ''), 'invalid_number'],
    [
      'a urn that is no emergency',
      facts(pbx, '+12125550101', '', { called: identity('service:counseling', { scheme: 'urn' }) }),
      'number_not_found',
    ],
  ])('%s', (_what, call, expected) => {
    expect(summary(decided(call))).toBe(expected);
  });

  test('a short code goes where a route says so', () => {
    const directory: ConfigurationUpsert = { kind: 'outbound_route', value: route('411', '411', ['metro']) };
    expect(summary(decided(facts(pbx, '1001', '411'), [...entities, directory]))).toBe('metro 411');
  });

  test('no route, and a route whose carriers are gone', () => {
    const without = entities.filter(({ kind }) => kind !== 'outbound_route');
    expect(summary(decided(facts(pbx, '1001', '+13125550111'), without))).toBe('no_route');
    const gone: ConfigurationUpsert = {
      kind: 'outbound_route',
      value: route('gone', '+1312', ['nobody'], { stop: true }),
    };
    expect(summary(decided(facts(pbx, '1001', '+13125550111'), [...entities, gone]))).toBe('no_route');
  });

  test('an extension goes before the same digits as a number', () => {
    const seven = user('Seven', '0012345', 'acme', { extension: '5550103' });
    expect(
      summary(decided(facts(pbx, '1001', '5550103'), entities, directoryEntries([ada, cy, seven]))),
    ).toBe(`${NY} 5550103`);
  });

  test('the whole of an on-net route: two leases, timers, parties, trace', () => {
    const decision = routed(facts(pbx, '+12125550101', '1003'));
    const scopes = {
      ...{ maxActiveCalls: 10, maxIncomingCalls: 8, maxOutgoingCalls: 6, id: NY, usageSlot: 2 },
      bursting: null,
    };
    const acme = { id: 'acme', usageSlot: 0, maxActiveCalls: 40 };
    expect(decision.route).toEqual({
      parties: {
        direction: 'originating',
        peer: { id: NY, name: NY, kind: 'trunk_group' },
        enterprise: { id: 'acme', name: 'acme' },
        group: { id: '0012345', name: 'site 0012345' },
        user: { id: 'ada', name: 'Ada' },
        trunkGroup: { id: NY, name: NY },
        called: {
          enterprise: { id: 'acme', name: 'acme' },
          group: { id: '0012345', name: 'site 0012345' },
          user: { id: 'cy', name: 'Cy' },
          trunkGroup: { id: NY, name: NY },
        },
        callingNumber: '+12125550101',
        calledNumber: '+12125550103',
        dialled: '1003',
        emergency: false,
      },
      peerTrusted: false,
      originatingLease: {
        enterprise: acme,
        trunkGroup: { ...scopes, direction: 'outgoing' },
        calledNumber: null,
        emergency: false,
      },
      codes: null,
      candidates: [
        {
          destination: { id: NY, name: NY, kind: 'trunk_group' },
          lease: {
            enterprise: acme,
            trunkGroup: { ...scopes, direction: 'incoming' },
            calledNumber: null,
            emergency: false,
          },
          gateways: [gateway(5070)],
          forwardsAll: false,
          requestUser: '+12125550103',
          presentation: { from: '+12125550101', display: null, asserted: '+12125550101', privacy: false },
          redirections: [],
          trusted: false,
          failoverCodes: [408, 480, 500, 502, 503, 504],
          invitationTimeoutMs: 6_000,
          invitationTimeoutEnds: 'beyond_trying',
          maxCallDurationMs: null,
        },
      ],
      selection: { kind: 'listed' },
      maxReroutes: 1,
      ringTimeoutMs: 180_000,
      maxCallDurationMs: null,
      origin: {
        calling: {
          number: '+12125550101',
          internal: { enterpriseId: 'acme', extension: '1001' },
          display: null,
          private: false,
          numbers: {
            enterpriseId: 'acme',
            user: '+12125550101',
            trunkGroup: null,
            asSent: '+12125550101',
          },
        },
        user: cy,
        scheme: scheme('EntTrunkGroup0012345', 'acme', [NY]),
        forwarders: [],
        forwards: 0,
        countedAnswers: [],
        asked: [],
        ...{ onward: false, follows: null, stage: null, policed: [], answerConfirmation: false },
        behind: [],
      },
    });
    expect(decision.emergency).toBeNull();
    expect(trace(decision)).toEqual([
      `identify_peer: trunk group ${NY} by address and port 127.0.0.1:5070`,
      'screening: Ada by From +12125550101',
      'called_number: +12125550103 is Cy: stays on-net',
      `routing_scheme: EntTrunkGroup0012345 (linear): ${NY}`,
    ]);
  });

  test('a trunk group that bursts may borrow from those of its enterprise that have a maximum', () => {
    const bursting = { maxActiveCalls: 2, maxIncomingCalls: null, maxOutgoingCalls: 1 };
    const changed = entities.map((entity): ConfigurationUpsert =>
      entity.kind === 'trunk_group' && entity.value.id === NY
        ? { ...entity, value: { ...entity.value, bursting } }
        : entity,
    );
    const { route: found } = routed(facts(pbx, '+12125550101', '1003'), changed);
    const scope = found.originatingLease?.trunkGroup?.bursting;
    expect(scope).toMatchObject(bursting);
    expect(scope?.lenders().map(({ id }) => id)).toContain(NY);
    expect(found.candidates[0]?.lease?.trunkGroup?.bursting).toMatchObject(bursting);
  });

  test('the whole of an off-net route: the originating lease alone', () => {
    const { route: off, ...decision } = routed(facts(pbx, '1001', '13125550111'));
    expect(off.originatingLease?.trunkGroup).toMatchObject({ id: NY, direction: 'outgoing' });
    expect(off.candidates.map((each) => each.lease)).toEqual([null, null]);
    expect(off.candidates[0]).toMatchObject({
      destination: { name: 'metro', kind: 'carrier' },
      gateways: [gateway(5080)],
      invitationTimeoutMs: 6_000,
      invitationTimeoutEnds: 'any_response',
      trusted: false,
    });
    expect(off.candidates[1]).toMatchObject({ destination: { name: 'trunkco' }, trusted: true });
    expect(off.maxReroutes).toBe(1);
    expect(off.parties).toMatchObject({
      callingNumber: '+12125550101',
      calledNumber: '+13125550111',
      dialled: '13125550111',
    });
    expect(trace(decision as Decision)).toEqual([
      `identify_peer: trunk group ${NY} by address and port 127.0.0.1:5070`,
      'screening: Ada by From 1001',
      'called_number: +13125550111 is off-net',
      'outbound_route: prefix +: metro, trunkco',
    ]);
  });

  test("another enterprise's user: each side's lease counts for its own enterprise", () => {
    const { route: both } = routed(facts(pbx, '1001', '+442071838750'));
    expect(both.originatingLease).toMatchObject({
      enterprise: { id: 'acme' },
      trunkGroup: { id: NY, direction: 'outgoing' },
    });
    expect(both.candidates[0]?.lease).toMatchObject({
      enterprise: { id: 'globex' },
      trunkGroup: { id: LON, direction: 'incoming' },
    });
    expect(both.candidates[0]?.gateways).toEqual([gateway(5072), gateway(5073, { priority: 2 })]);
    expect(both.candidates[0]?.trusted).toBe(true);
    expect(both.parties).toMatchObject({
      enterprise: { id: 'acme' },
      user: { id: 'ada' },
      called: {
        enterprise: { id: 'globex' },
        group: { id: '0099999' },
        user: { id: 'gil' },
        trunkGroup: { id: LON },
      },
    });
  });

  test('what is said of another enterprise’s user is said to that one alone', () => {
    const own = decided(facts(pbx, '1001', '+442071838750'));
    if (own.kind !== 'route') throw new Error(own.kind);
    const said = (side: string | undefined) =>
      own.trace.filter((step) => step.side === side).map(({ result }) => result);
    expect(said(undefined).join()).not.toMatch(/Gil|London|0099999/);
    expect(said('globex')).toEqual(['+442071838750 is Gil', expect.stringContaining('0099999GRPTRUNK01')]);
  });

  test('a number of another enterprise that nobody has is that enterprise’s call too; a screened one is not', () => {
    const parties = (decision: Decision) => (decision.kind === 'refuse' ? decision.parties : null);
    expect(parties(decided(facts(pbx, '1001', '+442071838799')))).toMatchObject({
      called: { enterprise: { id: 'globex' }, user: null, trunkGroup: null },
    });
    expect(parties(decided(facts(pbx, '+13125550100', '+442071838750')))).toMatchObject({ called: null });
  });

  test("a scheme that is gone falls back to the group's default; one without an address leaves nobody to ring", () => {
    const gone: UserRecord = { ...ada, routingSchemeId: 'gone' };
    expect(summary(decided(facts(pbx, '1001', '1001'), entities, directoryEntries([gone])))).toBe(
      `${NY} +12125550101`,
    );
    const silent: TrunkGroup = { ...newYork, pbx: [] };
    const decision = decided(facts(pbx, '1001', '1001'), [
      ...entities,
      { kind: 'trunk_group', value: silent },
    ]);
    // Not the end of it: what the scheme and the trunk group say of such calls is asked next.
    expect(decision).toMatchObject({ kind: 'route', route: { candidates: [], origin: { user: ada } } });
    expect(trace(decision)).toContain(`routing_scheme: trunk group ${NY} has no address`);
  });

  test.each([
    ['linear', { kind: 'listed' }],
    ['round_robin', { kind: 'after_last_answered', schemeId: 'reception', members: [NY, BOS] }],
    ['percentage', { kind: 'shares', schemeId: 'reception', percents: [70, 30] }],
    ['most_idle', { kind: 'most_idle' }],
  ] as const)('the algorithm %s is the ledger’s selection', (algorithm, selection) => {
    const members = [
      { trunkGroupId: NY, percent: 70 },
      { trunkGroupId: BOS, percent: 30 },
    ];
    const reception = scheme('reception', 'acme', [], { algorithm, members });
    const { route: ringing } = routed(facts(metro, '+13125550111', '+12125550102'), [
      ...entities,
      { kind: 'routing_scheme', value: reception },
    ]);
    expect(ringing.selection).toEqual(selection);
    expect(ringing.origin.countedAnswers).toEqual(
      algorithm === 'round_robin' ? [{ schemeId: 'reception', trunkGroupId: null }] : [],
    );
  });

  test('percentages are those of the trunk groups that can be tried', () => {
    const members = [
      { trunkGroupId: 'gone', percent: 20 },
      { trunkGroupId: NY, percent: 50 },
      { trunkGroupId: BOS, percent: 30 },
    ];
    const reception = scheme('reception', 'acme', [], { algorithm: 'percentage', members });
    const { route: ringing } = routed(facts(metro, '+13125550111', '+12125550102'), [
      ...entities,
      { kind: 'routing_scheme', value: reception },
    ]);
    expect(ringing.selection).toMatchObject({ percents: [50, 30] });
  });

  test('a trunk group that forwards all its calls takes its turn, whatever its limits', () => {
    const forwards: TrunkGroup = {
      ...newYork,
      pbx: [],
      forwardAll: { action: 'forward', number: '+13125550111' },
    };
    const { route: ringing } = routed(facts(metro, '+13125550111', '+12125550101'), [
      ...entities,
      { kind: 'trunk_group', value: forwards },
    ]);
    expect(ringing.candidates).toMatchObject([
      {
        forwardsAll: true,
        lease: {
          enterprise: { maxActiveCalls: null },
          trunkGroup: { id: NY, maxActiveCalls: null, maxIncomingCalls: null, maxOutgoingCalls: null },
        },
      },
    ]);
  });
});

describe('screening', () => {
  const withIdentities = (changes: Partial<CallFacts>, from = '+13125550111') =>
    facts(pbx, from, '1003', changes);

  test.each<[string, CallFacts, string | null]>([
    ['From, by number', withIdentities({}, '+12125550101'), 'Ada'],
    ['From, national', withIdentities({}, '2125550101'), 'Ada'],
    ['From, 7 digits', withIdentities({}, '5550101'), 'Ada'],
    ['From, by extension', withIdentities({}, '1004'), 'Dot'],
    ['a user of another group of the enterprise', withIdentities({}, '1002'), 'Ben'],
    [
      'P-Preferred-Identity first',
      withIdentities({ preferred: identity('1001'), asserted: [identity('1003')] }, '1004'),
      'Ada',
    ],
    [
      'then P-Asserted-Identity',
      withIdentities({ asserted: [identity('1003')], remoteParty: identity('1001') }, '1004'),
      'Cy',
    ],
    [
      'its second value',
      withIdentities({ asserted: [identity('x'), identity('+12125550103', { scheme: 'tel' })] }, '1004'),
      'Cy',
    ],
    ['then Remote-Party-ID', withIdentities({ remoteParty: identity('1001') }, '1004'), 'Ada'],
    [
      'the first that is a user',
      withIdentities({ preferred: identity('+13125550111'), remoteParty: identity('1001') }),
      'Ada',
    ],
    ['a user of another enterprise is none', withIdentities({}, '+442071838750'), null],
    ['an inventory number that nobody has is none', withIdentities({}, '+12125550199'), null],
    ['a name is none', withIdentities({}, 'alice'), null],
    ['a urn is none', withIdentities({ preferred: identity('1001', { scheme: 'urn' }) }), null],
  ])('extended: %s', (_what, call, expected) => {
    const decision = decided(call);
    if (expected === null) {
      expect(summary(decision)).toBe('unscreened_caller');
      expect(trace(decision)).toContain(
        'screening: no user found (extended look-up): unscreened calls are refused',
      );
    } else {
      expect(decision.kind === 'route' ? decision.route.parties.user?.name : summary(decision)).toBe(
        expected,
      );
    }
  });

  test('basic looks at From alone', () => {
    const decision = routed(facts(bostonPbx, '1002', '1003', { preferred: identity('1001') }));
    expect(decision.route.parties.user?.name).toBe('Ben');
    const unknown = routed(facts(bostonPbx, '+13125550111', '1003', { preferred: identity('1001') }));
    expect(unknown.route.parties).toMatchObject({
      user: null,
      group: { id: '0067890' },
      trunkGroup: { id: BOS },
      callingNumber: '+13125550111',
    });
    expect(trace(unknown)).toContain(
      'screening: no user found (basic look-up): unscreened calls are allowed',
    );
  });

  test('a refused caller is logged with whom it called', () => {
    const decision = decided(facts(pbx, '3125550111', '5550103'));
    expect(decision).toMatchObject({
      kind: 'refuse',
      failure: 'unscreened_caller',
      parties: {
        user: null,
        callingNumber: '+13125550111',
        calledNumber: '+12125550103',
        dialled: '5550103',
      },
      emergency: null,
    });
  });
});

describe('emergency', () => {
  const urn = { called: identity('service:sos.police', { scheme: 'urn' as const }) };

  test.each<[string, CallFacts, string]>([
    ['911', facts(pbx, '1001', '911'), 'trunkco 911, metro 911'],
    ['*67911', facts(pbx, '1001', '*67911'), 'trunkco 911, metro 911'],
    [
      'tel:911',
      facts(pbx, '1001', '', { called: identity('911', { scheme: 'tel' }) }),
      'trunkco 911, metro 911',
    ],
    ['a urn', facts(pbx, '1001', '', urn), 'trunkco urn:service:sos.police, metro urn:service:sos.police'],
    ['the test number', facts(pbx, '1001', '933'), 'trunkco 933, metro 933'],
    ['999 in London', facts(londonPbx, '2001', '999'), 'trunkco 999, metro 999'],
    ['911 in London is an unknown extension', facts(londonPbx, '2001', '911'), 'number_not_found'],
    ['an unknown caller', facts(pbx, '+13125550111', '911'), 'trunkco 911, metro 911'],
    [
      'an unknown caller where the trunk group refuses',
      facts(bostonPbx, '+13125550111', '911'),
      'unscreened_caller',
    ],
    ['a known caller there', facts(bostonPbx, '1002', '911'), 'trunkco 911, metro 911'],
    ['from a carrier it is just no number of ours', facts(metro, '+13125550111', '911'), 'number_not_found'],
  ])('%s', (_what, call, expected) => {
    expect(summary(decided(call))).toBe(expected);
  });

  test('an extension 911 cannot shadow it', () => {
    const trap = user('Trap', '0012345', 'acme', { extension: '911' });
    expect(summary(decided(facts(pbx, '1001', '911'), entities, directoryEntries([ada, trap])))).toBe(
      'trunkco 911, metro 911',
    );
  });

  test.each<[string, CallFacts, string | null]>([
    ['the public number', facts(pbx, '1001', '911'), '+12125550101'],
    ['never the calling line ID', facts(pbx, '1003', '911'), '+12125550103'],
    ['Privacy counts for nothing', facts(pbx, '1001', '911', { privacy: ['id'] }), '+12125550101'],
    [
      'an anonymous From neither',
      facts(pbx, 'anonymous', '911', { preferred: identity('1001') }),
      '+12125550101',
    ],
    ["without a number: the trunk group's", facts(pbx, '1004', '911'), '+12125550100'],
    ["unknown caller: the trunk group's", facts(pbx, '+13125550111', '911'), '+12125550100'],
    ['no emergency number: what was sent', facts(londonPbx, '02079460000', '999'), '+442079460000'],
    [
      'a public number rather than digits',
      facts(londonPbx, '77', '999', { remoteParty: identity('02079460000') }),
      '+442079460000',
    ],
    ['digits rather than nothing', facts(londonPbx, '77', '999'), '77'],
    ['nothing', facts(londonPbx, 'anonymous', '999'), null],
  ])('presents %s', (_what, call, number) => {
    const decision = routed(call);
    const written = !number?.startsWith('+') ? number : number.slice(1);
    expect(decision.route.candidates.map((each) => each.presentation)).toEqual([
      { from: written, display: null, asserted: written, privacy: false },
      { from: number, display: null, asserted: number, privacy: false },
    ]);
    expect(decision.emergency?.callbackNumber).toBe(number?.startsWith('+') === true ? number : null);
  });

  test('takes an emergency lease, raises a notice and is told in the trace', () => {
    const decision = routed(facts(pbx, '1001', '*67911'));
    expect(decision.route.originatingLease).toMatchObject({
      emergency: true,
      trunkGroup: { id: NY, direction: 'outgoing' },
    });
    expect(decision.route.candidates.map((each) => each.lease)).toEqual([null, null]);
    expect(decision.route.maxReroutes).toBe(1);
    expect(decision.route.parties).toMatchObject({ emergency: true, calledNumber: '911', dialled: '*67911' });
    expect(decision.emergency).toEqual({
      enterprise: { id: 'acme', name: 'acme' },
      user: { id: 'ada', name: 'Ada' },
      trunkGroup: { id: NY, name: NY },
      dialled: '*67911',
      callbackNumber: '+12125550101',
      noEmergencyRoute: false,
    });
    expect(trace(decision)).toEqual([
      `identify_peer: trunk group ${NY} by address and port 127.0.0.1:5070`,
      'emergency: 911 is an emergency number',
      'outbound_route: emergency: trunkco, metro',
      'emergency: Ada presents +12125550101',
    ]);
  });

  test('a refused unknown caller still raises the notice', () => {
    expect(decided(facts(bostonPbx, '+13125550111', '911'))).toMatchObject({
      failure: 'unscreened_caller',
      emergency: { user: null, dialled: '911', callbackNumber: '+12125550100' },
    });
  });

  test('without an emergency route every carrier in order; without a carrier no route, but the notice', () => {
    const noRoute = entities.filter(
      ({ kind, value }) => !(kind === 'outbound_route' && value.id === 'emergency'),
    );
    const any = routed(facts(pbx, '1001', '911'), noRoute);
    expect(summary(any)).toBe('metro 911, trunkco 911, isles 911');
    expect(any.emergency?.noEmergencyRoute).toBe(true);
    const none = decided(
      facts(pbx, '1001', '911'),
      entities.filter(({ kind }) => kind !== 'carrier'),
    );
    expect(none).toMatchObject({ failure: 'no_route', emergency: { noEmergencyRoute: true } });
  });
});

describe('from a carrier', () => {
  test.each<[string, CallFacts, string]>([
    ['E.164', facts(metro, '+13125550111', '+12125550101'), `${NY} +12125550101`],
    ['E.164 without the plus', facts(trunkco, '13125550111', '12125550101'), `${NY} +12125550101`],
    [
      'without the plus, though the plus was agreed',
      facts(metro, '13125550111', '12125550101'),
      `${NY} +12125550101`,
    ],
    [
      'national, read for the country that owns it',
      facts(isles, '02079460000', '02071838750'),
      `${LON} 02071838750`,
    ],
    ['national of the other country', facts(isles, '3125550111', '2125550101'), `${NY} +12125550101`],
    [
      'sent national, though it reads as Dutch E.164 too',
      facts(metro, 'x', '3125550150'),
      `${NY} +13125550150`,
    ],
    ['a plus always means E.164', facts(isles, '+13125550111', '+12125550101'), `${NY} +12125550101`],
    ['by scheme', facts(metro, '+13125550111', '+12125550102'), `${NY} +12125550102, ${BOS} +12125550102`],
    ['none of ours', facts(metro, '+13125550111', '+13125550122'), 'number_not_found'],
    ['assigned to nobody', facts(metro, '+13125550111', '+12125550199'), 'number_not_found'],
    ['an extension', facts(metro, '+13125550111', '1001'), 'number_not_found'],
    ['an impossible number', facts(metro, '+13125550111', '+1212'), 'number_not_found'],
    ['a name', facts(metro, '+13125550111', 'ada'), 'number_not_found'],
    ['a system user', facts(metro, '+13125550111', '+12125550180'), 'destination_not_ringable'],
  ])('%s', (_what, call, expected) => {
    expect(summary(decided(call))).toBe(expected);
  });

  test('takes the terminating lease alone and belongs to the called user', () => {
    const decision = routed(facts(metro, '+13125550111', '+12125550102'));
    expect(decision.route.originatingLease).toBeNull();
    expect(decision.route.candidates.map((each) => each.lease?.trunkGroup)).toMatchObject([
      { id: NY, direction: 'incoming' },
      { id: BOS, direction: 'incoming' },
    ]);
    expect(decision.route.maxReroutes).toBe(2);
    expect(decision.route.parties).toEqual({
      direction: 'terminating',
      peer: { id: 'metro', name: 'metro', kind: 'carrier' },
      enterprise: { id: 'acme', name: 'acme' },
      group: { id: '0067890', name: 'site 0067890' },
      user: { id: 'ben', name: 'Ben' },
      trunkGroup: { id: BOS, name: BOS },
      called: null,
      callingNumber: '+13125550111',
      calledNumber: '+12125550102',
      dialled: '+12125550102',
      emergency: false,
    });
    expect(trace(decision)).toEqual([
      'identify_peer: carrier metro by address and port 127.0.0.1:5080',
      'called_number: +12125550102 is Ben',
      `routing_scheme: reception (linear): ${NY}, ${BOS}`,
    ]);
  });

  test("a refused call says whose number it was, as far as it is anybody's", () => {
    expect(decided(facts(metro, '+13125550111', '+12125550199'))).toMatchObject({
      parties: { enterprise: { id: 'acme' }, group: null, user: null, trunkGroup: null },
    });
    expect(decided(facts(metro, '+13125550111', '13125550122'))).toMatchObject({
      parties: { enterprise: null, calledNumber: '+13125550122', dialled: '13125550122' },
    });
  });
});

describe('presentation', () => {
  const anonymous = identity('anonymous', { host: 'anonymous.invalid', display: 'Anonymous' });
  const shown = (call: CallFacts, at = 0): unknown => routed(call).route.candidates[at]?.presentation;
  const open = (number: string | null, display: string | null = null) => ({
    from: number,
    display,
    asserted: number,
    privacy: false,
  });
  const hidden = { from: null, display: null, asserted: null, privacy: false };
  const hiddenButAsserted = (number: string) => ({
    from: null,
    display: null,
    asserted: number,
    privacy: true,
  });

  test.each<[string, unknown, unknown]>([
    ['the public number', shown(facts(pbx, '1001', '13125550111')), open('+12125550101')],
    ["in the carrier's format", shown(facts(pbx, '1001', '13125550111'), 1), open('12125550101')],
    ['the calling line ID before it', shown(facts(pbx, '1003', '13125550111')), open('+12125550100')],
    [
      'national for a carrier of the country',
      shown(facts(londonPbx, '2001', '02079460000')),
      open('02071838750'),
    ],
    ["national of the caller's own country", shown(facts(pbx, '1001', '+442079460000')), open('2125550101')],
    [
      'the display name',
      shown(facts(pbx, '1001', '13125550111', { from: identity('1001', { display: 'Ada P.' }) })),
      open('+12125550101', 'Ada P.'),
    ],
    ['an extension inside the enterprise', shown(facts(pbx, '1004', '1001')), open('1004')],
    ['but nowhere else', shown(facts(pbx, '1004', '13125550111')), open(null)],
    ['nor in another enterprise', shown(facts(pbx, '1004', '+442071838750')), open(null)],
    ['unscreened: what was sent', shown(facts(bostonPbx, '3125550199', '13125550111')), open('+13125550199')],
    ['unscreened: a name', shown(facts(bostonPbx, 'alice', '13125550111')), open('alice')],
    [
      'Privacy: nothing to the untrusted',
      shown(facts(pbx, '1001', '13125550111', { privacy: ['id'] })),
      hidden,
    ],
    [
      'Privacy: asserted to the trusted',
      shown(facts(pbx, '1001', '13125550111', { privacy: ['user', 'header'] }), 1),
      hiddenButAsserted('12125550101'),
    ],
    [
      'Privacy: none hides nothing',
      shown(facts(pbx, '1001', '13125550111', { privacy: ['none'] })),
      open('+12125550101'),
    ],
    [
      'an anonymous From hides too',
      shown(facts(pbx, '1001', '13125550111', { from: anonymous, preferred: identity('1001') }), 1),
      hiddenButAsserted('12125550101'),
    ],
    ['Privacy on-net to an untrusted PBX', shown(facts(pbx, '1001', '1003', { privacy: ['id'] })), hidden],
    [
      'Privacy on-net to a trusted PBX',
      shown(facts(pbx, '1001', '+442071838750', { privacy: ['id'] })),
      hiddenButAsserted('+12125550101'),
    ],
    [
      'from a carrier: From',
      shown(facts(metro, '+13125550111', '+12125550101', { asserted: [identity('+13125550122')] })),
      open('+13125550111'),
    ],
    [
      'from a trusted one: what it asserts',
      shown(facts(trunkco, '13125550111', '12125550101', { asserted: [identity('13125550122')] })),
      open('+13125550122'),
    ],
    [
      "national of the called side's country",
      shown(facts(isles, '02079460000', '02071838750')),
      open('02079460000'),
    ],
    ['a name from a carrier', shown(facts(metro, 'alice', '+12125550101')), open('alice')],
    [
      'an anonymous caller from a carrier',
      shown(facts(metro, 'anonymous', '+12125550101', { from: anonymous })),
      hidden,
    ],
    [
      'Privacy from a trusted carrier, untrusted PBX',
      shown(
        facts(trunkco, '13125550111', '12125550101', {
          privacy: ['id'],
          asserted: [identity('13125550111')],
        }),
      ),
      hidden,
    ],
    [
      'and trusted PBX',
      shown(
        facts(trunkco, '13125550111', '442071838750', {
          from: anonymous,
          privacy: ['id'],
          asserted: [identity('13125550111')],
        }),
      ),
      hiddenButAsserted('+13125550111'),
    ],
  ])('%s', (_what, presentation, expected) => {
    expect(presentation).toEqual(expected);
  });

  test("a withheld number does not show in the called enterprise's record", () => {
    const decision = routed(facts(trunkco, '13125550111', '12125550101', { privacy: ['id'] }));
    expect(decision.route.parties.callingNumber).toBe('anonymous');
  });
});

describe('what is fetched', () => {
  test.each<[string, CallFacts, string[][]]>([
    [
      'caller and called at once',
      facts(pbx, '+12125550101', '1003'),
      [['number:+12125550101', 'extension:acme:1003']],
    ],
    [
      'all identities that may decide',
      facts(pbx, '+13125550111', '+13125550122', {
        preferred: identity('1001'),
        remoteParty: identity('5550103'),
      }),
      [
        [
          'extension:acme:1001',
          'extension:acme:5550103',
          'number:+12125550103',
          'number:+13125550111',
          'number:+13125550122',
        ],
      ],
    ],
    ['an emergency: the caller alone', facts(pbx, '1001', '911'), [['extension:acme:1001']]],
    [
      'from a carrier: the called number alone',
      facts(metro, '+13125550111', '+12125550101'),
      [['number:+12125550101']],
    ],
    [
      'every national reading',
      facts(isles, '3125550111', '2071838750'),
      [['number:+442071838750', 'number:+12071838750']],
    ],
    ['nothing for an unknown peer', facts(source(9), '1001', '1003'), []],
  ])('%s', (_what, call, expected) => {
    expect(run(call).fetches.map((keys) => keys.toSorted())).toEqual(expected.map((keys) => keys.toSorted()));
  });
});
