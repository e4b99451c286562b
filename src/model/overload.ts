/** What was seen of the signalling thread since the sample before. */
export interface LoadSample {
  readonly elapsedMs: number;
  /** How late the event loop was. */
  readonly lagMs: number;
  /** Share of the time in which it had something to do, 0 to 1. */
  readonly utilization: number;
  /** SIP messages that arrived, and those of them that had been sent before. */
  readonly received: number;
  readonly repeated: number;
}

const lateMs = 100;
/** Of a loop that finds no moment to wait. */
const busy = 0.98;
/** Peers send again what was not answered within 500 ms (RFC 3261 section 17, T1): datagrams wait in the kernel. */
const repeatedShare = 0.05;
const entersAfterMs = 2_000;
const mostScoreMs = 3_000;
/** Calm counts double: from the worst it takes a second and a half. */
const calmWeight = 2;

/**
 * Whether the signalling thread has more to do than it can. A moment is bad when the event loop is 100 ms late, or when
 * it is never idle while peers repeat themselves, which is how a flood of datagrams shows: timers still come in time
 * then, the datagrams do not. Two seconds of it, net of calm ones, are an overload; it is over when calm has made up for
 * all of it. So neither one long pause nor one good moment decides.
 */
export class OverloadDetector {
  #scoreMs = 0;
  #overloaded = false;

  get overloaded(): boolean {
    return this.#overloaded;
  }

  sample({ elapsedMs, lagMs, utilization, received, repeated }: LoadSample): boolean {
    const bad =
      lagMs >= lateMs || (utilization >= busy && repeated > 0 && repeated >= received * repeatedShare);
    const score = this.#scoreMs + (bad ? elapsedMs : -calmWeight * elapsedMs);
    this.#scoreMs = Math.min(mostScoreMs, Math.max(0, score));
    if (this.#scoreMs >= entersAfterMs) this.#overloaded = true;
    else if (this.#scoreMs === 0) this.#overloaded = false;
    return this.#overloaded;
  }
}
