import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { callLogs, type CallLogItem } from '../support/callLogs';
import { eventually } from '../support/eventually';
import type { PlacedCall } from '../support/farEnd';
import { ada, trunkGroups } from '../support/lab';
import { describeWith } from '../support/programs';
import { TrunkCluster } from '../support/trunkCluster';

const nodes = 3;
/** Calls begin so often, in either direction. */
const intervalMs = 25;
const holdMs = 2_500;

describeWith(['mariadbd', 'redis-server'], 'nodes that are restarted in turn under load', () => {
  let trunk: TrunkCluster;
  beforeAll(async () => {
    trunk = await TrunkCluster.start(nodes);
    await trunk.apply();
  }, 90_000);
  afterAll(() => trunk.stop(), 60_000);

  test('lose no call: new ones go to the others on 503, and each call log is closed once', async () => {
    const placed: Promise<PlacedCall>[] = [];
    const load = setInterval(() => {
      const turn = placed.length;
      const options = {
        nodes: trunk.nodesFrom(turn % nodes),
        holdMs: holdMs * (0.2 + (0.8 * ((turn * 7) % 10)) / 10),
      };
      const number = `+1312555${String(turn).padStart(4, '0')}`;
      placed.push(
        turn % 2 === 0
          ? trunk.carrier.place({ ...options, calling: number, called: ada.number })
          : trunk.newYork.place({ ...options, calling: ada.number, called: number }),
      );
    }, intervalMs);
    await sleep(1_500);
    const restarts = [];
    for (let index = 0; index < nodes; index += 1) {
      const port = trunk.cluster.service(index).sipPort;
      const drainedAt = Date.now();
      await trunk.cluster.drain(index);
      const processEndedAt = Date.now();
      await trunk.cluster.startAgain(index);
      restarts.push({ port, drainedAt, processEndedAt, readyAt: Date.now() });
      await sleep(1_500);
    }
    clearInterval(load);
    const calls = await Promise.all(placed);
    expect(calls.length).toBeGreaterThan(300);
    expect(calls.filter(({ end }) => end !== 'completed')).toEqual([]);

    for (const { port, drainedAt, processEndedAt, readyAt } of restarts) {
      // Calls in progress went on for as long as they lasted.
      const through = calls.filter(({ answeredBy }) => answeredBy === port);
      expect(through.some(({ startedAt }) => startedAt < drainedAt && startedAt > drainedAt - holdMs)).toBe(
        true,
      );
      // As long as calls go on; then the process ends.
      const lastEnd = Math.max(
        ...through.filter(({ endedAt }) => endedAt < processEndedAt).map(({ endedAt }) => endedAt),
      );
      const refused = calls
        .flatMap(({ attempts }) => attempts)
        .filter(({ node, sentAt }) => node === port && sentAt > drainedAt + 100 && sentAt < lastEnd);
      expect(refused.length).toBeGreaterThan(5);
      expect(refused.filter(({ status, retryAfter }) => status !== 503 || retryAfter === null)).toEqual([]);
      // Back, it takes the calls that come to it at once.
      const next = calls.filter(
        ({ attempts: [first] }) =>
          first?.node === port && first.sentAt > readyAt && first.sentAt < readyAt + 1_000,
      );
      expect(next.length).toBeGreaterThan(5);
      expect(next.filter(({ answeredBy }) => answeredBy !== port)).toEqual([]);
    }

    for (const { service } of trunk.cluster.nodes) await service.idle(Object.values(trunkGroups));
    for (const end of [trunk.carrier, trunk.newYork]) expect(end.open).toBe(0);
    await eventually(async () => {
      const logs = await callLogs(trunk.cluster.service(0));
      const answered = logs.filter(({ outcome }) => outcome === 'answered');
      const numberOf = (log: CallLogItem): string =>
        log.direction === 'originating' ? log.called_number : log.calling_number;
      const numbers = new Set(answered.map(numberOf));
      expect([...numbers].sort()).toEqual(
        calls.map((_call, index) => `+1312555${String(index).padStart(4, '0')}`),
      );
      expect(new Set(logs.map(({ id }) => id)).size).toBe(logs.length);
      // A node that was given up as silent may have answered all the same.
      const silent = calls.flatMap(({ attempts }) => attempts).filter(({ status }) => status === null);
      expect(answered.length - numbers.size).toBeLessThanOrEqual(silent.length);
      expect(logs.filter(({ failure }) => failure === 'interrupted')).toEqual([]);
    }, 15_000);
  }, 120_000);
});
