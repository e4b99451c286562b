/** The service's API refused, or could not be reached; the message is one line for the user. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
}

export interface TrunkGroupUsage {
  readonly active: number;
  readonly incoming: number;
  readonly outgoing: number;
  readonly borrowed: number;
  readonly lent: number;
  readonly emergency: number;
  readonly rejected: number;
}

interface Address {
  readonly host: string;
  readonly port: number;
  readonly transport: string;
}

export interface TrunkGroup {
  readonly id: string;
  readonly name: string;
  readonly group: { readonly name: string };
  readonly enterprise: { readonly id: string; readonly name: string };
  readonly max_active_calls: number | null;
  readonly max_incoming_calls: number | null;
  readonly max_outgoing_calls: number | null;
  readonly pbx: readonly Address[];
  readonly state: string;
  readonly usage: TrunkGroupUsage;
}

export interface Enterprise {
  readonly id: string;
  readonly name: string;
  readonly max_active_calls: number | null;
  readonly usage: { readonly active: number };
}

export interface Carrier {
  readonly name: string;
  readonly gateways: readonly Address[];
}

export interface User {
  readonly extension: string;
  readonly number: string | null;
}

interface Page<T> {
  readonly items: readonly T[];
  readonly total: number;
}

interface ProblemDocument {
  readonly detail?: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

const patienceMs = 5_000;

/** What the lab asks of the API, over HTTP like everybody else. */
export class LabApi {
  constructor(
    readonly url: string,
    readonly key: string,
  ) {}

  /** The status of `/readyz`; null: nobody answers. */
  async readiness(): Promise<number | null> {
    try {
      const response = await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(patienceMs) });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return null;
    }
  }

  async apply(deployment: string): Promise<void> {
    await this.#call('POST', '/deployments', deployment);
  }

  async trunkGroups(): Promise<readonly TrunkGroup[]> {
    return (await this.#list<TrunkGroup>('/trunk-groups')).items;
  }

  async enterprises(): Promise<readonly Enterprise[]> {
    return (await this.#list<Enterprise>('/enterprises')).items;
  }

  async carriers(): Promise<readonly Carrier[]> {
    return (await this.#list<Carrier>('/carriers')).items;
  }

  /** Users of an enterprise with this extension: one or none. */
  async users(enterpriseId: string, extension: string): Promise<readonly User[]> {
    const query = new URLSearchParams({ enterprise: enterpriseId, extension });
    return (await this.#list<User>(`/users?${query.toString()}`)).items;
  }

  /** Calls in progress, of everybody. */
  async liveCalls(): Promise<number> {
    return (await this.#list<unknown>('/calls?limit=1')).total;
  }

  async #list<T>(path: string): Promise<Page<T>> {
    return (await this.#call('GET', path)) as Page<T>;
  }

  async #call(method: string, path: string, body?: string): Promise<unknown> {
    const where = `${method} ${this.url}/api/v1${path}`;
    let response: Response;
    try {
      response = await fetch(`${this.url}/api/v1${path}`, {
        method,
        headers: {
          Authorization: `Bearer ${this.key}`,
          ...(body === undefined ? {} : { 'Content-Type': 'application/yaml' }),
        },
        ...(body === undefined ? {} : { body }),
        signal: AbortSignal.timeout(patienceMs),
      });
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      throw new ApiError(`${where}: no answer: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
    const answer: unknown = await response.json().catch((): unknown => null);
    if (response.ok && answer !== null) return answer;
    const { detail, errors = [] } = (answer ?? {}) as ProblemDocument;
    const mistakes = errors.map(({ path: at, message }) => `${at}: ${message}`).join('; ');
    throw new ApiError(
      `${where}: ${response.status} ${detail ?? response.statusText}${mistakes === '' ? '' : ` (${mistakes})`}`,
    );
  }
}
