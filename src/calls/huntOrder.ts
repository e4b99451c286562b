import type { CallRoute, RouteCandidate } from '../decision/decision';
import type { Gateway } from '../model/settings';

/**
 * Where a call may still go: candidates in order, and the addresses of each in order. A reroute is a further candidate
 * that is tried after one failed; full ones that were skipped and further addresses of one do not count (design.md 4).
 */
export class HuntOrder {
  #candidates: readonly RouteCandidate[];
  readonly #maxReroutes: number;
  /** First candidate that was neither tried nor skipped. */
  #next = 0;
  #tried = 0;
  #current: RouteCandidate | null = null;
  #gateway = 0;

  constructor(route: CallRoute) {
    this.#candidates = route.candidates;
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

  /** Candidates tried or skipped so far, in order. */
  get asked(): readonly RouteCandidate[] {
    return this.#candidates.slice(0, this.#next);
  }

  /** What is left to be admitted, in order; empty once the reroutes are used up. */
  remaining(): readonly RouteCandidate[] {
    return this.#tried > this.#maxReroutes ? [] : this.#candidates.slice(this.#next);
  }

  /** Puts what remains into another order, by its indexes; the call keeps to it from here on. */
  arrange(order: readonly number[]): void {
    const remaining = this.#candidates.slice(this.#next);
    const arranged = order.flatMap((index) => remaining[index] ?? []);
    this.#candidates = [...this.#candidates.slice(0, this.#next), ...arranged];
  }

  /** Goes to one of the remaining candidates, skipping those before it. */
  take(position: number): void {
    this.#current = this.#candidates[this.#next + position] ?? null;
    this.#next += position + 1;
    this.#tried += 1;
    this.#gateway = 0;
  }

  /** Passes over one of the remaining candidates, and those before it, without trying it. */
  skip(position: number): void {
    this.#next += position + 1;
  }

  /** All that remain are full. */
  skipAll(): void {
    this.#current = null;
    this.#next = this.#candidates.length;
  }

  /** The next address of the candidate being tried; null: there is none. */
  nextGateway(): Gateway | null {
    const gateway = this.#current?.gateways[this.#gateway] ?? null;
    this.#gateway += 1;
    return gateway;
  }
}
