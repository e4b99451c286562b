import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import type { ConnectionListener, ScriptConnection } from './routing/redis/scriptConnection';

/** A broken connection is tried again at once, a server that is away less and less often. */
const retryStepMs = 20;
const longestRetryMs = 500;

/**
 * One script in a Redis server, sent once and then called by its hash. Calls of one turn of the event loop go in one
 * write. What could not be sent, or was not answered, is not sent again: nobody would know whether it ran twice.
 */
export class RedisScripts implements ScriptConnection {
  readonly #redis: Redis;
  /** Hears what the script publishes; a connection that listens cannot run scripts. */
  readonly #ears: Redis;
  readonly #script: string;
  readonly #hash: string;
  readonly #prefix: string;
  #isClosed = false;

  /** `url`: redis:// or rediss://. All keys begin with the prefix, which has the one hash tag of a cluster's slot. */
  constructor(url: string, script: string, prefix: string) {
    this.#script = script;
    this.#hash = createHash('sha1').update(script).digest('hex');
    this.#prefix = prefix;
    this.#redis = new Redis(url, {
      lazyConnect: true,
      connectTimeout: 1_000,
      disconnectTimeout: 200,
      retryStrategy: (attempt) => Math.min(attempt * retryStepMs, longestRetryMs),
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      enableAutoPipelining: true,
    });
    this.#ears = this.#redis.duplicate({ autoResubscribe: false });
  }

  open(listener: ConnectionListener): void {
    let reason = 'the connection was closed';
    this.#redis.on('ready', () => {
      reason = 'the connection was closed';
      listener.up();
    });
    this.#redis.on('error', (error: Error) => {
      reason = error.message;
    });
    this.#redis.on('close', () => {
      if (!this.#isClosed) listener.down(reason);
    });
    this.#ears.on('error', () => undefined);
    this.#ears.on('ready', () => {
      this.#ears.subscribe(`${this.#prefix}look`).catch(() => undefined);
    });
    this.#ears.on('message', () => {
      listener.called();
    });
    for (const client of [this.#redis, this.#ears]) client.connect().catch(() => undefined);
  }

  run(args: readonly (string | number)[]): Promise<unknown> {
    return this.#redis.evalsha(this.#hash, 1, this.#prefix, ...args).catch((error: unknown) => {
      // The server forgot its scripts: whoever is first brings it again.
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return this.#redis.eval(this.#script, 1, this.#prefix, ...args);
    });
  }

  drop(): void {
    if (!this.#isClosed) this.#redis.disconnect(true);
  }

  close(): void {
    this.#isClosed = true;
    this.#redis.disconnect();
    this.#ears.disconnect();
  }
}
