import type { Clock } from '../model/ports';
import type { TimerWheel } from '../model/timerWheel';

/**
 * Turns a timer wheel with the process's clock: one interval while timers are pending, none while the wheel is empty. It
 * does not keep the process alive; sockets do that.
 */
export class WheelDriver {
  readonly #wheel: TimerWheel;
  readonly #clock: Clock;
  readonly #onError: (error: unknown) => void;
  #interval: NodeJS.Timeout | null = null;

  /** A timer's callback that throws is told to `onError`; the others fire all the same. */
  constructor(wheel: TimerWheel, clock: Clock, onError: (error: unknown) => void) {
    this.#wheel = wheel;
    this.#clock = clock;
    this.#onError = onError;
    wheel.onWake = () => {
      this.#start();
    };
    if (wheel.pending > 0) this.#start();
  }

  /** Stops turning; timers still pending stay pending. */
  close(): void {
    this.#wheel.onWake = null;
    this.#stop();
  }

  #start(): void {
    if (this.#interval !== null) return;
    this.#interval = setInterval(() => {
      this.#turn();
    }, this.#wheel.granularityMs);
    this.#interval.unref();
  }

  #turn(): void {
    try {
      this.#wheel.advance(this.#clock.now());
    } catch (error) {
      this.#onError(error);
    }
    if (this.#wheel.pending === 0) this.#stop();
  }

  #stop(): void {
    if (this.#interval !== null) clearInterval(this.#interval);
    this.#interval = null;
  }
}
