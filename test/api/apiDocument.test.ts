import { execFile } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { ApiClient } from '../../src/client/apiClient';
import { ApiError } from '../../src/client/apiError';
import { etag } from '../../src/client/apiTransport';
import type { ApiContext } from '../../src/provisioning/apiContext';
import { apiRoutes } from '../../src/provisioning/apiRoutes';
import type { ApiDocument, DocumentedOperation } from '../../src/provisioning/openapi/document';
import type { LiveCall } from '../../src/model/liveCall';
import { checkout, compiled } from '../support/checkout';
import { exampleText } from '../support/exampleDeployment';
import { ProvisioningApi, type ApiAnswer, type Item } from '../support/provisioningApi';

const thing = { id: 'x', name: 'x' };
const call: LiveCall = {
  id: 'call-1',
  state: 'ringing',
  enterprise: thing,
  group: null,
  user: thing,
  trunkGroup: thing,
  direction: 'terminating',
  callingNumber: '+13125550111',
  calledNumber: '+12125550101',
  dialled: '+12125550101',
  emergency: false,
  startedAt: 1,
  ringingAt: 2,
  answeredAt: null,
  attempts: [
    {
      destination: { ...thing, kind: 'trunk_group' },
      address: '127.0.0.1:5070;udp',
      startedAt: 1,
      ringingAt: 2,
      answeredAt: null,
      endedAt: null,
      sipCode: null,
      station: 0,
    },
  ],
  trace: [{ rule: 'identify_peer', result: 'metro' }],
};

let api: ProvisioningApi;
let document: ApiDocument;
let client: ApiClient;

beforeAll(async () => {
  api = await ProvisioningApi.start({
    list: () => Promise.resolve({ items: [call], total: 1, isEstimated: false, next: null }),
    read: (id) => Promise.resolve(id === call.id ? call : null),
    end: (id) => Promise.resolve(id === call.id),
  });
  document = (await (await fetch(`${api.url}/api/v1/openapi.json`)).json()) as ApiDocument;
  client = new ApiClient({ url: api.url, key: api.key, timeoutMs: 10_000 });
  expect((await api.apply(exampleText)).status).toBe(200);
});
afterAll(async () => {
  await api.stop();
});

interface Layer {
  readonly route?: {
    readonly path: string;
    readonly stack: readonly { readonly method?: string }[];
  };
}

/** Every method of every path on the API's router. */
function registered(): string[] {
  const nothing = new Proxy({}, { get: () => undefined }) as ApiContext;
  const layers = apiRoutes(nothing).router.stack as unknown as readonly Layer[];
  const found = layers.flatMap(({ route }) =>
    (route?.stack ?? []).flatMap(({ method }) =>
      // Every path ends in a layer for all other methods, which answers 405.
      route === undefined || method === undefined
        ? []
        : [`${method} ${route.path.replaceAll(/:(\w+)/g, '{$1}')}`],
    ),
  );
  return [...new Set(found)].sort();
}

const operations = (): [string, string, DocumentedOperation][] =>
  Object.entries(document.paths).flatMap(([where, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, string, DocumentedOperation] => [
      method,
      where,
      operation,
    ]),
  );

/** A component or inline schema of the document, with all components at hand. */
function validator(schema: object): z.ZodType {
  const bundle = JSON.stringify({ ...schema, $defs: document.components.schemas });
  return z.fromJSONSchema(
    JSON.parse(bundle.replaceAll('#/components/schemas/', '#/$defs/')) as Parameters<
      typeof z.fromJSONSchema
    >[0],
  );
}

/** What the document says of an answer: its schema, or undefined where there is no body. */
function answerSchema(method: string, where: string, status: number): object | undefined {
  const operation = document.paths[where]?.[method];
  const answer = operation?.responses[String(status)] as
    { readonly $ref?: string; readonly content?: Record<string, { schema: object }> } | undefined;
  if (answer === undefined) throw new Error(`${method} ${where} does not foresee ${status}`);
  if (answer.$ref !== undefined) return { $ref: '#/components/schemas/Problem' };
  return answer.content?.['application/json']?.schema;
}

function expectAsDocumented(method: string, where: string, answer: ApiAnswer): void {
  const schema = answerSchema(method, where, answer.status);
  if (schema === undefined) {
    expect(answer.text).toBe('');
    return;
  }
  const checked = validator(schema).safeParse(answer.body);
  expect({ method, where, issues: checked.success ? [] : checked.error.issues }).toEqual({
    method,
    where,
    issues: [],
  });
}

describe('the document', () => {
  test('is OpenAPI 3.1, without a key', () => {
    expect(document).toMatchObject({ openapi: '3.1.0', servers: [{ url: '/api/v1' }] });
  });

  test('has every route that is registered, and no other', () => {
    const described = operations().map(([method, where]) => `${method} ${where}`);
    expect(described.sort()).toEqual(registered());
    expect(described.length).toBeGreaterThan(30);
  });

  test('every reference leads somewhere, every operation has an id of its own', () => {
    const text = JSON.stringify(document);
    for (const [, where = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const found = where
        .split('/')
        .reduce<unknown>((part, key) => (part as Item | undefined)?.[key], document);
      expect([where, typeof found]).toEqual([where, 'object']);
    }
    const ids = operations().map(([, , { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('every filter and sort it names is accepted, for every list', async () => {
    const value = {
      string: 'a',
      integer: '1',
      boolean: 'true',
      'date-time': '2026-11-22T10:00:00.000Z',
    } as Readonly<Record<string, string>>;
    const lists = operations().filter(([method, where]) => method === 'get' && !where.includes('{'));
    expect(lists.length).toBeGreaterThanOrEqual(9);
    for (const [, where, { parameters = [] }] of lists) {
      for (const { name, in: place, schema } of parameters) {
        if (place !== 'query' || name === 'cursor') continue;
        const values = (schema.enum as string[] | undefined) ?? [
          value[String(schema.format ?? schema.type)] ?? '',
        ];
        for (const one of values) {
          const answer = await api.get(`${where}?${encodeURIComponent(name)}=${encodeURIComponent(one)}`);
          expect([where, name, one, answer.status]).toEqual([where, name, one, 200]);
        }
      }
    }
  });
});

describe('real answers are as the document says', () => {
  test('lists and items', async () => {
    const lists = operations().filter(([method, where]) => method === 'get' && !where.includes('{'));
    let items = 0;
    for (const [, where, { parameters = [] }] of lists) {
      const hasPages = parameters.some(({ name }) => name === 'limit');
      const list = await api.get(hasPages ? `${where}?limit=50` : where);
      expectAsDocumented('get', where, list);
      expectAsDocumented('get', where, await api.get(`${where}?colour=red`));
      if (!operations().some(([method, path]) => method === 'get' && path === `${where}/{id}`)) continue;
      for (const { id } of list.body.items as { id: string }[]) {
        expectAsDocumented('get', `${where}/{id}`, await api.get(`${where}/${encodeURIComponent(id)}`));
        items += 1;
      }
      expectAsDocumented('get', `${where}/{id}`, await api.get(`${where}/nobody`));
    }
    expect(items).toBeGreaterThan(60);
  });

  test('making, changing and deleting', async () => {
    const enterprise = { name: 'documented' };
    const made = await api.post('/enterprises', enterprise);
    expectAsDocumented('post', '/enterprises', made);
    const id = String(made.body.id);
    const bodies: readonly [string, Item, Item][] = [
      ['/groups', { enterprise: id, id: 'D1', name: 'D' }, { name: 'E' }],
      [
        '/routing-schemes',
        { enterprise: id, name: 's', trunk_groups: ['D1GRPTRUNK01'] },
        { max_reroutes: 3 },
      ],
      ['/carriers', { name: 'documented', gateways: [{ host: '127.0.0.1' }] }, { trusted: true }],
      ['/outbound-routes', { prefix: '+4', carriers: ['documented'] }, { priority: 2 }],
      [
        '/users',
        { enterprise: id, group: 'D1', first_name: 'A', last_name: 'B', extension: '11' },
        { ring_time_s: 9 },
      ],
      [
        '/users',
        { enterprise: id, kind: 'call_queue', name: 'q', extension: '12', agents: ['11'] },
        { agents: [] },
      ],
    ];
    for (const [where, body, patch] of bodies) {
      const operation = document.paths[where]?.post;
      const accepted = validator(operation?.requestBody?.content['application/json']?.schema ?? {});
      expect([where, accepted.safeParse(body).success]).toEqual([where, true]);
      expect([where, accepted.safeParse({ ...body, colour: 'red' }).success]).toEqual([where, false]);
      const answer = await api.post(where, body);
      expect([where, answer.status]).toEqual([where, 201]);
      expectAsDocumented('post', where, answer);
      expectAsDocumented('post', where, await api.post(where, { colour: 'red' }));
      const item = `${where}/${String(answer.body.id)}`;
      const patches =
        document.paths[`${where}/{id}`]?.patch?.requestBody?.content['application/json']?.schema;
      expect(validator(patches ?? {}).safeParse(patch).success).toBe(true);
      const changed = await api.patch(item, patch);
      expect([where, changed.status]).toEqual([where, 200]);
      expectAsDocumented('patch', `${where}/{id}`, changed);
      expectAsDocumented('patch', `${where}/{id}`, await api.patch(item, { colour: 'red' }));
      expectAsDocumented('patch', `${where}/{id}`, await api.patch(item, {}, { 'if-match': '"x"' }));
      expectAsDocumented('delete', `${where}/{id}`, await api.delete(item, { 'if-match': '"x"' }));
    }
    const refused = await api.delete('/carriers/nobody');
    expectAsDocumented('delete', '/carriers/{id}', refused);
    expectAsDocumented('delete', '/groups/{id}', await api.delete('/groups/D1'));
    const ranges = { enterprise: id, numbers: ['+13125550100-+13125550109'] };
    expectAsDocumented('post', '/number-ranges', await api.post('/number-ranges', ranges));
    expectAsDocumented('delete', '/numbers/{id}', await api.delete('/numbers/+13125550100'));
    expectAsDocumented('post', '/deployments', await api.apply(exampleText));
    expectAsDocumented('post', '/deployments', await api.apply('version: 2'));
    const question = { from: '1', to: '2', arriving_on: 'nobody' };
    expectAsDocumented('post', '/call-explanations', await api.post('/call-explanations', question));
  });
});

describe('the reference page', () => {
  test('shows every operation and every schema, and needs nothing from elsewhere', async () => {
    const response = await fetch(`${api.url}/api/docs`);
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'; style-src 'sha256-/);
    for (const [, , { operationId }] of operations()) expect(html).toContain(`id="${operationId}"`);
    for (const name of Object.keys(document.components.schemas))
      expect(html).toContain(`id="schema-${name}"`);
    expect(html).not.toMatch(/<script|src=|https?:\/\/|@import/);
  });
});

describe('the client', () => {
  test('is what the document says today', async () => {
    const script = path.join(checkout, 'scripts/generateClient.mjs');
    const failed = await new Promise<string>((resolve) => {
      execFile(process.execPath, [script, '--check', `--dist=${compiled}`], (error, _out, err) => {
        resolve(error === null ? '' : err);
      });
    });
    expect(failed).toBe('');
  });

  test('makes, reads, changes and deletes', async () => {
    const made = await client.createCarrier({ name: 'by client', gateways: [{ host: '127.0.0.1' }] });
    expect(made.gateways[0]?.port).toBe(5060);
    const read = await client.readCarrier(made.id);
    expect(read).toEqual(made);
    const tag = read[etag];
    expect(tag).toMatch(/^"/);
    const changed = await client.updateCarrier(made.id, { trusted: true }, { ifMatch: tag ?? '' });
    expect(changed.trusted).toBe(true);
    const page = await client.listCarriers({ 'name[contains]': 'CLIENT', limit: 1 });
    expect(page).toMatchObject({ total: 1, items: [{ id: made.id }], next: null });
    await client.deleteCarrier(made.id);
    expect((await client.listCalls()).items[0]?.id).toBe('call-1');
    await client.endCall('call-1');
  });

  test('a key makes one object', async () => {
    const options = { idempotencyKey: 'from the client'.replaceAll(' ', '-') };
    const [first, second] = await Promise.all([
      client.createEnterprise({ name: 'keyed' }, options),
      client.createEnterprise({ name: 'keyed' }, options),
    ]);
    expect(first).toEqual(second);
  });

  test('failures carry the code and the mistakes', async () => {
    const failure = async (work: Promise<unknown>): Promise<ApiError> => {
      const error: unknown = await work.then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(ApiError);
      return error as ApiError;
    };
    expect(await failure(client.readUser('no/body'))).toMatchObject({ status: 404, code: 'not_found' });
    expect(await failure(client.createCarrier({ name: '' }))).toMatchObject({
      status: 422,
      code: 'invalid_input',
      errors: [{ path: 'name', code: 'invalid' }],
    });
    expect(await failure(client.updateEnterprise('x', {}, { ifMatch: '"y"' }))).toMatchObject({
      status: 404,
    });
    const stranger = new ApiClient({ url: api.url, key: 'wrong' });
    expect(await failure(stranger.listUsers())).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(
      await failure(new ApiClient({ url: `${api.url}/elsewhere/`, key: 'x' }).listUsers()),
    ).toMatchObject({
      status: 404,
    });
    await expect(new ApiClient({ url: 'http://127.0.0.1:9', key: 'x' }).listUsers()).rejects.toThrow(
      'fetch failed',
    );
  });
});
