import type { Enterprise, TrunkGroup } from '../model/settings';
import type { Configuration } from '../routing/configuration';
import type { LeaseRequest, TrunkDirection } from '../routing/ledger/ledger';

/** The lease of a leg that crosses a trunk group (design.md section 4, Leases). */
export const trunkLease = (
  configuration: Configuration,
  trunkGroup: TrunkGroup,
  enterprise: Enterprise,
  direction: TrunkDirection,
  emergency: boolean,
): LeaseRequest => ({
  enterprise: {
    id: enterprise.id,
    usageSlot: enterprise.usageSlot,
    maxActiveCalls: enterprise.maxActiveCalls,
  },
  trunkGroup: {
    id: trunkGroup.id,
    usageSlot: trunkGroup.usageSlot,
    direction,
    maxActiveCalls: trunkGroup.maxActiveCalls,
    maxIncomingCalls: trunkGroup.maxIncomingCalls,
    maxOutgoingCalls: trunkGroup.maxOutgoingCalls,
    bursting:
      trunkGroup.bursting === null
        ? null
        : { ...trunkGroup.bursting, lenders: () => configuration.lenders(enterprise.id) },
  },
  calledNumber: null,
  emergency,
});
