import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ProvisioningClient } from '../../src/events/provisioningClient';
import { SignallingPulse } from '../../src/events/signallingPulse';
import { ThreadEventBus } from '../../src/events/threadEventBus';
import { numberKey } from '../../src/model/directory';
import type { LiveCall } from '../../src/model/liveCall';
import type { ConfigurationChange } from '../../src/model/settings';
import { UsageBoard } from '../../src/routing/ledger/usageBoard';
import { at, changedExample, exampleText } from '../support/exampleDeployment';
import { databaseUnderTest, type DatabaseUnderTest } from '../support/databaseUnderTest';
import { noMetrics } from '../support/noMetrics';
import { eventually } from '../support/eventually';

const entry = path.join(__dirname, '../../src/worker.js');
const commandLine = path.join(__dirname, '../../src/cli/main.js');

const call: LiveCall = {
  id: 'call-1',
  state: 'ringing',
  enterprise: { id: 'e', name: 'acme' },
  group: null,
  user: null,
  trunkGroup: { id: '0012345GRPTRUNK01', name: '0012345GRPTRUNK01' },
  direction: 'terminating',
  callingNumber: '+13125550111',
  calledNumber: '+12125550101',
  dialled: '+12125550101',
  emergency: false,
  startedAt: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
  ringingAt: null,
  answeredAt: null,
  attempts: [],
  trace: [{ rule: 'identify_peer', result: 'metro' }],
};

let directory: string;
let database: DatabaseUnderTest;
let board: UsageBoard;
let client: ProvisioningClient;
let changes: ConfigurationChange[];
const asked: unknown[] = [];
const ended: string[] = [];

const start = (): Promise<ProvisioningClient> =>
  ProvisioningClient.start(
    entry,
    {
      node: 'node-of-the-test',
      redisUrl: null,
      database: database.setting,
      dataDirectory: directory,
      httpListen: { address: '127.0.0.1', port: 0 },
      rootApiKey: null,
      logLevel: 'silent',
      logNumbers: 'full',
      metricsAccess: 'open',
      callLogDays: 400,
      callLogPurge: '15 3 * * *',
      pulse: new SignallingPulse().buffer,
      usage: board.buffer,
      usageSlots: new Map(),
    },
    {
      configuration: (change) => changes.push(change),
      healthWanted: () => undefined,
      calls: {
        list: (query) => {
          asked.push(query);
          return Promise.resolve({ items: [call], total: 1, isEstimated: false, next: 'call-1' });
        },
        read: (id) => Promise.resolve(id === call.id ? call : null),
        end: (id) => {
          ended.push(id);
          return Promise.resolve(id === call.id);
        },
      },
      explain: { explain: () => Promise.resolve(null) },
      metrics: noMetrics,
      bus: new ThreadEventBus((error) => {
        throw error;
      }),
      lost: () => undefined,
    },
  );

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'trunkline-test-'));
  database = await databaseUnderTest();
  board = new UsageBoard();
  changes = [];
  client = await start();
});
afterAll(async () => {
  await client.stop();
  await database.remove();
  rmSync(directory, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

const key = (): string => readFileSync(path.join(directory, 'root-api-key'), 'utf8').trim();

async function ask(target: string, init: RequestInit = {}): Promise<Answer> {
  const headers = {
    authorization: `Bearer ${key()}`,
    ...(init.headers as Record<string, string> | undefined),
  };
  const response = await fetch(`${client.httpUrl}${target}`, { ...init, headers });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text === '' ? {} : JSON.parse(text)) as Answer['body'],
  };
}

const api = (target: string, init?: RequestInit): Promise<Answer> => ask(`/api/v1${target}`, init);

const deploy = (text: string, query = ''): Promise<Answer> =>
  api(`/deployments${query}`, {
    method: 'POST',
    body: text,
    headers: { 'content-type': 'application/yaml' },
  });

const items = (answer: Answer): Record<string, unknown>[] => answer.body.items as Record<string, unknown>[];

function run(
  args: readonly string[],
  environment: Record<string, string>,
): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const env = { PATH: process.env.PATH ?? '', ...environment };
    execFile(process.execPath, [commandLine, ...args], { env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

describe('deployments', () => {
  test('the change is announced before the answer, and in force in the directory', async () => {
    expect(changes).toMatchObject([{ generation: 1, complete: true }]);
    const answer = await deploy(exampleText);
    expect(answer).toMatchObject({
      status: 200,
      body: { changed: true, summary: { users: { created: 5 } } },
    });
    expect(changes.length).toBe(2);
    expect(changes[1]).toMatchObject({ generation: 2, complete: false });
    expect(changes[1]?.upsert.length).toBe(13);
    const directoryAnswer = await client.fetchDirectory([
      numberKey('+12125550101'),
      numberKey('+12125551111'),
    ]);
    expect(directoryAnswer).toMatchObject({
      generation: 2,
      entries: [{ value: { user: { name: 'Ada Park' } } }, { value: null }],
    });
  });

  test('again: nothing changed, nothing announced', async () => {
    expect((await deploy(exampleText)).body.changed).toBe(false);
    expect(changes.length).toBe(2);
  });

  test('mistakes come back by path', async () => {
    const text = changedExample((document) => (at(document, 'enterprises.0').max_active_calls = -1));
    const answer = await deploy(text);
    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({
      status: 422,
      code: 'invalid_deployment',
      errors: [
        {
          path: 'enterprises[0].max_active_calls',
          code: 'invalid',
          message: 'expected a whole number from 0 to 999999',
        },
      ],
    });
  });

  test('a long file goes through a thread of its own', async () => {
    const numbers = Array.from({ length: 4000 }, (_, index) => `+1312555${String(index).padStart(4, '0')}`);
    const answer = await deploy(JSON.stringify({ version: 1, enterprises: [{ name: 'long', numbers }] }));
    expect(answer).toMatchObject({ status: 200, body: { summary: { numbers: { created: 4000 } } } });
    expect(changes.at(-1)?.invalidate).toBe('all');
    expect((await api('/numbers?enterprise=none')).body.total).toBe(0);
    expect((await deploy(exampleText, '?prune=true')).body).toMatchObject({
      summary: { numbers: { removed: 4000 } },
    });
  });

  test('wrong bodies', async () => {
    const post = (body: string, type: string) =>
      api('/deployments', { method: 'POST', body, headers: { 'content-type': type } });
    expect(await post('<a/>', 'application/xml')).toMatchObject({
      status: 415,
      body: { code: 'unsupported_media_type' },
    });
    expect(await post('{"version": 1', 'application/json')).toMatchObject({
      status: 400,
      body: { code: 'malformed' },
    });
    expect(await post('a: [1', 'application/yaml')).toMatchObject({
      status: 400,
      body: { code: 'malformed' },
    });
    expect(await deploy(' '.repeat(64 * 1024 * 1024 + 1))).toMatchObject({
      status: 413,
      body: { code: 'too_large' },
    });
    expect((await deploy('version: 1', '?prune=maybe')).status).toBe(400);
    expect((await deploy('version: 1', '?dry=1')).status).toBe(400);
  });
});

describe('lists and items', () => {
  test('enterprises and trunk groups with live usage', async () => {
    const slotOf = (kind: string, id: string): number => {
      const upserts = changes.flatMap((change) => change.upsert);
      const found = upserts.find((upsert) => upsert.kind === kind && upsert.value.id === id);
      return found !== undefined && 'usageSlot' in found.value ? found.value.usageSlot : -1;
    };
    const [enterprise] = items(await api('/enterprises'));
    const id = String(enterprise?.id);
    board.writeEnterprise(slotOf('enterprise', id), { active: 4 });
    const usage = { active: 3, incoming: 2, outgoing: 1, borrowed: 0, lent: 0, emergency: 1, rejected: 7 };
    board.writeTrunkGroup(slotOf('trunk_group', '0012345GRPTRUNK01'), usage);
    expect((await api(`/enterprises/${id}`)).body).toMatchObject({
      name: 'acme',
      max_active_calls: 40,
      usage: { active: 4 },
    });
    expect((await api('/trunk-groups/0012345GRPTRUNK01')).body).toMatchObject({
      name: '0012345GRPTRUNK01',
      enterprise: { id, name: 'acme' },
      group: { id: '0012345', name: 'New York' },
      max_incoming_calls: 8,
      bursting: { enabled: true, max_active_calls: 2 },
      pbx: [{ host: '127.0.0.1', port: 5070 }],
      state: 'available',
      usage,
    });
    expect(items(await api('/trunk-groups?group=0067890'))).toMatchObject([
      { usage: { active: 0, rejected: 0 } },
    ]);
  });

  test('groups, schemes, carriers, numbers', async () => {
    expect((await api('/groups/0067890')).body).toMatchObject({
      name: 'Boston',
      trunk_group: { id: '0067890GRPTRUNK01' },
      default_routing_scheme: { name: 'EntTrunkGroup0067890' },
    });
    expect(items(await api('/routing-schemes?name[equals]=RECEPTION'))).toMatchObject([
      {
        algorithm: 'round_robin',
        trunk_groups: [{ id: '0012345GRPTRUNK01' }, { id: '0067890GRPTRUNK01' }],
        exhaust: { action: 'trunk_forward', number: '+12125559999' },
        default: false,
      },
    ]);
    expect(items(await api('/carriers'))).toMatchObject([{ name: 'metro', accept_from: ['127.0.0.1:5080'] }]);
    expect((await api('/numbers/+12125550101')).body).toMatchObject({
      number: '+12125550101',
      user: { name: 'Ada Park' },
    });
    expect((await api('/numbers?assigned=false')).body.total).toBe(96);
  });

  test('users: filters ignore case, sorted pages follow each other', async () => {
    expect(items(await api('/users?name[starts_with]=ada'))).toMatchObject([
      {
        name: 'Ada Park',
        group: { id: '0012345' },
        department: { name: 'sales' },
        routing_scheme: { name: 'EntTrunkGroup0012345' },
      },
    ]);
    expect(items(await api('/users?name[contains]=%25'))).toEqual([]);
    expect(items(await api('/users?email[equals]=ADA@ACME.example')).length).toBe(1);
    const names: unknown[] = [];
    let cursor: string | null = null;
    do {
      const page: Answer = await api(
        `/users?sort=-number&limit=2${cursor === null ? '' : `&cursor=${cursor}`}`,
      );
      expect(page.body.total).toBe(5);
      names.push(...items(page).map((item) => item.name));
      cursor = page.body.next as string | null;
    } while (cursor !== null);
    expect(names).toEqual(['main menu', 'Cy Dorn', 'Ben Cole', 'Ada Park', 'service desk']);
    expect(items(await api('/users?sort=extension&limit=2&page=2')).map((item) => item.extension)).toEqual([
      '1003',
      '800',
    ]);
  });

  test('a user on its own shows its settings', async () => {
    const [user] = items(await api('/users?extension=1003'));
    expect(user).not.toHaveProperty('inbound');
    expect((await api(`/users/${String(user?.id)}`)).body).toMatchObject({
      username: 'cy.dorn',
      time_zone: 'America/Chicago',
      inbound: { max_did_policing: { enabled: true, max_concurrent_calls: 2 } },
    });
  });

  test.each([
    ['/users?limit=0', 'limit'],
    ['/users?limit=1001', 'limit'],
    ['/users?colour=red', 'colour'],
    ['/users?name[like]=x', 'name[like]'],
    ['/users?sort=colour', 'sort'],
    ['/users?cursor=xyz', 'cursor'],
    ['/numbers?assigned=maybe', 'assigned'],
    ['/groups/0012345?x=1', 'x'],
    ['/calls?state=ringing', 'state'],
  ])('%s is refused', async (target, where) => {
    expect(await api(target)).toMatchObject({
      status: 400,
      body: { code: 'invalid_query', errors: [{ path: where }] },
    });
  });

  test('a cursor of another order is refused', async () => {
    const page = await api('/users?sort=name&limit=1');
    expect((await api(`/users?sort=-name&limit=1&cursor=${String(page.body.next)}`)).status).toBe(400);
  });
});

describe('calls', () => {
  test('are listed, read and ended through the port', async () => {
    const list = await api('/calls?limit=5&trunk_group=0012345GRPTRUNK01');
    expect(asked).toEqual([{ limit: 5, after: null, enterpriseId: null, trunkGroupId: '0012345GRPTRUNK01' }]);
    expect(items(list)).toMatchObject([
      { id: 'call-1', started_at: '2026-01-02T03:04:05.006Z', trunk_group: { id: '0012345GRPTRUNK01' } },
    ]);
    await api(`/calls?cursor=${String(list.body.next)}`);
    expect(asked[1]).toMatchObject({ after: 'call-1' });
    expect((await api('/calls/call-1')).body).toMatchObject({
      state: 'ringing',
      calling_number: '+13125550111',
    });
    expect((await api('/calls/call-2')).status).toBe(404);
    expect((await api('/calls/call-1', { method: 'DELETE' })).status).toBe(204);
    expect((await api('/calls/call-2', { method: 'DELETE' })).status).toBe(404);
    expect(ended).toEqual(['call-1', 'call-2']);
  });
});

describe('the door', () => {
  test('the key is made at first start, for its owner alone', () => {
    expect(statSync(path.join(directory, 'root-api-key')).mode & 0o777).toBe(0o600);
  });

  test.each([undefined, 'Bearer wrong', 'Basic abc'])('%s is refused', async (authorization) => {
    const response = await fetch(
      `${client.httpUrl}/api/v1/users`,
      authorization === undefined ? {} : { headers: { authorization } },
    );
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.json()).toMatchObject({ code: 'unauthenticated' });
  });

  test('paths and methods that are not there', async () => {
    expect(await api('/nothing')).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await ask('/nothing')).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await api('/users/nobody')).toMatchObject({ status: 404, body: { code: 'not_found' } });
    const wrong = await api('/calls/call-1', { method: 'PUT' });
    expect(wrong).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } });
    expect(wrong.headers.get('allow')).toBe('GET, HEAD, DELETE');
  });

  test('headers', async () => {
    const { headers } = await api('/users');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('health without a key; readiness follows draining', async () => {
    const status = async (target: string) => (await fetch(`${client.httpUrl}${target}`)).status;
    expect(await status('/healthz')).toBe(200);
    client.setDraining(false);
    expect(await status('/readyz')).toBe(200);
    client.setDraining(true);
    expect(await status('/readyz')).toBe(503);
    expect(await status('/healthz')).toBe(200);
    client.setDraining(false);
    expect(await status('/readyz')).toBe(200);
  });
});

describe('signalling', () => {
  test('asks for the whole again and gets it', async () => {
    const before = changes.length;
    client.requestConfiguration();
    await eventually(() => {
      expect(changes.length).toBe(before + 1);
    });
    expect(changes.at(-1)).toMatchObject({ complete: true, invalidate: 'all' });
  });
});

describe('the command line', () => {
  const environment = () => ({ TRUNKLINE_DATA_DIR: directory, TRUNKLINE_DATABASE_URL: database.url });

  test('goes over the API of the node that holds the database', async () => {
    const file = path.join(directory, 'wrong.yaml');
    writeFileSync(file, exampleText.replace('max_active_calls: 40 ', 'max_active_calls: 41 '));
    const before = changes.length;
    const result = await run(['apply', file], environment());
    expect(result).toMatchObject({ code: 0, err: '' });
    expect(result.out).toContain('enterprises: 1 changed');
    expect(changes.length).toBe(before + 1);
  });

  test('prints each mistake on a line and fails', async () => {
    const file = path.join(directory, 'mistakes.yaml');
    writeFileSync(file, 'version: 1\ncolour: red\ncarriers: [{ name: "" }]\n');
    const result = await run(['apply', file], environment());
    expect(result.code).toBe(1);
    expect(result.err.split('\n')).toEqual([
      'carriers[0].name: expected text of 1 to 80 characters',
      expect.stringContaining('colour: there is no such key here'),
      '2 mistakes; nothing was changed',
      '',
    ]);
  });

  test('a second node has no place on a SQLite file, and one on a server', async () => {
    if (database.setting.kind === 'sqlite') {
      await expect(start()).rejects.toThrow(/is in use by process/);
      return;
    }
    const second = await start();
    expect((await fetch(`${second.httpUrl}/healthz`)).status).toBe(200);
    await second.stop();
  });

  test('without a node it goes into the database', async () => {
    const alone = await databaseUnderTest();
    const variables = {
      TRUNKLINE_DATA_DIR: path.join(directory, 'alone'),
      TRUNKLINE_DATABASE_URL: alone.url,
    };
    const apply = () => run(['apply', path.resolve('examples/acme.yaml')], variables);
    expect((await apply()).out).toContain('users: 5 created');
    expect((await apply()).out).toBe('nothing changed\n');
    await alone.remove();
  });

  test('misuse', async () => {
    expect((await run(['apply'], {})).code).toBe(2);
    expect((await run(['apply', 'x', '--force'], {})).err).toContain('there is no option --force');
    expect((await run(['--help'], {})).out).toContain('TRUNKLINE_SIP_LISTEN');
    expect(await run(['apply', 'x'], { TRUNKLINE_DRAIN_S: 'x' })).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^TRUNKLINE_DRAIN_S: .*\n$/) as unknown,
    });
  });
});
