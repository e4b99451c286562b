import type {
  Admission,
  AdmissionRequest,
  EnterpriseScope,
  Lease,
  LeaseRequest,
  Ledger,
  LimitName,
  Refusal,
  TrunkDirection,
  TrunkGroupScope,
} from './ledger';
import type { TrunkGroupUsage, UsageBoard } from './usageBoard';

/** The live leases of one trunk group. An emergency lease is in `emergency` alone. */
interface TrunkGroupLeases {
  slot: number;
  readonly incoming: Set<Lease>;
  readonly outgoing: Set<Lease>;
  readonly emergency: Set<Lease>;
  /** Refusals since start; no capacity, so a plain count. */
  rejected: number;
}

/** The live leases of one enterprise, emergency ones left out. */
interface EnterpriseLeases {
  slot: number;
  readonly active: Set<Lease>;
}

interface FullLimit {
  readonly scope: 'enterprise' | 'trunk_group';
  readonly id: string;
  readonly limit: LimitName;
  readonly maximum: number;
}

/**
 * The ledger of one node. The life of a lease: `admit` puts it into the sets of its scopes, `release` takes it out, and
 * nothing else touches a set; capacity in use is the size of sets. Admission runs in one turn of the event loop, so no
 * other admission comes between the check and the entry. The limits are those the request brings: a changed maximum is
 * in force at the next call, and one set below what is in use admits nothing until enough calls have ended.
 */
export class MemoryLedger implements Ledger {
  readonly #live = new Map<number, Lease>();
  readonly #trunkGroups = new Map<string, TrunkGroupLeases>();
  readonly #enterprises = new Map<string, EnterpriseLeases>();
  readonly #board: UsageBoard;
  #lastId = 0;

  constructor(board: UsageBoard) {
    this.#board = board;
  }

  admit(request: AdmissionRequest): Promise<Admission> {
    const refusals: Refusal[] = [];
    const refusedBy: TrunkGroupScope[] = [];
    let admission: Admission | null = null;
    for (const [candidate, leases] of request.candidates.entries()) {
      const refusal = this.#firstRefusal(candidate, leases);
      if (refusal === null) {
        const admitted = leases.map((lease) => this.#enter(request.callId, lease));
        admission = { admitted: candidate, leases: admitted, refusals };
        break;
      }
      refusals.push(refusal);
      const trunkGroup = leases[refusal.lease]?.trunkGroup ?? null;
      if (trunkGroup !== null && !refusedBy.some((scope) => scope.id === trunkGroup.id)) {
        refusedBy.push(trunkGroup);
      }
    }
    for (const scope of refusedBy) this.#countRejected(scope);
    return Promise.resolve(admission ?? { admitted: null, leases: [], refusals });
  }

  release(lease: Lease): void {
    const live = this.#live.get(lease.id);
    if (live === undefined) return;
    this.#live.delete(live.id);
    const { enterprise, trunkGroup, emergency } = live.request;
    const enterpriseLeases = emergency ? undefined : this.#enterprises.get(enterprise.id);
    if (enterpriseLeases !== undefined) {
      enterpriseLeases.active.delete(live);
      this.#board.writeEnterprise(enterpriseLeases.slot, { active: enterpriseLeases.active.size });
    }
    const trunkGroupLeases = trunkGroup === null ? undefined : this.#trunkGroups.get(trunkGroup.id);
    if (trunkGroup !== null && trunkGroupLeases !== undefined) {
      trunkGroupLeases[emergency ? 'emergency' : trunkGroup.direction].delete(live);
      this.#publish(trunkGroupLeases);
    }
  }

  size(): number {
    return this.#live.size;
  }

  #firstRefusal(candidate: number, leases: readonly LeaseRequest[]): Refusal | null {
    for (const [lease, request] of leases.entries()) {
      if (request.emergency) continue;
      const full = this.#fullLimit(request, leases, lease);
      if (full !== null) return { candidate, lease, ...full };
    }
    return null;
  }

  /** The first limit that has no room for a lease beside the leases that come before it in its own candidate. */
  #fullLimit(request: LeaseRequest, candidate: readonly LeaseRequest[], lease: number): FullLimit | null {
    const { enterprise, trunkGroup } = request;
    let enterpriseUse = this.#enterprises.get(enterprise.id)?.active.size ?? 0;
    const inUse = trunkGroup === null ? undefined : this.#trunkGroups.get(trunkGroup.id);
    const use = { incoming: inUse?.incoming.size ?? 0, outgoing: inUse?.outgoing.size ?? 0 };
    for (let before = 0; before < lease; before += 1) {
      const other = candidate[before];
      if (other === undefined || other.emergency) continue;
      if (other.enterprise.id === enterprise.id) enterpriseUse += 1;
      if (other.trunkGroup !== null && other.trunkGroup.id === trunkGroup?.id)
        use[other.trunkGroup.direction] += 1;
    }
    return (
      (trunkGroup === null ? null : fullTrunkGroup(trunkGroup, use)) ??
      (isFull(enterpriseUse, enterprise.maxActiveCalls)
        ? {
            scope: 'enterprise',
            id: enterprise.id,
            limit: 'max_active_calls',
            maximum: enterprise.maxActiveCalls,
          }
        : null)
    );
  }

  #enter(callId: string, request: LeaseRequest): Lease {
    this.#lastId += 1;
    const lease: Lease = { id: this.#lastId, callId, request };
    this.#live.set(lease.id, lease);
    const { enterprise, trunkGroup, emergency } = request;
    if (!emergency) {
      const leases = this.#enterpriseLeases(enterprise);
      leases.active.add(lease);
      this.#board.writeEnterprise(leases.slot, { active: leases.active.size });
    }
    if (trunkGroup !== null) {
      const leases = this.#trunkGroupLeases(trunkGroup);
      leases[emergency ? 'emergency' : trunkGroup.direction].add(lease);
      this.#publish(leases);
    }
    return lease;
  }

  #countRejected(scope: TrunkGroupScope): void {
    const leases = this.#trunkGroupLeases(scope);
    leases.rejected += 1;
    this.#publish(leases);
  }

  #trunkGroupLeases(scope: TrunkGroupScope): TrunkGroupLeases {
    let leases = this.#trunkGroups.get(scope.id);
    if (leases === undefined) {
      leases = {
        slot: scope.usageSlot,
        incoming: new Set(),
        outgoing: new Set(),
        emergency: new Set(),
        rejected: 0,
      };
      this.#trunkGroups.set(scope.id, leases);
    } else if (leases.slot !== scope.usageSlot) {
      // Removed and made again under another slot while calls went on: they show in the new row.
      this.#board.writeTrunkGroup(leases.slot, noUsage);
      leases.slot = scope.usageSlot;
    }
    return leases;
  }

  #enterpriseLeases(scope: EnterpriseScope): EnterpriseLeases {
    let leases = this.#enterprises.get(scope.id);
    if (leases === undefined) {
      leases = { slot: scope.usageSlot, active: new Set() };
      this.#enterprises.set(scope.id, leases);
    } else if (leases.slot !== scope.usageSlot) {
      this.#board.writeEnterprise(leases.slot, noUsage);
      leases.slot = scope.usageSlot;
    }
    return leases;
  }

  #publish(leases: TrunkGroupLeases): void {
    this.#board.writeTrunkGroup(leases.slot, {
      active: leases.incoming.size + leases.outgoing.size,
      incoming: leases.incoming.size,
      outgoing: leases.outgoing.size,
      borrowed: 0,
      lent: 0,
      emergency: leases.emergency.size,
      rejected: leases.rejected,
    });
  }
}

const noUsage: TrunkGroupUsage = {
  active: 0,
  incoming: 0,
  outgoing: 0,
  borrowed: 0,
  lent: 0,
  emergency: 0,
  rejected: 0,
};

const isFull = (use: number, maximum: number | null): maximum is number => maximum !== null && use >= maximum;

const fullTrunkGroup = (
  scope: TrunkGroupScope,
  use: Readonly<Record<TrunkDirection, number>>,
): FullLimit | null => {
  const full = (limit: LimitName, maximum: number): FullLimit => ({
    scope: 'trunk_group',
    id: scope.id,
    limit,
    maximum,
  });
  if (isFull(use.incoming + use.outgoing, scope.maxActiveCalls)) {
    return full('max_active_calls', scope.maxActiveCalls);
  }
  if (scope.direction === 'incoming') {
    return isFull(use.incoming, scope.maxIncomingCalls)
      ? full('max_incoming_calls', scope.maxIncomingCalls)
      : null;
  }
  return isFull(use.outgoing, scope.maxOutgoingCalls)
    ? full('max_outgoing_calls', scope.maxOutgoingCalls)
    : null;
};
