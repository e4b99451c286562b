import type { CallParties } from '../decision/decision';
import type { LiveCall, LiveCallSummary } from '../model/liveCall';
import type { EndedBy, FailureClass, Outcome } from '../model/outcome';

/** A closed call, whole: what its call log is written from. Times are milliseconds since the Unix epoch. */
export interface CallRecord extends Omit<LiveCall, 'state'> {
  readonly peer: CallParties['peer'];
  readonly endedAt: number;
  /** From answer to end; 0 for a call that was not answered. */
  readonly durationMs: number;
  readonly outcome: Outcome;
  /** Null: the call was answered and ended in the ordinary way. */
  readonly failure: FailureClass | null;
  /** The final response the caller got: 200, 487 for a cancelled call. */
  readonly sipCode: number;
  readonly q850Cause: number;
  readonly endedBy: EndedBy;
}

/** A call as observers see it; the snapshot costs something and is taken only by who wants it. */
export interface ObservedCall {
  readonly id: string;
  snapshot(): LiveCall;
  /** What costs less: without attempts and trace. */
  summary(): LiveCallSummary;
}
