import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PlacedCall } from '../support/farEnd';
import { ada, boston, trunkGroups } from '../support/lab';
import { describeWith } from '../support/programs';
import { TrunkCluster } from '../support/trunkCluster';

/** How soon a change is in force on every node after its answer, at most (design.md section 2). */
const inForceMs = 300;
/** The same while Redis is away: the database is asked every quarter of a second. */
const inForceByDatabaseMs = 700;

describeWith(['mariadbd', 'redis-server'], 'what is changed on one of several nodes', () => {
  let trunk: TrunkCluster;
  beforeAll(async () => {
    trunk = await TrunkCluster.start(3);
    await trunk.apply();
  }, 90_000);
  afterAll(() => trunk.stop(), 60_000);

  /** Resolves with the times of the question and of the answer. */
  async function change(
    node: number,
    method: string,
    path: string,
    body?: object,
  ): Promise<{ readonly askedAt: number; readonly answeredAt: number; readonly body: unknown }> {
    const askedAt = Date.now();
    const answer = await trunk.cluster
      .service(node)
      .request(method, `/api/v1${path}`, body === undefined ? undefined : JSON.stringify(body));
    expect([method, path, answer.status < 300 ? 'done' : answer]).toEqual([method, path, 'done']);
    return { askedAt, answeredAt: Date.now(), body: answer.body };
  }

  const limit = (node: number, max: number | null) =>
    change(node, 'PATCH', `/trunk-groups/${trunkGroups.newYork}`, { max_incoming_calls: max });

  const statusOf = (call: PlacedCall): number | null => call.attempts.at(-1)?.status ?? null;

  /** Status of the first call at or after a time through each of the other nodes. */
  async function expectNext(status: number, afterMs: number): Promise<void> {
    await sleep(afterMs);
    const calls = await Promise.all([0, 1, 2].map((node) => trunk.callIn(node)));
    expect(calls.map(statusOf)).toEqual([status, status, status]);
  }

  test('a limit closes and opens a trunk group for calls on the others, under load', async () => {
    const placed: Promise<PlacedCall>[] = [];
    const load = setInterval(() => {
      placed.push(trunk.callIn(1), trunk.callIn(2));
    }, 20);
    await sleep(1_000);
    const rounds = [];
    for (let round = 0; round < 3; round += 1) {
      const closed = await limit(0, 0);
      await sleep(800);
      const opened = await limit(0, null);
      await sleep(800);
      rounds.push({ closed, opened });
    }
    clearInterval(load);
    const attempts = (await Promise.all(placed)).flatMap((call) => call.attempts);
    expect(attempts.length).toBeGreaterThan(400);
    let slowest = 0;
    let judged = 0;
    for (const { sentAt, status } of attempts) {
      const last = rounds.findLast(({ closed }) => closed.askedAt <= sentAt);
      if (last === undefined) {
        expect(status).toBe(200);
        continue;
      }
      const { closed, opened } = last;
      const turn = sentAt < opened.askedAt ? closed : opened;
      const wanted = turn === closed ? 503 : 200;
      if (status !== wanted) slowest = Math.max(slowest, sentAt - turn.answeredAt);
      if (sentAt >= turn.answeredAt + inForceMs) {
        judged += 1;
        expect([sentAt - turn.answeredAt, status]).toEqual([sentAt - turn.answeredAt, wanted]);
      }
    }
    expect(judged).toBeGreaterThan(200);
    // In milliseconds after the answer, the last call that met the old limit; negative: before it.
    expect(slowest).toBeLessThan(inForceMs);
  }, 60_000);

  test('a user, a number and their end reach calls on the others', async () => {
    await expectNext(200, 0);
    const list = (await trunk.cluster
      .service(2)
      .get(`/api/v1/users?number=${encodeURIComponent(ada.number)}`)) as {
      items: { id: string; enterprise: { id: string } }[];
    };
    const [owner] = list.items;
    await change(1, 'PATCH', `/users/${owner?.id ?? ''}`, { number: null });
    await expectNext(404, inForceMs);
    const before = trunk.boston.received;
    const made = await change(2, 'POST', '/users', {
      enterprise: owner?.enterprise,
      group: boston,
      first_name: 'Cy',
      last_name: 'Dorn',
      extension: '1077',
      number: ada.number,
    });
    await expectNext(200, inForceMs);
    expect(trunk.boston.received).toBe(before + 3);
    await change(0, 'DELETE', `/users/${(made.body as { id: string }).id}`);
    await expectNext(404, inForceMs);
    await trunk.apply(1);
    await expectNext(200, inForceMs);
  }, 30_000);

  describe('reaches a node that is cut off from Redis by way of the database', () => {
    const ways = {
      'when its connections end': () => trunk.cluster.node(1).redis.cut(),
      'when the network swallows everything': () => trunk.cluster.node(1).redis.silence(),
    };
    for (const [way, cut] of Object.entries(ways)) {
      test(
        way,
        async () => {
          cut();
          // A silent network is noticed by the beat that does not come back.
          await sleep(way.includes('swallows') ? 5_500 : 500);
          await limit(0, 0);
          await expectNext(503, inForceByDatabaseMs);
          // And the other way round: it changes what the others do.
          await limit(1, null);
          // Found by looking into the database, each second; a busy machine takes its time.
          await expectNext(200, 4_000);
          await change(0, 'PATCH', `/trunk-groups/${trunkGroups.newYork}`, { max_incoming_calls: 0 });
          trunk.cluster.node(1).redis.join();
          await sleep(2_000);
          await expectNext(503, 0);
          await limit(2, null);
          await expectNext(200, inForceMs);
        },
        60_000,
      );
    }

    test('when Redis has ended, on all nodes', async () => {
      await trunk.cluster.redis.crash();
      await sleep(500);
      await limit(0, 0);
      await expectNext(503, inForceByDatabaseMs);
      await limit(2, null);
      await expectNext(200, inForceByDatabaseMs);
      await trunk.cluster.redis.resume();
      await sleep(2_500);
      await limit(1, 0);
      await expectNext(503, inForceMs);
      await limit(1, null);
      await expectNext(200, inForceMs);
    }, 60_000);
  });
});
