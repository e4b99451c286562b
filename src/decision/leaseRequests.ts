import type { UserRecord } from '../model/directory';
import type { Enterprise, TrunkGroup } from '../model/settings';
import type { Configuration } from '../routing/configuration';
import type {
  CalledNumberScope,
  EnterpriseScope,
  LeaseRequest,
  TrunkDirection,
} from '../routing/ledger/ledger';

/** One call to a number of ours, whatever legs it has (DID policing, feature B3). */
export interface CalledNumberLease extends LeaseRequest {
  readonly calledNumber: CalledNumberScope;
}

/** The lease of a leg that an enterprise sends on to a carrier: its own alone (design.md section 4, Leases). */
export const forwardLease = (enterprise: Enterprise): LeaseRequest => ({
  enterprise: enterpriseScope(enterprise),
  trunkGroup: null,
  calledNumber: null,
  emergency: false,
});

/** What a call to a user's number counts for beside its legs; null: calls to it are not counted. */
export const policedLease = ({ number, features }: UserRecord): CalledNumberLease | null => {
  const maxCalls = features?.inbound.didPolicing ?? null;
  return number === null || maxCalls === null
    ? null
    : { enterprise: null, trunkGroup: null, calledNumber: { number, maxCalls }, emergency: false };
};

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
