import type { Question } from '../../../events/portChannel';
import type { Outcome } from '../../../model/outcome';
import type { EndName } from '../traffic/people';
import type { CallKindName } from '../traffic/plannedCall';
import type { TrafficOptions } from '../traffic/trafficPlan';
import type { SeenCall } from './seenCall';

/** A UDP address. */
export interface EndAddress {
  readonly host: string;
  readonly port: number;
}

/** What the thread of the simulated ends is started with. */
export interface EndsStart {
  readonly ends: Readonly<Record<EndName, EndAddress>>;
  /** Where the service listens. */
  readonly service: EndAddress;
  readonly traffic: TrafficOptions;
  /** Unlike in every run: by it the ends know their own calls. */
  readonly run: string;
}

/** Calls that are over, by what became of them. */
export type OutcomeCounts = Readonly<Record<Outcome, number>>;

/** What the ends have seen so far. */
export interface EndsReport {
  readonly made: number;
  /** Calls made that are not over for their caller. */
  readonly inProgress: number;
  /** Of these, those that were answered. */
  readonly talking: number;
  readonly outcomes: OutcomeCounts;
  readonly byKind: Readonly<Record<CallKindName, OutcomeCounts>>;
  /** INVITEs that the called ends got for the lab's calls. */
  readonly attempts: number;
  /** Calls tried at more than one end. */
  readonly rerouted: number;
  /** Answers of called ends. */
  readonly answers: number;
  /** Answers that crossed the caller's giving up. */
  readonly crossed: number;
  readonly holds: number;
  readonly resumes: number;
  /** Calls that came in and were none of the lab's. */
  readonly strangers: number;
  /** Called sides that are not over. */
  readonly openCallees: number;
  /** Dialogs that the ends' stacks still hold. */
  readonly dialogs: number;
  /** Requests that the ends had to send again because nothing came back. */
  readonly retransmissions: number;
  /** What should not have happened; the first few, in words. */
  readonly anomalies: readonly string[];
  readonly anomalyCount: number;
  /** The last calls that ended, the newest last. */
  readonly recent: readonly string[];
}

/** What the lab asks and tells the thread of the ends. */
export interface LabMessages {
  requests: {
    /** Opens the sockets. */
    open: Question<null, null>;
    report: Question<null, EndsReport>;
    /** The calls that came to their end since it was asked last; null: they were more than are kept. */
    seenCalls: Question<null, readonly SeenCall[] | null>;
    /** Makes no more calls, hangs up all there are and waits until the last one is over, or the limit has passed. */
    finish: Question<{ readonly limitMs: number }, EndsReport>;
    close: Question<null, null>;
  };
  notices: {
    /** Starts the traffic. */
    begin: null;
    /** An end hears and says nothing for so many milliseconds: its host is gone. */
    silence: { readonly end: EndName; readonly milliseconds: number };
  };
}

/** The thread of the ends only answers. */
export interface EndsMessages {
  requests: object;
  notices: object;
}
