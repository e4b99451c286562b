import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import type { Lease, LeaseRequest } from '../../src/routing/ledger/ledger';
import type { LedgerTimes } from '../../src/routing/ledger/redis/ledgerScript';
import { eventually } from '../support/eventually';
import { ledgerAudit } from '../support/ledgerAudit';
import { describeWith } from '../support/programs';
import { RedisServer } from '../support/redis';
import { LedgerNode, newPrefix } from '../support/redisLedger';
import { TcpRelay } from '../support/tcpRelay';
import { fill, lendersOf, listed, request, slots } from './ledger/fixtures';

/** As in service, only faster; but nobody is given up, since a node that was may pass a limit (decisions.md 30). */
const times: LedgerTimes = { expiryMs: 60_000, restoreMs: 5_000, gatherMs: 50, beatMs: 20, patienceMs: 600 };
/** Cut off and back many times, in which calls wait so long. */
const quick: LedgerTimes = { ...times, patienceMs: 150 };
const ten = request('a1', 'incoming', { active: 10 });

/** One node, its way to Redis, and the leases it was given. */
interface Cuttable {
  readonly node: LedgerNode;
  readonly relay: TcpRelay;
  readonly live: Lease[];
}

describeWith('redis-server', 'limits while single nodes are cut off', () => {
  let redis: RedisServer;
  let prefix: string;
  let there: Cuttable[];

  beforeAll(async () => {
    redis = await RedisServer.start();
  });
  afterAll(() => redis.stop());
  beforeEach(() => {
    prefix = newPrefix();
    there = [];
  });
  afterEach(() => stop());

  const start = async (count: number, of = times): Promise<void> => {
    while (there.length < count) {
      const relay = await TcpRelay.start(redis.port);
      const node = new LedgerNode(`redis://127.0.0.1:${relay.port}`, prefix, of, slots);
      there.push({ node, relay, live: [] });
      await node.start();
    }
    await allTogether();
    // Each has seen that the others have seen it.
    await sleep(5 * times.beatMs);
  };
  const stop = async (): Promise<void> => {
    for (const { node, relay } of there) {
      await node.ledger.close(200);
      await relay.close();
    }
    there = [];
  };
  const at = (index: number): Cuttable => there[index] ?? raise();
  const allTogether = async (): Promise<void> => {
    for (const { node } of there) await node.together();
  };
  const release = ({ node, live }: Cuttable, count = live.length): void => {
    for (const lease of live.splice(0, count)) node.ledger.release(lease);
  };
  const fillAt = async (index: number, count: number, lease: LeaseRequest = ten): Promise<number> => {
    const got = await fill(at(index).node.ledger, lease, count);
    at(index).live.push(...got);
    return got.length;
  };
  /** Nothing is left, neither in Redis nor on any board. */
  const empty = async (): Promise<void> => {
    await allTogether();
    await eventually(async () => {
      for (const { node } of there) {
        expect(node.ledger.size()).toBe(0);
        for (const id of ['a1', 'a2'] as const)
          expect(node.board.trunkGroup(slots[id])).toMatchObject({ active: 0, borrowed: 0, lent: 0 });
        expect(node.board.enterprise(slots.a).active).toBe(0);
      }
      expect(await ledgerAudit(redis.url, prefix)).toEqual([]);
      const client = new Redis(redis.url);
      const left = await client.keys(`${prefix}own:*`);
      client.disconnect();
      expect(left).toEqual([]);
    }, 8_000);
  };

  test.each(['cut', 'silence'] as const)(
    'what a node may take by its last sight is kept for it from the first moment: %s',
    async (how) => {
      await start(2);
      at(0).relay[how]();
      // The other node asks at once, before anybody can know.
      expect(await fillAt(1, 20)).toBe(5);
      expect(await fillAt(0, 20)).toBe(5);
      at(0).relay.join();
      await allTogether();
      release(at(0), 3);
      await at(0).node.ledger.settled();
      expect(await fillAt(1, 20)).toBe(3);
    },
  );

  test('a node that filled up to the limit just before is believed: nothing is kept for it, and it takes nothing', async () => {
    await start(3);
    expect(await fillAt(0, 20)).toBe(10);
    at(0).relay.cut();
    await sleep(100);
    release(at(0), 4);
    // Redis does not hear of it.
    expect(await fillAt(1, 5)).toBe(0);
    expect(await fillAt(0, 20)).toBe(4);
  });

  test('of units that were set free after a node was cut off its part is kept too, until it is back', async () => {
    await start(2);
    expect(await fillAt(1, 10)).toBe(10);
    await sleep(5 * times.beatMs);
    at(0).relay.cut();
    release(at(1), 6);
    // It saw none free, but that is not remembered.
    expect(await fillAt(0, 20)).toBe(0);
    expect(await fillAt(1, 20)).toBe(3);
    at(0).relay.join();
    await allTogether();
    await eventually(async () => {
      await fillAt(1, 20);
      expect(at(1).live).toHaveLength(10);
    });
  });

  test('of a trunk group that may lend, what a node cut off may take there is not lent', async () => {
    await start(2);
    const bursting = {
      ...{ maxActiveCalls: 4, maxIncomingCalls: null, maxOutgoingCalls: null },
      lenders: () => lendersOf({ a1: 4, a2: 6 }),
    };
    const a1 = request('a1', 'incoming', { active: 4 }, false, bursting);
    at(0).relay.cut();
    await sleep(times.patienceMs);
    // 2 of its own 4 and 3 of the other's 6 are the other node's.
    expect(await fillAt(1, 20, a1)).toBe(2 + 3);
    expect(await fillAt(0, 20, request('a2', 'incoming', { active: 6 }))).toBe(3);
    expect(await fillAt(0, 20, a1)).toBe(2);
  });

  test('over any order of calls while nodes are cut off and come back, no limit is ever passed', async () => {
    const maxima = { a1: 6, a2: 6 };
    const limits = { enterprise: 10, incoming: 5, burst: 1, number: 3 };
    const bursting = {
      ...{ maxActiveCalls: limits.burst, maxIncomingCalls: null, maxOutgoingCalls: null },
      lenders: () => lendersOf(maxima),
    };
    const drawn = fc.record({
      id: fc.constantFrom('a1' as const, 'a2' as const),
      direction: fc.constantFrom('incoming' as const, 'outgoing' as const),
      bursts: fc.boolean(),
      isPoliced: fc.boolean(),
      isEmergency: fc.nat(9).map((each) => each === 0),
    });
    const leaseOf = ({ id, direction, bursts, isPoliced, isEmergency }: Drawn): LeaseRequest => ({
      ...request(
        id,
        direction,
        { active: maxima[id], incoming: limits.incoming, enterprise: limits.enterprise },
        isEmergency,
        bursts ? bursting : null,
      ),
      calledNumber: isPoliced ? { number: '+12125550101', maxCalls: limits.number } : null,
    });
    type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never;
    const step = fc.oneof(
      {
        weight: 10,
        arbitrary: fc.record({
          what: fc.constant('admit' as const),
          // At any of the nodes, at the same time.
          calls: fc.array(fc.record({ of: fc.nat(2), lease: drawn }), { minLength: 1, maxLength: 8 }),
        }),
      },
      {
        weight: 5,
        arbitrary: fc.record({ what: fc.constant('release' as const), of: fc.nat(2), count: fc.nat(5) }),
      },
      {
        weight: 3,
        arbitrary: fc.record({
          what: fc.constant('part' as const),
          of: fc.nat(2),
          how: fc.constantFrom('cut' as const, 'silence' as const),
        }),
      },
      { weight: 3, arbitrary: fc.record({ what: fc.constant('join' as const), of: fc.nat(2) }) },
      { weight: 2, arbitrary: fc.record({ what: fc.constant('pause' as const), ms: fc.nat(60) }) },
    );
    let callId = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 40 }), async (steps) => {
        await stop();
        prefix = newPrefix();
        await start(3, quick);
        const check = (): void => {
          const live = there.flatMap((each) => each.live).filter((lease) => !lease.request.emergency);
          const of = (id: string): Lease[] => live.filter((lease) => lease.request.trunkGroup?.id === id);
          expect(live.length).toBeLessThanOrEqual(limits.enterprise);
          for (const id of ['a1', 'a2'] as const) {
            expect(of(id).length).toBeLessThanOrEqual(maxima[id] + limits.burst);
            const incoming = of(id).filter((lease) => lease.request.trunkGroup?.direction === 'incoming');
            expect(incoming.length).toBeLessThanOrEqual(limits.incoming);
          }
          const policed = live.filter((lease) => lease.request.calledNumber !== null);
          expect(policed.length).toBeLessThanOrEqual(limits.number);
          expect(of('a1').length + of('a2').length).toBeLessThanOrEqual(maxima.a1 + maxima.a2);
        };
        const admit = async (of: number, lease: LeaseRequest): Promise<void> => {
          const asked = { callId: `call ${(callId += 1)}`, candidates: [[lease]], selection: listed };
          const { leases } = await at(of).node.ledger.admit(asked);
          at(of).live.push(...leases);
          check();
        };
        let parted = -1;
        for (const each of steps) {
          if (each.what === 'admit')
            await Promise.all(each.calls.map(({ of, lease }) => admit(of, leaseOf(lease))));
          else if (each.what === 'release') release(at(each.of), each.count);
          else if (each.what === 'pause') await sleep(each.ms);
          else if (each.what === 'join' || parted !== -1) {
            // One at a time is cut off.
            if (parted !== -1) at(parted).relay.join();
            parted = -1;
          } else {
            parted = each.of;
            at(parted).relay[each.how]();
          }
        }
        for (const each of there) {
          each.relay.join();
          release(each);
        }
        await empty();
      }),
      { numRuns: 25, endOnFailure: true },
    );
  }, 300_000);
});

function raise(): never {
  throw new Error('no such node');
}
