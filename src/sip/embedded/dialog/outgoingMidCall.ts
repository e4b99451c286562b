import type { Content, MidCallListener, OutgoingRequest } from '../../stack';
import type { SipMessage } from '../../message/sipMessage';
import type { DialogLeg } from './dialogLeg';

/** A request of ours inside the dialog, other than INVITE and BYE. */
export class OutgoingMidCall implements OutgoingRequest {
  /** Refused at once: the dialog is gone, or it makes an offer while another one is pending. */
  readonly refused: boolean;
  private sent = 0;

  constructor(
    private readonly leg: DialogLeg,
    private readonly method: string,
    private readonly content: Content,
    private readonly listener: MidCallListener,
    offerPending: boolean,
  ) {
    this.refused = offerPending || !leg.hasDialog;
    if (!this.refused) {
      this.send();
      return;
    }
    const [status, reason]: readonly [number, string] = leg.hasDialog
      ? [491, 'Request Pending']
      : [481, 'Call/Transaction Does Not Exist'];
    leg.context.host.later(() => {
      listener.final(status, reason, null);
    });
  }

  acknowledge(): void {
    // Only an INVITE is acknowledged.
  }

  cancel(): void {
    // Only an INVITE is cancelled (RFC 3261 section 9.1).
  }

  private send(): void {
    const { leg } = this;
    this.sent += 1;
    const branch = leg.newBranch();
    const text = leg.composeRequest(this.method, leg.nextSequence(), branch, this.content);
    leg.context.host.layer.startRequest(text, branch, leg.context.flow, (status, response) => {
      this.final(status, response);
    });
  }

  private final(status: number, response: SipMessage | null): void {
    const { leg } = this;
    if (this.method === 'UPDATE' && response !== null) {
      if (!leg.isOver && leg.session.raise(response, this.sent)) {
        this.send();
        return;
      }
      if (status < 300) this.updated(response);
      leg.outgoingOfferOver(this);
    }
    this.listener.final(status, response?.reason ?? 'No Answer', response);
    if ((status === 481 || status === 408) && endsDialog(this.method)) leg.lost();
  }

  private updated(response: SipMessage): void {
    this.leg.refreshTarget(response);
    this.leg.session.accepted(response);
    this.leg.descriptions.noteOurs(this.content.body);
    this.leg.descriptions.noteTheirs(response);
  }
}

/** A subscription that the far end knows nothing of, or more, is no reason to end the call beside it (RFC 5057 section 5.1). */
const endsDialog = (method: string): boolean => method !== 'NOTIFY';
