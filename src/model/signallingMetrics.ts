import type { RefusedByRate } from './callRate';
import type { HistogramSnapshot } from './histogram';
import type { MediaMetrics } from './mediaMetrics';
import type { FailureClass, Outcome } from './outcome';
import type { StackStatistics } from './stackStatistics';

/** The stages of a call's set-up that are timed, each from the INVITE. */
export const setupStages = ['decision', 'first_invite', 'ringing', 'answer'] as const;
export type SetupStage = (typeof setupStages)[number];

/** Closed calls of one kind. */
export interface ClosedCalls {
  readonly outcome: Outcome;
  /** Null: answered and ended in the ordinary way. */
  readonly failure: FailureClass | null;
  readonly count: number;
}

/** What the signalling thread counts, as one small answer: asked for when somebody looks, never sent a call. */
export interface SignallingMetrics {
  readonly calls: {
    readonly inProgress: number;
    readonly opened: number;
    /** Calls that belonged to no known peer. */
    readonly unknown: number;
    readonly closed: readonly ClosedCalls[];
  };
  /** Seconds from the INVITE. */
  readonly stages: Readonly<Record<SetupStage, HistogramSnapshot>>;
  readonly leases: number;
  readonly journal: {
    /** As of the last second: what the database has not taken yet, and the file written to. */
    readonly bytes: number;
    /** Batches of entries that are not known to be in the file. */
    readonly unconfirmed: number;
  };
  readonly directory: { readonly entries: number; readonly hits: number; readonly misses: number };
  readonly sip: StackStatistics;
  readonly media: MediaMetrics;
  /** OPTIONS that watch the health of peers. */
  readonly probes: { readonly sent: number; readonly underWay: number; readonly addresses: number };
  /** Calls refused since start by the call rate of a peer or a trunk group. */
  readonly refusedByRate: readonly RefusedByRate[];
  /** Lateness of the event loop in seconds. */
  readonly lag: HistogramSnapshot;
  /** Share of the time since the start in which the event loop had something to do. */
  readonly utilization: number;
  readonly overloaded: boolean;
  readonly heapUsedBytes: number;
}
