import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openDatabase } from '../../db/openDatabase';
import type { Database } from '../../db/schema';
import { dump } from '../support/dump';
import { pathsOf, ProvisioningApi, type ApiAnswer, type Item } from '../support/provisioningApi';

let api: ProvisioningApi;
let database: Database;
let enterprise: string;
let group: string;

beforeAll(async () => {
  api = await ProvisioningApi.start();
  database = openDatabase(api.database);
  enterprise = await api.make('/enterprises', { name: 'acme', country: 'US' });
  group = await api.make('/groups', { enterprise, id: '0012345', name: 'New York' });
});
afterAll(async () => {
  await database.destroy();
  await api.stop();
});

const user = (extension: string, more: Item = {}): Item => ({
  enterprise,
  group,
  first_name: 'Ada',
  last_name: 'Park',
  extension,
  ...more,
});

describe('bad bodies are answered 4xx, say why and store nothing', () => {
  const json = 'application/json';
  const deep = `${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`;
  const good = JSON.stringify({ name: 'never' });
  const bodies: readonly [string, number, string, string | Uint8Array<ArrayBuffer>, string][] = [
    ['not JSON', 400, 'malformed', '{"name": ', json],
    ['words', 400, 'malformed', 'name=never', json],
    ['empty', 400, 'malformed', '', json],
    ['a list', 400, 'malformed', '[]', json],
    ['a string', 400, 'malformed', '"never"', json],
    ['null', 400, 'malformed', 'null', json],
    ['a key twice', 400, 'malformed', '{"name": "never", "n\\u0061me": "ever"}', json],
    [
      'a nested key twice',
      400,
      'malformed',
      '{"licences": {"office": 1, "office": 2}, "name": "never"}',
      json,
    ],
    ['too deep', 400, 'malformed', deep, json],
    ['half a character', 400, 'malformed', '{"name": "\\ud83d"}', json],
    ['no UTF-8', 400, 'malformed', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), json],
    ['too large', 413, 'too_large', JSON.stringify({ name: 'x'.repeat(2 * 1024 * 1024) }), json],
    ['another type', 415, 'unsupported_media_type', good, 'text/plain'],
    ['a form', 415, 'unsupported_media_type', 'name=never', 'application/x-www-form-urlencoded'],
    ['a merge patch', 415, 'unsupported_media_type', good, 'application/merge-patch+json'],
    ['another charset', 415, 'unsupported_media_type', good, 'application/json; charset=utf-16'],
    ['no keys', 422, 'invalid_input', '{}', json],
    ['unknown keys', 422, 'invalid_input', '{"name": "never", "colour": "red", "__proto__": {"x": 1}}', json],
    ['wrong types', 422, 'invalid_input', '{"name": 7, "max_active_calls": "7", "licences": []}', json],
    ['out of range', 422, 'invalid_input', '{"name": "never", "billing_cycle_day": 29}', json],
    ['a number beyond all', 422, 'invalid_input', '{"name": "never", "max_active_calls": 1e400}', json],
    ['too long', 422, 'invalid_input', JSON.stringify({ name: 'x'.repeat(81) }), json],
    ['control characters', 422, 'invalid_input', '{"name": "ne\\u0000ver"}', json],
    ['spaces around', 422, 'invalid_input', '{"name": " never "}', json],
    ['a taken name', 409, 'conflict', '{"name": "ACME"}', json],
  ];

  test.each(bodies)('%s: %d %s', async (_what, status, code, raw, type) => {
    const before = await dump(database);
    const generation = api.changes.length;
    const answer = await api.request('POST', '/enterprises', { raw, headers: { 'content-type': type } });
    expect(answer).toMatchObject({ status, body: { status, code } });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body.title).toEqual(expect.any(String));
    expect(await dump(database)).toBe(before);
    expect(api.changes.length).toBe(generation);
  });

  test('every mistake is named, each once', async () => {
    const wrong = { name: 7, max_active_calls: -1, country: 'XX', time_zone: 'Nowhere', colour: 'red' };
    const answer = await api.post('/enterprises', wrong);
    expect(pathsOf(answer).sort()).toEqual(['colour', 'country', 'max_active_calls', 'name', 'time_zone']);
    const patch = await api.patch(`/enterprises/${enterprise}`, {
      name: null,
      licences: { office: -1, x: 1 },
    });
    expect(patch.body.errors).toMatchObject([
      { path: 'name', code: 'missing' },
      { path: 'licences.office', code: 'invalid' },
      { path: 'licences.x', code: 'unknown_key' },
    ]);
  });

  test('a change says which types it takes', async () => {
    const answer = await api.request('PATCH', `/enterprises/${enterprise}`, {
      raw: '{}',
      headers: { 'content-type': 'application/json-patch+json' },
    });
    expect(answer.status).toBe(415);
    expect(answer.headers.get('accept-patch')).toBe('application/merge-patch+json, application/json');
    const merge = { 'content-type': 'application/merge-patch+json' };
    expect((await api.patch(`/enterprises/${enterprise}`, {}, merge)).status).toBe(200);
  });

  test('what is not there, methods, queries', async () => {
    expect((await api.patch('/enterprises/nobody', {})).status).toBe(404);
    expect((await api.delete('/users/nobody')).status).toBe(404);
    expect((await api.request('PUT', `/enterprises/${enterprise}`, { body: {} })).status).toBe(405);
    expect((await api.patch('/numbers/+12125550100', {})).status).toBe(405);
    expect((await api.post('/enterprises?dry=1', { name: 'never' })).status).toBe(400);
    expect((await api.post('/users?unique_email=maybe', user('4999'))).status).toBe(400);
    expect((await api.get('/users/%E0%A4%A')).status).toBe(400);
  });

  test('a body cut off in the middle stores nothing', async () => {
    const before = await dump(database);
    const { hostname, port } = new URL(api.url);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(
          `POST /api/v1/enterprises HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${api.key}\r\n` +
            'Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"name":',
        );
        socket.end();
      });
      socket.on('close', () => resolve());
      socket.on('error', () => resolve());
      socket.resume();
    });
    expect((await api.get('/enterprises')).status).toBe(200);
    expect(await dump(database)).toBe(before);
  });
});

describe('entity tags', () => {
  test('a read can be asked again: 304 while nothing changed', async () => {
    const id = await api.make('/carriers', { name: 'tagged' });
    const first = await api.get(`/carriers/${id}`);
    const tag = first.headers.get('etag') ?? '';
    expect(tag).toMatch(/^"[\w.-]+"$/);
    const again = await api.get(`/carriers/${id}`, { 'if-none-match': `"other", W/${tag}` });
    expect(again).toMatchObject({ status: 304, text: '' });
    expect(again.headers.get('etag')).toBe(tag);
    await api.patch(`/carriers/${id}`, { trusted: true });
    expect((await api.get(`/carriers/${id}`, { 'if-none-match': tag })).status).toBe(200);
    const list = await api.get('/carriers');
    const listTag = list.headers.get('etag') ?? '';
    expect((await api.get('/carriers', { 'if-none-match': listTag })).status).toBe(304);
    await api.make('/carriers', { name: 'another' });
    expect((await api.get('/carriers', { 'if-none-match': listTag })).status).toBe(200);
  });

  test('two updates at once: one gets 412, and the other’s change stands', async () => {
    const id = await api.make('/users', user('4001'));
    const tag = (await api.get(`/users/${id}`)).headers.get('etag') ?? '';
    const answers = await Promise.all(
      ['Eva', 'Eve'].map((first_name) => api.patch(`/users/${id}`, { first_name }, { 'if-match': tag })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect(answers.find(({ status }) => status === 412)?.body.code).toBe('precondition_failed');
    const won = answers.find(({ status }) => status === 200);
    expect((await api.get(`/users/${id}`)).text).toBe(won?.text);
  });

  test('If-Match holds for changing and for deleting', async () => {
    const made = await api.post('/carriers', { name: 'guarded' });
    const target = `/carriers/${String(made.body.id)}`;
    const tag = made.headers.get('etag') ?? '';
    expect((await api.get(target)).headers.get('etag')).toBe(tag);
    const changed = await api.patch(target, { trusted: true }, { 'if-match': tag });
    expect(changed.status).toBe(200);
    expect((await api.patch(target, { trusted: false }, { 'if-match': tag })).status).toBe(412);
    expect((await api.patch(target, { trusted: false }, { 'if-match': `W/${tag}` })).status).toBe(412);
    expect((await api.delete(target, { 'if-match': tag })).status).toBe(412);
    const newTag = changed.headers.get('etag') ?? '';
    expect((await api.patch(target, {}, { 'if-match': `"x", ${newTag}` })).status).toBe(200);
    expect((await api.patch(target, {}, { 'if-match': '*' })).status).toBe(200);
    expect((await api.delete(target, { 'if-match': newTag })).status).toBe(204);
    expect((await api.delete(target, { 'if-match': '*' })).status).toBe(404);
  });

  test('calls in progress keep nobody from changing a limit, but a reader sees them', async () => {
    const target = '/trunk-groups/0012345GRPTRUNK01';
    const tag = (await api.get(target)).headers.get('etag') ?? '';
    const upserts = api.changes.flatMap((change) => change.upsert);
    const slot = upserts.find(({ kind }) => kind === 'trunk_group')?.value;
    const usage = { active: 1, incoming: 1, outgoing: 0, borrowed: 0, lent: 0, emergency: 0, rejected: 0 };
    api.board.writeTrunkGroup(slot !== undefined && 'usageSlot' in slot ? slot.usageSlot : -1, usage);
    const seen = await api.get(target, { 'if-none-match': tag });
    expect(seen).toMatchObject({ status: 200, body: { usage: { active: 1 } } });
    expect(seen.headers.get('etag')).not.toBe(tag);
    expect((await api.patch(target, { max_active_calls: 9 }, { 'if-match': tag })).status).toBe(200);
    expect((await api.patch(target, { max_active_calls: 8 }, { 'if-match': tag })).status).toBe(412);
  });
});

describe('Idempotency-Key', () => {
  const create = (key: string, body: unknown, target = '/carriers'): Promise<ApiAnswer> =>
    api.post(target, body, { 'idempotency-key': key });

  test('the same again is the same answer, and one object', async () => {
    const first = await create('one', { name: 'once', trusted: true });
    const generation = api.changes.length;
    const second = await create('one', { trusted: true, name: 'once' });
    expect(second.status).toBe(201);
    expect(second.text).toBe(first.text);
    for (const header of ['etag', 'location']) {
      expect(second.headers.get(header)).toBe(first.headers.get(header));
    }
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(await api.total('/carriers?name=once')).toBe(1);
    expect(api.changes.length).toBe(generation);
  });

  test('also at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => create('crowd', { ...user('4100'), last_name: 'Crowd' }, '/users')),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 201));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await api.total('/users?last_name=crowd')).toBe(1);
  });

  test('another body or another place under the same key is refused', async () => {
    await create('other', { name: 'other body' });
    expect(await create('other', { name: 'changed body' })).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
    expect((await create('other', { name: 'other body' }, '/enterprises')).status).toBe(422);
    expect(await api.total('/carriers?name[contains]=body')).toBe(1);
  });

  test('a refused request leaves its key free', async () => {
    expect((await create('again', { name: 7 })).status).toBe(422);
    expect((await create('again', { name: 'again' })).status).toBe(201);
  });

  test('keys are kept for a day', async () => {
    const first = await create('old', { name: 'old' });
    await database.updateTable('idempotency_keys').set({ created_at: '2020-01-01T00:00:00.000Z' }).execute();
    expect((await create('old', { name: 'old' })).status).toBe(409);
    await api.delete(`/carriers/${String(first.body.id)}`);
    const second = await create('old', { name: 'old' });
    expect(second.status).toBe(201);
    expect(second.body.id).not.toBe(first.body.id);
    // What is out of date goes when the next key is kept.
    expect((await database.selectFrom('idempotency_keys').select('id').execute()).length).toBe(1);
  });

  test.each(['', 'with space', 'x'.repeat(256)])('the key %p is refused', async (key) => {
    expect(await create(key, { name: 'never' })).toMatchObject({
      status: 400,
      body: { code: 'invalid_header' },
    });
  });
});

describe('CSV', () => {
  const csv = { accept: 'text/csv' };

  test('the same list, formulas made harmless', async () => {
    await api.make('/carriers', { name: '=cmd|calc', accept_from: ['127.0.0.1', '10.0.0.0/8'] });
    await api.make('/carriers', { name: 'say "hi", all' });
    const answer = await api.get('/carriers?name[contains]=a&sort=name', csv);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('vary')).toContain('Accept');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="carriers.csv"');
    const lines = answer.text.split('\r\n');
    expect(lines[0]).toMatch(
      /^id,name,gateways,.*,accept_from,number_format,.*,trusted,.*,created_at,updated_at$/,
    );
    expect(lines[1]).toContain(`,'=cmd|calc,[],`);
    expect(lines[1]).toContain(`,"[""127.0.0.1"",""10.0.0.0/8""]",e164_plus,`);
    expect(answer.text).toContain('"say ""hi"", all"');
    const total = await api.total('/carriers?name[contains]=a');
    expect(lines.length).toBe(total + 2);
  });

  test('nested things are columns, numbers stay numbers, absent things are empty', async () => {
    await api.post('/numbers', { enterprise, number: '+12125550101' });
    await api.make('/users', user('4200', { number: '+12125550101', last_name: 'Csv' }));
    const [header = '', line = ''] = (await api.get('/users?last_name=csv', csv)).text.split('\r\n');
    const cells = Object.fromEntries(header.split(',').map((name, index) => [name, line.split(',')[index]]));
    expect(cells).toMatchObject({
      'enterprise.id': enterprise,
      'enterprise.name': 'acme',
      'group.name': 'New York',
      'department.name': '',
      number: '+12125550101',
      extension: '4200',
    });
  });

  test('all of a long list, page by page; a limit is a limit; mistakes are problems', async () => {
    const added = await api.post('/number-ranges', { enterprise, numbers: ['+13125550000-+13125552499'] });
    expect(added.body.added).toBe(2500);
    const all = await api.get('/numbers?number[starts_with]=%2B1312', csv);
    const numbers = all.text.split('\r\n').slice(1, -1);
    expect(numbers.length).toBe(2500);
    expect(new Set(numbers).size).toBe(2500);
    expect((await api.get('/numbers?limit=7', csv)).text.split('\r\n').length).toBe(9);
    expect(await api.get('/numbers?colour=red', csv)).toMatchObject({
      status: 400,
      body: { code: 'invalid_query' },
    });
    expect((await api.get('/numbers?limit=1', { accept: '*/*' })).headers.get('content-type')).toContain(
      'json',
    );
  });
});
