import type { Lease, Ledger } from '../routing/ledger/ledger';

/**
 * A lease and how many still need it: the legs that stand on it, and the hunt while it may ring a further address of the
 * same trunk group. All legs of one call to one trunk group share its lease, so a PBX whose first address is silent can be
 * reached by its second even when the trunk group is otherwise full. Released once, by the last to let go.
 */
export class HeldLease {
  readonly #ledger: Ledger;
  readonly #lease: Lease;
  #holders = 1;

  constructor(ledger: Ledger, lease: Lease) {
    this.#ledger = ledger;
    this.#lease = lease;
  }

  hold(): void {
    this.#holders += 1;
  }

  letGo(): void {
    this.#holders -= 1;
    if (this.#holders === 0) this.#ledger.release(this.#lease);
  }
}
