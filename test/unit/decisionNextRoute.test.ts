import { describe, expect, test } from '@jest/globals';
import type { CallFacts } from '../../src/model/callFacts';
import type { CallRoute } from '../../src/decision/decision';
import { decide } from '../../src/decision/decide';
import type { HuntResult } from '../../src/decision/huntResult';
import { decideNext, type NextDecision } from '../../src/decision/nextRoute';
import type { Directory, UserRecord } from '../../src/model/directory';
import type {
  ConfigurationUpsert,
  OverflowAction,
  RoutingScheme,
  TrunkGroup,
} from '../../src/model/settings';
import { DirectoryCache } from '../../src/routing/directoryCache';
import {
  carrier,
  configurationOf,
  directoryEntries,
  enterprise,
  facts,
  gateway,
  route,
  scheme,
  site,
  source,
  trunkGroup,
  user,
  inputsOf,
} from './decisionFixtures';

/* acme: New York (Ada 1001), Boston (Ben 1002, on the scheme reception over both); globex: London (Gil). One carrier. */
const newYork = trunkGroup('0012345', 'acme', { acceptFrom: ['127.0.0.1:5070'], usageSlot: 2 });
const boston = trunkGroup('0067890', 'acme', { pbx: [gateway(5071)], usageSlot: 3 });
const chicago = trunkGroup('0054321', 'acme', { pbx: [gateway(5073)], usageSlot: 5 });
const london = trunkGroup('0099999', 'globex', { pbx: [gateway(5072)], usageSlot: 4 });
const NY = newYork.id;
const BOS = boston.id;
const CHI = chicago.id;

const ada = user('Ada', '0012345', 'acme', { extension: '1001', number: '+12125550101' });
const ben = user('Ben', '0067890', 'acme', {
  extension: '1002',
  number: '+12125550102',
  routingSchemeId: 'reception',
});
const cy = user('Cy', '0054321', 'acme', { extension: '1003', number: '+12125550103' });
const gil = user('Gil', '0099999', 'globex', { extension: '2001', number: '+12125550201' });
const spare = { number: '+12125550199', enterpriseId: 'acme', user: null };

interface Scene {
  readonly reception?: Partial<RoutingScheme>;
  readonly adas?: Partial<RoutingScheme>;
  readonly newYork?: Partial<TrunkGroup>;
  readonly boston?: Partial<TrunkGroup>;
  readonly chicago?: Partial<TrunkGroup>;
  readonly more?: readonly ConfigurationUpsert[];
}

/** Whoever is not among these is nobody. */
const remembering = (users: readonly UserRecord[]): Directory => {
  const cache = new DirectoryCache(100);
  cache.fill({ generation: 1, entries: directoryEntries(users, [spare]) });
  return {
    number: (e164) => cache.number(e164) ?? null,
    extension: (enterpriseId, digits) => cache.extension(enterpriseId, digits) ?? null,
  };
};

const sceneOf = ({ reception, adas, more = [], ...changes }: Scene) => {
  const entities: readonly ConfigurationUpsert[] = [
    { kind: 'enterprise', value: enterprise('acme', { usageSlot: 0 }) },
    { kind: 'enterprise', value: enterprise('globex', { usageSlot: 1 }) },
    ...site({ ...newYork, ...changes.newYork }),
    ...site({ ...boston, ...changes.boston }),
    ...site({ ...chicago, ...changes.chicago }),
    ...site(london),
    { kind: 'routing_scheme', value: scheme('reception', 'acme', [NY, BOS], reception) },
    { kind: 'routing_scheme', value: scheme('EntTrunkGroup0012345', 'acme', [NY], adas) },
    { kind: 'carrier', value: carrier('metro', { acceptFrom: ['127.0.0.1:5080'], numberFormat: 'e164' }) },
    { kind: 'outbound_route', value: route('world', '+', ['metro']) },
    ...more,
  ];
  const configuration = configurationOf(entities);
  const directory = remembering([ada, ben, cy, gil]);
  const first = (from: number, caller: string, called: string, said: Partial<CallFacts> = {}): CallRoute => {
    const decision = decide(facts(source(from), caller, called, said), inputsOf(configuration, directory));
    if (decision.kind !== 'route') throw new Error(JSON.stringify(decision));
    return decision.route;
  };
  return {
    first,
    /** A call from the carrier for Ben, or whoever it is. */
    fromCarrier: (called = '+12125550102') => first(5080, '+13125550111', called),
    fromAda: (called: string) => first(5070, '1001', called),
    next: (after: CallRoute, result: HuntResult, memory: Directory = directory): NextDecision =>
      decideNext(after, result, inputsOf(configuration, memory)),
  };
};

type NobodyReached = Extract<HuntResult, { kind: 'nobody_reached' }>;

const full = (...asked: readonly string[]): NobodyReached => ({
  kind: 'nobody_reached',
  failure: 'over_capacity',
  first: asked[0] === undefined ? null : { trunkGroupId: asked[0], full: true },
  asked,
});
const unreachable = (...asked: readonly string[]): NobodyReached => ({
  kind: 'nobody_reached',
  failure: 'not_reachable',
  first: asked[0] === undefined ? null : { trunkGroupId: asked[0], full: false },
  asked,
});

const routed = (next: NextDecision): Extract<NextDecision, { kind: 'route' }> => {
  if (next.kind !== 'route') throw new Error(JSON.stringify(next));
  return next;
};
const places = (next: NextDecision): readonly string[] =>
  routed(next).route.candidates.map(({ destination, requestUser }) => `${destination.name} ${requestUser}`);

const forwardTo = (number: string): OverflowAction => ({ action: 'forward', number });
const rerouteTo = (trunkGroupId: string): OverflowAction => ({ action: 'reroute', trunkGroupId });

describe('when hunting has nothing left', () => {
  test('and nobody said anything of it: the caller is answered', () => {
    const { fromCarrier, next } = sceneOf({});
    expect(next(fromCarrier(), unreachable(NY, BOS))).toEqual({ kind: 'answer', failure: null, trace: [] });
    expect(next(fromCarrier(), full(NY, BOS))).toMatchObject({ kind: 'answer', failure: null });
  });

  test('the scheme’s exhaust action comes first: a public number by the carriers, on a lease of the enterprise alone', () => {
    const { fromCarrier, next } = sceneOf({
      reception: { exhaustForwardTo: '+14155550123' },
      newYork: { unreachableDestination: forwardTo('+14155550999') },
    });
    const forwarded = routed(next(fromCarrier(), unreachable(NY, BOS)));
    expect(forwarded.route.candidates).toMatchObject([
      {
        destination: { name: 'metro', kind: 'carrier' },
        requestUser: '14155550123',
        presentation: { from: '13125550111' },
        lease: { enterprise: { id: 'acme', maxActiveCalls: 40 }, trunkGroup: null, emergency: false },
        redirections: [{ from: '12125550102', reason: 'not_reachable' }],
        maxCallDurationMs: null,
      },
    ]);
    expect(forwarded.forwarded).toEqual({ party: null, number: '+14155550123', reason: 'not_reachable' });
    expect(forwarded.route.parties).toEqual(fromCarrier().parties);
    expect(forwarded.trace).toEqual([
      { rule: 'exhaust', result: 'forward to +14155550123', side: 'acme' },
      { rule: 'outbound_route', result: 'prefix +: metro', side: 'acme' },
    ]);
  });

  test('a forward that reaches nobody either leaves the trunk group’s action, then the caller', () => {
    const { fromCarrier, next } = sceneOf({
      reception: { exhaustForwardTo: '+14155550123' },
      newYork: { unreachableDestination: forwardTo('+14155550999'), capacityExceeded: rerouteTo(CHI) },
    });
    const exhaust = routed(next(fromCarrier(), unreachable(NY, BOS)));
    const overflow = next(exhaust.route, unreachable());
    expect(places(overflow)).toEqual(['metro 14155550999']);
    expect(routed(overflow).route.candidates[0]?.redirections).toEqual([
      { from: '12125550102', reason: 'not_reachable' },
    ]);
    expect(next(routed(overflow).route, unreachable())).toMatchObject({ kind: 'answer', failure: null });
  });

  test('who is busy, does not answer or declines at the forward ends the call', () => {
    const { fromCarrier, next } = sceneOf({
      reception: { exhaustForwardTo: '+14155550123' },
      newYork: { unreachableDestination: rerouteTo(CHI) },
    });
    const exhaust = routed(next(fromCarrier(), unreachable(NY, BOS)));
    for (const failure of ['busy', 'no_answer', 'rejected'] as const) {
      expect(next(exhaust.route, { kind: 'not_taken', failure })).toMatchObject({
        kind: 'answer',
        failure: null,
      });
    }
  });

  test('a redirection by a PBX that is believed is a forward of the user, number by number', () => {
    const to = ['1003', '+14155550123', 'nobody'];
    const { fromCarrier, next } = sceneOf({ boston: { redirects: 'follow' } });
    const first = next(fromCarrier(), { kind: 'redirected', trunkGroupId: BOS, to });
    expect(places(first)).toEqual([`${CHI} +12125550103`]);
    expect(routed(first)).toMatchObject({ forwardedBy: 'ben', forwarded: { reason: 'unconditional' } });
    expect(routed(first).route.candidates[0]?.redirections).toMatchObject([{ reason: 'unconditional' }]);
    const second = next(routed(first).route, unreachable(CHI));
    expect(places(second)).toEqual(['metro 14155550123']);
    expect(next(routed(second).route, unreachable()).kind).toBe('answer');
    // To the user itself it leads in a circle.
    expect(next(fromCarrier(), { kind: 'redirected', trunkGroupId: BOS, to: ['1002'] })).toMatchObject({
      kind: 'answer',
      failure: 'forwarding_loop',
    });
  });

  test('a redirection by any other PBX is a failure', () => {
    const { fromCarrier, next } = sceneOf({ newYork: { redirects: 'follow' } });
    const result = next(fromCarrier(), { kind: 'redirected', trunkGroupId: BOS, to: ['1003'] });
    expect(result).toMatchObject({ kind: 'answer', failure: null });
  });

  test('neither action counts for a busy user, nor where the caller’s own trunk group is full', () => {
    const { fromCarrier, next } = sceneOf({ reception: { exhaustForwardTo: '+14155550123' } });
    expect(next(fromCarrier(), { kind: 'not_taken', failure: 'busy' }).kind).toBe('answer');
    expect(next(fromCarrier(), { kind: 'caller_full' }).kind).toBe('answer');
  });

  test('the first asked trunk group’s action: by how it failed, not by how the last did', () => {
    const { fromCarrier, next } = sceneOf({
      newYork: {
        capacityExceeded: forwardTo('+14155550001'),
        unreachableDestination: forwardTo('+14155550002'),
      },
      boston: {
        capacityExceeded: forwardTo('+14155550003'),
        unreachableDestination: forwardTo('+14155550004'),
      },
    });
    const fullFirst: HuntResult = { ...unreachable(NY, BOS), first: { trunkGroupId: NY, full: true } };
    expect(places(next(fromCarrier(), full(NY, BOS)))).toEqual(['metro 14155550001']);
    expect(places(next(fromCarrier(), unreachable(NY, BOS)))).toEqual(['metro 14155550002']);
    expect(places(next(fromCarrier(), fullFirst))).toEqual(['metro 14155550001']);
    expect(places(next(fromCarrier(), full(BOS, NY)))).toEqual(['metro 14155550003']);
    const busy = routed(next(fromCarrier(), full(NY, BOS)));
    expect(busy.route.candidates[0]?.redirections).toEqual([{ from: '12125550102', reason: 'busy' }]);
  });

  test('no trunk group could be asked at all: the first listed counts as unreachable', () => {
    const { fromCarrier, next } = sceneOf({
      newYork: { pbx: [], unreachableDestination: rerouteTo(CHI) },
      boston: { pbx: [] },
    });
    const ringing = fromCarrier();
    expect(ringing.candidates).toEqual([]);
    expect(places(next(ringing, unreachable()))).toEqual([`${CHI} +12125550102`]);
  });

  test('a number nobody has, none at all, an emergency number: passed over with a word', () => {
    for (const [number, said] of [
      ['+12125550199', 'assigned to nobody'],
      ['4999', 'no extension'],
      ['911', 'is an emergency number'],
    ] as const) {
      const { fromCarrier, next } = sceneOf({
        reception: { exhaustForwardTo: number },
        newYork: { unreachableDestination: rerouteTo(CHI) },
      });
      const taken = next(fromCarrier(), unreachable(NY, BOS));
      expect(places(taken)).toEqual([`${CHI} +12125550102`]);
      expect(JSON.stringify(routed(taken).trace)).toContain(said);
    }
  });
});

describe('a reroute', () => {
  test('rings the same user through the other trunk group, and is no forward', () => {
    const { fromCarrier, next } = sceneOf({ newYork: { capacityExceeded: rerouteTo(CHI) } });
    const taken = routed(next(fromCarrier('+12125550101'), full(NY)));
    expect(taken.route.candidates).toMatchObject([
      {
        destination: { id: CHI },
        requestUser: '+12125550101',
        lease: { trunkGroup: { id: CHI, direction: 'incoming' } },
        redirections: [],
      },
    ]);
    expect(taken.forwarded).toBeNull();
    expect(taken.trace).toEqual([{ rule: 'capacity_exceeded', result: `reroute to ${CHI}`, side: 'acme' }]);
  });

  test('goes on from there, but never to a trunk group that was asked before', () => {
    const { fromCarrier, next } = sceneOf({
      newYork: { capacityExceeded: rerouteTo(CHI) },
      chicago: { capacityExceeded: rerouteTo(BOS) },
      boston: { capacityExceeded: rerouteTo(NY), unreachableDestination: rerouteTo(CHI) },
    });
    const toChicago = routed(next(fromCarrier('+12125550101'), full(NY)));
    const toBoston = routed(next(toChicago.route, full(CHI)));
    expect(places(toBoston)).toEqual([`${BOS} +12125550101`]);
    for (const result of [full(BOS), unreachable(BOS)]) {
      const end = next(toBoston.route, result);
      expect(end).toMatchObject({ kind: 'answer', failure: null });
      expect(JSON.stringify(end)).toContain('which was asked before');
    }
  });
});

describe('a forward on-net', () => {
  test('to an extension rings that user through its own scheme', () => {
    const { fromCarrier, next } = sceneOf({
      adas: { exhaustForwardTo: '1002' },
      reception: { algorithm: 'round_robin', maxReroutes: 3 },
    });
    const taken = routed(next(fromCarrier('+12125550101'), full(NY)));
    expect(places(taken)).toEqual([`${NY} +12125550102`, `${BOS} +12125550102`]);
    expect(taken.route).toMatchObject({
      maxReroutes: 3,
      selection: { kind: 'after_last_answered', schemeId: 'reception' },
      origin: {
        user: ben,
        scheme: { id: 'reception' },
        forwarders: [{ user: ada, reason: 'busy' }],
        countedAnswers: [{ schemeId: 'reception', trunkGroupId: null }],
      },
    });
    expect(taken.route.candidates[0]?.redirections).toEqual([{ from: '+12125550101', reason: 'busy' }]);
    expect(taken.forwarded).toMatchObject({
      party: { enterprise: { id: 'acme' }, user: { id: 'ben' }, trunkGroup: { id: BOS } },
      number: '+12125550102',
      reason: 'busy',
    });
  });

  test('to a number of another enterprise is that enterprise’s to take; the trace says no more of it to the first', () => {
    const { fromCarrier, next } = sceneOf({ adas: { exhaustForwardTo: '+12125550201' } });
    const taken = routed(next(fromCarrier('+12125550101'), full(NY)));
    expect(taken.route.candidates[0]?.lease).toMatchObject({
      enterprise: { id: 'globex' },
      trunkGroup: { id: london.id },
    });
    const said = (side: string) => taken.trace.filter((step) => step.side === side).map(({ rule }) => rule);
    expect(said('acme')).toEqual(['exhaust']);
    expect(said('globex')).toEqual(['routing_scheme']);
  });

  test.each([
    [true, 'too_many_hops'],
    [false, null],
  ])('ten times sent on before it came, from a peer that is trusted (%s): %s', (trusted, failure) => {
    const changes = { acceptFrom: ['127.0.0.1:5090'], trusted };
    const { first, next } = sceneOf({
      reception: { exhaustForwardTo: '+14155550123' },
      more: [{ kind: 'carrier', value: carrier('far', changes) }],
    });
    const redirections = Array.from({ length: 10 }, (_, index) => ({
      from: `${index}`,
      reason: 'busy' as const,
    }));
    const taken = next(first(5090, '+13125550111', '+12125550102', { redirections }), full(NY, BOS));
    expect(taken.kind === 'answer' ? taken.failure : null).toBe(failure);
  });

  test('to somebody who sent the call on before is a loop: 482', () => {
    const { fromCarrier, next } = sceneOf({
      adas: { exhaustForwardTo: '1002' },
      reception: { exhaustForwardTo: '1001' },
    });
    const toBen = routed(next(fromCarrier('+12125550101'), full(NY)));
    expect(next(toBen.route, full(NY, BOS))).toMatchObject({ kind: 'answer', failure: 'forwarding_loop' });
    const { fromCarrier: own, next: ownNext } = sceneOf({ adas: { exhaustForwardTo: '+12125550101' } });
    expect(ownNext(own('+12125550101'), full(NY))).toMatchObject({
      kind: 'answer',
      failure: 'forwarding_loop',
    });
  });

  test('that reaches nobody comes back to what the first user’s trunk group says', () => {
    const { fromCarrier, next } = sceneOf({
      adas: { exhaustForwardTo: '1002' },
      newYork: { unreachableDestination: rerouteTo(CHI) },
    });
    const toBen = routed(next(fromCarrier('+12125550101'), unreachable(NY)));
    const back = routed(next(toBen.route, unreachable(BOS, NY)));
    expect(places(back)).toEqual([`${CHI} +12125550101`]);
    expect(back.route.origin).toMatchObject({ user: ada, forwarders: [] });
    expect(back.forwarded).toMatchObject({ party: { user: { id: 'ada' } } });
  });

  test('asks the directory for what is not in memory', () => {
    const { fromCarrier, next } = sceneOf({ adas: { exhaustForwardTo: '1777' } });
    expect(next(fromCarrier('+12125550101'), full(NY), new DirectoryCache(10))).toEqual({
      kind: 'lookup',
      keys: ['extension:acme:1777'],
    });
  });

  test('ends after ten', () => {
    const people = Array.from({ length: 12 }, (_, index) =>
      user(`P${index}`, '0012345', 'acme', {
        extension: String(5000 + index),
        routingSchemeId: `s${index}`,
      }),
    );
    const { fromAda, next } = sceneOf({
      adas: { exhaustForwardTo: '5000' },
      more: people.map((_, index) => ({
        kind: 'routing_scheme',
        value: scheme(`s${index}`, 'acme', [CHI], { exhaustForwardTo: String(5001 + index) }),
      })),
    });
    const directory = remembering([ada, ...people]);
    let current = fromAda('1001');
    for (let hop = 0; hop < 10; hop += 1) current = routed(next(current, full(CHI), directory)).route;
    expect(current.origin.forwarders).toHaveLength(10);
    expect(next(current, full(CHI), directory)).toMatchObject({ kind: 'answer', failure: 'too_many_hops' });
  });
});

describe('a trunk group that forwards all its calls', () => {
  test('sends on the calls whose turn it is, and an answer there counts as its own', () => {
    const { fromCarrier, next } = sceneOf({
      newYork: { forwardAll: forwardTo('+14155550123') },
      reception: { algorithm: 'round_robin' },
    });
    const taken = routed(next(fromCarrier(), { kind: 'forwarding_trunk_group', trunkGroupId: NY }));
    expect(places(taken)).toEqual(['metro 14155550123']);
    expect(taken.route.candidates[0]?.redirections).toEqual([
      { from: '12125550102', reason: 'unconditional' },
    ]);
    expect(taken.route.origin.countedAnswers).toEqual([{ schemeId: 'reception', trunkGroupId: NY }]);
  });

  test('to another that sends all back: nobody is rung', () => {
    const { fromCarrier, next } = sceneOf({
      newYork: { forwardAll: rerouteTo(CHI) },
      chicago: { forwardAll: rerouteTo(NY) },
    });
    const taken = routed(
      next(fromCarrier('+12125550101'), { kind: 'forwarding_trunk_group', trunkGroupId: NY }),
    );
    expect(places(taken)).toEqual([`${CHI} +12125550101`]);
    expect(next(taken.route, { kind: 'forwarding_trunk_group', trunkGroupId: CHI })).toMatchObject({
      kind: 'answer',
      failure: null,
    });
  });
});

test('an off-net call and an emergency call have nothing behind them', () => {
  const { fromAda, next } = sceneOf({
    adas: { exhaustForwardTo: '+14155550123' },
    newYork: { unreachableDestination: forwardTo('+14155550123') },
  });
  for (const called of ['+13125550111', '911']) {
    expect(next(fromAda(called), unreachable())).toEqual({ kind: 'answer', failure: null, trace: [] });
  }
});
