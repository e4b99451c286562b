import type { LiveCall, LiveCallSummary } from '../model/liveCall';

export type { CallRecord } from '../model/callRecord';

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
}
