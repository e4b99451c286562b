/**
 * The seam of admission. A lease is one admitted call leg that crosses a trunk, and the scopes it counts for; capacity in
 * use is the number of live leases (design.md section 4). Implementations: memory and Redis, one contract suite.
 */

export type TrunkDirection = 'incoming' | 'outgoing';

export interface EnterpriseScope {
  readonly id: string;
  readonly usageSlot: number;
  readonly maxActiveCalls: number | null;
}

/** A trunk group that may lend: one of the same enterprise with a maximum of its own (decisions.md 28). */
export interface LenderScope {
  readonly id: string;
  readonly usageSlot: number;
  readonly maxActiveCalls: number;
}

/** How far a trunk group may go beyond its own maxima with what others have idle (feature A3, decisions.md 28). */
export interface BurstingScope {
  /** Units it may borrow at most. */
  readonly maxActiveCalls: number;
  /** Beyond the own incoming and outgoing maxima; null: those hold. */
  readonly maxIncomingCalls: number | null;
  readonly maxOutgoingCalls: number | null;
  /** In the order equally idle ones are asked; may name the trunk group itself. Called only when that is full. */
  readonly lenders: () => readonly LenderScope[];
}

export interface TrunkGroupScope {
  readonly id: string;
  readonly usageSlot: number;
  /** As the enterprise sees it: incoming is towards the PBX. */
  readonly direction: TrunkDirection;
  readonly maxActiveCalls: number | null;
  readonly maxIncomingCalls: number | null;
  readonly maxOutgoingCalls: number | null;
  /** Null: it does not borrow. */
  readonly bursting: BurstingScope | null;
}

/**
 * Calls to one number of ours at a time (DID policing, feature B3). A call counts once however many of its legs hold a
 * lease, so that a reroute does not run into the leg it replaces.
 */
export interface CalledNumberScope {
  /** E.164. */
  readonly number: string;
  readonly maxCalls: number;
}

/** One leg that asks for capacity, or, naming a called number alone, one call to it. */
export interface LeaseRequest {
  /** Null: it counts for the called number alone. */
  readonly enterprise: EnterpriseScope | null;
  readonly trunkGroup: TrunkGroupScope | null;
  readonly calledNumber: CalledNumberScope | null;
  /** Always admitted, shown apart, counted against no maximum (decisions.md 18). */
  readonly emergency: boolean;
}

/**
 * In which order candidates are asked (feature A7). It is worked out within the step that admits, from what all nodes
 * know, so that shares are exact and the idlest is the idlest then. A candidate stands for the trunk group of its last
 * lease request.
 */
export type Selection =
  | { readonly kind: 'listed' }
  /** Round robin: from the one after the trunk group that last answered. `members`: all of the scheme, as listed. */
  | { readonly kind: 'after_last_answered'; readonly schemeId: string; readonly members: readonly string[] }
  /**
   * Percentage: the one furthest behind its share goes first, and so on; equals as listed. A share counts where a call was
   * admitted. What a trunk group misses while it is full, or no candidate, goes to the others by their shares and is not
   * made up for later. `percents`: one a candidate; 0: asked last.
   */
  | { readonly kind: 'shares'; readonly schemeId: string; readonly percents: readonly number[] }
  /** Fewest calls in progress first, equals as listed. */
  | { readonly kind: 'most_idle' };

export interface AdmissionRequest {
  readonly callId: string;
  /** Each is a set of leases admitted all or nothing. */
  readonly candidates: readonly (readonly LeaseRequest[])[];
  readonly selection: Selection;
}

export type LimitName =
  | 'max_active_calls'
  | 'max_incoming_calls'
  | 'max_outgoing_calls'
  /** Of the called number. */
  | 'max_calls';

/** Why a candidate was refused: the first limit found full. */
export interface Refusal {
  readonly candidate: number;
  /** Which of the candidate's lease requests. */
  readonly lease: number;
  readonly scope: 'enterprise' | 'trunk_group' | 'called_number';
  /** Of a called number, the number. */
  readonly id: string;
  readonly limit: LimitName;
  readonly maximum: number;
}

export interface Lease {
  readonly id: number;
  readonly callId: string;
  readonly request: LeaseRequest;
}

export interface Admission {
  /** Index of the candidate that was admitted; null: all were full. */
  readonly admitted: number | null;
  /** Indexes of the candidates in the order they were, or would have been, asked. */
  readonly order: readonly number[];
  /** One a lease request of the admitted candidate, in its order. */
  readonly leases: readonly Lease[];
  /** One a candidate that was found full before the admitted one, in the order they were asked. */
  readonly refusals: readonly Refusal[];
}

export interface Ledger {
  /** Admits the first candidate, in the order of the selection, all of whose leases fit, in one atomic step. */
  admit(request: AdmissionRequest): Promise<Admission>;
  /** What `admit` would answer now; nothing is admitted, counted or moved on. */
  preview(request: AdmissionRequest): Promise<Omit<Admission, 'leases'>>;
  /** Ends a lease; releasing it again does nothing. */
  release(lease: Lease): void;
  /** A call of the scheme was answered at a trunk group: its round robin goes on from there. */
  answered(schemeId: string, trunkGroupId: string): void;
  /** Live leases, for tests and metrics. */
  size(): number;
}
