import { describe, expect, test } from '@jest/globals';
import { CallExplainer } from '../../src/calls/callExplainer';
import { decide, decideFrom } from '../../src/decision/decide';
import { decideNext } from '../../src/decision/nextRoute';
import { trunkLease } from '../../src/decision/leaseRequests';
import type { Arrival, CallExplanation, CallQuestion } from '../../src/model/callExplanation';
import type { DirectoryEntry, DirectoryKey } from '../../src/model/directory';
import type { ConfigurationUpsert } from '../../src/model/settings';
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
function stage(options: { readonly unknownPeers?: 'reject' | 'silence'; readonly broken?: boolean } = {}) {
  const configuration = configurationOf(entities);
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
    log: { info: say, warn: say, error: say },
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
