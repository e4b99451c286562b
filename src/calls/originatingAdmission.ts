import type { FailureClass } from '../model/outcome';
import type { LeaseRequest } from '../routing/ledger/ledger';
import type { CallPorts } from './callPorts';
import { HeldLease } from './heldLease';
import type { Wait } from './wait';

/** What becomes of it: one of these is called, once, unless the wait is stopped before. */
export interface OriginatingOwner {
  note(rule: string, result: string): void;
  admitted(lease: HeldLease): void;
  /** The caller's trunk group or enterprise has no room, or the ledger does not answer. */
  refused(failure: Extract<FailureClass, 'over_capacity' | 'internal_error'>): void;
}

/**
 * Asks for the lease of the caller's own leg alone, for a call that is answered before anybody is rung: no code is asked
 * for where there is no room for the call (design.md section 4.3). What is granted too late is given back.
 */
export function admitOriginating(
  ports: Pick<CallPorts, 'ledger' | 'capacity' | 'log'>,
  callId: string,
  request: LeaseRequest,
  wait: Wait,
  owner: OriginatingOwner,
): void {
  const { ledger, capacity, log } = ports;
  const admission = ledger.admit({ callId, candidates: [[request]], selection: { kind: 'listed' } });
  wait.begin(admission, {
    arrived: ({ leases, refusals }) => {
      for (const { scope, id, limit, maximum } of refusals) {
        owner.note('admission', `${scope} ${id} is full: ${limit} ${maximum}`);
        if (scope === 'trunk_group') capacity.refused(id);
      }
      const [lease] = leases;
      if (lease === undefined) {
        owner.refused('over_capacity');
        return;
      }
      if (request.trunkGroup !== null) capacity.admitted(request.trunkGroup.id);
      owner.admitted(new HeldLease(ledger, lease));
    },
    failed: (error) => {
      log.error({ err: error, call: callId }, 'the ledger did not answer');
      owner.note('admission', 'the ledger did not answer');
      owner.refused('internal_error');
    },
    late: ({ leases }) => {
      for (const lease of leases) ledger.release(lease);
    },
  });
}
