import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { callLogs, type CallLogItem } from '../support/callLogs';
import { eventually } from '../support/eventually';
import type { PlacedCall } from '../support/farEnd';
import { trunkGroups } from '../support/lab';
import { closeFollowers, LiveFollower } from '../support/liveFollower';
import { describeWith } from '../support/programs';
import { rootKey } from '../support/service';
import { TrunkCluster } from '../support/trunkCluster';

const longMs = 60_000;
const callers = (first: number, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `+1312555${first + index}`);

describeWith(['mariadbd', 'redis-server'], 'calls on several nodes', () => {
  let trunk: TrunkCluster;
  beforeAll(async () => {
    trunk = await TrunkCluster.start(3);
    await trunk.apply();
  }, 90_000);
  afterEach(closeFollowers);
  afterAll(() => trunk.stop(), 60_000);

  const service = (index: number) => trunk.cluster.service(index);
  const calls = async (index: number, query = ''): Promise<CallPage> =>
    (await service(index).get(`/api/v1/calls?${query}`)) as CallPage;
  const untilCalls = (count: number, ...nodes: readonly number[]): Promise<void> =>
    eventually(async () => {
      for (const index of nodes) expect((await calls(index)).total).toBe(count);
    }, 10_000);

  interface CallPage {
    readonly items: readonly { readonly id: string; readonly calling_number: string }[];
    readonly total: number;
    readonly total_estimated?: boolean;
    readonly next: string | null;
  }

  test('any node lists all nodes, with the calls each has', async () => {
    const held = [1, 1, 2].map((node) => trunk.callIn(node, { holdMs: longMs }));
    await untilCalls(3, 0, 1, 2);
    for (const asked of [0, 1, 2]) {
      const { items, total } = (await service(asked).get('/api/v1/nodes')) as {
        readonly items: readonly Record<string, unknown>[];
        readonly total: number;
      };
      expect(total).toBe(3);
      expect(items.map(({ address }) => address)).toEqual([0, 1, 2].map((index) => service(index).url));
      expect(items.map(({ calls: count }) => count)).toEqual([0, 2, 1]);
      expect(items.map(({ asked: isAsked }) => isAsked)).toEqual([0, 1, 2].map((index) => index === asked));
      for (const { state, version } of items) expect([state, version]).toEqual(['ready', '0.1.0']);
    }
    for (const { id } of (await calls(0)).items) await service(0).request('DELETE', `/api/v1/calls/${id}`);
    await Promise.all(held);
    await untilCalls(0, 0, 1, 2);
  });

  test('are listed, read, shown live and ended through any of them', async () => {
    const watcher = await LiveFollower.connect(service(2).url, { key: rootKey });
    const early = trunk.callIn(1, { holdMs: longMs, calling: '+13125550000' });
    await untilCalls(1, 0, 1, 2);
    const { items } = await watcher.subscribe('calls');
    expect([...items.values()].map(({ calling_number }) => calling_number)).toEqual(['+13125550000']);

    const placed = [
      early,
      ...[0, 1, 2].map((node) => trunk.callIn(node, { holdMs: longMs, calling: `+1312555001${node}` })),
    ];
    await untilCalls(4, 0, 1, 2);
    await eventually(() => expect(watcher.topic('calls').items.size).toBe(4));
    const seen = await calls(0);
    expect(seen.total_estimated).toBeUndefined();
    expect([...watcher.topic('calls').items.keys()].sort()).toEqual(seen.items.map(({ id }) => id));

    // In pages, in order, each once.
    const first = await calls(2, 'limit=3');
    const rest = await calls(2, `limit=3&cursor=${String(first.next)}`);
    expect([...first.items, ...rest.items]).toEqual(seen.items);
    expect([first.total, rest.total, rest.next]).toEqual([4, 4, null]);

    // Each is read and ended through a node that does not hold it.
    for (const { id } of seen.items) {
      expect(await service(0).get(`/api/v1/calls/${id}`)).toMatchObject({ id, state: 'answered' });
      expect(await service(0).get(`/api/v1/calls/${id}/messages`)).toMatchObject({
        items: expect.arrayContaining([expect.objectContaining({ method: 'INVITE', status: 200 })]),
      });
      expect((await service(0).request('DELETE', `/api/v1/calls/${id}`)).status).toBe(204);
    }
    expect((await Promise.all(placed)).map(({ end }) => end)).toEqual(['cut', 'cut', 'cut', 'cut']);
    await untilCalls(0, 0, 1, 2);
    await eventually(() => expect(watcher.topic('calls').items.size).toBe(0));
    expect((await service(0).request('DELETE', `/api/v1/calls/${seen.items[0]?.id ?? ''}`)).status).toBe(404);
    // What went over the wire is told by the node that had the call, afterwards too.
    await eventually(async () => {
      const ids = new Set(seen.items.map(({ id }) => id));
      const logs = (await callLogs(service(0))).filter(({ id }) => ids.has(id));
      expect(logs).toHaveLength(4);
      for (const { id } of logs) {
        expect(await service(0).get(`/api/v1/call-logs/${id}/messages`)).toMatchObject({ truncated: false });
      }
    }, 15_000);
  }, 60_000);

  test('that are emergencies show everywhere, also on a node that comes later', async () => {
    await trunk.cluster.drain(2);
    const codes = async (index: number): Promise<unknown[]> => {
      const follower = await LiveFollower.connect(service(index).url, { key: rootKey });
      const { items } = await follower.subscribe('alarms');
      follower.socket.close();
      return [...items.values()].map(({ code, count }) => [code, count]);
    };
    const [site] = trunk.nodesFrom(1);
    const call = trunk.newYork.place({
      nodes: [site ?? 0],
      calling: '+12125550101',
      called: '911',
      holdMs: 50,
    });
    expect((await call).end).toBe('completed');
    await eventually(async () => expect(await codes(0)).toEqual([['emergency_call', 1]]));
    await trunk.cluster.startAgain(2);
    await eventually(async () => expect(await codes(2)).toEqual([['emergency_call', 1]]));
  }, 60_000);

  test('are gone from the live view with their node, and listed no more', async () => {
    const watcher = await LiveFollower.connect(service(0).url, { key: rootKey });
    await watcher.subscribe('calls');
    const lost = trunk.callIn(1, { holdMs: 500 });
    const kept = trunk.callIn(2, { holdMs: 8_000 });
    await eventually(() => expect(watcher.topic('calls').items.size).toBe(2));
    await trunk.cluster.crash(1);
    await eventually(() => expect(watcher.topic('calls').items.size).toBe(1), 8_000);
    await eventually(async () => {
      const { total, total_estimated: isEstimated } = await calls(0);
      expect([total, isEstimated]).toEqual([1, undefined]);
    });
    await trunk.cluster.startAgain(1);
    expect((await kept).end).toBe('completed');
    expect((await lost).end).toBe('lost');
  }, 60_000);

  describe('when a node is killed', () => {
    const logsOf = async (numbers: readonly string[]): Promise<readonly CallLogItem[]> => {
      const all = await callLogs(service(0), `calling_number[starts_with]=${encodeURIComponent('+1312555')}`);
      return all.filter(({ calling_number }) => numbers.includes(calling_number));
    };

    test('another closes their call logs, once, and its own journal completes them when it is back', async () => {
      const interrupted = callers(3000, 20);
      const ended = callers(3100, 10);
      for (const calling of interrupted) void trunk.callIn(1, { holdMs: longMs, calling });
      const short = ended.map((calling) => trunk.callIn(1, { holdMs: 8_000, calling }));
      const results: PlacedCall[] = await Promise.all(short);
      // In the journal by now, but hardly in the database.
      await sleep(110);
      await trunk.cluster.crash(1);
      const killedAt = Date.now();
      expect(results.map(({ end }) => end)).toEqual(ended.map(() => 'completed'));

      await eventually(async () => {
        const logs = await logsOf(interrupted);
        expect(logs.map(({ outcome, failure, ended_by }) => [outcome, failure, ended_by])).toEqual(
          interrupted.map(() => ['failed', 'interrupted', 'service']),
        );
      }, 30_000);
      const took = Date.now() - killedAt;
      expect(took).toBeLessThan(25_000);
      for (const log of await logsOf(interrupted)) {
        expect(log.answered_at).not.toBeNull();
        expect(Date.parse(log.ended_at)).toBeLessThanOrEqual(killedAt + 1_000);
        expect(log.trunk_group?.id).toBe(trunkGroups.newYork);
      }
      const total = ((await service(0).get('/api/v1/call-logs?limit=1')) as { total: number }).total;
      expect(total).toBe((await callLogs(service(0))).length);

      await trunk.cluster.startAgain(1);
      await eventually(async () => {
        const logs = await logsOf(ended);
        expect(logs.map(({ outcome, ended_by }) => [outcome, ended_by])).toEqual(
          ended.map(() => ['answered', 'caller']),
        );
      }, 15_000);
      const logs = await callLogs(service(0));
      expect(new Set(logs.map(({ id }) => id)).size).toBe(logs.length);
      expect(await logsOf(interrupted)).toHaveLength(interrupted.length);
      expect(((await service(0).get('/api/v1/call-logs?limit=1')) as { total: number }).total).toBe(
        logs.length,
      );
    }, 120_000);
  });
});
