import type { DatabaseConnection, Driver } from 'kysely';
import { ReaderConnection } from './readerConnection';

/** Threads at most: a page and its count are read at once. */
const mostThreads = 2;

/**
 * Reads of a SQLite file in threads of their own, started when they are first needed; a statement that finds them all at
 * work waits for the first that is free. A thread that failed is left behind, and another takes its place.
 */
export class ReaderDriver implements Driver {
  readonly #idle: ReaderConnection[] = [];
  readonly #all = new Set<ReaderConnection>();
  readonly #waiting: ((connection: ReaderConnection) => void)[] = [];

  constructor(private readonly file: string) {}

  init(): Promise<void> {
    return Promise.resolve();
  }

  acquireConnection(): Promise<ReaderConnection> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return Promise.resolve(idle);
    if (this.#all.size < mostThreads) return Promise.resolve(this.#start());
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  releaseConnection(connection: DatabaseConnection): Promise<void> {
    if (!(connection instanceof ReaderConnection)) return Promise.resolve();
    if (!connection.isRunning) this.#all.delete(connection);
    const free = connection.isRunning ? connection : null;
    const next = this.#waiting.shift();
    if (next !== undefined) next(free ?? this.#start());
    else if (free !== null) this.#idle.push(free);
    return Promise.resolve();
  }

  beginTransaction(): Promise<void> {
    return Promise.reject(new Error('lists are read outside of transactions'));
  }

  commitTransaction(): Promise<void> {
    return Promise.resolve();
  }

  rollbackTransaction(): Promise<void> {
    return Promise.resolve();
  }

  async destroy(): Promise<void> {
    await Promise.all(Array.from(this.#all, (connection) => connection.close()));
    this.#all.clear();
  }

  #start(): ReaderConnection {
    const connection = new ReaderConnection(this.file);
    this.#all.add(connection);
    return connection;
  }
}
