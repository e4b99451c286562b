import type { Logger } from 'pino';
import { storeHealthChanges } from '../../../db/repositories/healthChanges';
import type { Database } from '../../../db/schema';
import type { Named } from '../../model/liveCall';
import type { HealthChange } from '../../model/targetHealth';

/** Changes that wait while the database takes none; the oldest give way. */
const mostWaiting = 20_000;
const batchSize = 500;
const retryMs = 5_000;

/** Brings the changes of health into the database, in their order; a database that is away gets them later. */
export class HealthHistory {
  readonly #database: Database;
  readonly #node: Named;
  readonly #newId: () => string;
  readonly #logger: Pick<Logger, 'error'>;
  #waiting: readonly HealthChange[] = [];
  #writing: Promise<void> | null = null;
  #retry: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(database: Database, node: Named, newId: () => string, logger: Pick<Logger, 'error'>) {
    this.#database = database;
    this.#node = node;
    this.#newId = newId;
    this.#logger = logger;
  }

  add(changes: readonly HealthChange[]): void {
    if (changes.length === 0 || this.#closed) return;
    this.#waiting = [...this.#waiting, ...changes].slice(-mostWaiting);
    this.#write();
  }

  /** Resolves when nothing is being written; what still waits is given up. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    await this.#writing;
  }

  #write(): void {
    if (this.#writing !== null || this.#retry !== null) return;
    this.#writing = this.#writeAll().finally(() => {
      this.#writing = null;
    });
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, batchSize);
      try {
        await storeHealthChanges(this.#database, batch, this.#node, this.#newId);
      } catch (error) {
        this.#logger.error({ err: error }, 'the history of health cannot be written; it is tried again');
        if (this.#closed) return;
        this.#retry = setTimeout(() => {
          this.#retry = null;
          this.#write();
        }, retryMs).unref();
        return;
      }
      // Some of the batch may have given way meanwhile.
      const written = new Set(batch);
      this.#waiting = this.#waiting.filter((change) => !written.has(change));
    }
  }
}
