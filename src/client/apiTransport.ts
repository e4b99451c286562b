import { readApiError } from './apiError';

export interface ApiTransportOptions {
  /** Of the service, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly key: string;
  /** Milliseconds until a request is given up; left out: none. */
  readonly timeoutMs?: number;
}

/** What goes with a request beside its body. */
export interface CallOptions {
  /** The ETag that was read: 412 when somebody changed it meanwhile. */
  readonly ifMatch?: string;
  /** The same key and body again within 24 hours get the same answer. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface ApiRequest {
  readonly method: string;
  /** Below `/api/v1`, its parameters filled in. */
  readonly path: string;
  readonly query?: Query | undefined;
  readonly body?: { readonly type: string; readonly content: string } | undefined;
  readonly options?: CallOptions | undefined;
}

/** A body with the ETag it was read with. */
export type Tagged<Body> = Body & { readonly [etag]?: string };

/** Where the ETag of an answer is kept, out of the way of its keys. */
export const etag: unique symbol = Symbol('etag');

/** Sends requests to the API with fetch. */
export class ApiTransport {
  constructor(private readonly options: ApiTransportOptions) {}

  /** @throws ApiError for every answer but a success; TypeError where nobody answers */
  async send(request: ApiRequest): Promise<unknown> {
    const { url, key, timeoutMs } = this.options;
    const { method, path, query = {}, body, options = {} } = request;
    const target = new URL(`${url.replace(/\/$/, '')}/api/v1${path}`);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) target.searchParams.set(name, String(value));
    }
    const signals = [
      ...(options.signal === undefined ? [] : [options.signal]),
      ...(timeoutMs === undefined ? [] : [AbortSignal.timeout(timeoutMs)]),
    ];
    const response = await fetch(target, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': body.type }),
        ...(options.ifMatch === undefined ? {} : { 'if-match': options.ifMatch }),
        ...(options.idempotencyKey === undefined ? {} : { 'idempotency-key': options.idempotencyKey }),
      },
      ...(body === undefined ? {} : { body: body.content }),
      ...(signals.length === 0 ? {} : { signal: AbortSignal.any(signals) }),
    });
    if (!response.ok) throw await readApiError(response);
    if (response.status === 204) return undefined;
    const answer = (await response.json()) as object;
    const tag = response.headers.get('etag');
    // Not enumerable: an answer that is sent back carries only what it said.
    if (tag !== null) Object.defineProperty(answer, etag, { value: tag });
    return answer;
  }
}
