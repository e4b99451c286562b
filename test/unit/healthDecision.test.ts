import { describe, expect, test } from '@jest/globals';
import { decide } from '../../src/decision/decide';
import type { Decision } from '../../src/decision/decision';
import type { ConfigurationUpsert, Gateway } from '../../src/model/settings';
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

const [first, second, third] = [gateway(5070), gateway(5071), gateway(5072, { priority: 2 })];
const home = trunkGroup('1', 'acme', { pbx: [first, second, third], acceptFrom: ['127.0.0.1:5070'] });
const other = trunkGroup('2', 'acme', { pbx: [gateway(5075)] });
const metro = carrier('metro', {
  gateways: [gateway(5080), gateway(5081)],
  acceptFrom: ['127.0.0.1:5080'],
});
const isles = carrier('isles', { gateways: [gateway(5090)] });
const both = scheme('both', 'acme', [home.id, other.id]);
const ada = user('Ada', '1', 'acme', { number: '+12125550101', extension: '1001', routingSchemeId: both.id });
const upsert: readonly ConfigurationUpsert[] = [
  { kind: 'enterprise', value: enterprise('acme') },
  ...site(home),
  ...site(other),
  { kind: 'routing_scheme', value: both },
  { kind: 'carrier', value: metro },
  { kind: 'carrier', value: isles },
  { kind: 'outbound_route', value: route('r', '+', ['metro', 'isles']) },
  { kind: 'outbound_route', value: route('e', null, ['metro', 'isles'], { emergency: true }) },
];

const since = Date.parse('2026-03-01T09:00:00.000Z');
const decided = (
  from: number,
  called: string,
  down: readonly Gateway[],
  draw = 0,
  further: readonly ConfigurationUpsert[] = [],
): Decision => {
  const cache = new DirectoryCache(100);
  const absent = ['+12125550101', '+13125550111'].map((e164) => `number:${e164}` as const);
  cache.fill({
    generation: 1,
    entries: [
      ...absent.map((key) => ({ key, value: null })),
      { key: 'extension:acme:13125550111', value: null },
      ...directoryEntries([ada]),
    ],
  });
  const health = { unavailableSince: (one: Gateway) => (down.includes(one) ? since : null) };
  const caller = from === 5080 ? '+13125550111' : '+12125550101';
  return decide(
    facts(source(from), caller, called),
    inputsOf(configurationOf([...upsert, ...further]), cache, { random: () => draw, health }),
  );
};

const portsOf = (decision: Decision): readonly string[] =>
  decision.kind === 'route'
    ? decision.route.candidates.map(
        ({ destination, gateways }) => `${destination.name} ${gateways.map(({ port }) => port).join(' ')}`,
      )
    : [];
const healthOf = (decision: Decision): readonly string[] =>
  decision.kind === 'lookup'
    ? []
    : decision.trace.filter(({ rule }) => rule === 'health').map(({ result }) => result);

describe('a call to a user', () => {
  test('with all well nothing is said of it', () => {
    const decision = decided(5080, '+12125550101', []);
    expect(portsOf(decision)).toEqual(['1GRPTRUNK01 5070 5071 5072', '2GRPTRUNK01 5075']);
    expect(healthOf(decision)).toEqual([]);
  });

  test('addresses that are down are skipped; the trace says since when', () => {
    const decision = decided(5080, '+12125550101', [first]);
    expect(portsOf(decision)).toEqual(['1GRPTRUNK01 5071 5072', '2GRPTRUNK01 5075']);
    expect(healthOf(decision)).toEqual([
      '1GRPTRUNK01 at 127.0.0.1:5070;udp skipped: unavailable since 2026-03-01T09:00:00.000Z',
    ]);
  });

  test('weights share calls among those that are left', () => {
    for (let draw = 0; draw < 1; draw += 0.05) {
      expect(portsOf(decided(5080, '+12125550101', [first], draw))[0]).toBe('1GRPTRUNK01 5071 5072');
    }
  });

  test('a trunk group without any is skipped as a whole', () => {
    const decision = decided(5080, '+12125550101', home.pbx);
    expect(portsOf(decision)).toEqual(['2GRPTRUNK01 5075']);
    expect(healthOf(decision)).toHaveLength(3);
  });

  test('with nobody left there is nobody to try, so that the scheme and the trunk group say what comes', () => {
    const decision = decided(5080, '+12125550101', [...home.pbx, ...other.pbx]);
    expect(decision).toMatchObject({ kind: 'route', route: { candidates: [] } });
  });
});

describe('a call to the public network', () => {
  const [near] = metro.gateways;

  test('goes to what is left of the carriers', () => {
    expect(portsOf(decided(5070, '+13125550111', near === undefined ? [] : [near]))).toEqual([
      'metro 5081',
      'isles 5090',
    ]);
    expect(portsOf(decided(5070, '+13125550111', metro.gateways))).toEqual(['isles 5090']);
  });

  test('of carriers that share by weight those that are left share all', () => {
    const shared: ConfigurationUpsert = {
      kind: 'outbound_route',
      value: route('s', '+1', [], {
        carriers: [
          { carrierId: 'metro', weight: 90 },
          { carrierId: 'isles', weight: 10 },
        ],
        stop: true,
      }),
    };
    for (let draw = 0; draw < 1; draw += 0.05) {
      expect(portsOf(decided(5070, '+13125550111', metro.gateways, draw, [shared]))).toEqual(['isles 5090']);
    }
  });

  test('a route that blocks is not reached for want of carriers before it', () => {
    const block: ConfigurationUpsert = {
      kind: 'outbound_route',
      value: route('b', '+', [], { priority: 2, block: 403 }),
    };
    const down = [...metro.gateways, ...isles.gateways];
    expect(decided(5070, '+13125550111', down, 0, [block])).toMatchObject({ failure: 'not_reachable' });
  });

  test('with no carrier left it is not reachable, rather than without a route', () => {
    const decision = decided(5070, '+13125550111', [...metro.gateways, ...isles.gateways]);
    expect(decision).toMatchObject({ kind: 'refuse', failure: 'not_reachable' });
  });
});

describe('an emergency call', () => {
  test('tries what is unavailable last, and skips nothing', () => {
    const [near] = metro.gateways;
    const decision = decided(5070, '911', near === undefined ? [] : [near]);
    expect(portsOf(decision)).toEqual(['metro 5081', 'isles 5090', 'metro 5080']);
    expect(decision).toMatchObject({ route: { maxReroutes: 2 } });
    expect(healthOf(decision)).toEqual([
      'metro at 127.0.0.1:5080;udp is left for last: unavailable since 2026-03-01T09:00:00.000Z',
    ]);
  });

  test('with everything unavailable it tries everything', () => {
    const decision = decided(5070, '911', [...metro.gateways, ...isles.gateways]);
    expect(portsOf(decision)).toEqual(['metro 5080 5081', 'isles 5090']);
  });
});
