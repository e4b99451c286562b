import type {
  BurstingScope,
  Lease,
  LeaseRequest,
  Ledger,
  LenderScope,
  Selection,
  TrunkDirection,
} from '../../../src/routing/ledger/ledger';
import type { UsageReader } from '../../../src/routing/ledger/usageBoard';

export interface LedgerUnderTest {
  readonly ledger: Ledger;
  /** Shows what the ledger holds; exact once `admit` has answered. */
  readonly usage: UsageReader;
  /** Resolves when all that was released before is shown as well. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export type CreateLedger = () => Promise<LedgerUnderTest>;

export interface Limits {
  readonly active: number | null;
  readonly incoming: number | null;
  readonly outgoing: number | null;
  readonly enterprise: number | null;
}

const unlimited: Limits = { active: null, incoming: null, outgoing: null, enterprise: null };
export const noTrunkGroup = {
  ...{ active: 0, incoming: 0, outgoing: 0, borrowed: 0, lent: 0 },
  ...{ emergency: 0, rejected: 0 },
};

/** Trunk group `a1` lies in enterprise `a`, and so on; each has a slot of its own. */
export const trunkGroups = ['a1', 'a2', 'a3', 'b1'] as const;
export type TrunkGroupId = (typeof trunkGroups)[number];
export const enterprises = ['a', 'b'] as const;
export const slots: Readonly<Record<TrunkGroupId | 'a' | 'b', number>> = {
  ...{ a: 0, b: 1, a1: 2, a2: 3, a3: 4, b1: 2_000 },
};
const enterpriseOf = (id: TrunkGroupId): 'a' | 'b' => (id === 'b1' ? 'b' : 'a');

export const request = (
  id: TrunkGroupId,
  direction: TrunkDirection,
  limits: Partial<Limits> = {},
  emergency = false,
  bursting: BurstingScope | null = null,
): LeaseRequest => {
  const { active, incoming, outgoing, enterprise } = { ...unlimited, ...limits };
  const enterpriseId = enterpriseOf(id);
  return {
    enterprise: { id: enterpriseId, usageSlot: slots[enterpriseId], maxActiveCalls: enterprise },
    trunkGroup: {
      id,
      usageSlot: slots[id],
      direction,
      maxActiveCalls: active,
      maxIncomingCalls: incoming,
      maxOutgoingCalls: outgoing,
      bursting,
    },
    calledNumber: null,
    emergency,
  };
};

/** The trunk groups of enterprise a that have a maximum; what one that bursts may borrow from. */
export const lendersOf = (maxima: Partial<Record<TrunkGroupId, number>>): readonly LenderScope[] =>
  trunkGroups.flatMap((id) => {
    const maxActiveCalls = maxima[id];
    return maxActiveCalls === undefined ? [] : [{ id, usageSlot: slots[id], maxActiveCalls }];
  });

export const listed: Selection = { kind: 'listed' };

/** One call that asks for the leases once, over and over, at the same time. */
export const fill = async (ledger: Ledger, lease: LeaseRequest, count: number): Promise<Lease[]> => {
  const admissions = await Promise.all(
    Array.from({ length: count }, (_, nth) =>
      ledger.admit({ callId: `call ${nth}`, candidates: [[lease]], selection: listed }),
    ),
  );
  return admissions.flatMap((admission) => admission.leases);
};
