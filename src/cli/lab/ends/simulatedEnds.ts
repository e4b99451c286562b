import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { PortChannel } from '../../../events/portChannel';
import type { EndsMessages, EndsReport, EndsStart, LabMessages } from './endsProtocol';

const entry = path.join(__dirname, 'endsThread.js');

/** The lab's hold on the thread that plays the carrier and the PBXs. */
export class SimulatedEnds {
  readonly #worker: Worker;
  readonly #channel: PortChannel<LabMessages, EndsMessages>;

  private constructor(worker: Worker) {
    this.#worker = worker;
    this.#channel = new PortChannel<LabMessages, EndsMessages>(worker, {
      requests: {},
      notices: {},
    });
    worker.once('error', (error) => {
      this.#channel.close(error instanceof Error ? error.message : String(error));
    });
    worker.once('exit', () => {
      this.#channel.close('the thread of the simulated ends has ended');
    });
  }

  /**
   * Resolves when every end listens at its address.
   * @throws Error with one line that names the address that cannot be had
   */
  static async open(start: EndsStart): Promise<SimulatedEnds> {
    const worker = new Worker(entry, { workerData: start, name: 'ends' });
    const ends = new SimulatedEnds(worker);
    try {
      await ends.#channel.request('open', null);
    } catch (error) {
      await worker.terminate();
      throw error;
    }
    return ends;
  }

  /** Starts the traffic. */
  begin(): void {
    this.#channel.notify('begin', null);
  }

  report(): Promise<EndsReport> {
    return this.#channel.request('report', null);
  }

  /** Hangs up every call and waits until the last one is over, at most so long. */
  finish(limitMs: number): Promise<EndsReport> {
    return this.#channel.request('finish', { limitMs });
  }

  async close(): Promise<void> {
    await this.#channel.request('close', null).catch(() => undefined);
    await this.#worker.terminate();
  }
}
