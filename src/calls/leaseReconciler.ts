import type { TimerWheel } from '../model/timerWheel';
import type { Lease, Ledger } from '../routing/ledger/ledger';
import type { CallLogger } from './callPorts';

/** So many leases are looked at once a step, so that a hundred thousand held calls are no pause for any other. */
const leasesAStep = 2_000;
const stepMs = 1_000;

export interface ReconcilerPorts {
  readonly ledger: Pick<Ledger, 'held' | 'release'>;
  /** Whether the call is in progress on this node, undecided or ending included. */
  readonly hasCall: (id: string) => boolean;
  readonly wheel: TimerWheel;
  readonly log: Pick<CallLogger, 'warn'>;
}

/**
 * Compares the leases this node holds with the calls it has, around and around. A lease whose call is gone is a fault of
 * ours; found in two rounds, it is released, so that no fault takes a customer's room for longer than it takes to be seen.
 */
export class LeaseReconciler {
  readonly #ports: ReconcilerPorts;
  /** Ids of leases that had no call when this round, or the one before, came by. */
  #suspects = new Set<number>();
  #suspectsBefore: ReadonlySet<number> = new Set();
  #round: Iterator<Lease, unknown> | null = null;
  #released = 0;

  constructor(ports: ReconcilerPorts) {
    this.#ports = ports;
  }

  /** Leases without a call that were released since start. */
  get released(): number {
    return this.#released;
  }

  /** Goes on for as long as the wheel turns. */
  start(): void {
    this.#ports.wheel.after(stepMs, () => {
      this.#step();
      this.start();
    });
  }

  #step(): void {
    const { ledger, hasCall } = this.#ports;
    this.#round ??= ledger.held()[Symbol.iterator]();
    for (let looked = 0; looked < leasesAStep; looked += 1) {
      const next = this.#round.next();
      if (next.done === true) {
        this.#round = null;
        this.#suspectsBefore = this.#suspects;
        this.#suspects = new Set();
        return;
      }
      const lease = next.value;
      if (hasCall(lease.callId)) continue;
      if (this.#suspectsBefore.has(lease.id)) this.#release(lease);
      else this.#suspects.add(lease.id);
    }
  }

  #release(lease: Lease): void {
    const { trunkGroup, enterprise } = lease.request;
    this.#released += 1;
    this.#ports.ledger.release(lease);
    this.#ports.log.warn(
      { call: lease.callId, trunk_group: trunkGroup?.id ?? null, enterprise: enterprise?.id ?? null },
      'a lease outlived its call and was released; this is a fault of the service, please report it',
    );
  }
}
