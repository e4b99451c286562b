import type { TransferRequest } from '../../decision/transfer';
import type { TransferLink } from '../../model/callRecord';
import type { CallPorts } from '../callPorts';
import { callFacts } from '../facts';
import { otherSide, type Side } from '../midCall';
import { referredInvite } from './referredLeg';
import type { TransferringCall } from './transferringCall';

/** What one side of a call may ask for: that who remains goes on to somebody else. */
export interface TransferRight {
  readonly request: TransferRequest;
  /** As whom the call logs name it. */
  readonly by: Pick<TransferLink, 'by' | 'enterpriseId'>;
}

/**
 * Whether who remains may be transferred in the name of one side of an answered call: null, and `why` hears the reason,
 * where the trunk group's policy says so, who is none of our users, carriers, and calls to emergency services.
 */
export function transferRight(
  { transferPolicy }: Pick<CallPorts, 'transferPolicy'>,
  call: TransferringCall,
  by: Side,
  why: (reason: string) => void,
): TransferRight | null {
  const [who, { route, parties }] = [call.identityOf(by), call];
  const transferor = who?.transferor ?? null;
  if (transferor === null || route === null || parties === null) {
    why('by nobody of ours');
    return null;
  }
  if (transferPolicy(transferor.trunkGroupId) === 'off') {
    why('the trunk group transfers nothing');
    return null;
  }
  if (parties.emergency) {
    why('an emergency call');
    return null;
  }
  const remaining = call.identityOf(otherSide(by));
  const { forwarders, forwards } = route.origin;
  return {
    request: {
      transferor,
      calling: remaining?.calling ?? null,
      ...{ forwarders, forwards },
      maxCallDurationMs: remaining?.maxCallDurationMs ?? null,
    },
    by: { by: who?.user ?? null, enterpriseId: who?.enterpriseId ?? null },
  };
}

/** Whether who remains may not go on to somebody with this number, who is on the line already. */
export const isForbidden = (
  { decideTransfer }: Pick<CallPorts, 'decideTransfer'>,
  request: TransferRequest,
  number: string,
): boolean => {
  const decision = decideTransfer(request, callFacts(referredInvite(`sip:${number}@invalid`)), 'absent');
  return decision.kind === 'refuse' && decision.failure === 'dial_restricted';
};
