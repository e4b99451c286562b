import type { TimerWheel } from '../model/timerWheel';
import { TimerNode } from '../model/timerWheel';

/** What becomes of an awaited promise: exactly one of these is called. */
export interface Awaited<T> {
  arrived(value: T): void;
  /** It rejected, or took longer than the limit. */
  failed(error: unknown): void;
  /** It came when nobody waited any more: the limit had passed, or the wait was stopped. */
  late?(value: T): void;
}

/**
 * One wait at a time for something outside the event loop, with a limit in time. While it lasts anything may happen to the
 * call: who ends it stops the wait, and what arrives afterwards goes to `late`, where it is given back.
 */
export class Wait extends TimerNode {
  readonly #wheel: TimerWheel;
  readonly #limitMs: number;
  readonly #crashed: (error: unknown) => void;
  /** The wait that is on; replaced by the next one, null when none is. */
  #current: { readonly failed: (error: unknown) => void } | null = null;

  /** `crashed` hears what a callback throws, since nobody else would. */
  constructor(wheel: TimerWheel, limitMs: number, crashed: (error: unknown) => void) {
    super();
    this.#wheel = wheel;
    this.#limitMs = limitMs;
    this.#crashed = crashed;
  }

  begin<T>(promise: Promise<T>, awaited: Awaited<T>): void {
    const current = {
      failed: (error: unknown) => {
        awaited.failed(error);
      },
    };
    this.#current = current;
    this.#wheel.scheduleIn(this, this.#limitMs);
    promise
      .then(
        (value) => {
          if (this.#current !== current) {
            awaited.late?.(value);
            return;
          }
          this.stop();
          awaited.arrived(value);
        },
        (error: unknown) => {
          if (this.#current !== current) return;
          this.stop();
          awaited.failed(error);
        },
      )
      .catch(this.#crashed);
  }

  stop(): void {
    this.#current = null;
    this.#wheel.cancel(this);
  }

  override onTimer(): void {
    const current = this.#current;
    this.#current = null;
    current?.failed(new Error(`no answer within ${this.#limitMs} ms`));
  }
}
