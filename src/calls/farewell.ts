import { failures, type FailureClass } from '../model/outcome';
import type { Content, LegEnd } from '../sip/stack';
import { q850Cause, reasonLine } from './reason';

/** Q.850: a call that was answered and hung up. */
export const normalClearing = 16;

/** What a caller's leg ended for before the call was answered. */
export function failureOfLeaving({ kind }: LegEnd): FailureClass {
  if (kind === 'bye' || kind === 'cancelled') return 'cancelled';
  return kind === 'session_expired' ? 'session_expired' : 'no_acknowledgement';
}

/** The Q.850 cause of a leg's end: what the far end gave, 16 for a BYE without any, that of what befell it, else `otherwise`. */
export function causeOfEnd(end: LegEnd, otherwise: number): number {
  if (end.kind === 'bye') return q850Cause(end.message) ?? normalClearing;
  if (end.kind === 'session_expired') return failures.session_expired.cause;
  return end.kind === 'cancelled' ? (q850Cause(end.message) ?? otherwise) : otherwise;
}

/** What the BYE of the other leg carries: the Reason the far end gave, or why we hang up. */
export const farewell = (end: LegEnd, cause: number, trusted: boolean): Content => ({
  headers: end.kind === 'bye' ? end.message.passed(trusted) : reasonLine(cause),
});
