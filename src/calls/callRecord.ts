import type { CallEnd, CallRecord } from '../model/callRecord';
import type { LiveCall, LiveCallSummary } from '../model/liveCall';

/** A call as observers see it; each view costs something and is taken only by who wants it. */
export interface ObservedCall {
  readonly id: string;
  snapshot(): LiveCall;
  /** What costs less: without attempts and trace. */
  summary(): LiveCallSummary;
  /** JSON of the journal's entries of the call as it stands (db/journal/entry.ts). */
  openedText(at: number): string;
  changedText(at: number): string;
  closedText(): string;
  /** Of a call that has ended: how, and with all that led to it. */
  end(): CallEnd;
  record(): CallRecord;
}
