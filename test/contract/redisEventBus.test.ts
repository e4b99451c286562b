import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { RedisEventBus } from '../../src/events/redis/redisEventBus';
import { eventually } from '../support/eventually';
import { describeWith } from '../support/programs';
import { RedisServer } from '../support/redis';
import { TcpRelay } from '../support/tcpRelay';
import { eventBusContract, type TestEvents } from './eventBus.contract';

interface End {
  readonly relay: TcpRelay;
  readonly bus: RedisEventBus<TestEvents>;
  /** What was said of the way to Redis; null: reached. */
  readonly states: (string | null)[];
  readonly faults: unknown[];
}

async function startEnd(
  redis: RedisServer,
  prefix: string,
  node: string,
  onFault?: (error: unknown) => void,
): Promise<End> {
  const relay = await TcpRelay.start(redis.port);
  const setting = { url: `redis://127.0.0.1:${relay.port}`, prefix, node };
  const states: (string | null)[] = [];
  const faults: unknown[] = [];
  const bus = new RedisEventBus<TestEvents>(setting, {
    onFault: onFault ?? ((error) => faults.push(error)),
    onState: (error) => states.push(error?.message ?? null),
  });
  await bus.untilJoined(5_000);
  return { relay, bus, states, faults };
}

const untilJoined = (isJoined: boolean, ...ends: readonly End[]): Promise<void> =>
  eventually(() => {
    if (ends.some(({ bus }) => bus.isJoined !== isJoined)) throw new Error(`not yet ${isJoined}`);
  }, 12_000);

async function stopEnds(ends: readonly End[]): Promise<void> {
  for (const { relay, bus } of ends) {
    await bus.close();
    await relay.close();
  }
}

describeWith('redis-server', 'over Redis', () => {
  let redis: RedisServer;
  let turn = 0;
  const nextPrefix = (): string => `test${(turn += 1)}`;
  beforeAll(async () => {
    redis = await RedisServer.start();
  }, 30_000);
  afterAll(() => redis.stop());

  // Each end has a way to Redis of its own.
  eventBusContract('between nodes', async (onFault) => {
    const prefix = nextPrefix();
    const ends = [
      await startEnd(redis, prefix, 'one', onFault),
      await startEnd(redis, prefix, 'other', onFault),
    ] as const;
    const [one, other] = ends;
    return {
      one: one.bus,
      other: other.bus,
      cut: async () => {
        for (const { relay } of ends) relay.cut();
        await untilJoined(false, ...ends);
      },
      join: async () => {
        for (const { relay } of ends) relay.join();
        await untilJoined(true, ...ends);
      },
      close: () => stopEnds(ends),
    };
  });

  describe('nodes', () => {
    let ends: End[] = [];
    afterEach(async () => {
      await stopEnds(ends);
      ends = [];
    });
    const start = async (prefix: string, ...names: readonly string[]): Promise<readonly End[]> => {
      for (const name of names) ends.push(await startEnd(redis, prefix, name));
      return ends;
    };
    /** Counts events and gaps of `count`. */
    const follow = async ({ bus }: End) => {
      const seen = { numbers: [] as number[], gaps: 0 };
      await bus.subscribe('count', {
        event: (number) => seen.numbers.push(number),
        gap: () => (seen.gaps += 1),
      });
      return seen;
    };

    test('know of each other as they come, say goodbye, or fall silent', async () => {
      const prefix = nextPrefix();
      const [first] = await start(prefix, 'a');
      if (first === undefined) throw new Error('nothing started');
      const told: string[] = [];
      first.bus.followNodes({
        joined: (node) => told.push(`+${node}`),
        gone: (node) => told.push(`-${node}`),
      });
      await start(prefix, 'b', 'c');
      expect([...first.bus.others()].sort()).toEqual(['b', 'c']);
      await ends[1]?.bus.close();
      await eventually(() => expect(told).toEqual(['+b', '+c', '-b']));
      ends[2]?.relay.silence();
      await eventually(() => expect(told).toEqual(['+b', '+c', '-b', '-c']), 8_000);
      expect(first.bus.others()).toEqual([]);
    }, 20_000);

    test('that begin anew under the same id have left and come', async () => {
      const prefix = nextPrefix();
      const [first, second] = await start(prefix, 'a', 'b');
      if (first === undefined || second === undefined) throw new Error('nothing started');
      const told: string[] = [];
      first.bus.followNodes({
        joined: (node) => told.push(`+${node}`),
        gone: (node) => told.push(`-${node}`),
      });
      second.relay.cut();
      await start(prefix, 'b');
      expect(told).toEqual(['-b', '+b']);
    });

    test('of another database on the same Redis hear nothing of these', async () => {
      const [one] = await start(nextPrefix(), 'a');
      const [, other] = await start(nextPrefix(), 'b');
      if (one === undefined || other === undefined) throw new Error('nothing started');
      const seen = await follow(other);
      one.bus.publish('count', 1);
      expect(one.bus.others()).toEqual([]);
      other.bus.publish('count', 2);
      expect(seen.numbers).toEqual([2]);
    });

    test('hear of a gap when only the one that publishes was cut off', async () => {
      const [one, other] = await start(nextPrefix(), 'a', 'b');
      if (one === undefined || other === undefined) throw new Error('nothing started');
      const seen = await follow(other);
      one.relay.cut();
      await untilJoined(false, one);
      one.bus.publish('count', 1);
      one.relay.join();
      await untilJoined(true, one);
      await eventually(() => expect(seen.gaps).toBeGreaterThan(0));
      one.bus.publish('count', 2);
      await eventually(() => expect(seen.numbers).toEqual([2]));
    }, 20_000);

    test('notice a network that swallows everything, say so, and hear again afterwards', async () => {
      const [one, other] = await start(nextPrefix(), 'a', 'b');
      if (one === undefined || other === undefined) throw new Error('nothing started');
      const seen = await follow(other);
      other.relay.silence();
      one.bus.publish('count', 1);
      await untilJoined(false, other);
      expect(other.states.at(-1)).not.toBeNull();
      other.relay.join();
      await untilJoined(true, other);
      expect(seen.gaps).toBeGreaterThan(0);
      one.bus.publish('count', 2);
      await eventually(() => expect(seen.numbers).toEqual([2]));
    }, 30_000);

    test('go on when Redis has ended and is back, empty', async () => {
      const [one, other] = await start(nextPrefix(), 'a', 'b');
      if (one === undefined || other === undefined) throw new Error('nothing started');
      const seen = await follow(other);
      await redis.crash();
      await untilJoined(false, one, other);
      await redis.resume();
      await untilJoined(true, one, other);
      await eventually(() => expect(one.bus.isWanted('count')).toBe(true));
      expect(seen.gaps).toBeGreaterThan(0);
      one.bus.publish('count', 3);
      await eventually(() => expect(seen.numbers).toEqual([3]));
    }, 30_000);

    test('take a message they cannot read for a lost one', async () => {
      const prefix = nextPrefix();
      const [one] = await start(prefix, 'a');
      if (one === undefined) throw new Error('nothing started');
      const seen = await follow(one);
      const stranger = new Redis(redis.url);
      await stranger.publish(`${prefix}:event:count`, 'hello');
      await eventually(() => expect(seen.gaps).toBe(1));
      expect(one.faults).toHaveLength(1);
      stranger.disconnect();
    });
  });
});
