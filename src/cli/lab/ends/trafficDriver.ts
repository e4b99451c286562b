import type { Clock, Timer, Timers } from '../../../model/ports';
import type { PlannedCall } from '../traffic/plannedCall';

/** Makes the calls of a plan when their time has come. */
export class TrafficDriver {
  readonly #calls: Iterator<PlannedCall, void, undefined>;
  readonly #timers: Timers;
  readonly #clock: Clock;
  readonly #place: (call: PlannedCall) => void;
  #startMs = 0;
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
    this.#await();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  #await(): void {
    const next = this.#calls.next();
    if (next.done === true) return;
    const call = next.value;
    const delayMs = this.#startMs + call.atMs - this.#clock.now();
    this.#timer = this.#timers.after(Math.max(0, delayMs), () => {
      if (this.#stopped) return;
      this.#place(call);
      this.#await();
    });
  }
}
