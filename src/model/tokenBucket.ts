import type { CallRate } from './settings';

/** What adding up fractions of a token may lose. */
const rounding = 1e-6;

/**
 * A token bucket: so many a second in the long run, `burst` at once when nothing came for a while. Time is monotonic
 * milliseconds.
 */
export class TokenBucket {
  readonly rate: CallRate;
  #tokens: number;
  #filledAt: number;

  constructor(rate: CallRate, now: number) {
    this.rate = rate;
    this.#tokens = rate.burst;
    this.#filledAt = now;
  }

  /** Takes one; false: there is none. */
  take(now: number): boolean {
    this.#fill(now);
    if (this.#tokens < 1 - rounding) return false;
    this.#tokens = Math.max(0, this.#tokens - 1);
    return true;
  }

  /** Milliseconds until there is one. */
  waitMs(now: number): number {
    this.#fill(now);
    return Math.max(0, ((1 - this.#tokens) * 1_000) / this.rate.perSecond);
  }

  #fill(now: number): void {
    const elapsed = Math.max(0, now - this.#filledAt);
    this.#filledAt = now;
    this.#tokens = Math.min(this.rate.burst, this.#tokens + (elapsed * this.rate.perSecond) / 1_000);
  }
}
