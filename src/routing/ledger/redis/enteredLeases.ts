import type { Lease } from '../ledger';
import { leaseText, readChanges, type Shown } from './ledgerSteps';
import type { OwnLeases } from './ownLeases';
import type { ScriptSession } from './scriptSession';

/** Leases entered in one step; a step holds up all others. */
const enteredAtOnce = 100;

/**
 * The leases Redis holds of this node, as of its last answer. What this node holds is what counts: what Redis lacks of it
 * is entered, what it has too much is freed.
 */
export class EnteredLeases {
  readonly #own: OwnLeases;
  readonly #session: ScriptSession;
  readonly #see: (shown: Shown) => void;
  #ids = new Set<number>();
  #releases: number[] = [];

  /** `see` is told how usage has changed by it. */
  constructor(own: OwnLeases, session: ScriptSession, see: (shown: Shown) => void) {
    this.#own = own;
    this.#session = session;
    this.#see = see;
  }

  get size(): number {
    return this.#ids.size;
  }

  /** Whether releases wait for the end of this turn. */
  get isReleasing(): boolean {
    return this.#releases.length > 0;
  }

  /** Redis has admitted it. */
  admitted(lease: Lease): void {
    this.#ids.add(lease.id);
  }

  /** This node holds it no more. */
  released(lease: Lease): void {
    if (this.#ids.has(lease.id)) this.#free(lease.id);
  }

  /** Tells Redis of leases it has not admitted. */
  enter(leases: readonly Lease[]): void {
    for (let at = 0; at < leases.length; at += enteredAtOnce) {
      const some = leases.slice(at, at + enteredAtOnce);
      const text = some.map(({ id, callId, request }) => [id, callId, leaseText(request, true)]);
      this.#session.step(['enter', JSON.stringify(text)], (answer) => {
        for (const { id } of some) {
          this.#ids.add(id);
          // Released while it was on its way.
          if (!this.#own.has(id)) this.#free(id);
        }
        this.#see(readChanges(answer));
      });
    }
  }

  /** `held`: what Redis holds of this node, as of an answer just heard. */
  putRight(held: readonly string[]): void {
    this.#ids = new Set(held.map(Number));
    for (const id of this.#ids) if (!this.#own.has(id)) this.#free(id);
    this.enter([...this.#own.all()].filter(({ id }) => !this.#ids.has(id)));
  }

  /** All releases of one turn go in one step, ahead of whatever is asked next. */
  sendReleases(): void {
    const ids = this.#releases;
    if (ids.length === 0) return;
    this.#releases = [];
    // Else Redis is put right when it is joined.
    if (!this.#session.isJoined) return;
    this.#session.step(['release', ...ids], (answer) => {
      for (const id of ids) this.#ids.delete(id);
      this.#see(readChanges(answer));
    });
  }

  #free(id: number): void {
    this.#releases.push(id);
    if (this.#releases.length === 1) {
      queueMicrotask(() => {
        this.sendReleases();
      });
    }
  }
}
