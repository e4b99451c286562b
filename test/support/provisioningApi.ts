import type { ProvisioningClient } from '../../src/events/provisioningClient';
import type { Explain } from '../../src/model/callExplanation';
import type { LiveCalls } from '../../src/model/liveCall';
import type { DatabaseSetting } from '../../src/model/databaseSetting';
import type { ConfigurationChange } from '../../src/model/settings';
import type { UsageBoard } from '../../src/routing/ledger/usageBoard';
import { ProvisioningWorker, workerKey } from './provisioningWorker';

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
    private readonly worker: ProvisioningWorker,
    /** What the signalling thread was told, in order. */
    readonly changes: readonly ConfigurationChange[],
  ) {}

  static async start(calls?: LiveCalls, explain?: Explain): Promise<ProvisioningApi> {
    const changes: ConfigurationChange[] = [];
    const worker = await ProvisioningWorker.start(
      {},
      {
        configuration: (change) => changes.push(change),
        ...(calls && { calls }),
        ...(explain && { explain }),
      },
    );
    return new ProvisioningApi(worker, changes);
  }

  get client(): ProvisioningClient {
    return this.worker.client;
  }

  get board(): UsageBoard {
    return this.worker.board;
  }

  get database(): DatabaseSetting {
    return this.worker.database.setting;
  }

  get url(): string {
    return this.worker.url;
  }

  get key(): string {
    return workerKey;
  }

  async request(method: string, target: string, options: RequestOptions = {}): Promise<ApiAnswer> {
    const { body, raw = body === undefined ? undefined : JSON.stringify(body), headers } = options;
    const response = await fetch(`${this.url}/api/v1${target}`, {
      method,
      headers: {
        authorization: `Bearer ${workerKey}`,
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

  stop(): Promise<void> {
    return this.worker.stop();
  }
}

/** The paths of the mistakes an answer names. */
export const pathsOf = (answer: ApiAnswer): string[] =>
  ((answer.body.errors ?? []) as { path: string }[]).map(({ path: where }) => where);
