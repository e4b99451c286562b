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

export interface LiveCallPage {
  readonly items: readonly LiveCall[];
  readonly total: number;
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
