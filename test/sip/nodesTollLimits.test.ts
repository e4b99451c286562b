import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually';
import type { PlacedCall } from '../support/farEnd';
import { ada } from '../support/lab';
import { closeFollowers, LiveFollower } from '../support/liveFollower';
import { describeWith } from '../support/programs';
import { rootKey } from '../support/service';
import { TrunkCluster } from '../support/trunkCluster';

const london = '+442071838750';
const holdMs = 30_000;

describeWith(['mariadbd', 'redis-server'], 'limits of international calls on two nodes', () => {
  let trunk: TrunkCluster;
  beforeAll(async () => {
    trunk = await TrunkCluster.start(2);
    await trunk.apply(
      0,
      {},
      {
        toll_limits: { user: { max_concurrent_calls: 2, max_calls_per_hour: 5, refuse: true } },
      },
    );
  }, 90_000);
  afterEach(closeFollowers);
  afterAll(() => trunk.stop(), 60_000);

  /** A call of Ada's, from her PBX, through one node alone. */
  const callOut = (node: number, hold: number): Promise<PlacedCall> =>
    trunk.newYork.place({
      nodes: [trunk.cluster.service(node).sipPort],
      ...{ calling: ada.number, called: london, holdMs: hold },
    });
  const refused = async (node: number): Promise<void> => {
    expect((await callOut(node, 0)).attempts.map(({ status }) => status)).toEqual([403]);
  };
  const endAll = async (): Promise<void> => {
    const service = trunk.cluster.service(0);
    const { items } = (await service.get('/api/v1/calls')) as { readonly items: readonly { id: string }[] };
    for (const { id } of items) await service.request('DELETE', `/api/v1/calls/${id}`);
  };
  const answered = (count: number): Promise<void> =>
    eventually(() => {
      expect(trunk.carrier.open).toBe(count);
    });

  test('count over both: at a time, within the hour, and through the death of a node', async () => {
    const follower = await LiveFollower.connect(trunk.cluster.service(0).url, { key: rootKey });
    await follower.subscribe('alarms');
    const alarms = (isOver: boolean): number =>
      [...follower.topic('alarms').items.values()].filter(
        ({ code, cleared_at }) => code === 'toll_limit' && (cleared_at !== null) === isOver,
      ).length;

    const first = callOut(0, holdMs);
    await answered(1);
    const second = callOut(1, holdMs);
    await answered(2);
    await eventually(() => {
      expect(alarms(false)).toBe(1);
    });
    // Each has one, and knows of the other's.
    await refused(0);
    await refused(1);
    await endAll();
    await Promise.all([first, second]);
    await eventually(() => {
      expect([alarms(false), alarms(true)]).toEqual([0, 1]);
    });

    // Two of five within the hour; a third is held by the node that dies.
    void callOut(1, holdMs);
    await answered(1);
    const fourth = callOut(0, holdMs);
    await answered(2);
    await refused(0);
    await trunk.cluster.crash(1);
    await refused(0);
    // Nobody knows of its call any more.
    await eventually(async () => {
      const { attempts } = await callOut(0, 0);
      expect(attempts.map(({ status }) => status)).toEqual([200]);
    }, 20_000);
    await refused(0);
    await endAll();
    await fourth;
    // Five of five, two of them through the node that is gone.
    await refused(0);
    await trunk.cluster.startAgain(1);
    await refused(1);
  }, 120_000);
});
