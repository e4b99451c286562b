import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Alarm } from '../../src/events/workerProtocol';
import { nodeLedger, type NodeLedger } from '../../src/nodeLedger';
import { UsageBoard } from '../../src/routing/ledger/usageBoard';
import { eventually } from '../support/eventually';
import { describeWith } from '../support/programs';
import { RedisServer } from '../support/redis';
import { realTimers } from '../support/redisLedger';
import { TcpRelay } from '../support/tcpRelay';

describeWith('redis-server', 'the alarm of a node that counts alone', () => {
  let redis: RedisServer;
  let relay: TcpRelay;
  let node: NodeLedger;
  let raised: Alarm[];
  let cleared: string[];

  beforeEach(async () => {
    redis = await RedisServer.start();
    relay = await TcpRelay.start(redis.port);
    raised = [];
    cleared = [];
    node = nodeLedger({
      redisUrl: `redis://127.0.0.1:${relay.port}`,
      board: new UsageBoard(),
      slotOf: () => undefined,
      clock: { now: () => performance.now(), wallTime: () => Date.now() },
      timers: realTimers,
      nodeId: 'one',
      log: { info: () => undefined },
      raiseAlarm: (alarm) => raised.push(alarm),
      clearAlarm: ({ code, key }) => cleared.push(`${code} ${key ?? ''}`),
    });
    await node.start();
  }, 30_000);
  afterEach(async () => {
    await node.close();
    await relay.close();
    await redis.stop();
  });

  test('is raised once while Redis is out of reach, and is over when nodes count together again', async () => {
    expect({ raised, cleared }).toEqual({ raised: [], cleared: [] });
    for (const round of [1, 2]) {
      relay.cut();
      await eventually(() => {
        expect(raised).toHaveLength(round);
      }, 10_000);
      expect(raised.at(-1)).toMatchObject({ code: 'ledger_alone', key: 'ledger' });
      expect(cleared).toHaveLength(round - 1);
      relay.join();
      await eventually(() => {
        expect(cleared).toHaveLength(round);
      }, 10_000);
      expect(cleared.at(-1)).toBe('ledger_alone ledger');
      expect(raised).toHaveLength(round);
    }
  }, 60_000);
});
