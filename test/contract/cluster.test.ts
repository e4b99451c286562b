import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Cluster } from '../support/cluster';
import { describeWith } from '../support/programs';
import { Service } from '../support/service';

describeWith(['mariadbd', 'redis-server'], 'the harness of several nodes', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await Cluster.start({ nodes: 2 });
  }, 60_000);
  afterAll(() => cluster.stop(), 60_000);

  const enterprises = async (index: number): Promise<readonly unknown[]> =>
    ((await cluster.service(index).get('/api/v1/enterprises')) as { items: unknown[] }).items;

  test('has nodes on one database, each with ports of its own, that can end and start again', async () => {
    await cluster.service(0).apply('version: 1\nenterprises: [{ name: acme, country: US }]');
    expect(await enterprises(0)).toHaveLength(1);
    expect(await enterprises(1)).toHaveLength(1);
    await cluster.crash(0);
    await cluster.drain(1);
    await cluster.startAgain(0);
    await cluster.startAgain(1);
    expect(await enterprises(0)).toHaveLength(1);
  }, 60_000);

  test('a node does not start on the data directory of another', async () => {
    const environment = { TRUNKLINE_DATA_DIR: cluster.service(0).folder };
    await expect(Service.start({ environment })).rejects.toThrow(
      `the data directory ${environment.TRUNKLINE_DATA_DIR} is in use by process ${cluster.service(0).pid}`,
    );
  });
});
