import {
  ApiClient,
  type CallLog,
  type Carrier,
  type Enterprise,
  type TrunkGroupItem,
  type UserItem,
} from '../../client/apiClient';
import { ApiError } from '../../client/apiError';
import { LabError } from './labError';

const timeoutMs = 5_000;
/** As many as a page can hold. */
const limit = 1_000;

/** What the lab asks of the API, over HTTP like everybody else. Every failure is a LabError of one line. */
export class LabApi {
  readonly #client: ApiClient;

  constructor(
    readonly url: string,
    key: string,
  ) {
    this.#client = new ApiClient({ url, key, timeoutMs });
  }

  /** The status of `/readyz`; null: nobody answers. */
  async readiness(): Promise<number | null> {
    try {
      const response = await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(timeoutMs) });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return null;
    }
  }

  async apply(deployment: string): Promise<void> {
    await this.#ask('applying the deployment', this.#client.applyDeployment(deployment));
  }

  async enterprise(name: string): Promise<Enterprise | null> {
    const { items } = await this.#ask('reading enterprises', this.#client.listEnterprises({ name, limit }));
    return items.find((item) => item.name === name) ?? null;
  }

  async carrier(name: string): Promise<Carrier | null> {
    const { items } = await this.#ask('reading carriers', this.#client.listCarriers({ name, limit }));
    return items.find((item) => item.name === name) ?? null;
  }

  async trunkGroups(enterprise: string): Promise<readonly TrunkGroupItem[]> {
    return (await this.#ask('reading trunk groups', this.#client.listTrunkGroups({ enterprise, limit })))
      .items;
  }

  /** The user of an enterprise with this extension: one or none. */
  async users(enterprise: string, extension: string): Promise<readonly UserItem[]> {
    return (await this.#ask('reading users', this.#client.listUsers({ enterprise, extension }))).items;
  }

  /** Calls of an enterprise in progress. */
  async liveCalls(enterprise: string): Promise<number> {
    return (await this.#ask('reading calls', this.#client.listCalls({ enterprise, limit: 1 }))).total;
  }

  /** Id of the newest call log; null: there is none. */
  async newestCallLog(): Promise<string | null> {
    const { items } = await this.#ask('reading call logs', this.#client.listCallLogs({ limit: 1 }));
    return items[0]?.id ?? null;
  }

  /** Call logs newer than this one, in their order; null: all there are. */
  async callLogsAfter(id: string | null): Promise<readonly CallLog[]> {
    const logs: CallLog[] = [];
    const newer = id === null ? {} : { 'id[gte]': id };
    for (let cursor: string | undefined; ;) {
      const query = { sort: 'started_at', limit, cursor, ...newer } as const;
      const page = await this.#ask('reading call logs', this.#client.listCallLogs(query));
      logs.push(...page.items.filter((log) => log.id !== id));
      if (page.next === null) return logs;
      cursor = page.next;
    }
  }

  async #ask<T>(what: string, answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      throw new LabError(`${what} at ${this.url}: ${reasonOf(error)}`);
    }
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof ApiError) {
    const mistakes = error.errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
    return `${error.status} ${error.message}${mistakes === '' ? '' : ` (${mistakes})`}`;
  }
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return `no answer: ${cause instanceof Error ? cause.message : String(cause)}`;
}
