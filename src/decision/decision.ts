import type { CodePlan, DialledFeatureCode } from '../features/callPlan';
import type { DirectoryKey, UserRecord } from '../model/directory';
import type { CalledParty } from '../model/callRecord';
import type { Named } from '../model/liveCall';
import type { FailureClass } from '../model/outcome';
import type { Redirection } from '../model/redirection';
import type { Gateway } from '../model/settings';
import type { TollUse } from '../model/tollLimits';
import type { Trace } from '../model/trace';
import type { LeaseRequest, Selection } from '../routing/ledger/ledger';
import type { Presentation } from './presentation';
import type { RouteOrigin } from './routeOrigin';

/** Who the call belongs to on the originating side, or, for a call from a carrier, on the terminating side. */
export interface CallParties {
  /** `originating`: from a PBX. `terminating`: from a carrier. */
  readonly direction: 'originating' | 'terminating';
  readonly peer: Named & { readonly kind: 'trunk_group' | 'carrier' };
  readonly enterprise: Named | null;
  readonly group: Named | null;
  readonly user: Named | null;
  readonly trunkGroup: Named | null;
  /** The other side of an on-net call from a PBX; null: off-net, not let out of the PBX's own side, or from a carrier. */
  readonly called: CalledParty | null;
  /** E.164, else as received. */
  readonly callingNumber: string;
  /** What enterprises other than the caller's are shown instead: the calling line ID, or `anonymous`. */
  readonly shownNumber?: string;
  readonly calledNumber: string;
  readonly dialled: string;
  readonly emergency: boolean;
}

/** One trunk group or carrier that may take the call, with all that is needed to try it. */
export interface RouteCandidate {
  readonly destination: Named & { readonly kind: 'trunk_group' | 'carrier' };
  /** The lease this destination needs besides the originating one; null for a carrier nobody forwards the call to. */
  readonly lease: LeaseRequest | null;
  /** In the order they are tried. */
  readonly gateways: readonly Gateway[];
  /** All its calls go elsewhere (feature A4): it takes its turn like any other, and is not rung. */
  readonly forwardsAll: boolean;
  /** User part of the Request-URI, or a whole `urn:` that goes out unchanged. */
  readonly requestUser: string;
  readonly presentation: Presentation;
  /** Where the call was sent on from, the first station first; empty: it comes as it was dialled. */
  readonly redirections: readonly Redirection[];
  readonly trusted: boolean;
  /** Final responses that send the call on to the next address or candidate. */
  readonly failoverCodes: readonly number[];
  /** How long to wait, and for what: `beyond_trying`: a PBX must say more than 100; `any_response`: any sign of life. */
  readonly invitationTimeoutMs: number;
  readonly invitationTimeoutEnds: 'beyond_trying' | 'any_response';
  /** How long an answered call may last here; null: as long as it likes. */
  readonly maxCallDurationMs: number | null;
}

/** One search for somebody who answers; what may follow when nobody does is worked out by `decideNext`. */
export interface CallRoute {
  readonly parties: CallParties;
  /** Whether the peer the call came from is trusted: decides which of its headers pass. */
  readonly peerTrusted: boolean;
  /** The originating leg's lease (a call from a PBX); null for a call from a carrier. */
  readonly originatingLease: LeaseRequest | null;
  /**
   * Asked for once the caller's lease is held and before anybody is rung; null: nothing is. A call that is sent on keeps
   * them, and they are not asked for again.
   */
  readonly codes: CodePlan | null;
  /** As listed; empty where a scheme's trunk groups can all not be tried. */
  readonly candidates: readonly RouteCandidate[];
  /** In which order they are asked. */
  readonly selection: Selection;
  /** Further candidates tried after the first that failed; skipped full ones and further addresses do not count. */
  readonly maxReroutes: number;
  /** How long a phone may ring before the attempt counts as unanswered. */
  readonly ringTimeoutMs: number;
  /** How long the call may last for its caller's trunk group; null: as long as it likes. */
  readonly maxCallDurationMs: number | null;
  readonly origin: RouteOrigin;
  /** An international or premium call, and in whose name it goes out; left out: it is none, or they are not counted. */
  readonly toll?: TollUse;
}

/** A feature access code that changes a setting, or `*71` with the number still to be keyed in (feature B10). */
export interface FeatureCodeDecision {
  readonly kind: 'feature_code';
  readonly request: DialledFeatureCode;
  /** Whose setting it is. */
  readonly user: UserRecord;
  readonly parties: CallParties;
  /** The call is answered by the service, and takes its lease as any other. */
  readonly originatingLease: LeaseRequest;
  /** Of `*71`: what is asked for before the number; null: a setting is changed. */
  readonly codes: CodePlan | null;
  readonly trace: Trace;
  readonly emergency: null;
}

/** Branches that are rung together; the first that answers has the call. */
export interface CallFork {
  /** What `decideNext` is asked about when all of them have ended without an answer. */
  readonly route: CallRoute;
  /** Never empty. */
  readonly branches: readonly CallBranch[];
  /** From the first 18x of any of them; then it counts as not answered. */
  readonly ringMs: number;
}

export interface CallBranch {
  /** Of the branch alone: nothing else of the call is behind it. */
  readonly route: CallRoute;
  /** The user's own phones. */
  readonly own: boolean;
}

/** An emergency event (feature A9): raised whatever becomes of the call. */
export interface EmergencyNotice {
  readonly enterprise: Named | null;
  readonly user: Named | null;
  readonly trunkGroup: Named | null;
  readonly dialled: string;
  readonly callbackNumber: string | null;
  /** True: no emergency route is configured; carriers are tried in order. */
  readonly noEmergencyRoute: boolean;
}

export interface Refusal {
  readonly kind: 'refuse';
  readonly failure: FailureClass;
  /** Answered in place of the failure's own status. */
  readonly status?: number;
  /** Null where two peers tie and nobody can say whose call it is. */
  readonly parties: CallParties | null;
  readonly trace: Trace;
  readonly emergency: EmergencyNotice | null;
}

/** A feature access code that changes a setting, or `*71` with the number still to be keyed in (feature B10). */
export interface FeatureCodeDecision {
  readonly kind: 'feature_code';
  readonly request: DialledFeatureCode;
  /** Whose setting it is. */
  readonly user: UserRecord;
  readonly parties: CallParties;
  /** The call is answered by the service, and takes its lease as any other. */
  readonly originatingLease: LeaseRequest;
  readonly trace: Trace;
  readonly emergency: null;
}

/** What is to become of a call. */
export type Decision =
  /** Facts are missing: fetch them and decide again. */
  | { readonly kind: 'lookup'; readonly keys: readonly DirectoryKey[] }
  /** Nobody we know sent it: no call log; `closest` names the candidates that came nearest. */
  | { readonly kind: 'unknown_peer'; readonly closest: readonly string[]; readonly trace: Trace }
  | Refusal
  | FeatureCodeDecision
  | {
      readonly kind: 'route';
      readonly route: CallRoute;
      readonly trace: Trace;
      readonly emergency: EmergencyNotice | null;
    };
