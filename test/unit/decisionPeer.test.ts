import { describe, expect, test } from '@jest/globals';
import { decide } from '../../src/decision/decide';
import type { CallFacts } from '../../src/model/callFacts';
import type { ConfigurationUpsert } from '../../src/model/settings';
import { DirectoryCache } from '../../src/routing/directoryCache';
import {
  carrier,
  configurationOf,
  directoryEntries,
  enterprise,
  facts,
  route,
  screening,
  site,
  source,
  trunkGroup,
  user,
  inputsOf,
} from './decisionFixtures';

/* Four peers behind one address: two PBXs of acme, one of globex, a carrier. Each accepts unscreened calls. */
const here = ['127.0.0.1:5070'];
const unscreened = screening({ unscreenedCalls: 'allow' });
const east = trunkGroup('1', 'acme', { acceptFrom: here, screening: unscreened });
const west = trunkGroup('2', 'acme', { acceptFrom: here, screening: unscreened });
const globex = trunkGroup('3', 'globex', { acceptFrom: here, screening: unscreened });
const ada = user('Ada', '1', 'acme', { extension: '1001', number: '+12125550101' });
const ben = user('Ben', '2', 'acme', { extension: '1002', number: '+12125550102' });
const cy = user('Cy', '9', 'acme', { extension: '1003', number: '+12125550103' });
const gil = user('Gil', '3', 'globex', { extension: '1001', number: '+12125550301' });
const entries = directoryEntries([ada, ben, cy, gil]);

const peers = { east, west, globex };
const deployment = (names: readonly (keyof typeof peers | 'metro')[]): readonly ConfigurationUpsert[] => [
  { kind: 'enterprise', value: enterprise('acme') },
  { kind: 'enterprise', value: enterprise('globex') },
  ...names.flatMap((name): readonly ConfigurationUpsert[] =>
    name === 'metro'
      ? [{ kind: 'carrier', value: carrier('metro', { acceptFrom: here }) }]
      : site(peers[name]),
  ),
  { kind: 'carrier', value: carrier('exit') },
  { kind: 'outbound_route', value: route('world', '+', ['exit']) },
];

const identified = (
  call: CallFacts,
  upsert: readonly ConfigurationUpsert[],
): { peer: string; trace: string[]; fetches: number } => {
  const cache = new DirectoryCache(100);
  const configuration = configurationOf(upsert);
  for (let fetches = 0; fetches < 5; fetches += 1) {
    const decision = decide(call, inputsOf(configuration, cache));
    if (decision.kind === 'lookup') {
      const absent = decision.keys.map((key) => ({ key, value: null }));
      cache.fill({ generation: 1, entries: absent });
      cache.fill({ generation: 1, entries: entries.filter(({ key }) => decision.keys.includes(key)) });
      continue;
    }
    const parties =
      decision.kind === 'route'
        ? decision.route.parties
        : decision.kind === 'refuse'
          ? decision.parties
          : null;
    const failure = decision.kind === 'refuse' ? decision.failure : decision.kind;
    const trace = decision.trace.map(({ rule, result }) => `${rule}: ${result}`);
    return { peer: parties?.peer.name ?? failure, trace, fetches };
  }
  throw new Error('never decided');
};

const from = source(5070);

describe('peers that share an address', () => {
  test.each<[string, (keyof typeof peers | 'metro')[], CallFacts, string]>([
    [
      'trunk-group identity',
      ['east', 'west'],
      facts(from, 'x', '1003', { trunkGroupIdentities: ['2GRPTRUNK01'] }),
      west.name,
    ],
    [
      'trunk-group identity, whatever its case',
      ['east', 'west'],
      facts(from, 'x', '1003', { trunkGroupIdentities: ['2grptrunk01'] }),
      west.name,
    ],
    [
      'identity before the calling number',
      ['east', 'west'],
      facts(from, '1001', '1003', { trunkGroupIdentities: ['2GRPTRUNK01'] }),
      west.name,
    ],
    [
      'an identity nobody has decides nothing',
      ['east', 'west'],
      facts(from, '1001', '1003', { trunkGroupIdentities: ['other'] }),
      east.name,
    ],
    [
      'two identities leave the rest to the numbers',
      ['east', 'west', 'globex'],
      facts(from, '1002', '1003', { trunkGroupIdentities: [east.name, west.name] }),
      west.name,
    ],
    ["the calling number's group", ['east', 'west'], facts(from, '+12125550102', '+13125550111'), west.name],
    ["the calling extension's group", ['east', 'west'], facts(from, '1002', '+13125550111'), west.name],
    ["the calling number's enterprise", ['east', 'globex'], facts(from, '1003', '+13125550111'), east.name],
    [
      'an extension that both enterprises have: the called number',
      ['east', 'globex'],
      facts(from, '1001', '1002'),
      east.name,
    ],
    [
      "the called number's enterprise",
      ['east', 'globex'],
      facts(from, '+13125550111', '+12125550301'),
      globex.name,
    ],
    [
      'a foreign caller for one of ours: the carrier',
      ['east', 'west', 'metro'],
      facts(from, '+13125550111', '+12125550101'),
      'metro',
    ],
    [
      'our caller for one of ours: its trunk group',
      ['east', 'west', 'metro'],
      facts(from, '+12125550102', '+12125550101'),
      west.name,
    ],
    [
      'a foreign caller for a foreign number: no carrier',
      ['east', 'metro'],
      facts(from, '+13125550111', '+13125550122'),
      east.name,
    ],
    ['an extension: no carrier', ['east', 'metro'], facts(from, '+13125550111', '1002'), east.name],
    ['nothing tells', ['east', 'west'], facts(from, '+13125550111', '+13125550122'), 'ambiguous_peer'],
    [
      'a user of a third group of both',
      ['east', 'west'],
      facts(from, '1003', '+13125550122'),
      'ambiguous_peer',
    ],
    ['an emergency is not refused for it', ['east', 'west'], facts(from, '+13125550111', '911'), east.name],
  ])('%s', (_what, names, call, expected) => {
    const { peer, fetches } = identified(call, deployment(names));
    expect(peer).toBe(expected);
    expect(fetches).toBeLessThanOrEqual(1);
  });

  test('a tie names both in the trace', () => {
    const { trace } = identified(facts(from, '+13125550111', '+13125550122'), deployment(['east', 'west']));
    expect(trace).toEqual([
      'identify_peer: address and port 127.0.0.1:5070 is that of trunk group 1GRPTRUNK01, trunk group 2GRPTRUNK01',
      'identify_peer: cannot tell trunk group 1GRPTRUNK01 from trunk group 2GRPTRUNK01',
    ]);
  });

  test('a broken tie says what broke it', () => {
    const { trace } = identified(facts(from, '1002', '+13125550111'), deployment(['east', 'west']));
    expect(trace.slice(0, 2)).toEqual([
      'identify_peer: address and port 127.0.0.1:5070 is that of trunk group 1GRPTRUNK01, trunk group 2GRPTRUNK01',
      'identify_peer: trunk group 2GRPTRUNK01 by the calling number, a user of its group',
    ]);
  });
});

test('an unknown source is no call of anybody; the closest candidates are named', () => {
  const decision = decide(
    facts(source(5999), '1001', '1002'),
    inputsOf(configurationOf(deployment(['east'])), new DirectoryCache(10)),
  );
  expect(decision).toEqual({
    kind: 'unknown_peer',
    closest: ['trunk group 1GRPTRUNK01 at 127.0.0.1:5070 (same address, other port)'],
    trace: [{ rule: 'identify_peer', result: 'nobody sends from 127.0.0.1 port 5999 over udp' }],
  });
});

test('over TCP the port says nothing', () => {
  const { peer } = identified(
    facts(source(40_000, { transport: 'tcp' }), '1001', '1002'),
    deployment(['east']),
  );
  expect(peer).toBe(east.name);
});
