import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Cluster } from '../support/cluster';
import { deployment } from '../support/deployment';
import { eventually } from '../support/eventually';
import { FarEnd, type PlacedCall } from '../support/farEnd';
import { freePorts } from '../support/freePort';
import { stranger } from '../support/lab';
import { describeWith } from '../support/programs';

const sites = ['north', 'east', 'south'] as const;
const trunkGroupOf = (site: string): string => `${site}GRPTRUNK01`;

/** A user a scheme, who is rung at all three sites. */
const users = {
  round_robin: { extension: '2001', number: '+12125550101' },
  percentage: { extension: '2002', number: '+12125550102' },
  most_idle: { extension: '2003', number: '+12125550103' },
};
type Algorithm = keyof typeof users;
const percents = [50, 30, 20];

describeWith(['mariadbd', 'redis-server'], 'schemes of three nodes on one Redis and one MariaDB', () => {
  let cluster: Cluster;
  let carrier: FarEnd;
  let pbxs: readonly FarEnd[];

  beforeAll(async () => {
    const [carrierPort = 0, ...ports] = await freePorts(1 + sites.length);
    carrier = await FarEnd.open(carrierPort);
    pbxs = await Promise.all(ports.map((port) => FarEnd.open(port)));
    cluster = await Cluster.start({ nodes: 3, environment: { TRUNKLINE_DRAIN_S: '1' } });
    await cluster.service(0).apply(
      deployment({
        carrier: { port: carrierPort },
        groups: sites.map((id, index) => ({ id, pbx: [{ port: ports[index] ?? 0 }] })),
        users: Object.entries(users).map(([scheme, user]) => ({ group: 'north', scheme, ...user })),
        enterprise: {
          routing_schemes: Object.keys(users).map((name) => ({
            name,
            algorithm: name,
            trunk_groups: sites.map((site, index) => ({
              name: trunkGroupOf(site),
              ...(name === 'percentage' ? { percent: percents[index] } : {}),
            })),
          })),
        },
      }),
    );
    // The change is in force on every node soon after the answer.
    await eventually(async () => {
      for (const index of [0, 1, 2])
        expect((await cluster.service(index).usage(trunkGroupOf('south'))).active).toBe(0);
    });
  }, 120_000);
  afterAll(async () => {
    await cluster.stop();
    for (const end of [carrier, ...pbxs]) end.close();
  }, 60_000);

  const call = (node: number, to: Algorithm, holdMs: number): Promise<PlacedCall> =>
    carrier.place({
      nodes: [cluster.service(node % 3).sipPort],
      ...{ calling: stranger, called: users[to].number, holdMs },
    });
  /** Calls each site has had since. */
  const counter = (): (() => readonly number[]) => {
    const before = pbxs.map(({ received }) => received);
    return () => pbxs.map(({ received }, index) => received - (before[index] ?? 0));
  };
  const idle = (): Promise<void> =>
    eventually(async () => {
      for (const index of [0, 1, 2])
        for (const site of sites)
          expect((await cluster.service(index).usage(trunkGroupOf(site))).active).toBe(0);
    }, 10_000);

  test('round robin goes on from the site that answered last, whichever node the call came to', async () => {
    const answering: number[] = [];
    for (let nth = 0; nth < 30; nth += 1) {
      const since = counter();
      // Not the same order of nodes as of sites.
      const placed = await call(nth + Math.floor(nth / 3), 'round_robin', 20);
      expect(placed.end).toBe('completed');
      answering.push(since().indexOf(1));
    }
    expect(answering).toEqual(Array.from({ length: 30 }, (_, nth) => nth % 3));
    await idle();
  }, 60_000);

  test('percentages are exact over all nodes, for calls at the same time too', async () => {
    for (let round = 0; round < 5; round += 1) {
      const since = counter();
      const placed = await Promise.all(
        Array.from({ length: 60 }, (_, nth) => call(nth, 'percentage', 50 + nth)),
      );
      for (const { end } of placed) expect(end).toBe('completed');
      expect(since()).toEqual(percents.map((percent) => (60 * percent) / 100));
    }
    await idle();
  }, 60_000);

  test('most idle knows the calls of all nodes', async () => {
    const since = counter();
    const first = Array.from({ length: 12 }, (_, nth) => call(nth, 'most_idle', 4_000));
    await eventually(() => expect(since()).toEqual([4, 4, 4]), 5_000);
    const more = [0, 1, 2].map((node) => call(node, 'most_idle', 4_000));
    await eventually(() => expect(since()).toEqual([5, 5, 5]), 5_000);
    for (const { end } of await Promise.all([...first, ...more])) expect(end).toBe('completed');
    await idle();
    // One after the other, each over before the next: equally idle, so always the first listed.
    const alone = counter();
    for (let nth = 0; nth < 6; nth += 1) {
      await call(nth, 'most_idle', 10);
      await idle();
    }
    expect(alone()).toEqual([6, 0, 0]);
  }, 90_000);
});
