import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { RedisScripts } from '../../src/redisScripts';
import type { TollScope } from '../../src/model/tollLimits';
import { RedisTollCounts } from '../../src/routing/toll/redis/redisTollCounts';
import { tollScript, tollTimes, type TollTimes } from '../../src/routing/toll/redis/tollScript';
import { eventually } from '../support/eventually';
import { describeWith } from '../support/programs';
import { RedisServer } from '../support/redis';
import { newPrefix, realTimers } from '../support/redisLedger';
import { TcpRelay } from '../support/tcpRelay';
import { expectCalls, tollCountsContract } from './tollCounts.contract';

const quickTimes: TollTimes = { ...tollTimes, beatMs: 100 };
const ada: TollScope = { kind: 'user', id: 'ada' };
const minuteMs = 60_000;

/** Runs as the process's, ahead of it by so much. */
class ShiftedClock {
  ahead = 0;
  now = (): number => performance.now() + this.ahead;
  wallTime = (): number => Date.now() + this.ahead;
}

let nodes = 0;

/** Counts as one node has them, with a way to Redis of its own. */
class TollNode {
  readonly counts: RedisTollCounts;
  readonly scripts: RedisScripts;

  private constructor(
    readonly relay: TcpRelay,
    prefix: string,
    clock: ShiftedClock,
    times: TollTimes,
  ) {
    this.scripts = new RedisScripts(`redis://127.0.0.1:${relay.port}`, tollScript, prefix);
    this.counts = new RedisTollCounts({
      connection: this.scripts,
      timers: realTimers,
      nodeId: `node${(nodes += 1)}`,
      clock,
      times,
    });
  }

  static async start(
    redis: RedisServer,
    prefix: string,
    clock = new ShiftedClock(),
    times = quickTimes,
  ): Promise<TollNode> {
    const node = new TollNode(await TcpRelay.start(redis.port), prefix, clock, times);
    await node.counts.start(5_000);
    return node;
  }

  async untilTogether(isTogether: boolean): Promise<void> {
    await eventually(() => {
      expect(this.counts.isTogether).toBe(isTogether);
    }, 10_000);
  }

  /** Ends it as a crash does. */
  kill(): void {
    this.relay.cut();
  }

  async stop(): Promise<void> {
    await this.counts.close(1_000);
    await this.relay.close();
  }
}

describeWith('redis-server', 'over Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await RedisServer.start();
  }, 30_000);
  afterAll(() => redis.stop());

  tollCountsContract('two nodes over Redis', async () => {
    const clock = new ShiftedClock();
    const prefix = newPrefix();
    const one = await TollNode.start(redis, prefix, clock);
    const other = await TollNode.start(redis, prefix, clock);
    return {
      one: one.counts,
      other: other.counts,
      advance: (ms) => {
        clock.ahead += ms;
      },
      close: async () => {
        await one.stop();
        await other.stop();
      },
    };
  });

  describe('nodes', () => {
    let prefix: string;
    let running: TollNode[];
    beforeEach(() => {
      prefix = newPrefix();
      running = [];
    });
    afterEach(async () => {
      for (const node of running) await node.stop();
    });

    const start = async (clock?: ShiftedClock, times?: TollTimes): Promise<TollNode> => {
      const node = await TollNode.start(redis, prefix, clock, times);
      running.push(node);
      return node;
    };

    test('one that starts knows what the others count, whole pages of it', async () => {
      const one = await start();
      for (let user = 0; user < 1_200; user += 1) one.counts.began({ kind: 'user', id: `user ${user}` });
      const late = await start();
      await expectCalls({ kind: 'user', id: 'user 0' }, [late.counts], 1, 1);
      await expectCalls({ kind: 'user', id: 'user 1199' }, [late.counts], 1, 1);
    });

    test('their clocks need not agree', async () => {
      const ahead = new ShiftedClock();
      ahead.ahead = 1_000_000 * minuteMs;
      const [one, other] = [await start(), await start(ahead)];
      one.counts.began(ada);
      other.counts.began(ada);
      await expectCalls(ada, [one.counts, other.counts], 2, 2);
    });

    test('cut off, each counts alone, with what the others began; joined again they know all', async () => {
      const [one, other] = [
        await start(undefined, { ...quickTimes, expiryMs: 500 }),
        await start(undefined, { ...quickTimes, expiryMs: 500 }),
      ];
      one.counts.began(ada);
      await expectCalls(ada, [one.counts, other.counts], 1, 1);
      other.relay.cut();
      await other.untilTogether(false);
      await expectCalls(ada, [other.counts], 0, 1);
      other.counts.began(ada);
      other.counts.began(ada);
      other.counts.ended(ada);
      one.counts.ended(ada);
      expect(other.counts.calls(ada)).toEqual({ concurrent: 1, lastHour: 3 });
      await expectCalls(ada, [one.counts], 0, 1);
      other.relay.join();
      await expectCalls(ada, [one.counts, other.counts], 1, 3);
    });

    test('what ended and was forgotten while a node was cut off is over for the others, too', async () => {
      const clock = new ShiftedClock();
      const [one, other] = [await start(), await start(clock)];
      other.counts.began(ada);
      await expectCalls(ada, [one.counts], 1, 1);
      other.relay.cut();
      await other.untilTogether(false);
      other.counts.ended(ada);
      clock.ahead += 61 * minuteMs;
      for (let sweep = 0; sweep < 3; sweep += 1) other.counts.sweep();
      other.relay.join();
      await other.untilTogether(true);
      await eventually(() => {
        expect(one.counts.calls(ada).concurrent).toBe(0);
      });
    });

    test('a network that swallows everything is noticed, and nothing is missed', async () => {
      const [one, other] = [
        await start(undefined, { ...quickTimes, patienceMs: 500 }),
        await start(undefined, { ...quickTimes, patienceMs: 500 }),
      ];
      other.relay.silence();
      other.counts.began(ada);
      await other.untilTogether(false);
      other.relay.join();
      await expectCalls(ada, [one.counts, other.counts], 1, 1);
    });

    test('of one that dies, calls in progress count until the expiry, and those it began for their hour', async () => {
      const one = await start(undefined, { ...quickTimes, expiryMs: 1_000 });
      const other = await start();
      other.counts.began(ada);
      await expectCalls(ada, [one.counts], 1, 1);
      other.kill();
      expect(one.counts.calls(ada)).toEqual({ concurrent: 1, lastHour: 1 });
      await expectCalls(ada, [one.counts], 0, 1);
    });

    test('of one that leaves, calls in progress count no more at once', async () => {
      const one = await start();
      const other = await TollNode.start(redis, prefix);
      other.counts.began(ada);
      await expectCalls(ada, [one.counts], 1, 1);
      await other.stop();
      await expectCalls(ada, [one.counts], 0, 1);
      const late = await start();
      await expectCalls(ada, [late.counts], 0, 1);
    });

    test('what nobody counts any more is not kept in Redis', async () => {
      const clock = new ShiftedClock();
      const one = await start(clock);
      one.counts.began(ada);
      one.counts.ended(ada);
      const client = new Redis(redis.url);
      try {
        const kept = async (): Promise<number> => await client.zcard(`${prefix}changed`);
        await eventually(async () => {
          expect(await kept()).toBe(1);
        });
        clock.ahead += 61 * minuteMs;
        one.counts.sweep();
        one.counts.sweep();
        await eventually(async () => {
          expect(await kept()).toBe(0);
        });
      } finally {
        client.disconnect();
      }
    });
  });

  test('nodes tell all again when Redis has ended and is back, empty', async () => {
    const own = await RedisServer.start();
    const prefix = newPrefix();
    const [one, other] = [await TollNode.start(own, prefix), await TollNode.start(own, prefix)];
    try {
      one.counts.began(ada);
      await expectCalls(ada, [one.counts, other.counts], 1, 1);
      await own.crash();
      await one.untilTogether(false);
      other.counts.began(ada);
      await own.resume();
      await expectCalls(ada, [one.counts, other.counts], 2, 2);
      const late = await TollNode.start(own, prefix);
      await expectCalls(ada, [late.counts], 2, 2);
      await late.stop();
    } finally {
      await one.stop();
      await other.stop();
      await own.stop();
    }
  }, 30_000);

  test('calls that begin and end by the thousand leave nothing behind', async () => {
    const prefix = newPrefix();
    const running = [await TollNode.start(redis, prefix), await TollNode.start(redis, prefix)] as const;
    const counts = running.map((node) => node.counts);
    for (let round = 0; round < 200; round += 1) {
      for (const node of counts) for (let call = 0; call < 10; call += 1) node.began(ada);
      await new Promise((resolve) => setImmediate(resolve));
      for (const node of counts) for (let call = 0; call < 10; call += 1) node.ended(ada);
    }
    await expectCalls(ada, counts, 0, 4_000);
    for (const node of running) await node.stop();
  }, 30_000);
});
