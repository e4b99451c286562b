import type { EndedBy } from './outcome';
import type { Trace } from './trace';

/** A thing as API answers name it. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface AttemptRecord {
  readonly destination: Named & { readonly kind: 'trunk_group' | 'carrier' };
  /** `host:port;transport` of the address tried. */
  readonly address: string;
  readonly startedAt: number;
  ringingAt: number | null;
  answeredAt: number | null;
  endedAt: number | null;
  /** Final SIP status of the attempt, 408 for silence, 503 for a transport error; null while it lasts. */
  sipCode: number | null;
  /** Where the call was when it was made: 0 as it was dialled, else by the call's `forwards`, from 1. */
  readonly station: number;
}

/** A call in progress, as `GET /api/v1/calls` shows it; times are milliseconds since the Unix epoch. */
export interface LiveCall {
  readonly id: string;
  readonly state: 'routing' | 'ringing' | 'answered' | 'ending';
  readonly enterprise: Named | null;
  readonly group: Named | null;
  readonly user: Named | null;
  readonly trunkGroup: Named | null;
  readonly direction: 'originating' | 'terminating';
  readonly callingNumber: string;
  readonly calledNumber: string;
  readonly dialled: string;
  readonly emergency: boolean;
  readonly startedAt: number;
  readonly ringingAt: number | null;
  readonly answeredAt: number | null;
  readonly attempts: readonly AttemptRecord[];
  readonly trace: Trace;
}

/** A live call as lists that follow it show it: without what only a closer look needs. */
export type LiveCallSummary = Omit<LiveCall, 'attempts' | 'trace'>;

/**
 * A step of the live calls of one node. Steps are complete from a `reset` on: what they say after it, one after the other,
 * is every call in progress once one of them was `complete`, and stays so.
 */
export interface LiveCallsStep {
  /** All steps before are void. */
  readonly reset: boolean;
  readonly upsert: readonly LiveCallSummary[];
  /** Ids of calls that are over; some may never have been told of. */
  readonly remove: readonly string[];
  /** Every call in progress has been told of since the reset. */
  readonly complete: boolean;
}

export interface LiveCallPage {
  readonly items: readonly LiveCall[];
  readonly total: number;
  /** A node that may have more did not answer. */
  readonly isEstimated: boolean;
  /** Id to go on after; null at the end. */
  readonly next: string | null;
}

export interface LiveCallQuery {
  readonly limit: number;
  readonly after: string | null;
  readonly enterpriseId: string | null;
  readonly trunkGroupId: string | null;
}

/** What the API may ask of calls in progress; implemented by call control, handed over by `main`. */
export interface LiveCalls {
  list(query: LiveCallQuery): Promise<LiveCallPage>;
  read(id: string): Promise<LiveCall | null>;
  /** Ends a call on both sides; false: no such call. */
  end(id: string, by: EndedBy): Promise<boolean>;
}
