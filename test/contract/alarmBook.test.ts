import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { NodeEvents } from '../../src/events/nodeEvents';
import { RedisEventBus } from '../../src/events/redis/redisEventBus';
import { AlarmBook } from '../../src/realtime/alarmBook';
import { eventually } from '../support/eventually';
import { describeWith } from '../support/programs';
import { RedisServer } from '../support/redis';
import { TcpRelay } from '../support/tcpRelay';

const silentNodeMs = 1_500;

interface End {
  readonly relay: TcpRelay;
  readonly bus: RedisEventBus<NodeEvents>;
  readonly book: AlarmBook;
}

describeWith('redis-server', 'the alarms of all nodes', () => {
  let redis: RedisServer;
  let prefix = 0;
  let ends: End[];
  beforeAll(async () => {
    redis = await RedisServer.start();
  }, 30_000);
  afterAll(() => redis.stop());
  beforeEach(() => {
    prefix += 1;
    ends = [];
  });
  afterEach(async () => {
    for (const { bus, relay } of ends) {
      await bus.close();
      await relay.close();
    }
  });

  async function start(node: string): Promise<End> {
    const relay = await TcpRelay.start(redis.port);
    const setting = { url: `redis://127.0.0.1:${relay.port}`, prefix: `alarms${prefix}`, node };
    const bus = new RedisEventBus<NodeEvents>(setting, {
      onFault: (error) => {
        throw error;
      },
      onState: () => undefined,
    });
    const book = new AlarmBook(silentNodeMs);
    await bus.untilJoined(5_000);
    await book.follow(bus);
    const end = { relay, bus, book };
    ends.push(end);
    return end;
  }

  const raise = ({ bus }: End, code: string): void => {
    bus.publish('alarm', {
      ...{ code, key: code, message: code, at: Date.now() },
      node: { id: bus.node, name: bus.node },
    });
  };
  const clear = ({ bus }: End, code: string): void => {
    bus.publish('alarm_cleared', {
      ...{ code, key: code, at: Date.now() },
      node: { id: bus.node, name: bus.node },
    });
  };
  const shown = ({ book }: End): string[] =>
    book
      .all()
      .map(({ code, node, cleared_at }) => `${code} ${node.id} ${cleared_at === null ? 'stands' : 'is over'}`)
      .sort();
  const expectShown = (end: End, alarms: readonly string[], patienceMs?: number): Promise<void> =>
    eventually(() => {
      expect(shown(end)).toEqual(alarms);
    }, patienceMs);

  test('are raised and cleared on every node, and a node that comes later is told of them', async () => {
    const [one, other] = [await start('one'), await start('other')];
    raise(one, 'full');
    raise(other, 'full');
    const both = ['full one stands', 'full other stands'];
    await expectShown(one, both);
    await expectShown(other, both);
    const late = await start('late');
    await eventually(() => {
      expect(shown(late)).toEqual(both);
    });
    clear(other, 'full');
    for (const end of ends) {
      await eventually(() => {
        expect(shown(end)).toEqual(['full one stands', 'full other is over']);
      });
    }
    raise(other, 'full');
    await eventually(() => {
      expect(shown(late)).toEqual(both);
    });
  });

  test('of a node that leaves are over; a call for help is not', async () => {
    const [one, other] = [await start('one'), await start('other')];
    raise(other, 'full');
    raise(other, 'emergency_call');
    raise(one, 'full');
    await expectShown(one, ['emergency_call other stands', 'full one stands', 'full other stands']);
    await other.bus.close();
    await expectShown(one, ['emergency_call other stands', 'full one stands', 'full other is over']);
  });

  test('of a node that falls silent stand until it counts as dead, and again when it is back', async () => {
    const [one, other] = [await start('one'), await start('other')];
    raise(other, 'full');
    await expectShown(one, ['full other stands']);
    other.relay.silence();
    await eventually(() => {
      expect(one.bus.others()).toEqual([]);
    }, 10_000);
    expect(shown(one)).toEqual(['full other stands']);
    await expectShown(one, ['full other is over'], 5_000);
    other.relay.join();
    await expectShown(one, ['full other stands'], 15_000);
  }, 40_000);

  test('of others stand while this node is cut off itself; those of a node that died meanwhile are over then', async () => {
    const [one, other, third] = [await start('one'), await start('other'), await start('third')];
    raise(other, 'full');
    raise(third, 'full');
    await expectShown(one, ['full other stands', 'full third stands']);
    one.relay.cut();
    await eventually(() => {
      expect(one.bus.others()).toEqual([]);
    }, 10_000);
    third.relay.cut();
    await sleep(silentNodeMs + 1_000);
    expect(shown(one)).toEqual(['full other stands', 'full third stands']);
    one.relay.join();
    await eventually(() => {
      expect(shown(one)).toEqual(['full other stands', 'full third is over']);
    }, 15_000);
  }, 40_000);
});
