import type { SourceAddress } from './callFacts';
import type { Named } from './liveCall';
import type { FailureClass } from './outcome';
import type { Availability } from './targetHealth';
import type { Trace } from './trace';

/** A call that is not placed, to hear what would become of it (feature A14). */
export interface CallQuestion {
  /** A number, an extension, `anonymous`, or a SIP or tel URI. */
  readonly from: string;
  /** The same, or a `urn:` such as `urn:service:sos`. */
  readonly to: string;
  /** When, in milliseconds since the Unix epoch: decides what schedules say. */
  readonly at: number;
  readonly arriving: Arrival;
  /** What P-Asserted-Identity would say; null: there is none. */
  readonly asserted: string | null;
  /** Whether the caller asks not to be shown (`Privacy: id`). */
  readonly private: boolean;
  /** `otg`, `dtg` and `tgrp` the call would name. */
  readonly trunkGroupIdentities: readonly string[];
}

export type Arrival =
  /** A trunk group or carrier, by id or name. */
  | { readonly kind: 'peer'; readonly name: string }
  | { readonly kind: 'source'; readonly source: SourceAddress };

type PeerName = Named & { readonly kind: 'trunk_group' | 'carrier' };

/** What one peer has to do with where the call comes from. */
export interface ExplainedPeer {
  readonly peer: PeerName;
  readonly matched: boolean;
  readonly reason: string;
}

/** A limit of a leg, and what is in use of it now, borrowed units included. */
export interface ExplainedLimit {
  readonly scope: Named & { readonly kind: 'enterprise' | 'trunk_group' };
  readonly limit: 'max_active_calls' | 'max_incoming_calls' | 'max_outgoing_calls';
  readonly maximum: number;
  readonly inUse: number;
}

/** The limit that would refuse a leg. */
export interface ExplainedRefusal {
  readonly scope: { readonly kind: 'enterprise' | 'trunk_group' | 'called_number'; readonly id: string };
  readonly limit: string;
  readonly maximum: number;
}

/** An address of one that may take the call, as its health is known on this node. */
export interface ExplainedAddress {
  /** `host:port;transport`. */
  readonly address: string;
  /** False: calls pass it over now. */
  readonly isTried: boolean;
  /** Null: it is not watched. */
  readonly state: Availability | null;
  /** Milliseconds since the Unix epoch; null: from the start, or not watched. */
  readonly since: number | null;
  /** Of the last probe; null: none has ended. */
  readonly lastResponse: number | null;
}

/** One that may take the call. */
export interface ExplainedCandidate {
  readonly destination: PeerName;
  /** `host:port;transport`, in the order they are tried. */
  readonly addresses: readonly string[];
  /** Of those, and of the others it has that are watched. */
  readonly health: readonly ExplainedAddress[];
  /** Whose calls all go elsewhere: it is not rung when it is its turn. */
  readonly forwardsAll: boolean;
  /** User part of the Request-URI, or a whole `urn:`. */
  readonly requestUser: string;
  /** How the caller is shown; a null `from` is anonymous. */
  readonly presented: {
    readonly from: string | null;
    readonly display: string | null;
    readonly asserted: string | null;
    readonly privacy: boolean;
  };
  readonly failoverCodes: readonly number[];
  readonly limits: readonly ExplainedLimit[];
  /** Null: there is room. */
  readonly full: ExplainedRefusal | null;
}

/** What the caller would be answered. */
export interface ExplainedAnswer {
  readonly failure: FailureClass;
  readonly status: number;
  readonly reason: string;
  readonly q850Cause: number;
}

/** What might be found of all who are asked. `full`: no room; `unreachable`: silence, or a failure that is rerouted. */
export const suppositions = ['full', 'unreachable', 'busy', 'no_answer'] as const;
export type Supposition = (typeof suppositions)[number];

/** A way the call takes next when the one before it was in vain. */
export interface ExplainedStep {
  /** Whom it is sent on to; null: to the same user another way. */
  readonly forwardedTo: {
    readonly user: Named | null;
    readonly number: string;
    readonly reason: string;
  } | null;
  readonly candidates: readonly ExplainedCandidate[];
  readonly maxReroutes: number;
  /** What the rules said on the way here. */
  readonly trace: Trace;
}

/** What would come if that were found of all who are asked, here and at every further way. */
export interface ExplainedFailure {
  readonly when: Supposition;
  readonly steps: readonly ExplainedStep[];
  /** What the caller is answered when nothing is left. */
  readonly answer: ExplainedAnswer;
  /** What the rules said before that answer. */
  readonly trace: Trace;
}

/** What would become of a call, with what each rule said. */
export interface CallExplanation {
  readonly at: number;
  /** `routed`: somebody is asked. `feature_code`: we take it ourselves. `over_capacity`: everybody is full. */
  readonly outcome: 'routed' | 'feature_code' | 'refused' | 'over_capacity' | 'unknown_peer';
  /** Who sends it; null: nobody we know, or several and nothing tells which. */
  readonly peer: PeerName | null;
  /** Those that come near the source, the ones that match first; of a named peer none. */
  readonly peers: readonly ExplainedPeer[];
  readonly direction: 'originating' | 'terminating' | null;
  readonly enterprise: Named | null;
  readonly group: Named | null;
  readonly user: Named | null;
  readonly trunkGroup: Named | null;
  /** The user called, where it is one of ours; for a call from a carrier that is `user`. */
  readonly calledUser: Named | null;
  readonly callingNumber: string | null;
  readonly calledNumber: string | null;
  readonly dialled: string | null;
  readonly emergency: { readonly callbackNumber: string | null; readonly noEmergencyRoute: boolean } | null;
  /** Of the caller's own trunk. */
  readonly limits: readonly ExplainedLimit[];
  /** In the order they would be asked now. */
  readonly candidates: readonly ExplainedCandidate[];
  /** Who is tried first; null: nobody. */
  readonly first: PeerName | null;
  readonly maxReroutes: number;
  /** Empty where nobody is asked. */
  readonly failures: readonly ExplainedFailure[];
  /** Null: that depends on who is asked or what follows (`failures`), or an unknown peer gets no answer at all. */
  readonly answer: ExplainedAnswer | null;
  readonly trace: Trace;
}

/** Null: there is no trunk group or carrier of the name given. */
export type Explained = CallExplanation | null;

/** Answers what would become of a call; nothing is admitted or changed by it. */
export interface Explain {
  explain(question: CallQuestion): Promise<Explained>;
}
