import type { Clock, Timer, Timers } from '../../../model/ports';
import type { PlannedCall } from '../traffic/plannedCall';

/** Makes the calls of a plan when their time has come. */
export class TrafficDriver {
  readonly #calls: Iterator<PlannedCall, void, undefined>;
  readonly #timers: Timers;
  readonly #clock: Clock;
  readonly #place: (call: PlannedCall) => void;
  #startMs = 0;
  /** Read from the plan, not due yet. */
  #next: PlannedCall | null = null;
  #timer: Timer | null = null;
  #stopped = false;

  constructor(
    calls: Iterator<PlannedCall, void, undefined>,
    timers: Timers,
    clock: Clock,
    place: (call: PlannedCall) => void,
  ) {
    this.#calls = calls;
    this.#timers = timers;
    this.#clock = clock;
    this.#place = place;
  }

  start(): void {
    this.#startMs = this.#clock.now();
    this.#makeDue();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  /** All calls whose time has come, in one go: timers are coarser than the gaps between calls at high rates. */
  #makeDue(): void {
    while (!this.#stopped) {
      this.#next ??= this.#calls.next().value ?? null;
      if (this.#next === null) return;
      const delayMs = this.#startMs + this.#next.atMs - this.#clock.now();
      if (delayMs > 0) {
        this.#timer = this.#timers.after(delayMs, () => {
          this.#makeDue();
        });
        return;
      }
      const call = this.#next;
      this.#next = null;
      this.#place(call);
    }
  }
}
