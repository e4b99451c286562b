import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ProvisioningClient } from '../../src/events/provisioningClient';
import type { LiveCalls } from '../../src/model/liveCall';
import type { ConfigurationChange } from '../../src/model/settings';
import { UsageBoard } from '../../src/routing/ledger/usageBoard';

const entry = path.join(__dirname, '../../src/provisioning/worker.js');
const rootApiKey = 'test-root-key-0123456789abcdef';

export type Item = Record<string, unknown>;

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Of JSON; empty for any other. */
  readonly body: Item;
}

export interface RequestOptions {
  readonly body?: unknown;
  /** Sent as it is, instead of JSON of `body`. */
  readonly raw?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The real provisioning worker on a database of its own, with the signalling thread's side at hand. */
export class ProvisioningApi {
  private constructor(
    readonly directory: string,
    readonly client: ProvisioningClient,
    readonly board: UsageBoard,
    /** What the signalling thread was told, in order. */
    readonly changes: ConfigurationChange[],
  ) {}

  static async start(calls: LiveCalls = noCalls): Promise<ProvisioningApi> {
    const directory = mkdtempSync(path.join(tmpdir(), 'trunkline-test-'));
    const board = new UsageBoard();
    const changes: ConfigurationChange[] = [];
    const client = await ProvisioningClient.start(
      entry,
      {
        databaseFile: path.join(directory, 'trunkline.db'),
        dataDirectory: directory,
        httpListen: { address: '127.0.0.1', port: 0 },
        rootApiKey,
        logLevel: 'silent',
        usage: board.buffer,
        usageSlots: new Map(),
      },
      { configuration: (change) => changes.push(change), calls, lost: () => undefined },
    );
    return new ProvisioningApi(directory, client, board, changes);
  }

  get url(): string {
    return this.client.httpUrl;
  }

  get key(): string {
    return rootApiKey;
  }

  async request(method: string, target: string, options: RequestOptions = {}): Promise<ApiAnswer> {
    const { body, raw = body === undefined ? undefined : JSON.stringify(body), headers } = options;
    const response = await fetch(`${this.url}/api/v1${target}`, {
      method,
      headers: {
        authorization: `Bearer ${rootApiKey}`,
        ...(raw === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(raw === undefined ? {} : { body: raw }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true && text !== '';
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? (JSON.parse(text) as Item) : {},
    };
  }

  get(target: string, headers: Readonly<Record<string, string>> = {}): Promise<ApiAnswer> {
    return this.request('GET', target, { headers });
  }

  post(target: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<ApiAnswer> {
    return this.request('POST', target, { body, headers });
  }

  patch(target: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<ApiAnswer> {
    return this.request('PATCH', target, { body, headers });
  }

  delete(target: string, headers: Readonly<Record<string, string>> = {}): Promise<ApiAnswer> {
    return this.request('DELETE', target, { headers });
  }

  /** Makes an object and answers its id; throws unless it was made. */
  async make(target: string, body: unknown): Promise<string> {
    const answer = await this.post(target, body);
    if (answer.status !== 201) throw new Error(`POST ${target}: ${String(answer.status)} ${answer.text}`);
    return String(answer.body.id);
  }

  async total(target: string): Promise<number> {
    return Number((await this.get(target)).body.total);
  }

  apply(text: string): Promise<ApiAnswer> {
    return this.request('POST', '/deployments', {
      raw: text,
      headers: { 'content-type': 'application/yaml' },
    });
  }

  async stop(): Promise<void> {
    await this.client.stop();
    rmSync(this.directory, { recursive: true });
  }
}

const noCalls: LiveCalls = {
  list: () => Promise.resolve({ items: [], total: 0, next: null }),
  read: () => Promise.resolve(null),
  end: () => Promise.resolve(false),
};

/** The paths of the mistakes an answer names. */
export const pathsOf = (answer: ApiAnswer): string[] =>
  ((answer.body.errors ?? []) as { path: string }[]).map(({ path: where }) => where);
