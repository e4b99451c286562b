import type { Outcome } from '../../../model/outcome';
import type { EndName } from '../traffic/people';

/** A call that is over, as its ends saw it. Times are milliseconds since the Unix epoch. */
export interface SeenCall {
  /** Counts the calls as they were made. */
  readonly index: number;
  /** Where it was made. */
  readonly from: EndName;
  /** For people to read. */
  readonly text: string;
  /** As the call log has it. */
  readonly calling: string;
  /** As the caller sent it. */
  readonly dialled: string;
  /** When the INVITE went out for the first time, and when the call was over for its caller. */
  readonly sentAt: number;
  readonly overAt: number;
  /** What the caller saw; null: it was not over for it. */
  readonly outcome: Outcome | null;
  /** Called ends that answered: one more than the caller heard of, where an answer crossed its giving up. */
  readonly answers: number;
}
