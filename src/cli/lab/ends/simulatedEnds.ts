import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { PortChannel } from '../../../events/portChannel';
import type { EndName } from '../traffic/people';
import type { EndsMessages, EndsReport, EndsStart, LabMessages } from './endsProtocol';
import type { SeenCall } from './seenCall';

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

  /** As if the host of an end were gone for a while. */
  silence(end: EndName, milliseconds: number): void {
    this.#channel.notify('silence', { end, milliseconds });
  }

  /** The calls that came to their end since it was asked last; null: they were more than are kept. */
  seenCalls(): Promise<readonly SeenCall[] | null> {
    return this.#channel.request('seenCalls', null);
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
