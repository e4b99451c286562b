import { describe, expect, test } from '@jest/globals';
import type { SourceAddress } from '../../src/model/callFacts';
import type { ConfigurationUpsert, Gateway } from '../../src/model/settings';
import { parseAcceptFrom } from '../../src/routing/acceptFrom';
import { DirectoryCache } from '../../src/routing/directoryCache';
import { orderGateways } from '../../src/routing/gatewayOrder';
import { canonicalAddress, parseIpAddress } from '../../src/routing/ipAddress';
import { peerLabel } from '../../src/routing/peer';
import { PeerIndex } from '../../src/routing/peerIndex';
import { RouteIndex } from '../../src/routing/routeIndex';
import {
  carrier,
  configurationOf,
  enterprise,
  gateway,
  route,
  site,
  source,
  trunkGroup,
  user,
} from './decisionFixtures';

describe('IP addresses', () => {
  test.each([
    ['10.1.2.3', '10.1.2.3'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['::FFFF:0a01:0203', '10.1.2.3'],
    ['2001:db8::1', '[20010db8000000000000000000000001]'],
    ['2001:DB8:0:0:0:0:0:1', '[20010db8000000000000000000000001]'],
    ['[2001:db8::1]', '[20010db8000000000000000000000001]'],
    ['fe80::1%eth0', '[fe800000000000000000000000000001]'],
    ['::', '[0]'],
    ['::1', '[1]'],
    ['64:ff9b::10.0.0.1', '[64ff9b00000000000000000a000001]'],
  ])('%s is %s', (text, expected) => {
    const address = parseIpAddress(text);
    expect(address === null ? null : canonicalAddress(address)).toBe(expected);
  });

  test.each([
    '',
    '10.1.2',
    '10.1.2.256',
    '010.1.2.3',
    '1.2.3.4.5',
    'pbx.example',
    ':',
    ':::',
    '1:2:3',
    '1::2::3',
    '12345::',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8:9',
  ])('%p is none', (text) => {
    expect(parseIpAddress(text)).toBeNull();
  });
});

describe('accept_from', () => {
  test.each([
    ['10.1.2.3', 'address'],
    ['10.1.2.3:5060', 'address_port'],
    ['10.1.0.0/16', 'network'],
    ['10.1.2.3/32', 'address'],
    ['0.0.0.0/0', 'network'],
    ['2001:db8::1', 'address'],
    ['[2001:db8::1]:5060', 'address_port'],
    ['2001:db8::/32', 'network'],
    ['2001:db8::1/128', 'address'],
    ['::ffff:10.0.0.0/104', 'network'],
    ['10.1.2.3/33', null],
    ['2001:db8::/129', null],
    ['::ffff:10.0.0.0/90', null],
    ['10.1.2.3:0', null],
    ['10.1.2.3:70000', null],
    ['10.1.2.3/', null],
    ['pbx.example', null],
    ['pbx.example:5060', null],
  ])('%s is %p', (text, kind) => {
    expect(parseAcceptFrom(text)?.kind ?? null).toBe(kind);
  });
});

const peersOf = (accept: Readonly<Record<string, readonly string[]>>): PeerIndex => {
  const index = new PeerIndex();
  for (const [name, acceptFrom] of Object.entries(accept)) {
    index.set({ kind: 'carrier', carrier: carrier(name, { acceptFrom }) });
  }
  return index;
};

const matched = (index: PeerIndex, from: SourceAddress): string =>
  index
    .match(from)
    ?.peers.map((peer) => peerLabel(peer).replace('carrier ', ''))
    .join(' ') ?? 'nobody';

describe('peers by source address', () => {
  const index = peersOf({
    exact: ['10.0.0.1:5060'],
    other: ['10.0.0.1:5070'],
    address: ['10.0.0.1', '10.0.0.2'],
    wide: ['10.0.0.0/8'],
    narrow: ['10.1.0.0/16', '10.1.2.128/25'],
    six: ['2001:db8::/32'],
    sixNarrow: ['2001:db8:1::/48', '2001:db8:2::5'],
    mapped: ['::ffff:192.0.2.0/120', '::ffff:198.51.100.7'],
    broken: ['pbx.example'],
  });

  test.each<[string, Partial<SourceAddress>, string]>([
    ['address and port', { address: '10.0.0.1', port: 5060 }, 'exact'],
    ['address and another port', { address: '10.0.0.1', port: 5070 }, 'other'],
    ['address alone', { address: '10.0.0.1', port: 5999 }, 'address'],
    ['address before network', { address: '10.0.0.2', port: 5060 }, 'address'],
    ['the wide network', { address: '10.0.0.3', port: 5060 }, 'wide'],
    ['the narrower network', { address: '10.1.2.3', port: 5060 }, 'narrow'],
    ['the narrowest network', { address: '10.1.2.200', port: 5060 }, 'narrow'],
    [
      'TCP: entries with a port count as the address',
      { address: '10.0.0.1', port: 40000, transport: 'tcp' },
      'address exact other',
    ],
    ['TLS too', { address: '10.0.0.1', port: 5060, transport: 'tls' }, 'address exact other'],
    ['IPv6 network', { address: '2001:db8:9::1' }, 'six'],
    ['longer IPv6 network', { address: '2001:db8:1::1' }, 'sixNarrow'],
    ['IPv6 address, written differently', { address: '2001:0DB8:2:0::5' }, 'sixNarrow'],
    ['IPv4 source against a mapped network', { address: '192.0.2.9' }, 'mapped'],
    ['mapped source against IPv4', { address: '::ffff:10.0.0.2' }, 'address'],
    ['mapped source against a mapped address', { address: '::ffff:c633:6407' }, 'mapped'],
    ['nobody', { address: '203.0.113.1' }, 'nobody'],
    ['no address', { address: 'nonsense' }, 'nobody'],
  ])('%s', (_what, from, expected) => {
    expect(matched(index, source(5060, from))).toBe(expected);
  });

  test('an entry of another port is no match, but the closest candidate', () => {
    const one = peersOf({ metro: ['10.0.0.1:5080'], near: ['10.0.0.9'], far: ['10.0.1.1'] });
    expect(matched(one, source(5060, { address: '10.0.0.1' }))).toBe('nobody');
    expect(one.closest(source(5060, { address: '10.0.0.1' }))).toEqual([
      'carrier metro at 10.0.0.1:5080 (same address, other port)',
      'carrier near at 10.0.0.9 (same /24)',
    ]);
    expect(one.closest(source(5060, { address: '10.9.9.9' }))).toEqual([]);
  });

  test('changed and removed peers leave nothing behind', () => {
    const one = peersOf({ a: ['10.0.0.1:5060', '10.0.0.1', '10.2.0.0/16'], b: ['10.2.0.0/16'] });
    expect(matched(one, source(5060, { address: '10.2.0.1' }))).toBe('a b');
    one.set({ kind: 'carrier', carrier: carrier('a', { acceptFrom: ['10.0.0.1'] }) });
    expect(matched(one, source(5060, { address: '10.2.0.1' }))).toBe('b');
    expect(matched(one, source(5060, { address: '10.0.0.1' }))).toBe('a');
    one.delete('carrier', 'a');
    one.delete('carrier', 'b');
    expect(matched(one, source(5060, { address: '10.0.0.1' }))).toBe('nobody');
    expect(matched(one, source(5060, { address: '10.2.0.1' }))).toBe('nobody');
    expect(one.closest(source(5060, { address: '10.0.0.1' }))).toEqual([]);
  });

  test('explains of the peers that come near why each matches or not', () => {
    const told = (from: Partial<SourceAddress>, most?: number): readonly string[] =>
      index
        .explain(source(5060, from), most)
        .map(({ peer, matched: is, reason }) => `${peerLabel(peer)} ${is}: ${reason}`);
    expect(told({ address: '10.0.0.1' })).toEqual([
      'carrier exact true: matches 10.0.0.1:5060',
      'carrier address false: 10.0.0.1 covers it, but 10.0.0.1:5060 is closer; 10.0.0.2 is another address',
      'carrier other false: 10.0.0.1:5070 is the same address, but another port than 5060',
      'carrier wide false: 10.0.0.0/8 covers it, but 10.0.0.1:5060 is closer',
    ]);
    expect(told({ address: '10.0.0.1' }, 1)).toEqual(['carrier exact true: matches 10.0.0.1:5060']);
    expect(told({ address: '192.168.1.1' })).toEqual([]);
    expect(told({ address: 'nonsense' })).toEqual([]);
  });

  test('a peer of many addresses is told of in short', () => {
    const one = peersOf({ many: Array.from({ length: 12 }, (_, index) => `10.0.0.${index + 1}`) });
    const [verdict] = one.explain(source(5060, { address: '10.0.0.99' }));
    expect(verdict?.reason).toMatch(/^10\.0\.0\.1 is another address; .*; 7 more$/);
  });
});

describe('outbound routes', () => {
  const index = new RouteIndex([
    route('world', '+', ['a'], { priority: 2 }),
    route('world first', '+', ['b'], { priority: 1 }),
    route('america', '+1', ['c']),
    route('new york', '+1212', ['d']),
    route('new york too', '+1212', ['e']),
    route('directory', '411', ['f']),
    route('emergency', null, ['g'], { emergency: true, priority: 2 }),
    route('emergency first', null, ['h'], { emergency: true, priority: 1 }),
  ]);

  test.each([
    ['+12125550101', 'new york, new york too, america, world first, world'],
    ['+13125550111', 'america, world first, world'],
    ['+442071838750', 'world first, world'],
    ['+1', 'america, world first, world'],
    ['411', 'directory'],
    ['611', ''],
  ])('%s takes %p', (number, expected) => {
    expect(
      index
        .matching(number)
        .map(({ id }) => id)
        .join(', '),
    ).toBe(expected);
  });

  test('emergency routes by priority', () => {
    expect(index.emergency.map(({ id }) => id)).toEqual(['emergency first', 'emergency']);
  });
});

describe('order of gateways', () => {
  const ports = (gateways: readonly Gateway[], random: number): number[] =>
    orderGateways(gateways, () => random).map(({ port }) => port);

  test('priority goes before weight', () => {
    const gateways = [gateway(1, { priority: 2, weight: 1000 }), gateway(2, { priority: 1, weight: 1 })];
    expect(ports(gateways, 0.99)).toEqual([2, 1]);
  });

  test.each([
    [0, 3],
    [0.005, 3],
    [0.2, 1],
    [0.26, 2],
    [0.999, 2],
  ])('weights 25, 75 and 0 drawn at %p: %p comes first, all are tried', (random, first) => {
    const gateways = [gateway(1, { weight: 25 }), gateway(2, { weight: 75 }), gateway(3, { weight: 0 })];
    expect(ports(gateways, random)[0]).toBe(first);
    expect(ports(gateways, random).toSorted()).toEqual([1, 2, 3]);
  });

  test('each comes first in proportion to its weight', () => {
    const gateways = [gateway(1, { weight: 25 }), gateway(2, { weight: 75 })];
    const draws = Array.from({ length: 1_000 }, (_, at) => ports(gateways, at / 1_000)[0]);
    expect(draws.filter((port) => port === 1).length / 1_000).toBeCloseTo(0.25, 1);
  });

  test('all weights zero: all are tried', () => {
    const gateways = [gateway(1, { weight: 0 }), gateway(2, { weight: 0 })];
    expect(ports(gateways, 0.5).sort()).toEqual([1, 2]);
  });
});

describe('configuration', () => {
  const acme: ConfigurationUpsert = { kind: 'enterprise', value: enterprise('acme') };
  const step = (
    generation: number,
    upsert: readonly ConfigurationUpsert[],
    remove: readonly { kind: 'carrier' | 'outbound_route'; id: string }[] = [],
  ) => ({
    generation,
    complete: false,
    upsert,
    remove,
    invalidate: [],
  });

  test('takes over the next step, passes over one it has, and refuses one after a gap', () => {
    const configuration = configurationOf([acme]);
    const metro = { kind: 'carrier', value: carrier('metro', { acceptFrom: ['10.0.0.1'] }) } as const;
    expect(configuration.apply(step(3, [metro]))).toBe(false);
    expect(configuration.carriers.size).toBe(0);
    expect(configuration.generation).toBe(1);
    expect(configuration.apply(step(2, [metro]))).toBe(true);
    expect(configuration.peers.match(source(5060, { address: '10.0.0.1' }))?.peers).toHaveLength(1);
    expect(configuration.apply(step(2, [], [{ kind: 'carrier', id: 'metro' }]))).toBe(true);
    expect(configuration.carriers.size).toBe(1);
    expect(configuration.apply(step(3, [], [{ kind: 'carrier', id: 'metro' }]))).toBe(true);
    expect(configuration.peers.match(source(5060, { address: '10.0.0.1' }))).toBeNull();
  });

  test('the whole replaces everything, whatever its generation', () => {
    const configuration = configurationOf([
      acme,
      ...site(trunkGroup('1', 'acme', { acceptFrom: ['10.0.0.1'] })),
    ]);
    expect(configuration.countries).toEqual(['US']);
    const globex: ConfigurationUpsert = {
      kind: 'enterprise',
      value: enterprise('globex', { country: 'GB' }),
    };
    expect(configuration.apply({ ...step(9, [globex]), complete: true })).toBe(true);
    expect([...configuration.enterprises.keys()]).toEqual(['globex']);
    expect(configuration.countries).toEqual(['GB']);
    expect(configuration.trunkGroups.size).toBe(0);
    expect(configuration.peers.match(source(5060, { address: '10.0.0.1' }))).toBeNull();
    expect(configuration.apply(step(10, []))).toBe(true);
  });

  test('routes follow their changes', () => {
    const configuration = configurationOf([{ kind: 'outbound_route', value: route('world', '+', ['a']) }]);
    expect(configuration.routes.matching('+1')).toHaveLength(1);
    configuration.apply(step(2, [{ kind: 'outbound_route', value: route('world', '+1', ['a']) }]));
    expect(configuration.routes.matching('+44')).toHaveLength(0);
    configuration.apply(step(3, [], [{ kind: 'outbound_route', id: 'world' }]));
    expect(configuration.routes.matching('+1')).toHaveLength(0);
  });
});

describe('directory cache', () => {
  const ada = user('Ada', '1', 'acme', { number: '+12125550101', extension: '1001' });
  const record = { number: '+12125550101', enterpriseId: 'acme', user: ada };
  const answer = (generation: number) => ({
    generation,
    entries: [
      { key: 'number:+12125550101', value: record },
      { key: 'extension:acme:1001', value: ada },
      { key: 'extension:acme:9999', value: null },
    ] as const,
  });

  test('answers what it was filled with, absent entries too, and nothing else', () => {
    const cache = new DirectoryCache(100);
    expect(cache.number('+12125550101')).toBeUndefined();
    cache.fill(answer(1));
    expect(cache.number('+12125550101')).toBe(record);
    expect(cache.extension('acme', '1001')).toBe(ada);
    expect(cache.extension('acme', '9999')).toBeNull();
    expect(cache.extension('globex', '1001')).toBeUndefined();
  });

  test('drops an answer read before a change of its key, and takes the next one', () => {
    const cache = new DirectoryCache(100);
    cache.fill(answer(4));
    cache.invalidate(['extension:acme:1001'], 5);
    expect(cache.extension('acme', '1001')).toBeUndefined();
    expect(cache.number('+12125550101')).toBe(record);
    cache.fill(answer(4));
    expect(cache.extension('acme', '1001')).toBeUndefined();
    cache.fill(answer(5));
    expect(cache.extension('acme', '1001')).toBe(ada);
  });

  test('emptied, it drops every answer read before', () => {
    const cache = new DirectoryCache(100);
    cache.fill(answer(4));
    cache.invalidate('all', 5);
    expect(cache.size).toBe(0);
    cache.fill(answer(4));
    expect(cache.size).toBe(0);
    cache.fill(answer(5));
    expect(cache.size).toBe(3);
  });

  test('is bounded, keeps what is used, and forgets no invalidation it needs', () => {
    const cache = new DirectoryCache(10);
    const absent = (at: number) => ({ key: `extension:acme:${at}` as const, value: null });
    cache.fill({ generation: 1, entries: [{ key: 'extension:acme:1001', value: ada }] });
    for (let at = 0; at < 100; at += 1) {
      cache.fill({ generation: 1, entries: [absent(at)] });
      expect(cache.extension('acme', '1001')).toBe(ada);
      expect(cache.size).toBeLessThanOrEqual(10);
    }
    for (let at = 0; at < 100; at += 1) cache.invalidate([`extension:acme:${at}`], 2 + at);
    for (let at = 0; at < 100; at += 1) {
      cache.fill({ generation: 1 + at, entries: [absent(at)] });
      expect(cache.extension('acme', String(at))).toBeUndefined();
    }
  });
});

describe('lenders', () => {
  const lending = (groupId: string, enterpriseId: string, maxActiveCalls: number | null, usageSlot: number) =>
    ({
      kind: 'trunk_group',
      value: trunkGroup(groupId, enterpriseId, { maxActiveCalls, usageSlot }),
    }) as const;

  test('are the trunk groups of the enterprise with a maximum, as they are now', () => {
    const configuration = configurationOf([
      lending('1', 'acme', 10, 4),
      lending('2', 'acme', null, 5),
      lending('3', 'other', 10, 6),
    ]);
    expect(configuration.lenders('acme')).toEqual([{ id: '1GRPTRUNK01', usageSlot: 4, maxActiveCalls: 10 }]);
    expect(configuration.lenders('nobody')).toEqual([]);
    const change = { complete: false, remove: [], invalidate: [] };
    configuration.apply({ ...change, generation: 2, upsert: [lending('2', 'acme', 7, 5)] });
    expect(configuration.lenders('acme').map(({ maxActiveCalls }) => maxActiveCalls)).toEqual([10, 7]);
  });
});
