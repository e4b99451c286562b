import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import type { ReaderAnswer, ReaderRequest, ReaderStart } from './readerMessages';

interface Waiting {
  resolve(answer: ReaderAnswer): void;
  reject(error: Error): void;
}

/** One thread that reads the file. Kysely gives it one statement at a time. */
export class ReaderConnection implements DatabaseConnection {
  readonly #thread: Worker;
  #waiting: Waiting | null = null;
  /** Why the thread is no more; null while it runs. */
  #ended: Error | null = null;

  constructor(file: string) {
    const start: ReaderStart = { file };
    this.#thread = new Worker(path.join(__dirname, 'readerThread.js'), {
      workerData: start,
      name: 'lists',
    });
    this.#thread.on('message', (answer: ReaderAnswer) => {
      const waiting = this.#waiting;
      this.#waiting = null;
      waiting?.resolve(answer);
    });
    this.#thread.once('error', (error) => {
      this.#end(error instanceof Error ? error : new Error(String(error)));
    });
    this.#thread.once('exit', () => {
      this.#end(new Error('the thread that reads lists has ended'));
    });
    // Nobody waits for a reader that has nothing to read.
    this.#thread.unref();
  }

  get isRunning(): boolean {
    return this.#ended === null;
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const answer = await this.#ask({ sql, parameters });
    if ('rows' in answer) return { rows: answer.rows as Row[] };
    throw Object.assign(new Error(answer.message), { code: answer.code });
  }

  /** @throws Error always: lists are read page by page */
  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('a reader does not stream');
  }

  async close(): Promise<void> {
    await this.#thread.terminate();
  }

  #ask(request: ReaderRequest): Promise<ReaderAnswer> {
    if (this.#ended !== null) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#thread.postMessage(request);
    });
  }

  #end(error: Error): void {
    this.#ended ??= error;
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.reject(this.#ended);
  }
}
