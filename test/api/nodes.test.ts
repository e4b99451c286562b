import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ProvisioningApi } from '../support/provisioningApi';

let api: ProvisioningApi;
beforeAll(async () => {
  api = await ProvisioningApi.start({
    list: () => Promise.resolve({ items: [], total: 7, isEstimated: false, next: null }),
    read: () => Promise.resolve(null),
    end: () => Promise.resolve(false),
  });
});
afterAll(() => api.stop());

test('the only node is listed, with what it says of itself, and as draining when it drains', async () => {
  const listed = async () => (await api.get('/nodes')).body;
  expect(await listed()).toEqual({
    items: [
      {
        id: 'node-of-the-test',
        name: expect.any(String),
        address: api.url,
        process_id: process.pid,
        started_at: expect.stringMatching(/^\d{4}-.*Z$/),
        last_seen_at: expect.stringMatching(/^\d{4}-.*Z$/),
        state: 'ready',
        version: '1.2.3',
        calls: 7,
        asked: true,
      },
    ],
    total: 1,
    next: null,
  });
  api.client.setDraining(true);
  expect(await listed()).toMatchObject({ items: [{ state: 'draining' }] });
  api.client.setDraining(false);
  expect((await api.get('/nodes?limit=1')).status).toBe(400);
  expect((await api.post('/nodes', {})).status).toBe(405);
});
