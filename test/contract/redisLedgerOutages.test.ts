import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
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
import { fill, lendersOf, listed, request, slots, type TrunkGroupId } from './ledger/fixtures';

/** As in service, only faster. */
const times: LedgerTimes = {
  ...{ expiryMs: 1_500, restoreMs: 3_000, gatherMs: 150, beatMs: 20 },
  patienceMs: 500,
};
const ten = request('a1', 'incoming', { active: 10 });
/** Longer than calls wait for Redis, shorter than the expiry. */
const lost = (): Promise<void> => sleep(times.patienceMs + 100);

describeWith('redis-server', 'the ledger of several nodes', () => {
  let redis: RedisServer;
  let prefix: string;
  let nodes: LedgerNode[];
  let relays: TcpRelay[];

  beforeEach(async () => {
    redis = await RedisServer.start();
    prefix = newPrefix();
    nodes = [];
    relays = [];
  });
  afterEach(async () => {
    await Promise.all(nodes.map((node) => node.ledger.close(500)));
    for (const relay of relays) await relay.close();
    await redis.stop();
  });

  const start = async (count: number, of: LedgerTimes = times): Promise<LedgerNode[]> => {
    const started = await Promise.all(
      Array.from({ length: count }, () => new LedgerNode(redis.url, prefix, of, slots).start()),
    );
    nodes.push(...started);
    return started;
  };
  /** A node whose way to Redis can be cut. */
  const startBehindRelay = async (): Promise<{ readonly node: LedgerNode; readonly relay: TcpRelay }> => {
    const relay = await TcpRelay.start(redis.port);
    relays.push(relay);
    const node = await new LedgerNode(`redis://127.0.0.1:${relay.port}`, prefix, times, slots).start();
    nodes.push(node);
    return { node, relay };
  };
  const admit = async (node: LedgerNode | undefined, lease: LeaseRequest = ten): Promise<Lease[]> =>
    node === undefined ? [] : await fill(node.ledger, lease, 1);
  const active = (node: LedgerNode | undefined, id: TrunkGroupId = 'a1'): number =>
    node?.board.trunkGroup(slots[id]).active ?? -1;
  const together = async (...those: readonly LedgerNode[]): Promise<void> => {
    for (const node of those) await node.together();
  };
  /** Nothing is left: neither in Redis nor on any board. */
  const empty = async (): Promise<void> => {
    await eventually(async () => {
      for (const node of nodes) {
        expect(node.ledger.size()).toBe(0);
        expect(node.ledger.isTogether).toBe(true);
        expect(node.board.trunkGroup(slots.a1)).toMatchObject({
          active: 0,
          borrowed: 0,
          lent: 0,
          emergency: 0,
        });
      }
      expect(await ledgerAudit(redis.url, prefix)).toEqual([]);
      const client = new Redis(redis.url);
      const left = await client.keys(`${prefix}own:*`);
      client.disconnect();
      expect(left).toEqual([]);
    }, 8_000);
  };
  const release = (node: LedgerNode | undefined, leases: readonly Lease[]): void => {
    for (const lease of leases) node?.ledger.release(lease);
  };

  test('three nodes at once: exactly the maximum, and every board shows it', async () => {
    const three = await start(3);
    const leases = await Promise.all(three.map((node) => fill(node.ledger, ten, 20)));
    expect(leases.flat()).toHaveLength(10);
    await eventually(() => {
      for (const node of three) {
        expect(node.board.trunkGroup(slots.a1)).toMatchObject({ active: 10, incoming: 10, rejected: 50 });
        expect(node.board.enterprise(slots.a).active).toBe(10);
      }
    }, 250);
    three.forEach((node, index) => {
      release(node, leases[index] ?? []);
    });
    await empty();
  });

  test('round robin, shares and most idle hold across nodes', async () => {
    const [one, two] = await start(2);
    const all = (['a1', 'a2', 'a3'] as const).map((id) => [request(id, 'incoming')]);
    const where = async (
      node: LedgerNode | undefined,
      selection: Parameters<LedgerNode['ledger']['admit']>[0]['selection'],
    ) => {
      const admission = await node?.ledger.admit({ callId: 'x', candidates: all, selection });
      return admission?.leases[0]?.request.trunkGroup?.id;
    };
    const members = ['a1', 'a2', 'a3'];
    one?.ledger.answered('s', 'a1');
    await one?.ledger.settled();
    expect(await where(two, { kind: 'after_last_answered', schemeId: 's', members })).toBe('a2');
    expect(await where(one, { kind: 'most_idle' })).toBe('a1');
    expect(await where(two, { kind: 'most_idle' })).toBe('a3');
    const counts: Record<string, number> = {};
    for (let call = 0; call < 100; call += 1) {
      const id = await where(call % 2 === 0 ? one : two, {
        kind: 'shares',
        schemeId: 'p',
        percents: [60, 30, 10],
      });
      counts[id ?? ''] = (counts[id ?? ''] ?? 0) + 1;
    }
    expect(counts).toEqual({ a1: 60, a2: 30, a3: 10 });
  });

  test('a node that dies: its leases and its loans are free after the expiry, not before', async () => {
    const [one, two] = await start(2);
    const maxima = { a1: 10, a2: 10 };
    const bursting = {
      maxActiveCalls: 2,
      maxIncomingCalls: null,
      maxOutgoingCalls: null,
      lenders: () => lendersOf(maxima),
    };
    const bursts = request('a1', 'incoming', { active: 10 }, false, bursting);
    expect(await fill(one?.ledger ?? raise(), bursts, 12)).toHaveLength(12);
    await one?.kill();
    nodes = nodes.filter((node) => node !== one);
    const killedAt = performance.now();
    expect(await admit(two)).toHaveLength(0);
    await eventually(async () => expect(await admit(two)).toHaveLength(1), 3_000);
    const after = performance.now() - killedAt;
    expect(after).toBeGreaterThan(times.expiryMs - 100);
    await eventually(() => {
      expect(two?.board.trunkGroup(slots.a2)).toMatchObject({ active: 0, lent: 0 });
      expect(active(two)).toBe(1);
    }, 1_000);
  });

  test('a connection that breaks: calls wait for it to come back, and all stays exact', async () => {
    const [{ node: one, relay }, [two]] = [await startBehindRelay(), await start(1)];
    const held = await fill(one.ledger, ten, 4);
    relay.cut();
    const during = fill(one.ledger, ten, 20);
    release(one, held.slice(0, 2));
    relay.join();
    const got = await during;
    expect(got.length + 2).toBe(10);
    expect(await admit(two)).toHaveLength(0);
    release(one, [...held, ...got]);
    await empty();
  });

  test('an answer that never came leaves no lease behind', async () => {
    const { node, relay } = await startBehindRelay();
    const held = await fill(node.ledger, ten, 4);
    // What was asked is run, but the answers are swallowed.
    relay.silence();
    const during = fill(node.ledger, ten, 3);
    await lost();
    relay.join();
    const got = await during;
    expect(got.length).toBeLessThanOrEqual(3);
    await together(node);
    await eventually(() => {
      expect(active(node)).toBe(held.length + got.length);
    }, 1_000);
    release(node, [...held, ...got]);
    await empty();
  });

  test('without Redis a node admits its own and its share of what was free; emergency calls always', async () => {
    const [one, two] = await start(2);
    const held = [await fill(one?.ledger ?? raise(), ten, 2), await fill(two?.ledger ?? raise(), ten, 1)];
    await sleep(100);
    await redis.crash();
    await lost();
    const more = await Promise.all([one, two].map((node) => fill(node?.ledger ?? raise(), ten, 10)));
    // 7 were free: 3 each.
    expect(more.map((leases) => leases.length)).toEqual([3, 3]);
    expect(active(one)).toBe(6);
    release(one, held[0]?.slice(0, 1) ?? []);
    expect(await admit(one)).toHaveLength(1);
    expect(await admit(one)).toHaveLength(0);
    const emergency = await admit(one, request('a1', 'outgoing', { active: 0 }, true));
    expect(emergency).toHaveLength(1);
    expect(await admit(one, request('a2', 'incoming'))).toHaveLength(1);
    const refused = await one?.ledger.admit({ callId: 'x', candidates: [[ten]], selection: listed });
    expect(refused?.refusals).toMatchObject([{ limit: 'max_active_calls', maximum: 10 }]);

    await redis.resume();
    await together(...nodes);
    await eventually(() => {
      for (const node of nodes) expect(active(node)).toBe(9);
    }, 1_000);
    expect((await Promise.all(nodes.map((node) => fill(node.ledger, ten, 5)))).flat()).toHaveLength(1);
  });

  test('a Redis that was emptied is filled again, loans included, and nothing is admitted beyond', async () => {
    const [one, two] = await start(2);
    const maxima = { a1: 10, a2: 10 };
    const bursting = {
      maxActiveCalls: 2,
      maxIncomingCalls: null,
      maxOutgoingCalls: null,
      lenders: () => lendersOf(maxima),
    };
    const a1 = request('a1', 'incoming', { active: 10 }, false, bursting);
    const a2 = request('a2', 'incoming', { active: 10 }, false, bursting);
    const held = [await fill(one?.ledger ?? raise(), a1, 12), await fill(two?.ledger ?? raise(), a2, 10)];
    expect(held.map((leases) => leases.length)).toEqual([12, 8]);
    const client = new Redis(redis.url);
    await client.flushall();
    client.disconnect();
    const during = await Promise.all([
      fill(one?.ledger ?? raise(), a1, 5),
      fill(two?.ledger ?? raise(), a2, 5),
    ]);
    expect(during.flat()).toEqual([]);
    await eventually(async () => {
      await together(...nodes);
      for (const node of nodes) {
        expect(node.board.trunkGroup(slots.a1)).toMatchObject({ active: 12, borrowed: 2 });
        expect(node.board.trunkGroup(slots.a2)).toMatchObject({ active: 8, lent: 2 });
      }
    }, 3_000);
    expect(await admit(two, a2)).toHaveLength(0);
    release(one, held[0] ?? []);
    release(two, held[1] ?? []);
    await empty();
  });

  test('an emptied Redis waits for a node that is known and away, but not for ever', async () => {
    const [{ node: one, relay }, [two]] = [await startBehindRelay(), await start(1)];
    await fill(one.ledger, ten, 4);
    await sleep(100);
    relay.cut();
    const client = new Redis(redis.url);
    await client.flushall();
    client.disconnect();
    await sleep(times.gatherMs + times.patienceMs + 300);
    expect(two?.ledger.isTogether).toBe(false);
    // 6 were free: 3 of them are this node's.
    expect(await fill(two?.ledger ?? raise(), ten, 10)).toHaveLength(3);
    await together(two ?? raise());
  });

  test('a node taken for dead enters its calls again, above the maximum, and none is admitted until below', async () => {
    const [{ node: one, relay }, [two]] = [await startBehindRelay(), await start(1)];
    const held = await fill(one.ledger, ten, 8);
    await eventually(() => {
      expect(active(two)).toBe(8);
    });
    relay.cut();
    await eventually(() => {
      expect(active(two)).toBe(0);
    }, 5_000);
    const others = await fill(two?.ledger ?? raise(), ten, 8);
    expect(others).toHaveLength(8);
    relay.join();
    await together(one);
    await eventually(() => {
      expect([active(one), active(two)]).toEqual([16, 16]);
    }, 1_000);
    release(one, held.slice(0, 6));
    expect(await admit(two)).toHaveLength(0);
    release(one, held.slice(6, 7));
    await one.ledger.settled();
    expect(await admit(two)).toHaveLength(1);
  });

  test('after Redis itself stood still nobody is taken for dead', async () => {
    const three = await start(3);
    const held = await Promise.all(three.map((node) => fill(node.ledger, ten, 3)));
    redis.freeze();
    await sleep(2 * times.expiryMs);
    redis.thaw();
    await together(...three);
    await sleep(100);
    for (const node of three) expect(active(node)).toBe(9);
    three.forEach((node, index) => {
      release(node, held[index] ?? []);
    });
    await empty();
  });

  test('a node that never saw Redis admits what has no limit, and emergency calls', async () => {
    await redis.crash();
    const node = new LedgerNode(redis.url, prefix, times, slots);
    nodes.push(node);
    await node.ledger.start(100);
    await lost();
    expect(await admit(node)).toHaveLength(0);
    expect(await admit(node, request('a1', 'outgoing', { active: 10 }, true))).toHaveLength(1);
    expect(await admit(node, request('a1', 'incoming'))).toHaveLength(1);
    await eventually(() => {
      expect(node.heard.some((line) => line.startsWith('alone: '))).toBe(true);
    }, 1_000);
    await redis.resume();
    await together(node);
    expect(await fill(node.ledger, ten, 12)).toHaveLength(9);
  });

  test('a server that forgot its scripts gets them again', async () => {
    const [one] = await start(1);
    const client = new Redis(redis.url);
    await client.script('FLUSH');
    client.disconnect();
    expect(await fill(one?.ledger ?? raise(), ten, 12)).toHaveLength(10);
  });

  test('what was lost in Redis, and what is there too much, is put right', async () => {
    const [one] = await start(1);
    const held = await fill(one?.ledger ?? raise(), ten, 3);
    const client = new Redis(redis.url);
    const key = `${prefix}own:${one?.id ?? ''}/0`;
    const [field = '', record = ''] = Object.entries(await client.hgetall(key))[0] ?? [];
    await client
      .multi()
      .hset(key, '999', record)
      .hincrby(`${prefix}t:a1`, 'i', 1)
      .incr(`${prefix}e:a`)
      .exec();
    await eventually(async () => expect(await client.hkeys(key)).toHaveLength(3), 1_000);
    await client.multi().hdel(key, field).hincrby(`${prefix}t:a1`, 'i', -1).decr(`${prefix}e:a`).exec();
    await eventually(async () => expect(await client.hkeys(key)).toHaveLength(3), 1_000);
    client.disconnect();
    release(one, held);
    await empty();
  });

  test('over any order of calls, broken connections, emptied and standing servers and dying nodes', async () => {
    const step = fc.oneof(
      {
        weight: 12,
        arbitrary: fc.record({
          what: fc.constant('admit' as const),
          of: fc.nat(2),
          count: fc.integer({ min: 1, max: 4 }),
        }),
      },
      {
        weight: 8,
        arbitrary: fc.record({
          what: fc.constant('release' as const),
          of: fc.nat(2),
          count: fc.integer({ min: 1, max: 4 }),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ what: fc.constant('break' as const), of: fc.nat(2), count: fc.constant(0) }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          what: fc.constant('flush' as const),
          of: fc.constant(0),
          count: fc.constant(0),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          what: fc.constant('stand' as const),
          of: fc.constant(0),
          count: fc.constant(0),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ what: fc.constant('die' as const), of: fc.nat(2), count: fc.constant(0) }),
      },
    );
    const maxima = { a1: 5, a2: 5 };
    const bursting = {
      maxActiveCalls: 1,
      maxIncomingCalls: null,
      maxOutgoingCalls: null,
      lenders: () => lendersOf(maxima),
    };
    const requests = (['a1', 'a2'] as const).map((id) =>
      request(id, 'incoming', { active: 5 }, false, bursting),
    );
    const client = new Redis(redis.url);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        await Promise.all(nodes.map((node) => node.kill()));
        nodes = [];
        prefix = newPrefix();
        const here = await Promise.all([startBehindRelay(), startBehindRelay(), startBehindRelay()]);
        const live = here.map((): Lease[] => []);
        for (const { what, of, count } of steps) {
          const at = here[of];
          const own = live[of];
          if (at === undefined || own === undefined) continue;
          if (what === 'admit') {
            const admissions = await Promise.all(
              Array.from({ length: count }, (_, nth) => admit(at.node, requests[nth % 2] ?? ten)),
            );
            own.push(...admissions.flat());
          } else if (what === 'release') release(at.node, own.splice(0, count));
          else if (what === 'break') {
            at.relay.cut();
            at.relay.join();
          } else if (what === 'flush') {
            // What was admitted within the last beat the others have not seen.
            await sleep(5 * times.beatMs);
            await client.flushall();
          } else if (what === 'stand') {
            redis.freeze();
            await sleep(50);
            redis.thaw();
          } else {
            await at.node.kill();
            own.length = 0;
            nodes = nodes.filter((node) => node !== at.node);
            here[of] = await startBehindRelay();
          }
          const all = live.flat();
          expect(all.length).toBeLessThanOrEqual(10);
          for (const id of ['a1', 'a2'])
            expect(all.filter((lease) => lease.request.trunkGroup?.id === id).length).toBeLessThanOrEqual(6);
        }
        here.forEach(({ node }, index) => {
          release(node, live[index] ?? []);
        });
        await empty();
        await Promise.all(here.map(({ node }) => node.ledger.close(500)));
        nodes = [];
      }),
      { numRuns: 6, endOnFailure: true },
    );
    client.disconnect();
  }, 120_000);
});

function raise(): never {
  throw new Error('no such node');
}
