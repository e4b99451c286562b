import type { CallRoute, RouteCandidate } from '../decision/decision';
import type { Gateway } from '../model/settings';

/**
 * Where a call may still go: candidates in order, and the addresses of each in order. A reroute is a further candidate
 * that is tried after one failed; full ones that were skipped and further addresses of one do not count (design.md 4).
 */
export class HuntOrder {
  readonly #candidates: readonly RouteCandidate[];
  readonly #maxReroutes: number;
  /** First candidate that was neither tried nor skipped. */
  #next = 0;
  #tried = 0;
  #current: RouteCandidate | null = null;
  #gateway = 0;

  constructor(route: CallRoute) {
    this.#candidates = route.candidates.filter((candidate) => candidate.gateways.length > 0);
    this.#maxReroutes = route.maxReroutes;
  }

  /** Candidates that have been tried. */
  get tried(): number {
    return this.#tried;
  }

  /** The candidate being tried; null before the first. */
  get candidate(): RouteCandidate | null {
    return this.#current;
  }

  /** What is left to be admitted, in order; empty once the reroutes are used up. */
  remaining(): readonly RouteCandidate[] {
    return this.#tried > this.#maxReroutes ? [] : this.#candidates.slice(this.#next);
  }

  /** Goes to one of the remaining candidates, skipping those before it. */
  take(index: number): void {
    this.#current = this.#candidates[this.#next + index] ?? null;
    this.#next += index + 1;
    this.#tried += 1;
    this.#gateway = 0;
  }

  /** Passes over one of the remaining candidates, and those before it, without trying it. */
  skip(index: number): void {
    this.#next += index + 1;
  }

  /** The next address of the candidate being tried; null: there is none. */
  nextGateway(): Gateway | null {
    const gateway = this.#current?.gateways[this.#gateway] ?? null;
    this.#gateway += 1;
    return gateway;
  }
}
