import type { Enterprise, TrunkGroup } from '../model/settings';
import type { Configuration } from '../routing/configuration';
import type { EnterpriseScope, LeaseRequest, TrunkDirection } from '../routing/ledger/ledger';

/** The lease of a leg that an enterprise sends on to a carrier: its own alone (design.md section 4, Leases). */
export const forwardLease = (enterprise: Enterprise): LeaseRequest => ({
  enterprise: enterpriseScope(enterprise),
  trunkGroup: null,
  calledNumber: null,
  emergency: false,
});

/** A turn among a scheme's trunk groups that rings nobody there: no limit refuses it, and it is given back at once. */
export const turnLease = (trunkGroup: TrunkGroup, enterprise: Enterprise): LeaseRequest => ({
  enterprise: { ...enterpriseScope(enterprise), maxActiveCalls: null },
  trunkGroup: {
    id: trunkGroup.id,
    usageSlot: trunkGroup.usageSlot,
    direction: 'incoming',
    maxActiveCalls: null,
    maxIncomingCalls: null,
    maxOutgoingCalls: null,
    bursting: null,
  },
  calledNumber: null,
  emergency: false,
});

/** The lease of a leg that crosses a trunk group (design.md section 4, Leases). */
export const trunkLease = (
  configuration: Configuration,
  trunkGroup: TrunkGroup,
  enterprise: Enterprise,
  direction: TrunkDirection,
  emergency: boolean,
): LeaseRequest => ({
  enterprise: enterpriseScope(enterprise),
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

const enterpriseScope = ({ id, usageSlot, maxActiveCalls }: Enterprise): EnterpriseScope => ({
  id,
  usageSlot,
  maxActiveCalls,
});
