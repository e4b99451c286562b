/**
 * The seam of admission. A lease is one admitted call leg that crosses a trunk, and the scopes it counts for; capacity in
 * use is the number of live leases (design.md section 4). Implementations: memory, later Redis, one contract suite.
 */

export type TrunkDirection = 'incoming' | 'outgoing';

export interface EnterpriseScope {
  readonly id: string;
  readonly usageSlot: number;
  readonly maxActiveCalls: number | null;
}

export interface TrunkGroupScope {
  readonly id: string;
  readonly usageSlot: number;
  /** As the enterprise sees it: incoming is towards the PBX. */
  readonly direction: TrunkDirection;
  readonly maxActiveCalls: number | null;
  readonly maxIncomingCalls: number | null;
  readonly maxOutgoingCalls: number | null;
}

/** One leg that asks for capacity. */
export interface LeaseRequest {
  readonly enterprise: EnterpriseScope;
  readonly trunkGroup: TrunkGroupScope | null;
  /** Always admitted, shown apart, counted against no maximum (decisions.md 18). */
  readonly emergency: boolean;
}

export interface AdmissionRequest {
  readonly callId: string;
  /** In order of preference; each is a set of leases admitted all or nothing. */
  readonly candidates: readonly (readonly LeaseRequest[])[];
}

export type LimitName = 'max_active_calls' | 'max_incoming_calls' | 'max_outgoing_calls';

/** Why a candidate was refused: the first limit found full. */
export interface Refusal {
  readonly candidate: number;
  /** Which of the candidate's lease requests. */
  readonly lease: number;
  readonly scope: 'enterprise' | 'trunk_group';
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
  /** One a lease request of the admitted candidate, in its order. */
  readonly leases: readonly Lease[];
  /** One a candidate that was full before the admitted one. */
  readonly refusals: readonly Refusal[];
}

export interface Ledger {
  /** Admits the first candidate all of whose leases fit, in one atomic step. */
  admit(request: AdmissionRequest): Promise<Admission>;
  /** Ends a lease; releasing it again does nothing. */
  release(lease: Lease): void;
  /** Live leases, for tests and metrics. */
  size(): number;
}
