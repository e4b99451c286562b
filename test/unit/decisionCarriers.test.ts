import { describe, expect, test } from '@jest/globals';
import type { CallFacts } from '../../src/model/callFacts';
import type { Random } from '../../src/model/ports';
import type { CallerIdPolicy, Carrier, ConfigurationUpsert, NumberPolicy } from '../../src/model/settings';
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
  screening,
  site,
  source,
  trunkGroup,
  user,
  inputsOf,
} from './decisionFixtures';

/** Where calls to the public network go, and what carriers and PBXs are shown (feature A8). */

const ada = user('Ada', '0012345', 'acme', { extension: '1001', number: '+12125550101' });
const ben = user('Ben', '0012345', 'acme', { extension: '1002', callingLineId: '+13125559999' });
const spare = { number: '+12125550199', enterpriseId: 'acme', user: null };
const entries = directoryEntries([ada, ben], [spare]);

const numberPolicy = (changes: Partial<NumberPolicy>): NumberPolicy => ({
  sent: { format: 'e164_plus', called: [], calling: [] },
  received: { format: null, called: [], calling: [] },
  untouched: [],
  ...changes,
});

const group = trunkGroup('0012345', 'acme', {
  acceptFrom: ['127.0.0.1:5070'],
  callingLineId: '+12125550100',
  screening: screening({ unscreenedCalls: 'allow' }),
});
const names = ['metro', 'rural', 'isles', 'spare'];
const carriers = names.map((name) => carrier(name, { acceptFrom: [`${name}.example`] }));

const pbx = source(5070);

interface Scene {
  readonly routes?: readonly ConfigurationUpsert[];
  readonly peers?: readonly ConfigurationUpsert[];
  readonly random?: Random;
}

const to = (id: string, ...args: Parameters<typeof route> extends [string, ...infer Rest] ? Rest : never) =>
  ({ kind: 'outbound_route', value: route(id, ...args) }) as const;

const run = (call: CallFacts, { routes = [], peers = [], random = () => 0 }: Scene): Decision => {
  const configuration = configurationOf([
    { kind: 'enterprise', value: enterprise('acme') },
    ...site(group),
    ...carriers.map((value): ConfigurationUpsert => ({ kind: 'carrier', value })),
    ...peers,
    ...routes,
  ]);
  const cache = new DirectoryCache(100);
  for (let turn = 0; ; turn += 1) {
    const decision = decide(call, inputsOf(configuration, cache, { random }));
    if (decision.kind !== 'lookup' || turn > 5) return decision;
    cache.fill({
      generation: 1,
      entries: decision.keys.map((key) => entries.find((entry) => entry.key === key) ?? { key, value: null }),
    });
  }
};

const tried = (decision: Decision): readonly string[] =>
  decision.kind === 'route' ? decision.route.candidates.map((each) => each.destination.name) : [];

const said = (decision: Decision, rule: string): string[] =>
  decision.kind === 'lookup'
    ? []
    : decision.trace.filter((step) => step.rule === rule).map((step) => step.result);

const dial = (called: string, changes: Partial<CallFacts> = {}) => facts(pbx, '1001', called, changes);

describe('outbound routes', () => {
  test('longest prefix, then priority, then the shorter prefix, each carrier once', () => {
    const decision = run(dial('+12125559999'), {
      routes: [
        to('world', '+', ['spare', 'metro']),
        to('america', '+1', ['rural'], { priority: 2 }),
        to('america first', '+1', ['metro']),
        to('britain', '+44', ['isles']),
      ],
    });
    expect(tried(decision)).toEqual(['metro', 'rural', 'spare']);
    expect(decision).toMatchObject({ route: { maxReroutes: 2 } });
    expect(said(decision, 'outbound_route')).toEqual([
      'prefix +1: metro',
      'prefix +1 priority 2: rural',
      'prefix +: spare, metro',
    ]);
  });

  test('a route that stops is the last; one of no use is said to be passed over', () => {
    const decision = run(dial('+12125559999'), {
      peers: [{ kind: 'carrier', value: carrier('rural', { gateways: [] }) }],
      routes: [to('america', '+1', ['rural', 'metro'], { stop: true }), to('world', '+', ['spare'])],
    });
    expect(tried(decision)).toEqual(['metro']);
    expect(said(decision, 'outbound_route')).toEqual([
      'carrier rural passed over: no gateway',
      'prefix +1: metro',
      'prefix +1: stops here',
    ]);
  });

  test('a block refuses with its code; behind carriers it ends the search', () => {
    const blocked = run(dial('+19005550101'), {
      routes: [to('premium', '+1900', [], { block: 603 }), to('world', '+', ['metro'])],
    });
    expect(blocked).toMatchObject({ kind: 'refuse', failure: 'route_blocked', status: 603 });
    expect(said(blocked, 'outbound_route')).toEqual(['prefix +1900: blocked with 603']);
    const ends = run(dial('+13125550101'), {
      routes: [
        to('chicago', '+1312', ['metro']),
        to('no further', '+1312', [], { block: 403, priority: 2 }),
        to('world', '+', ['spare']),
      ],
    });
    expect(tried(ends)).toEqual(['metro']);
  });

  test('a call is tried at eleven carriers at most', () => {
    const many = Array.from({ length: 15 }, (_, index) => carrier(`carrier ${index}`));
    const decision = run(dial('+13125550101'), {
      peers: many.map((value): ConfigurationUpsert => ({ kind: 'carrier', value })),
      routes: [
        to(
          'many',
          '+1',
          many.map(({ id }) => id),
        ),
      ],
    });
    expect(tried(decision)).toEqual(many.slice(0, 11).map(({ name }) => name));
  });

  /** Evenly spread draws: over all of them shares are exact to a call. */
  const spread = (calls: number): Random => {
    let turn = 0;
    return () => {
      turn += 1;
      // The golden ratio's multiples fill the interval evenly, however many are drawn for one call.
      return (turn * 0.618_033_988_749_895 + 0.5 / calls) % 1;
    };
  };
  const weighted = (...weights: readonly (readonly [string, number | null])[]): ConfigurationUpsert => ({
    kind: 'outbound_route',
    value: route('shared', '+', [], {
      carriers: weights.map(([carrierId, weight]) => ({ carrierId, weight })),
    }),
  });
  const firsts = (scene: Scene): Record<string, number> => {
    const counts: Record<string, number> = {};
    const random = spread(1_000);
    for (let call = 0; call < 1_000; call += 1) {
      const order = tried(run(dial('+13125550101'), { ...scene, random }));
      const first = order[0] ?? 'nobody';
      counts[first] = (counts[first] ?? 0) + 1;
    }
    return counts;
  };
  const about = (share: number) => {
    const [least, most] = [share * 1_000 - 40, share * 1_000 + 40];
    return { asymmetricMatch: (count: number) => count >= least && count <= most };
  };

  test('weights share the calls; the others follow, so that a failure finds its way', () => {
    const routes = [weighted(['metro', 70], ['rural', 30])];
    expect(firsts({ routes })).toEqual({ metro: about(0.7), rural: about(0.3) });
    expect([...tried(run(dial('+13125550101'), { routes }))].sort()).toEqual(['metro', 'rural']);
    const [line] = said(run(dial('+13125550101'), { routes }), 'outbound_route');
    expect(line).toMatch(/^prefix \+, drawn by weight: /);
  });

  test('the share of one that cannot be tried goes to the others in proportion', () => {
    const routes = [weighted(['metro', 50], ['rural', 30], ['isles', 20])];
    const peers: ConfigurationUpsert[] = [{ kind: 'carrier', value: carrier('metro', { gateways: [] }) }];
    expect(firsts({ routes, peers })).toEqual({ rural: about(0.6), isles: about(0.4) });
  });

  test('one without a weight among others counts 100; without any the order is as listed', () => {
    expect(firsts({ routes: [weighted(['metro', null], ['rural', 300])] })).toEqual({
      metro: about(0.25),
      rural: about(0.75),
    });
    expect(firsts({ routes: [weighted(['metro', null], ['rural', null])] })).toEqual({ metro: 1_000 });
  });
});

describe('number policy', () => {
  const sending = (policy: Partial<NumberPolicy>, changes: Partial<Carrier> = {}): ConfigurationUpsert => ({
    kind: 'carrier',
    value: carrier('metro', { numberPolicy: numberPolicy(policy), ...changes }),
  });
  const world = [to('world', '+', ['metro']), to('emergency', null, ['metro'], { emergency: true })];
  const first = (decision: Decision) =>
    decision.kind === 'route' ? decision.route.candidates[0] : undefined;

  test('towards a carrier, called and calling each by its own rules; an emergency number goes out unchanged', () => {
    const sent = {
      format: 'e164',
      called: [{ strip: '', add: '99' }],
      calling: [{ strip: '1', add: '001' }],
    } as const;
    const scene: Scene = { peers: [sending({ sent })], routes: world };
    expect(first(run(dial('3125550101'), scene))).toMatchObject({
      requestUser: '9913125550101',
      presentation: { from: '0012125550101', asserted: '0012125550101' },
    });
    expect(first(run(dial('911'), scene))).toMatchObject({ requestUser: '911' });
  });

  const fromPbx = (received: NumberPolicy['received']): ConfigurationUpsert => ({
    kind: 'trunk_group',
    value: { ...group, numberPolicy: numberPolicy({ received }) },
  });

  test('from a PBX: an outside line prefix is cut, and an emergency call is one with and without it', () => {
    const received = { format: null, called: [{ strip: '9', add: '' }], calling: [{ strip: '77', add: '' }] };
    const scene: Scene = { peers: [fromPbx(received)], routes: world };
    const decision = run(dial('93125550101', { from: identity('771001') }), scene);
    expect(first(decision)).toMatchObject({ requestUser: '+13125550101' });
    expect(decision).toMatchObject({
      route: { parties: { user: { name: 'Ada' }, dialled: '93125550101', calledNumber: '+13125550101' } },
    });
    expect(said(decision, 'number_policy')).toEqual(['93125550101 is read as 3125550101']);
    for (const dialled of ['911', '9911']) {
      expect(run(dial(dialled), scene)).toMatchObject({
        route: { parties: { emergency: true }, candidates: [{ requestUser: '911' }] },
        emergency: { dialled },
      });
    }
  });

  test('from a PBX that writes E.164 without +; its extensions stay what they are', () => {
    const scene: Scene = {
      peers: [fromPbx({ format: 'e164', called: [], calling: [] })],
      routes: world,
    };
    expect(first(run(dial('442071838750'), scene))).toMatchObject({ requestUser: '+442071838750' });
    expect(run(dial('1002'), scene)).toMatchObject({
      route: { parties: { called: { user: { name: 'Ben' } } } },
    });
  });

  test('from a carrier: what it puts before our numbers is cut', () => {
    const scene: Scene = {
      peers: [
        sending(
          {
            received: {
              format: 'national',
              called: [{ strip: '55', add: '' }],
              calling: [{ strip: '00', add: '+' }],
            },
          },
          { acceptFrom: ['127.0.0.1:5080'] },
        ),
      ],
    };
    const decision = run(facts(source(5080), '00442071838750', '552125550101'), scene);
    expect(decision).toMatchObject({
      route: {
        parties: { user: { name: 'Ada' }, callingNumber: '+442071838750', calledNumber: '+12125550101' },
      },
    });
  });

  test('towards a PBX, its extensions alone', () => {
    const sent = { format: 'national', called: [{ strip: '', add: '8' }], calling: [] } as const;
    const scene: Scene = {
      peers: [{ kind: 'trunk_group', value: { ...group, numberPolicy: numberPolicy({ sent }) } }],
    };
    expect(first(run(dial('2125550101'), scene))).toMatchObject({ requestUser: '82125550101' });
    expect(first(run(dial('1002'), scene))).toMatchObject({ requestUser: '1002' });
  });
});

describe('caller ID', () => {
  const shown = (call: CallFacts, callerId: CallerIdPolicy, changes: Partial<Carrier> = {}) => {
    const decision = run(call, {
      peers: [{ kind: 'carrier', value: carrier('metro', { callerId, ...changes }) }],
      routes: [to('world', '+', ['metro'])],
    });
    const candidate = decision.kind === 'route' ? decision.route.candidates[0] : undefined;
    return [candidate?.presentation.from, ...said(decision, 'caller_id')];
  };
  const asBen = (from: string) => dial('+13125550111', { from: identity(from), preferred: identity('1002') });
  const stranger = (from: string) => dial('+13125550111', { from: identity(from) });

  test.each([
    ['the user', 'user', false, asBen('1002'), '+13125559999'],
    ['the user, own numbers only', 'user', true, asBen('1002'), '+12125550100'],
    ['a user with a number, own numbers only', 'user', true, dial('+13125550111'), '+12125550101'],
    ['nobody of ours', 'user', false, stranger('+14155550100'), '+14155550100'],
    ['nobody of ours, own numbers only', 'user', true, stranger('+14155550100'), null],
    ['the trunk group', 'trunk_group', false, dial('+13125550111'), '+12125550100'],
    ['what was sent', 'as_sent', false, asBen('+14155550100'), '+14155550100'],
    ['what was sent, own numbers only', 'as_sent', true, asBen('+12125550199'), '+12125550199'],
    ['what was sent, somebody else’s', 'as_sent', true, asBen('+14155550100'), null],
  ] as const)('%s', (_name, present, ownNumbersOnly, call, expected) => {
    // The main number is in nobody's inventory here, so that it is shown only where that does not matter.
    const [from] = shown(call, { present, ownNumbersOnly });
    expect(from).toBe(expected === '+12125550100' && ownNumbersOnly ? null : expected);
  });

  test('is told in the trace, as is that nothing may be shown', () => {
    expect(shown(dial('+13125550111'), { present: 'trunk_group', ownNumbersOnly: false })).toEqual([
      '+12125550100',
      "metro is shown +12125550100, the trunk group's number",
    ]);
    expect(shown(stranger('+14155550100'), { present: 'user', ownNumbersOnly: true })).toEqual([
      null,
      "metro is shown no number: none is one of the enterprise's own",
    ]);
  });

  test('a withheld number stays withheld', () => {
    const call = dial('+13125550111', { privacy: ['id'] });
    expect(shown(call, { present: 'trunk_group', ownNumbersOnly: false })).toEqual([null]);
  });

  test('an emergency call shows who can be called back, whatever the carrier is shown otherwise', () => {
    const decision = run(dial('911'), {
      peers: [
        {
          kind: 'carrier',
          value: carrier('metro', {
            callerId: { present: 'trunk_group', ownNumbersOnly: true },
            gateways: [gateway(5080)],
          }),
        },
      ],
      routes: [to('emergency', null, ['metro'], { emergency: true })],
    });
    expect(decision).toMatchObject({ route: { candidates: [{ presentation: { from: '+12125550101' } }] } });
  });
});
