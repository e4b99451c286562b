import { setTimeout } from 'node:timers/promises';
import { ProvisioningClient, type ProvisioningClientHandlers } from './provisioningClient';
import type { WorkerStart } from './workerProtocol';

const firstWaitMs = 1_000;
const longestWaitMs = 30_000;

/** What the supervisor says of the worker's fate. */
export interface SupervisorLog {
  info(message: string): void;
  error(fields: object, message: string): void;
}

/**
 * Keeps a provisioning worker running: one that ends unasked is started again, after a second and then ever later. In the
 * meantime there is none; calls go on with what is in memory.
 */
export class ProvisioningSupervisor {
  readonly #entry: string;
  readonly #start: WorkerStart;
  readonly #handlers: Omit<ProvisioningClientHandlers, 'lost'>;
  readonly #log: SupervisorLog;
  #client: ProvisioningClient | null = null;
  #draining: boolean | null = null;
  #stopped = false;

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
        void this.#startAgain();
      },
    });
    this.#client = client;
    if (this.#draining !== null) client.setDraining(this.#draining);
    return client;
  }

  /** Told to a worker that starts later, too. */
  setDraining(draining: boolean): void {
    this.#draining = draining;
    this.#client?.setDraining(draining);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#client?.stop();
  }

  async #startAgain(): Promise<void> {
    for (let wait = firstWaitMs; !this.#stopped; wait = Math.min(2 * wait, longestWaitMs)) {
      await setTimeout(wait, undefined, { ref: false });
      try {
        await this.start();
        this.#log.info('the provisioning worker is back');
        return;
      } catch (error) {
        this.#log.error({ err: error }, 'the provisioning worker does not start');
      }
    }
  }
}
