import { failures, type Outcome } from '../../../model/outcome';
import { targetFailure } from '../../../model/targetFailure';
import type { LegEnd } from '../../../sip/stack';

/** What became of a call that was never answered, as its caller sees it; named as in the call log. */
export function callerOutcome(end: LegEnd, rang: boolean): Outcome {
  switch (end.kind) {
    case 'failed': {
      const { status } = end.response;
      if (status === 503 && isNoCircuit(end.response.header('Reason'))) return failures.over_capacity.outcome;
      if (status === 487) return failures.cancelled.outcome;
      // No simulated end says 403: it is the service that does not let this caller call.
      if (status === 403) return failures.unscreened_caller.outcome;
      return failures[targetFailure(status, rang ? 'ringing' : 'trying').failure].outcome;
    }
    case 'answered_late':
    case 'cancelled':
      return failures.cancelled.outcome;
    case 'timeout':
    case 'transport_error':
    case 'bye':
    case 'no_ack':
    case 'lost':
    case 'session_expired':
      return 'failed';
    default:
      return end satisfies never;
  }
}

/** Q.850 cause 34: all circuits taken, the service's refusal by a limit (decisions.md 23). */
const isNoCircuit = (reason: string | undefined): boolean => /Q\.850\s*;\s*cause=34\b/i.test(reason ?? '');
