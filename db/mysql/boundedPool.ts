import type {
  MysqlPool,
  MysqlPoolConnection,
  MysqlQueryResult,
  MysqlStream,
  MysqlStreamOptions,
} from 'kysely';
import type { Pool, PoolConnection } from 'mysql2';
import { within } from './deadline';

export interface PoolLimits {
  /** How long a connection is waited for, all in all. */
  readonly connectionMs: number;
  /** How long one statement may take; null: as long as it likes. */
  readonly statementMs: number | null;
}

/** A connection idle for longer is asked whether it still lives before it is handed out. */
const trustedIdleMs = 5_000;
/** How long open connections may say goodbye. */
const farewellMs = 1_000;

/**
 * A pool as Kysely wants it whose every wait ends. A connection is prepared once, when it is new; one that was cut off,
 * or whose statement took too long, is thrown away, so that the pool is whole again as soon as the server is.
 */
export class BoundedPool implements MysqlPool {
  readonly #pool: Pool;
  readonly #limits: PoolLimits;
  readonly #prepare: readonly string[];
  readonly #open = new Map<PoolConnection, BoundedConnection>();

  /** @param prepare statements that every new connection begins with */
  constructor(pool: Pool, limits: PoolLimits, prepare: readonly string[]) {
    this.#pool = pool;
    this.#limits = limits;
    this.#prepare = prepare;
  }

  getConnection(callback: (error: unknown, connection: MysqlPoolConnection) => void): void {
    within(
      this.#acquire(),
      this.#limits.connectionMs,
      'the database server gives no connection in time',
      (connection) => {
        connection.release();
      },
    ).then(
      (connection) => {
        callback(null, connection);
      },
      (error: unknown) => {
        // Kysely looks at the error alone then.
        callback(error, undefined as unknown as MysqlPoolConnection);
      },
    );
  }

  end(callback: (error: unknown) => void): void {
    const goodbye = new Promise<void>((resolve) => {
      this.#pool.end(() => {
        resolve();
      });
    });
    within(goodbye, farewellMs, 'the connections did not close in time').then(
      () => {
        callback(null);
      },
      () => {
        for (const raw of this.#open.keys()) raw.destroy();
        callback(null);
      },
    );
  }

  /** Tries idle connections until one answers; a new one either works or fails. */
  async #acquire(): Promise<BoundedConnection> {
    for (;;) {
      const raw = await this.#raw();
      const known = this.#open.get(raw);
      if (known === undefined) return await this.#prepared(raw);
      if (known.idleMs < trustedIdleMs || (await known.answers(this.#limits.connectionMs))) return known;
      this.#discard(raw);
    }
  }

  async #prepared(raw: PoolConnection): Promise<BoundedConnection> {
    const connection = new BoundedConnection(raw, this.#limits.statementMs, () => {
      this.#discard(raw);
    });
    this.#open.set(raw, connection);
    for (const over of ['end', 'error'] as const) raw.on(over, () => this.#open.delete(raw));
    try {
      for (const statement of this.#prepare) {
        await within(
          connection.ask(statement, []),
          this.#limits.connectionMs,
          'the database server is silent',
        );
      }
      return connection;
    } catch (error) {
      this.#discard(raw);
      throw error;
    }
  }

  #discard(raw: PoolConnection): void {
    this.#open.delete(raw);
    raw.destroy();
  }

  #raw(): Promise<PoolConnection> {
    return new Promise((resolve, reject) => {
      this.#pool.getConnection((error, connection) => {
        if (error === null) resolve(connection);
        else reject(error);
      });
    });
  }
}

/** One of the pool's connections, until it breaks. */
class BoundedConnection implements MysqlPoolConnection {
  readonly #raw: PoolConnection;
  readonly #statementMs: number | null;
  readonly #discard: () => void;
  #broken = false;
  #idleSince = performance.now();

  /** @param discard instead of a release, once it is broken */
  constructor(raw: PoolConnection, statementMs: number | null, discard: () => void) {
    this.#raw = raw;
    this.#statementMs = statementMs;
    this.#discard = discard;
  }

  get idleMs(): number {
    return performance.now() - this.#idleSince;
  }

  query(sql: string, parameters: unknown[]): { stream: <T>(options: MysqlStreamOptions) => MysqlStream<T> };
  query(
    sql: string,
    parameters: unknown[],
    callback: (error: unknown, result: MysqlQueryResult) => void,
  ): void;
  query(
    sql: string,
    parameters: unknown[],
    callback?: (error: unknown, result: MysqlQueryResult) => void,
  ): unknown {
    if (callback === undefined) {
      return { stream: (options: MysqlStreamOptions) => this.#raw.query(sql, parameters).stream(options) };
    }
    within(this.ask(sql, parameters), this.#statementMs, 'the database server does not answer in time').then(
      (result) => {
        callback(null, result);
      },
      (error: unknown) => {
        if (isFatal(error)) this.#broken = true;
        callback(error, []);
      },
    );
    return undefined;
  }

  /** A statement without a limit of time. */
  ask(sql: string, parameters: unknown[]): Promise<MysqlQueryResult> {
    return new Promise((resolve, reject) => {
      this.#raw.query(sql, parameters, (error, result) => {
        if (error === null) {
          resolve(result as MysqlQueryResult);
          return;
        }
        // The statement with its values in it: people's data, and secrets among them. It is no matter for a log.
        Reflect.deleteProperty(error, 'sql');
        reject(error);
      });
    });
  }

  async answers(limitMs: number): Promise<boolean> {
    const answer = new Promise<boolean>((resolve) => {
      this.#raw.ping((error) => {
        resolve(error === null);
      });
    });
    return await within(answer, limitMs, 'no answer').catch(() => false);
  }

  release(): void {
    this.#idleSince = performance.now();
    if (this.#broken) this.#discard();
    else this.#raw.release();
  }
}

/** Whether the connection can carry no further statement. */
const isFatal = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  (('fatal' in error && error.fatal === true) || ('code' in error && error.code === 'ETIMEDOUT'));
