import type { Admission, LeaseRequest } from '../routing/ledger/ledger';
import type { CallPorts } from './callPorts';
import { HeldLease } from './heldLease';
import type { Hunter } from './targetHunt';
import type { Wait } from './wait';

/**
 * Asks the ledger for what a call needs whoever takes it, where there is no candidate yet that it could be asked for
 * together with: the lease of the caller's own leg, and those of called numbers.
 */
export class StandingAdmission {
  readonly #ports: Pick<CallPorts, 'ledger' | 'log'>;
  readonly #hunter: Hunter;
  readonly #wait: Wait;

  constructor(ports: Pick<CallPorts, 'ledger' | 'log'>, hunter: Hunter, wait: Wait) {
    this.#ports = ports;
    this.#hunter = hunter;
    this.#wait = wait;
  }

  /** Calls `admitted` where all of it is had, at once if nothing is missing; else the hunter hears why not. */
  ask(admitted: () => void): void {
    const standing = this.#hunter.standing;
    if (standing.length === 0) {
      admitted();
      return;
    }
    const { ledger, log } = this.#ports;
    const request = { callId: this.#hunter.callId, candidates: [standing], selection: listed };
    this.#wait.begin(ledger.admit(request), {
      arrived: (admission) => {
        if (this.#granted(admission, standing)) admitted();
      },
      failed: (error) => {
        log.error({ err: error, call: this.#hunter.callId }, 'the ledger did not answer');
        this.#hunter.note('admission', 'the ledger did not answer', false);
        this.#hunter.huntFailed();
      },
      late: ({ leases }) => {
        for (const lease of leases) ledger.release(lease);
      },
    });
  }

  #granted({ leases, refusals }: Admission, standing: readonly LeaseRequest[]): boolean {
    const [refusal] = refusals;
    if (refusal === undefined) {
      for (const [index, lease] of leases.entries()) {
        const request = standing[index];
        if (request?.trunkGroup != null) this.#hunter.trunkGroupAdmitted(request.trunkGroup.id);
        if (request !== undefined)
          this.#hunter.standingAdmitted(request, new HeldLease(this.#ports.ledger, lease));
      }
      return true;
    }
    const { scope, id, limit, maximum } = refusal;
    const ofCaller = scope !== 'called_number';
    this.#hunter.note('admission', `${scope} ${id} is full: ${limit} ${maximum}`, ofCaller);
    if (scope === 'trunk_group') this.#hunter.trunkGroupFull(id);
    this.#hunter.huntEnded({ kind: ofCaller ? 'caller_full' : 'policed' });
    return false;
  }
}

const listed = { kind: 'listed' } as const;
