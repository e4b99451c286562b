import { Histogram, type HistogramSnapshot } from './histogram';

/** How often an event loop is asked whether it is late. */
export const lagIntervalMs = 100;

const boundsS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** How late an event loop is: told of every turn of a timer that should come each `lagIntervalMs`. */
export class LoopLag {
  readonly #seconds = new Histogram(boundsS);
  #lastTurn: number | null = null;

  /** The timer has come, at `now` (monotonic milliseconds). Returns how many milliseconds too late. */
  turn(now: number): number {
    const last = this.#lastTurn;
    this.#lastTurn = now;
    if (last === null) return 0;
    const late = Math.max(0, now - last - lagIntervalMs);
    this.#seconds.record(late / 1000);
    return late;
  }

  /** In seconds. */
  snapshot(): HistogramSnapshot {
    return this.#seconds.snapshot();
  }
}
