import type { Clock, Timer, Timers } from './ports';

/**
 * A timer that is its own list node, so that starting and stopping it allocates nothing. Extend it and say what happens
 * in `onTimer`; a node is in at most one wheel, at most once.
 */
export abstract class TimerNode {
  /** Of the wheel: the tick at which it fires, and its neighbours; null: not scheduled. */
  wheelTick = 0;
  wheelPrevious: TimerNode | null = null;
  wheelNext: TimerNode | null = null;

  abstract onTimer(): void;
}

/** Head of one of the wheel's rings of nodes. */
class Ring extends TimerNode {
  constructor() {
    super();
    this.wheelPrevious = this;
    this.wheelNext = this;
  }

  override onTimer(): void {
    // A ring is a place in the wheel, not a timer.
  }
}

class CallbackTimer extends TimerNode implements Timer {
  readonly #wheel: TimerWheel;
  readonly #callback: () => void;

  constructor(wheel: TimerWheel, callback: () => void) {
    super();
    this.#wheel = wheel;
    this.#callback = callback;
  }

  override onTimer(): void {
    this.#callback();
  }

  cancel(): void {
    this.#wheel.cancel(this);
  }
}

/**
 * A hashed timer wheel (Varghese and Lauck, scheme 6). Time is cut into ticks; a timer stands in the ring of its tick
 * modulo the number of rings, and the wheel fires it when `advance` has come to that tick. Starting, stopping and firing
 * cost the same however many timers run.
 *
 * A timer never fires early, and late by one tick at most plus what `advance` is late. Timers fire in the order of their
 * ticks, those of one tick in the order they were scheduled. A callback may schedule and cancel any timer. If one throws,
 * `advance` throws, and the timers that were due behind it fire with the next `advance`.
 */
export class TimerWheel implements Timers {
  readonly #clock: Clock;
  readonly #granularityMs: number;
  readonly #rings: Ring[] = [];
  readonly #mask: number;
  /** Timers whose tick has come and that are about to fire. */
  readonly #due = new Ring();
  /** The last tick whose timers were fired. */
  #tick: number;
  #pending = 0;
  #advancing = false;
  /** Called when the first timer is scheduled on an empty wheel, so that a driver can sleep until then. */
  onWake: (() => void) | null = null;

  /** `rings` is a power of two; ticks times rings should be longer than most timers (40 s as it stands). */
  constructor(clock: Clock, granularityMs = 10, rings = 4096) {
    if (rings < 2 || (rings & (rings - 1)) !== 0) throw new RangeError('rings must be a power of two');
    if (!(granularityMs > 0)) throw new RangeError('granularity must be positive');
    this.#clock = clock;
    this.#granularityMs = granularityMs;
    this.#mask = rings - 1;
    for (let i = 0; i < rings; i += 1) this.#rings.push(new Ring());
    this.#tick = this.#tickOf(clock.now());
  }

  /** Timers that have been scheduled and have neither fired nor been cancelled. */
  get pending(): number {
    return this.#pending;
  }

  get granularityMs(): number {
    return this.#granularityMs;
  }

  /** Starts the timer, or moves it if it runs: it fires no earlier than `dueMs` on the wheel's clock. */
  schedule(node: TimerNode, dueMs: number): void {
    if (node.wheelNext !== null) this.#unlink(node);
    // An idle wheel is not advanced, so its last tick may lie far back.
    if (this.#pending === 0 && !this.#advancing) {
      this.#tick = Math.max(this.#tick, this.#tickOf(this.#clock.now()));
    }
    node.wheelTick = Math.max(Math.ceil(dueMs / this.#granularityMs), this.#tick + 1);
    append(this.#ringOf(node.wheelTick), node);
    this.#pending += 1;
    if (this.#pending === 1) this.onWake?.();
  }

  /** Starts the timer, or moves it: it fires no earlier than `delayMs` from now. */
  scheduleIn(node: TimerNode, delayMs: number): void {
    this.schedule(node, this.#clock.now() + delayMs);
  }

  /** Idempotent; a cancelled timer does not fire, not even later in the same `advance`. */
  cancel(node: TimerNode): void {
    if (node.wheelNext !== null) this.#unlink(node);
  }

  isScheduled(node: TimerNode): boolean {
    return node.wheelNext !== null;
  }

  after(delayMs: number, callback: () => void): Timer {
    const timer = new CallbackTimer(this, callback);
    this.scheduleIn(timer, delayMs);
    return timer;
  }

  /** Fires every timer due at `nowMs`, a time of the wheel's clock. From within a callback it does nothing. */
  advance(nowMs: number): void {
    if (this.#advancing) return;
    this.#advancing = true;
    try {
      const last = this.#tickOf(nowMs);
      this.#fireDue();
      while (this.#tick < last) {
        if (this.#pending === 0) {
          this.#tick = last;
          break;
        }
        this.#tick += 1;
        this.#collect(this.#ringOf(this.#tick));
        this.#fireDue();
      }
    } finally {
      this.#advancing = false;
    }
  }

  /** Moves the ring's timers of the current tick to the due ones; those of later rounds stay. */
  #collect(ring: Ring): void {
    let node = ring.wheelNext;
    while (node !== null && node !== ring) {
      const next = node.wheelNext;
      if (node.wheelTick <= this.#tick) {
        detachNode(node);
        append(this.#due, node);
      }
      node = next;
    }
  }

  #fireDue(): void {
    for (let node = this.#due.wheelNext; node !== null && node !== this.#due; node = this.#due.wheelNext) {
      this.#unlink(node);
      node.onTimer();
    }
  }

  #unlink(node: TimerNode): void {
    detachNode(node);
    this.#pending -= 1;
  }

  #tickOf(ms: number): number {
    return Math.floor(ms / this.#granularityMs);
  }

  #ringOf(tick: number): Ring {
    const ring = this.#rings[tick & this.#mask];
    if (ring === undefined) throw new RangeError(`no ring for tick ${tick}`);
    return ring;
  }
}

function append(ring: Ring, node: TimerNode): void {
  const last = ring.wheelPrevious ?? ring;
  last.wheelNext = node;
  node.wheelPrevious = last;
  node.wheelNext = ring;
  ring.wheelPrevious = node;
}

function detachNode(node: TimerNode): void {
  const { wheelPrevious, wheelNext } = node;
  if (wheelPrevious !== null) wheelPrevious.wheelNext = wheelNext;
  if (wheelNext !== null) wheelNext.wheelPrevious = wheelPrevious;
  node.wheelPrevious = null;
  node.wheelNext = null;
}
