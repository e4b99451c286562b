import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import * as callee from '../support/callee';
import { Cluster } from '../support/cluster';
import { deployment } from '../support/deployment';
import { eventually } from '../support/eventually';
import { freePorts } from '../support/freePort';
import { ada, ben, boston, newYork, stranger, trunkGroups } from '../support/lab';
import { describeWith } from '../support/programs';
import { ringsOrIsFull } from '../support/ringsOrIsFull';
import { scenario } from '../support/scenario';
import { Sipp, startCallee, stopAllSipp } from '../support/sipp';

const rings = [callee.receiveInvite(), callee.ring, callee.cancelled];
const bursts = { max_active_calls: 10, bursting: { enabled: true, max_active_calls: 2 } };

describeWith(
  ['sipp', 'mariadbd', 'redis-server'],
  'limits of three nodes on one Redis and one MariaDB',
  () => {
    let cluster: Cluster;
    let ports: { readonly carrier: number; readonly newYork: number; readonly boston: number };

    beforeAll(async () => {
      const [carrier = 0, first = 0, second = 0] = await freePorts(3);
      ports = { carrier, newYork: first, boston: second };
      // Calls that still ring when a test is over are hung up at once.
      cluster = await Cluster.start({ nodes: 3, environment: { TRUNKLINE_DRAIN_S: '1' } });
      await cluster.service(0).apply(
        deployment({
          carrier: { port: carrier, acceptFrom: ['127.0.0.1'] },
          groups: [
            { id: newYork, pbx: [{ port: first }], trunkGroup: bursts },
            { id: boston, pbx: [{ port: second }], trunkGroup: bursts },
          ],
          users: [ada, ben],
        }),
      );
      // They read it at their start, if not before.
      for (const index of [1, 2]) {
        await cluster.drain(index);
        await cluster.startAgain(index);
      }
    }, 120_000);
    afterEach(() => stopAllSipp());
    afterAll(() => cluster.stop(), 60_000);

    const usage = async (index: number) => ({
      newYork: await cluster.service(index).usage(trunkGroups.newYork),
      boston: await cluster.service(index).usage(trunkGroups.boston),
    });
    const phones = async (): Promise<void> => {
      for (const port of [ports.newYork, ports.boston])
        await startCallee({ scenario: scenario('callee', ...rings), port, timeoutS: 90, trace: false });
    };
    const call = async (
      index: number,
      to: typeof ada,
      calls: number,
      rate: number,
      holdMs: number,
    ): Promise<Sipp> => {
      const [port = 0] = await freePorts(1);
      return new Sipp({
        scenario: scenario('caller', ...ringsOrIsFull),
        ...{ port, calls, rate, holdMs, timeoutS: 60, trace: false },
        remote: cluster.service(index).sip,
        keys: { calling: stranger, called: to.number },
      });
    };

    test('at full load no limit is ever exceeded, and nothing is left', async () => {
      await phones();
      // Both trunk groups as of one moment, where all nodes count them.
      const redis = new Redis(cluster.redis.url);
      const incoming = (): Promise<unknown> =>
        redis.eval(
          `return tonumber(redis.call('HGET', KEYS[1], 'i') or 0) + tonumber(redis.call('HGET', KEYS[2], 'i') or 0)`,
          2,
          ...[trunkGroups.newYork, trunkGroups.boston].map((id) => `trunkline:{ledger}:t:${id}`),
        );
      let most = 0;
      const watching = { over: false };
      const watch = (async () => {
        for (let index = 0; !watching.over; index = (index + 1) % 3) {
          for (const row of Object.values(await usage(index)))
            expect(row.active).toBeLessThanOrEqual(10 - row.lent + row.borrowed);
          for (let look = 0; look < 50; look += 1) most = Math.max(most, Number(await incoming()));
        }
      })();
      const callers = await Promise.all(
        [0, 1, 2].flatMap((index) => [call(index, ada, 450, 30, 200), call(index, ben, 450, 30, 200)]),
      );
      for (const each of callers) expect(await each.result()).toMatchObject({ failed: 0 });
      watching.over = true;
      await watch;
      expect(most).toBeGreaterThan(10);
      expect(most).toBeLessThanOrEqual(20);

      // All there is can be used: one borrows what the other has to lend.
      await call(0, ada, 20, 100, 3_000);
      await call(1, ben, 20, 100, 3_000);
      await eventually(async () => expect(Number(await incoming())).toBe(20));
      redis.disconnect();
      await eventually(async () => {
        for (const index of [0, 1, 2])
          expect(await usage(index)).toMatchObject({
            newYork: { active: 0, borrowed: 0, lent: 0 },
            boston: { active: 0, borrowed: 0, lent: 0 },
          });
      });
    }, 120_000);

    test('what a killed node held is free within 15 s', async () => {
      await phones();
      await call(0, ada, 6, 1000, 40_000);
      await eventually(async () => expect((await usage(1)).newYork.active).toBe(6));
      await call(1, ada, 20, 1000, 40_000);
      await eventually(async () => {
        for (const index of [0, 1, 2])
          expect((await usage(index)).newYork).toMatchObject({ active: 12, borrowed: 2 });
      });
      await cluster.crash(0);
      const killedAt = performance.now();
      await eventually(async () => {
        for (const index of [1, 2]) expect((await usage(index)).newYork.active).toBeLessThanOrEqual(6);
      }, 15_000);
      expect(performance.now() - killedAt).toBeGreaterThan(5_000);
      expect((await usage(2)).newYork.active).toBe(6);
      await call(2, ada, 20, 1000, 3_000);
      await eventually(async () => expect((await usage(1)).newYork.active).toBe(12));
      await cluster.startAgain(0);
      await eventually(async () =>
        expect((await usage(0)).newYork.active).toBe((await usage(1)).newYork.active),
      );
    }, 120_000);
  },
);
