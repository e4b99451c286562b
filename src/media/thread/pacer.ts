/** The beat of all streams; packets of 10, 20, 30 and 40 ms are so many ticks long. */
export const tickMs = 10;

/** How many ticks a pacer that is late makes up for; beyond it the far end has had to fill the gap already. */
const mostMadeUp = 10;

/**
 * One clock for all streams: ticks stand at multiples of 10 ms of the monotonic clock, and each timer is set for the next
 * of them, so lateness does not add up. Ticks that come late are given all at once, up to 100 ms of them.
 */
export class Pacer {
  readonly #tick: (tick: number, now: number) => void;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | null = null;
  #last = 0;

  constructor(tick: (tick: number, now: number) => void, now: () => number = () => performance.now()) {
    this.#tick = tick;
    this.#now = now;
  }

  get isRunning(): boolean {
    return this.#timer !== null;
  }

  start(): void {
    if (this.#timer !== null) return;
    this.#last = Math.floor(this.#now() / tickMs);
    this.#wait();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #wait(): void {
    const due = (this.#last + 1) * tickMs;
    // Timers count whole milliseconds: rounded up, or it would fire before the tick and again for nothing.
    this.#timer = setTimeout(this.#turn, Math.max(1, Math.ceil(due - this.#now())));
  }

  readonly #turn = (): void => {
    const now = this.#now();
    const newest = Math.floor(now / tickMs);
    const first = Math.max(this.#last + 1, newest - mostMadeUp + 1);
    this.#last = Math.max(newest, this.#last);
    for (let tick = first; tick <= newest; tick += 1) this.#tick(tick, now);
    if (this.#timer !== null) this.#wait();
  };
}
