import type { IncomingRequest } from '../../sip/stack';
import type { CallPorts } from '../callPorts';
import type { Side } from '../midCall';
import { AttendedTransfer } from './attendedTransfer';
import { BlindTransfer, type TransferPorts } from './blindTransfer';
import { readRefer } from './referRequest';
import { ReferSubscription } from './referSubscription';
import { TransferOutcome } from './transferOutcome';
import { transferRight } from './transferRight';
import type { CallTransfer, TransferHome, TransferringCall } from './transferringCall';

/**
 * Answers a REFER inside an established call (RFC 3515 section 2.4.2): 202, and the transfer it asks for, which is still to
 * be started; or null, and what it is refused for. 603 goes to whom transfers are not open to: everybody where the trunk
 * group's policy says so, who is none of our users, carriers, and calls to emergency services. What becomes of the
 * transfer afterwards is told in NOTIFYs.
 */
export function takeRefer(
  ports: TransferPorts & Pick<CallPorts, 'transferPolicy'>,
  home: TransferHome,
  call: TransferringCall,
  by: Side,
  request: IncomingRequest,
): StartedTransfer | null {
  const refer = readRefer(request);
  if ('status' in refer) {
    request.respond(refer.status, refer.reason, {});
    return null;
  }
  const leg = call.dialogOf(by);
  const right = transferRight(ports, call, by, (reason) => {
    call.note({ rule: 'transfer', result: `REFER to ${refer.uri} refused: ${reason}` });
  });
  if (leg === null || right === null) {
    request.respond(603, 'Decline', {});
    return null;
  }
  request.respond(202, 'Accepted', refer.subscribes ? {} : { headers: 'Refer-Sub: false\r\n' });
  const subscription = refer.subscribes ? new ReferSubscription(leg, refer.sequence) : null;
  const outcome = new TransferOutcome(subscription, right.by);
  return refer.replaces === null
    ? new BlindTransfer(ports, home, call, by, refer, right.request, outcome)
    : new AttendedTransfer(ports, home, call, by, refer.replaces, right.request, outcome);
}

/** A transfer that was accepted; what becomes of it the call hears from when it is started on. */
export interface StartedTransfer extends CallTransfer {
  start(): void;
}
