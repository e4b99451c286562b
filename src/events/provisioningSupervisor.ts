import { setTimeout as sleep } from 'node:timers/promises';
import type { DirectoryAnswer, DirectoryKey } from '../model/directory';
import type { FeatureCodeRequest, FeatureCodeResult, FeatureCodeWriter } from '../model/featureCodeWriter';
import { ProvisioningClient, type ProvisioningClientHandlers } from './provisioningClient';
import type { WorkerStart } from './workerProtocol';

const firstWaitMs = 100;
const longestWaitMs = 5_000;
/** How long a look-up waits for a worker that is being started again. */
const comebackMs = 3_000;

/** What the supervisor says of the worker's fate. */
export interface SupervisorLog {
  info(message: string): void;
  error(fields: object, message: string): void;
}

/**
 * Keeps a provisioning worker running: one that ends unasked is started again, at once and then ever later. In the
 * meantime there is none; calls go on with what is in memory, and those that need more wait a little for the next one.
 */
export class ProvisioningSupervisor implements FeatureCodeWriter {
  readonly #entry: string;
  readonly #start: WorkerStart;
  readonly #handlers: Omit<ProvisioningClientHandlers, 'lost'>;
  readonly #log: SupervisorLog;
  #client: ProvisioningClient | null = null;
  #draining: boolean | null = null;
  #stopped = false;
  /** Look-ups that wait for the next worker. */
  readonly #waiting = new Set<(client: ProvisioningClient) => void>();

  constructor(
    entry: string,
    start: WorkerStart,
    handlers: Omit<ProvisioningClientHandlers, 'lost'>,
    log: SupervisorLog,
  ) {
    this.#entry = entry;
    this.#start = start;
    this.#handlers = handlers;
    this.#log = log;
  }

  /** Null while there is no worker. */
  get client(): ProvisioningClient | null {
    return this.#client;
  }

  /** The first start; a failure is the caller's to report. */
  async start(): Promise<ProvisioningClient> {
    const client = await ProvisioningClient.start(this.#entry, this.#start, {
      ...this.#handlers,
      lost: (error) => {
        this.#client = null;
        if (this.#stopped) return;
        this.#log.error(
          { err: error },
          'the provisioning worker has ended; calls go on with what is in memory',
        );
        void this.#startAgain(error?.message ?? 'it said nothing');
      },
    });
    this.#client = client;
    if (this.#draining !== null) client.setDraining(this.#draining);
    for (const resolve of this.#waiting) resolve(client);
    this.#waiting.clear();
    return client;
  }

  /**
   * Reads users and numbers; when the worker ends meanwhile, the next one is asked, and no third.
   * @throws Error when the worker cannot read them, or none comes back soon enough
   */
  async fetchDirectory(keys: readonly DirectoryKey[]): Promise<DirectoryAnswer> {
    const client = this.#client ?? (await this.#next());
    try {
      return await client.fetchDirectory(keys);
    } catch (error) {
      if (this.#client === client) throw error;
      return await (this.#client ?? (await this.#next())).fetchDirectory(keys);
    }
  }

  /**
   * A phone waits for the answer: where there is no worker, or it ends meanwhile, it is not tried again.
   * @throws Error when the worker cannot tell or is not there
   */
  async writeFeatureCode(request: FeatureCodeRequest): Promise<FeatureCodeResult> {
    if (this.#client === null) throw new Error('the provisioning worker is not there');
    return await this.#client.writeFeatureCode(request);
  }

  /** Told to a worker that starts later, too. */
  setDraining(draining: boolean): void {
    this.#draining = draining;
    this.#client?.setDraining(draining);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    try {
      await this.#client?.stop();
    } catch (error) {
      this.#log.error({ err: error }, 'the provisioning worker did not stop as it should');
    }
  }

  #next(): Promise<ProvisioningClient> {
    return new Promise((resolve, reject) => {
      const found = (client: ProvisioningClient): void => {
        clearTimeout(limit);
        resolve(client);
      };
      const limit = setTimeout(() => {
        this.#waiting.delete(found);
        reject(new Error('the provisioning worker is not there'));
      }, comebackMs);
      this.#waiting.add(found);
    });
  }

  async #startAgain(error: string): Promise<void> {
    for (let wait = firstWaitMs; !this.#stopped; wait = Math.min(2 * wait, longestWaitMs)) {
      await sleep(wait, undefined, { ref: false });
      try {
        const client = await this.start();
        this.#log.info('the provisioning worker is back');
        const message = 'the provisioning worker had ended and was started again';
        client.raiseAlarm({ code: 'provisioning_worker', message, details: { error } });
        return;
      } catch (reason) {
        this.#log.error({ err: reason }, 'the provisioning worker does not start');
      }
    }
  }
}
