import { describe, expect, test } from '@jest/globals';
import { CallExplainer } from '../../src/calls/callExplainer';
import { decide, decideFrom } from '../../src/decision/decide';
import { decideNext } from '../../src/decision/nextRoute';
import { trunkLease } from '../../src/decision/leaseRequests';
import type { Arrival, CallExplanation, CallQuestion } from '../../src/model/callExplanation';
import type { DirectoryEntry, DirectoryKey } from '../../src/model/directory';
import type { ConfigurationUpsert } from '../../src/model/settings';
import { targetKey, type TargetHealthReport } from '../../src/model/targetHealth';
import { TimerWheel } from '../../src/model/timerWheel';
import { DirectoryCache } from '../../src/routing/directoryCache';
import { MemoryLedger } from '../../src/routing/ledger/memoryLedger';
import { UsageBoard } from '../../src/routing/ledger/usageBoard';
import { ManualClock } from '../support/switchboard';
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

const acme = enterprise('acme', { usageSlot: 0, maxActiveCalls: 4 });
const newYork = trunkGroup('0012345', 'acme', {
  acceptFrom: ['192.0.2.1:5060'],
  maxActiveCalls: 3,
  maxIncomingCalls: 1,
  maxOutgoingCalls: 2,
});
const boston = trunkGroup('0067890', 'acme', {
  acceptFrom: ['192.0.2.2'],
  maxActiveCalls: null,
  maxIncomingCalls: 2,
  maxOutgoingCalls: null,
  usageSlot: 2,
  pbx: [gateway(5071), gateway(5072, { priority: 2 })],
});
const ada = user('Ada', '0012345', 'acme', { extension: '1001', number: '+12125550101' });
const ben = user('Ben', '0067890', 'acme', {
  extension: '1002',
  number: '+12125550102',
  routingSchemeId: 'both',
});
const entries = directoryEntries([ada, ben]);

const entities: readonly ConfigurationUpsert[] = [
  { kind: 'enterprise', value: acme },
  ...site(newYork),
  ...site(boston),
  { kind: 'routing_scheme', value: scheme('both', 'acme', [newYork.id, boston.id], { maxReroutes: 1 }) },
  { kind: 'carrier', value: carrier('metro', { acceptFrom: ['198.51.100.0/24'], numberFormat: 'e164' }) },
  { kind: 'carrier', value: carrier('other', { acceptFrom: ['198.51.100.0/24'] }) },
  { kind: 'outbound_route', value: route('world', '+', ['metro', 'other']) },
  { kind: 'outbound_route', value: route('premium', '+1900', [], { block: 603 }) },
];

/** An explainer over the real decision, ledger and board, and what a call would use of them. */
function stage(
  options: {
    readonly unknownPeers?: 'reject' | 'silence';
    readonly broken?: boolean;
    readonly entities?: readonly ConfigurationUpsert[];
    readonly health?: readonly TargetHealthReport[];
  } = {},
) {
  const configuration = configurationOf(options.entities ?? entities);
  const directory = new DirectoryCache(100);
  const board = new UsageBoard();
  const ledger = new MemoryLedger(board);
  const clock = new ManualClock();
  const fetched: DirectoryKey[] = [];
  const errors: string[] = [];
  const say = (_fields: object, message: string): void => void errors.push(message);
  const explainer = new CallExplainer({
    configuration,
    ledger,
    usage: board,
    wheel: new TimerWheel(clock),
    lookupLog: { error: say },
    settings: {
      unknownPeers: options.unknownPeers ?? 'reject',
      retryAfterS: 1,
      overloadRetryAfterS: 1,
      waitLimitMs: 1_000,
    },
    decide: (call, peer, missing, at) => {
      const absent = { number: () => null, extension: () => null };
      const known = missing === 'ask' ? directory : absent;
      return peer === null
        ? decide(call, inputsOf(configuration, known, { at }))
        : decideFrom(peer, call, inputsOf(configuration, known, { at }));
    },
    decideNext: (after, result, at) => decideNext(after, result, inputsOf(configuration, directory, { at })),
    health: (target) =>
      options.health?.find((report) => targetKey(report.target) === targetKey(target)) ?? null,
    fetch: (keys) => {
      if (options.broken === true) return Promise.reject(new Error('the database is away'));
      fetched.push(...keys);
      directory.fill({
        generation: 1,
        entries: keys.map((key): DirectoryEntry => {
          const found = entries.find((entry) => entry.key === key);
          if (found !== undefined) return found;
          return key.startsWith('number:')
            ? { key: key as `number:${string}`, value: null }
            : { key: key as `extension:${string}:${string}`, value: null };
        }),
      });
      return Promise.resolve();
    },
  });
  const ask = async (
    from: string,
    to: string,
    arriving: Arrival,
    more: Partial<CallQuestion> = {},
  ): Promise<CallExplanation> => {
    const told = await explainer.explain({
      ...{ from, to, arriving, at: 1_700_000_000_000, asserted: null, private: false },
      trunkGroupIdentities: [],
      ...more,
    });
    if (told === null) throw new Error('no such peer');
    return told;
  };
  return { configuration, directory, board, ledger, explainer, ask, fetched, errors };
}

const on = (name: string): Arrival => ({ kind: 'peer', name });
const from = (address: string, port = 5060): Arrival => ({
  kind: 'source',
  source: source(port, { address }),
});

describe('a call explained', () => {
  test('off-net: who it belongs to, carriers with addresses and numbers, limits now', async () => {
    const { ask } = stage();
    expect(await ask('1001', '13125550111', on(newYork.id))).toMatchObject({
      at: 1_700_000_000_000,
      outcome: 'routed',
      peer: { kind: 'trunk_group', id: newYork.id },
      peers: [],
      direction: 'originating',
      enterprise: { id: 'acme' },
      user: { name: 'Ada' },
      calledUser: null,
      callingNumber: '+12125550101',
      calledNumber: '+13125550111',
      dialled: '13125550111',
      emergency: null,
      limits: [
        { scope: { kind: 'trunk_group', id: newYork.id }, limit: 'max_active_calls', maximum: 3, inUse: 0 },
        { scope: { kind: 'trunk_group' }, limit: 'max_outgoing_calls', maximum: 2, inUse: 0 },
        { scope: { kind: 'enterprise', name: 'acme' }, limit: 'max_active_calls', maximum: 4, inUse: 0 },
      ],
      candidates: [
        {
          destination: { name: 'metro' },
          addresses: ['127.0.0.1:5080;udp'],
          requestUser: '13125550111',
          presented: { from: '12125550101', asserted: '12125550101' },
          limits: [],
          full: null,
        },
        { destination: { name: 'other' }, requestUser: '+13125550111' },
      ],
      first: { kind: 'carrier', name: 'metro' },
      maxReroutes: 1,
      answer: null,
      trace: [
        { rule: 'identify_peer', result: `trunk group ${newYork.id}, as given` },
        { rule: 'screening' },
        { rule: 'called_number' },
        { rule: 'outbound_route' },
      ],
    });
  });

  test('the trace is that of the call itself', async () => {
    const { ask, configuration, directory } = stage();
    const told = await ask('1001', '1002', from('192.0.2.1'));
    const call = facts(source(5060, { address: '192.0.2.1' }), '1001', '1002');
    const decision = decide(call, inputsOf(configuration, directory));
    expect(decision.kind).toBe('route');
    expect(told.trace).toEqual(decision.kind === 'route' ? decision.trace : []);
    expect(told).toMatchObject({ calledUser: { name: 'Ben' }, maxReroutes: 1 });
  });

  test('a full candidate says which limit; the next one would be first; nothing is admitted by asking', async () => {
    const { ask, ledger, board, configuration } = stage();
    const lease = trunkLease(configuration, newYork, acme, 'incoming', false);
    const { leases } = await ledger.admit({
      callId: 'a call',
      candidates: [[lease]],
      selection: { kind: 'listed' },
    });
    const before = board.trunkGroup(1);
    const known = await ask('+14155550100', '+12125550102', on('METRO'));
    expect(known).toMatchObject({
      outcome: 'routed',
      direction: 'terminating',
      peer: { kind: 'carrier', name: 'metro' },
      user: { name: 'Ben' },
      limits: [],
      candidates: [
        {
          destination: { id: newYork.id },
          limits: [
            { limit: 'max_active_calls', maximum: 3, inUse: 1 },
            { limit: 'max_incoming_calls', maximum: 1, inUse: 1 },
            { scope: { kind: 'enterprise' }, maximum: 4, inUse: 1 },
          ],
          full: { scope: { kind: 'trunk_group', id: newYork.id }, limit: 'max_incoming_calls', maximum: 1 },
        },
        {
          destination: { id: boston.id },
          addresses: ['127.0.0.1:5071;udp', '127.0.0.1:5072;udp'],
          full: null,
        },
      ],
      first: { id: boston.id },
    });
    expect(ledger.size()).toBe(1);
    expect(board.trunkGroup(1)).toEqual(before);
    for (const each of leases) ledger.release(each);
    expect((await ask('+14155550100', '+12125550102', on('metro'))).first).toMatchObject({ id: newYork.id });
    expect(ledger.size()).toBe(0);
  });

  test('everybody full: 503 with cause 34', async () => {
    const { ask, ledger, configuration } = stage();
    const lease = trunkLease(configuration, newYork, acme, 'outgoing', false);
    for (const callId of ['one', 'two']) {
      await ledger.admit({ callId, candidates: [[lease]], selection: { kind: 'listed' } });
    }
    expect(await ask('1001', '+13125550111', on(newYork.id))).toMatchObject({
      outcome: 'over_capacity',
      first: null,
      candidates: [{ full: { limit: 'max_outgoing_calls' } }, { full: { limit: 'max_outgoing_calls' } }],
      answer: { failure: 'over_capacity', status: 503, q850Cause: 34 },
    });
    expect(await ask('1001', 'urn:service:sos', on(newYork.id))).toMatchObject({
      outcome: 'routed',
      emergency: { callbackNumber: '+12125550101', noEmergencyRoute: true },
      limits: [],
      candidates: [{ requestUser: 'urn:service:sos', full: null }, {}],
    });
  });

  test('a refusal with the answer the caller would get', async () => {
    const { ask } = stage();
    expect(await ask('1001', '+19005550100', on(newYork.id))).toMatchObject({
      outcome: 'refused',
      candidates: [],
      answer: { failure: 'route_blocked', status: 603, reason: 'Decline', q850Cause: 21 },
    });
    expect(await ask('+14155550100', '+13125550111', on(newYork.id))).toMatchObject({
      outcome: 'refused',
      answer: { failure: 'unscreened_caller', status: 403 },
    });
    expect(
      await ask('+14155550100', '+13125550111', on(newYork.id), { asserted: 'tel:+12125550101' }),
    ).toMatchObject({ outcome: 'routed', user: { name: 'Ada' } });
  });

  test('a private caller is anonymous', async () => {
    const { ask } = stage();
    const told = await ask('1001', '+13125550111', on(newYork.id), { private: true });
    expect(told.candidates[0]?.presented).toEqual({
      ...{ from: null, display: null, asserted: null, privacy: false },
    });
  });

  test('which peer a source is, and why not the others', async () => {
    const { ask } = stage();
    const told = await ask('1001', '+13125550111', from('192.0.2.1'));
    expect(told).toMatchObject({
      peer: { id: newYork.id },
      peers: [
        { peer: { id: newYork.id }, matched: true, reason: 'matches 192.0.2.1:5060' },
        { peer: { id: boston.id }, matched: false, reason: '192.0.2.2 is another address' },
      ],
    });
    const unknown = await ask('1001', '+13125550111', from('192.0.2.9'));
    expect(unknown).toMatchObject({
      outcome: 'unknown_peer',
      peer: null,
      answer: { failure: 'unknown_peer', status: 403 },
    });
    expect(unknown.peers.map(({ matched }) => matched)).toEqual([false, false]);
    const tied = await ask('+14155550100', '+12125550102', from('198.51.100.7'));
    expect(tied).toMatchObject({ outcome: 'refused', peer: null, answer: { failure: 'ambiguous_peer' } });
    expect(tied.peers.map(({ reason }) => reason)).toEqual([
      'matches 198.51.100.0/24, one of 2 that do',
      'matches 198.51.100.0/24, one of 2 that do',
    ]);
    const silent = await stage({ unknownPeers: 'silence' }).ask('1001', '1', from('203.0.113.1'));
    expect(silent).toMatchObject({ outcome: 'unknown_peer', answer: null, peers: [] });
  });

  test('what comes next when nobody takes it, way by way, to the answer', async () => {
    const elsewhere: readonly ConfigurationUpsert[] = [
      { kind: 'enterprise', value: acme },
      ...site({
        ...newYork,
        capacityExceeded: { action: 'forward', number: '1001' },
        unreachableDestination: { action: 'reroute', trunkGroupId: boston.id },
      }),
      ...site({ ...boston, unreachableDestination: { action: 'reroute', trunkGroupId: newYork.id } }),
      ...entities.filter(({ kind }) => kind === 'carrier' || kind === 'outbound_route'),
      {
        kind: 'routing_scheme',
        value: scheme('both', 'acme', [newYork.id], { exhaustForwardTo: '+13125550111' }),
      },
    ];
    const { ask, fetched } = stage({ entities: elsewhere });
    const told = await ask('+14155550100', '+12125550102', on('metro'));
    const way = (when: string): unknown => {
      const failure = told.failures.find((each) => each.when === when);
      return {
        steps: failure?.steps.map(({ forwardedTo, candidates }) => ({
          to: forwardedTo && (forwardedTo.user?.name ?? forwardedTo.number),
          asked: candidates.map(({ destination }) => destination.name),
        })),
        status: failure?.answer.status,
        cause: failure?.answer.q850Cause,
      };
    };
    const exhaust = { to: '+13125550111', asked: ['metro', 'other'] };
    expect(told.failures.map(({ when }) => when)).toEqual(['full', 'unreachable', 'busy', 'no_answer']);
    // The scheme's exhaust action, then that of the trunk group asked first; none twice.
    expect(way('unreachable')).toEqual({
      steps: [exhaust, { to: 'Ben', asked: [boston.name] }],
      status: 480,
      cause: 27,
    });
    expect(way('full')).toEqual({
      steps: [exhaust, { to: 'Ada', asked: [newYork.name] }],
      // Her own trunk group is full for that reason too, and sends the call to her once more.
      status: 482,
      cause: 25,
    });
    expect(way('busy')).toEqual({ steps: [], status: 486, cause: 17 });
    expect(way('no_answer')).toEqual({ steps: [], status: 480, cause: 19 });
    expect(fetched).toContain('extension:acme:1001');
  });

  test('everybody full now, and the call goes on from there: the answer is not settled', async () => {
    const withExhaust: readonly ConfigurationUpsert[] = entities.map((each) =>
      each.kind === 'routing_scheme' && each.value.id === 'both'
        ? { kind: 'routing_scheme', value: { ...each.value, exhaustForwardTo: '+13125550111' } }
        : each,
    );
    const { ask, ledger, configuration } = stage({ entities: withExhaust });
    for (const group of [newYork, boston, boston]) {
      const lease = trunkLease(configuration, group, acme, 'incoming', false);
      await ledger.admit({ callId: group.id, candidates: [[lease]], selection: { kind: 'listed' } });
    }
    const told = await ask('+14155550100', '+12125550102', on('metro'));
    expect(told).toMatchObject({ outcome: 'over_capacity', first: null, answer: null });
    expect(told.failures[0]).toMatchObject({
      when: 'full',
      steps: [{ forwardedTo: { number: '+13125550111' } }],
    });
  });

  test('a trunk group that forwards all is asked, not rung: what follows is where it sends them', async () => {
    const forwarding: readonly ConfigurationUpsert[] = [
      ...entities.filter((each) => each.kind !== 'trunk_group' || each.value.id !== newYork.id),
      {
        kind: 'trunk_group',
        value: { ...newYork, forwardAll: { action: 'forward', number: '+13125550111' } },
      },
    ];
    const told = await stage({ entities: forwarding }).ask('+14155550100', '+12125550101', on('metro'));
    expect(told.candidates).toMatchObject([{ destination: { id: newYork.id }, forwardsAll: true }]);
    expect(told.failures.find(({ when }) => when === 'busy')).toMatchObject({
      steps: [{ forwardedTo: { user: null, number: '+13125550111', reason: 'unconditional' } }],
      answer: { status: 486 },
    });
  });

  test('the health of each address, of those passed over too', async () => {
    const address = { lastProbeAt: null, latencyMs: null };
    const { ask } = stage({
      health: [
        {
          target: { kind: 'trunk_group', id: boston.id, name: boston.name },
          ...{ state: 'available', since: null },
          addresses: [
            { ...address, address: '127.0.0.1:5071;udp', state: 'available', since: null, lastResponse: 200 },
            { ...address, address: '127.0.0.9:5071;udp', state: 'unavailable', since: 7, lastResponse: 408 },
          ],
        },
      ],
    });
    const told = await ask('+14155550100', '+12125550102', on('metro'));
    expect(told.candidates.map(({ health }) => health)).toEqual([
      [{ address: '127.0.0.1:5070;udp', isTried: true, state: null, since: null, lastResponse: null }],
      [
        { address: '127.0.0.1:5071;udp', isTried: true, state: 'available', since: null, lastResponse: 200 },
        { address: '127.0.0.1:5072;udp', isTried: true, state: null, since: null, lastResponse: null },
        { address: '127.0.0.9:5071;udp', isTried: false, state: 'unavailable', since: 7, lastResponse: 408 },
      ],
    ]);
  });

  test('nobody of the name given', async () => {
    const { explainer } = stage();
    const question = { from: '1', to: '2', at: 0, asserted: null, private: false, trunkGroupIdentities: [] };
    expect(await explainer.explain({ ...question, arriving: on('nobody') })).toBeNull();
  });

  test('asks the directory as a call does; without it says so', async () => {
    const { ask, fetched } = stage();
    await ask('1001', '1002', on(newYork.id));
    expect(fetched).toEqual(['extension:acme:1001', 'extension:acme:1002']);
    const broken = stage({ broken: true });
    expect(await broken.ask('1001', '1002', on(newYork.id))).toMatchObject({
      outcome: 'refused',
      answer: { failure: 'internal_error', status: 500 },
    });
    expect(broken.errors).toEqual(['users and numbers of a call cannot be read']);
  });
});
