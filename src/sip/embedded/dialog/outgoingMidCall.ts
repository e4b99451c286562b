import type { Content, MidCallListener, OutgoingRequest } from '../../stack';
import type { DialogLeg } from './dialogLeg';

/** A request of ours inside the dialog, other than INVITE and BYE. */
export class OutgoingMidCall implements OutgoingRequest {
  constructor(leg: DialogLeg, method: string, content: Content, listener: MidCallListener) {
    const { host } = leg.context;
    if (!leg.hasDialog) {
      host.later(() => {
        listener.final(481, 'Call/Transaction Does Not Exist', null);
      });
      return;
    }
    const branch = leg.newBranch();
    const text = leg.composeRequest(method, leg.nextSequence(), branch, content);
    host.layer.startRequest(text, branch, leg.context.flow, (status, response) => {
      if (response !== null && method === 'UPDATE' && status < 300) leg.refreshTarget(response);
      listener.final(status, response?.reason ?? 'No Answer', response);
      if ((status === 481 || status === 408) && endsDialog(method)) leg.lost();
    });
  }

  acknowledge(): void {
    // Only an INVITE is acknowledged.
  }

  cancel(): void {
    // Only an INVITE is cancelled (RFC 3261 section 9.1).
  }
}

/** A subscription that the far end knows nothing of, or more, is no reason to end the call beside it (RFC 5057 section 5.1). */
const endsDialog = (method: string): boolean => method !== 'NOTIFY';
