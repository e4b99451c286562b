import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { numberKey } from '../../src/model/directory';
import { eventually } from '../support/eventually';
import { exampleText } from '../support/exampleDeployment';
import { MariadbServer } from '../support/mariadb';
import { describeWith } from '../support/programs';
import { ProvisioningWorker, workerKey } from '../support/provisioningWorker';

/** The provisioning worker while its database server is frozen, crashed and back, without a restart of its own. */
describeWith('mariadbd', 'with the database server away', () => {
  let server: MariadbServer;
  let worker: ProvisioningWorker;
  let isLost = false;

  beforeAll(async () => {
    server = await MariadbServer.start();
    worker = await ProvisioningWorker.start(
      { database: await server.createDatabase() },
      { lost: () => (isLost = true) },
    );
    await worker.apply(exampleText);
  }, 60_000);
  // The worker ends with its database away, too.
  afterAll(async () => {
    await server.stop();
    await worker.stop();
  });

  async function request(method: string, target: string, body?: string): Promise<number> {
    const response = await fetch(`${worker.url}${target}`, {
      method,
      headers: { authorization: `Bearer ${workerKey}`, 'content-type': 'application/yaml' },
      ...(body === undefined ? {} : { body }),
    });
    await response.arrayBuffer();
    return response.status;
  }

  const lookUp = () => worker.client.fetchDirectory([numberKey('+12125550101'), numberKey('+12125550102')]);

  async function isAllThere(): Promise<void> {
    expect(await request('GET', '/readyz')).toBe(200);
    expect(await request('GET', '/api/v1/users')).toBe(200);
    expect((await lookUp()).entries).toMatchObject([{ value: { user: { name: 'Ada Park' } } }, {}]);
  }

  /** A call waits 4 s for the directory and hears of the failure before; nobody is told that all is well. */
  async function isAway(): Promise<void> {
    const began = performance.now();
    const outcomes = await Promise.allSettled([
      ...Array.from({ length: 20 }, lookUp),
      request('GET', '/readyz'),
    ]);
    expect(performance.now() - began).toBeLessThan(3_500);
    expect(outcomes.pop()).toEqual({ status: 'fulfilled', value: 503 });
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['rejected']));
    expect(await request('GET', '/healthz')).toBe(200);
  }

  test('frozen: it takes connections and answers nothing', async () => {
    await isAllThere();
    server.freeze();
    await isAway();
    await isAway();
    server.thaw();
    await eventually(isAllThere, 10_000);
  });

  test('crashed and started again', async () => {
    await isAllThere();
    await server.crash();
    await isAway();
    expect(await request('GET', '/api/v1/users')).toBe(503);
    await isAway();
    await server.resume();
    await eventually(isAllThere, 10_000);
    expect(await request('POST', '/api/v1/deployments', exampleText)).toBe(200);
  });

  test('restarted between two requests: nobody notices', async () => {
    await isAllThere();
    await server.crash();
    await server.resume();
    await isAllThere();
    expect(isLost).toBe(false);
  });
});
