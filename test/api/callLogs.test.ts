import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openDatabase } from '../../db/openDatabase';
import { storeCalls } from '../../db/repositories/callLogs';
import { callId, closedCall } from '../support/callRecords';
import { pathsOf, ProvisioningApi, type Item } from '../support/provisioningApi';

let api: ProvisioningApi;
let user: string;

beforeAll(async () => {
  api = await ProvisioningApi.start();
  const enterprise = await api.make('/enterprises', { name: 'acme', country: 'US' });
  const group = await api.make('/groups', { enterprise, id: '0012345', name: 'New York' });
  const ada = { enterprise, group, first_name: 'Ada', last_name: 'Park', extension: '1001' };
  user = await api.make('/users', ada);
  const database = openDatabase(api.database);
  const calls = Array.from({ length: 12 }, (_, number) =>
    closedCall(number, {
      user: { id: user, name: 'Ada Park' },
      ...(number === 3 && { codes: { account: '0042', authorization: 'sales' } }),
    }),
  );
  await storeCalls(database, [...calls, closedCall(20)]);
  await database.destroy();
});
afterAll(async () => {
  await api.stop();
});

const items = (body: Item): Item[] => body.items as Item[];

describe('call logs over the API', () => {
  test('newest first, page by page, with the number of all', async () => {
    const first = await api.get('/call-logs?limit=5');
    expect(first.body).toMatchObject({ total: 13 });
    expect(items(first.body).map(({ id }) => id)).toEqual([20, 11, 10, 9, 8].map(callId));
    const second = await api.get(`/call-logs?limit=5&cursor=${String(first.body.next)}`);
    expect(items(second.body).map(({ id }) => id)).toEqual([7, 6, 5, 4, 3].map(callId));
    const oldest = await api.get('/call-logs?sort=started_at&limit=1');
    expect(items(oldest.body)).toMatchObject([{ id: callId(0) }]);
  });

  test('an item says all of a call', async () => {
    const { status, body } = await api.get(`/call-logs/${callId(3)}`);
    expect(status).toBe(200);
    expect(body).toEqual({
      ...{ transferred_from: null, transferred_to: null },
      ...{ id: callId(3), call_id: callId(3), direction: 'originating', emergency: false },
      enterprise: { id: 'acme', name: 'acme' },
      group: { id: '0012345', name: 'New York' },
      user: { id: user, name: 'Ada Park' },
      trunk_group: { id: 'ny', name: 'ny' },
      participants: [
        { role: 'caller', user: { id: user, name: 'Ada Park' }, trunk_group: { id: 'ny', name: 'ny' } },
      ],
      peer: { id: 'ny', name: 'ny', kind: 'trunk_group' },
      ...{ calling_number: '+12125550101', called_number: '+13125550003', dialled: '3125550003' },
      ...{ started_at: '2026-03-01T09:00:03.000Z', ringing_at: null },
      ...{ answered_at: '2026-03-01T09:00:04.000Z', ended_at: '2026-03-01T09:00:06.000Z', duration_ms: 2000 },
      ...{ outcome: 'answered', failure: null, sip_code: 200, q850_cause: 16, ended_by: 'caller' },
      ...{ account_code: '0042', authorization_code: 'sales' },
      attempts: [],
      trace: [{ rule: 'test', result: 'Ünïcode – and "quotes"' }],
    });
    expect((await api.get('/call-logs/nothing')).status).toBe(404);
  });

  test("a user's own", async () => {
    const { body } = await api.get(
      `/users/${user}/call-logs?called_number[starts_with]=%2B1312555000&limit=3`,
    );
    expect(body).toMatchObject({ total: 10 });
    expect(items(body).map(({ id }) => id)).toEqual([9, 8, 7].map(callId));
    const next = await api.get(
      `/users/${user}/call-logs?called_number[starts_with]=%2B1312555000&limit=3&cursor=${String(body.next)}`,
    );
    expect(items(next.body).map(({ id }) => id)).toEqual([6, 5, 4].map(callId));
    expect((await api.get('/users/nobody/call-logs')).status).toBe(404);
  });

  test('as CSV, whole', async () => {
    const answer = await api.request('GET', '/call-logs?outcome=answered', {
      headers: { accept: 'text/csv' },
    });
    expect(answer.headers.get('content-type')).toContain('text/csv');
    const lines = answer.text.trim().split('\r\n');
    expect(lines).toHaveLength(14);
    expect(lines[0]).toContain('id,call_id,enterprise.id,enterprise.name');
    expect(lines[1]).toContain(callId(20));
    expect(lines[0]).toContain('account_code,authorization_code');
    const filtered = await api.get('/call-logs?account_code=0042&authorization_code=sales');
    expect(items(filtered.body).map(({ id }) => id)).toEqual([callId(3)]);
  });

  test.each([
    ['started_at[gte]=yesterday', 'started_at[gte]'],
    ['started_at[contains]=2026', 'started_at[contains]'],
    ['user[contains]=a', 'user[contains]'],
    ['sip_code=abc', 'sip_code'],
    ['flavour=sweet', 'flavour'],
    ['sort=trace', 'sort'],
    ['cursor=abc', 'cursor'],
  ])('%s is a mistake', async (query, where) => {
    const answer = await api.get(`/call-logs?${query}`);
    expect(answer.status).toBe(400);
    expect(pathsOf(answer)).toEqual([where]);
  });
});
