import type { Timer } from '../model/ports';
import type { TimerWheel } from '../model/timerWheel';

/** The 200 is repeated four times within this: an ACK that was lost has come again by then, or nobody sends one. */
const patienceMs = 5_000;

/**
 * What has come for a call that is answered and does not stand yet, since the caller's ACK is not in or the two sides are
 * still being given each other's media. All that came is taken up when the call stands, or has ended; each at the latest
 * after 5 s.
 */
export class Settling {
  readonly #wheel: TimerWheel;
  readonly #waiting = new Map<() => void, Timer>();

  constructor(wheel: TimerWheel) {
    this.#wheel = wheel;
  }

  /** Calls `go` once. */
  await(go: () => void): void {
    const timer = this.#wheel.after(patienceMs, () => {
      this.#waiting.delete(go);
      go();
    });
    this.#waiting.set(go, timer);
  }

  /** There is nothing to wait for any more. */
  over(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const [, timer] of waiting) timer.cancel();
    for (const [go] of waiting) go();
  }
}
