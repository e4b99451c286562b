import { afterEach, expect, test } from '@jest/globals';
import * as callee from '../support/callee';
import { eventually } from '../support/eventually';
import { freePort } from '../support/freePort';
import { ada, ben, Lab, stranger, trunkGroups } from '../support/lab';
import { describeWith } from '../support/programs';
import { RedisServer } from '../support/redis';
import { ringsOrIsFull } from '../support/ringsOrIsFull';
import { stopAllSipp, type Sipp } from '../support/sipp';

const rings = [callee.receiveInvite(), callee.ring, callee.cancelled];
const bursts = { max_active_calls: 10, bursting: { enabled: true, max_active_calls: 2 } };

const ledgers: readonly (readonly [string, readonly string[]])[] = [
  ['memory', ['sipp']],
  ['Redis', ['sipp', 'redis-server']],
];

for (const [name, programs] of ledgers) {
  describeWith(programs, `bursting and sharing, the ledger in ${name}`, () => {
    const ends: (() => Promise<void>)[] = [];
    afterEach(async () => {
      await stopAllSipp();
      for (const end of ends.reverse()) await end();
    });

    const start = async (): Promise<Lab> => {
      const environment: Record<string, string> = {};
      if (name === 'Redis') {
        const redis = await RedisServer.start();
        ends.push(() => redis.stop());
        environment.TRUNKLINE_REDIS_URL = redis.url;
      }
      const lab = await Lab.start(environment);
      ends.push(() => lab.service.stop());
      await lab.apply({
        newYork: bursts,
        boston: bursts,
        change: (options) => ({ ...options, carrier: { ...options.carrier, acceptFrom: ['127.0.0.1'] } }),
      });
      return lab;
    };

    test('two trunk groups of 10 with bursting 2: 12 + 8, then 10 + 10, never 21', async () => {
      const lab = await start();
      await lab.callee('newYork', rings, { timeoutS: 40 });
      await lab.callee('boston', rings, { timeoutS: 40 });
      const calls = async (to: typeof ada, count: number, holdMs: number): Promise<Sipp> =>
        lab.caller('carrier', stranger, to.number, ringsOrIsFull, {
          ...{ calls: count, rate: 1000, holdMs, timeoutS: 40 },
          port: await freePort(),
        });
      const usage = async () => ({
        newYork: await lab.service.usage(trunkGroups.newYork),
        boston: await lab.service.usage(trunkGroups.boston),
      });
      let most = 0;
      const watching = { over: false };
      const watch = (async () => {
        while (!watching.over) {
          const { newYork, boston } = await usage();
          most = Math.max(most, newYork.active + boston.active);
        }
      })();

      const held = [await calls(ada, 10, 9_000)];
      await eventually(async () => expect((await usage()).newYork.active).toBe(10));
      const brief = await calls(ada, 8, 3_000);
      await eventually(async () => {
        expect(await usage()).toMatchObject({
          newYork: { active: 12, borrowed: 2, rejected: 6 },
          boston: { active: 0, lent: 2 },
        });
      });
      held.push(await calls(ben, 15, 9_000));
      await eventually(async () => {
        expect(await usage()).toMatchObject({
          newYork: { active: 12, borrowed: 2 },
          boston: { active: 8, lent: 2, borrowed: 0, rejected: 7 },
        });
      });
      await brief.result();
      await eventually(async () => {
        expect(await usage()).toMatchObject({
          newYork: { active: 10, borrowed: 0 },
          boston: { active: 8, lent: 0 },
        });
      });
      // Both at once, for the two units there are.
      held.push(...(await Promise.all([calls(ben, 20, 4_000), calls(ada, 4, 4_000)])));
      await eventually(async () => {
        const { newYork, boston } = await usage();
        expect(newYork.active + boston.active).toBe(20);
      });
      for (const end of held) expect(await end.result()).toMatchObject({ failed: 0 });
      watching.over = true;
      await watch;
      expect(most).toBe(20);
      await lab.idle();
      expect(await usage()).toMatchObject({
        newYork: { active: 0, borrowed: 0, lent: 0 },
        boston: { active: 0, borrowed: 0, lent: 0 },
      });
    }, 60_000);
  });
}
