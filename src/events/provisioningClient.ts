import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Explain } from '../model/callExplanation';
import type { DirectoryAnswer, DirectoryKey } from '../model/directory';
import type { FeatureCodeRequest, FeatureCodeResult, FeatureCodeWriter } from '../model/featureCodeWriter';
import type { LiveCalls } from '../model/liveCall';
import type { ConfigurationChange } from '../model/settings';
import type { HealthReport } from '../model/targetHealth';
import type { SignallingMetrics } from '../model/signallingMetrics';
import { PortChannel } from './portChannel';
import type { ServiceEvents } from './serviceEvents';
import type { ThreadEventBus } from './threadEventBus';
import type {
  Alarm,
  EmergencyEvent,
  SignallingMessages,
  WorkerMessages,
  WorkerStart,
} from './workerProtocol';

/** How long the worker may take to close what it holds. */
const stopLimitMs = 15_000;

export interface ProvisioningClientHandlers {
  /** Called before `start` resolves for the first, complete configuration. */
  readonly configuration: (change: ConfigurationChange) => void;
  /** Somebody keeps the health of targets from here on: tell the whole. */
  readonly healthWanted: () => void;
  readonly calls: LiveCalls;
  readonly explain: Explain;
  readonly metrics: () => SignallingMetrics;
  /** Its other end is the worker's, as long as there is one. */
  readonly bus: ThreadEventBus<ServiceEvents>;
  /** The worker ended without being asked to; null: it said nothing. */
  readonly lost: (error: Error | null) => void;
}

/** The signalling thread's view of the provisioning worker: starts it, hears its configuration, reads the directory. */
export class ProvisioningClient implements FeatureCodeWriter {
  readonly httpUrl: string;
  readonly #channel: PortChannel<SignallingMessages, WorkerMessages>;
  readonly #worker: Worker;
  readonly #life: { stopping: boolean };

  private constructor(
    worker: Worker,
    channel: PortChannel<SignallingMessages, WorkerMessages>,
    httpUrl: string,
    life: { stopping: boolean },
  ) {
    this.#worker = worker;
    this.#channel = channel;
    this.httpUrl = httpUrl;
    this.#life = life;
  }

  /**
   * Resolves when the configuration has been handed over and the API listens.
   * @param entry file of the worker, `provisioning/worker.js`
   * @throws Error with one line for the operator when the worker could not start
   */
  static start(
    entry: string,
    start: WorkerStart,
    handlers: ProvisioningClientHandlers,
  ): Promise<ProvisioningClient> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(entry, { workerData: start, name: 'provisioning' });
      const life = { stopping: false };
      let started = false;
      let connected = true;
      const over = (error: Error | null): void => {
        channel.close(error?.message ?? 'the provisioning worker has ended');
        if (!started) reject(error ?? new Error('the provisioning worker ended while starting'));
        else if (!life.stopping) handlers.lost(error);
        // Once: a worker started in this one's place has the bus by the time the thread is quite gone.
        if (connected) handlers.bus.disconnect();
        connected = false;
        life.stopping = true;
        started = true;
      };
      const channel = new PortChannel<SignallingMessages, WorkerMessages>(worker, {
        requests: {
          listCalls: (query) => handlers.calls.list(query),
          readCall: (id) => handlers.calls.read(id),
          endCall: ({ id, by }) => handlers.calls.end(id, by),
          explainCall: (question) => handlers.explain.explain(question),
          readMetrics: () => Promise.resolve(handlers.metrics()),
        },
        notices: {
          bus: (message) => {
            handlers.bus.receive(message);
          },
          configuration: handlers.configuration,
          healthWanted: handlers.healthWanted,
          ready: ({ httpUrl }) => {
            started = true;
            resolve(new ProvisioningClient(worker, channel, httpUrl, life));
          },
          failed: ({ message }) => {
            over(new Error(message));
          },
        },
      });
      handlers.bus.connect((message) => {
        channel.notify('bus', message);
      });
      worker.on('error', (error) => {
        over(error instanceof Error ? error : new Error(String(error)));
      });
      worker.on('exit', () => {
        over(null);
      });
    });
  }

  /** One indexed read a key; absent ones are answered too. */
  fetchDirectory(keys: readonly DirectoryKey[]): Promise<DirectoryAnswer> {
    return this.#channel.request('fetchDirectory', keys);
  }

  /** The change was told before the answer: it is in force. */
  writeFeatureCode(request: FeatureCodeRequest): Promise<FeatureCodeResult> {
    return this.#channel.request('writeFeatureCode', request);
  }

  /** A step was lost: the whole configuration comes again, under the generation reached. */
  requestConfiguration(): void {
    this.#channel.notify('requestConfiguration', null);
  }

  setDraining(draining: boolean): void {
    this.#channel.notify('draining', draining);
  }

  reportEmergency(event: EmergencyEvent): void {
    this.#channel.notify('emergency', event);
  }

  reportHealth(report: HealthReport): void {
    this.#channel.notify('health', report);
  }

  raiseAlarm(alarm: Alarm): void {
    this.#channel.notify('alarm', alarm);
  }

  /** Closes the API and the database, then ends the thread; one that does not answer is ended as it is. */
  async stop(): Promise<void> {
    this.#life.stopping = true;
    try {
      const late = sleep(stopLimitMs, undefined, { ref: false });
      await Promise.race([this.#channel.request('stop', null), late]);
    } finally {
      await this.#worker.terminate();
    }
  }
}
