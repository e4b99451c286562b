import type { Content, MidCallListener, OutgoingRequest } from '../../stack';
import type { SipMessage } from '../../message/sipMessage';
import type { Flow } from '../transport/transport';
import type { InviteClientTransaction, InviteClientUser } from '../transaction/inviteClient';
import type { DialogLeg } from './dialogLeg';

/** A re-INVITE of ours (RFC 3261 section 14.1). Kept after its 2xx, whose repetitions want the ACK again. */
export class OutgoingReinvite implements OutgoingRequest, InviteClientUser {
  /** Refused at once: another offer is pending, or the dialog is gone. */
  readonly refused: boolean;
  private sequence = 0;
  private flow: Flow;
  private sent = 0;
  private transaction: InviteClientTransaction | null = null;
  private ackContent: Content | null = null;
  private answered = false;
  private heardProvisional = false;
  private cancelWanted = false;
  private cancelled = false;
  /** The dialog ended meanwhile: the transaction goes on, so that its final response is acknowledged, unheard. */
  private abandoned = false;

  constructor(
    private readonly leg: DialogLeg,
    private content: Content,
    private readonly listener: MidCallListener,
    offerPending: boolean,
  ) {
    this.refused = offerPending || leg.isOver;
    this.flow = leg.context.flow;
    if (this.refused) {
      const [status, reason]: readonly [number, string] = leg.isOver
        ? [481, 'Call/Transaction Does Not Exist']
        : [491, 'Request Pending'];
      leg.context.host.later(() => {
        listener.final(status, reason, null);
      });
      return;
    }
    this.send();
  }

  acknowledge(content: Content): void {
    if (!this.answered || this.ackContent !== null) return;
    this.ackContent = content;
    this.leg.descriptions.noteOurs(content.body);
    this.sendAck();
    this.leg.outgoingInviteAcknowledged(this);
  }

  cancel(): void {
    if (this.transaction === null || this.answered) return;
    this.cancelled = true;
    if (this.heardProvisional) this.sendCancel(this.transaction);
    else this.cancelWanted = true;
  }

  /** The dialog is over; a 2xx that has not been acknowledged still is (RFC 3261 section 13.2.2.4). */
  abandon(): void {
    if (this.answered && this.ackContent === null) {
      this.ackContent = {};
      this.sendAck();
    }
    this.abandoned = true;
    // The BYE makes the far end answer 487 (RFC 3261 section 15.1.2); one that does not is not waited for.
    this.transaction?.limitWait();
  }

  repeated(response: SipMessage): void {
    if (response.cseq === this.sequence && this.ackContent !== null) this.sendAck();
  }

  onProvisional(response: SipMessage): void {
    this.heardProvisional = true;
    if (this.cancelWanted && this.transaction !== null) {
      this.cancelWanted = false;
      this.sendCancel(this.transaction);
    }
    if (this.abandoned) this.transaction?.limitWait();
    else this.listener.provisional?.(response);
  }

  onSuccess(response: SipMessage): void {
    this.transaction = null;
    this.answered = true;
    if (this.abandoned) {
      this.ackContent = {};
      this.sendAck();
      return;
    }
    this.leg.refreshTarget(response);
    this.leg.session.accepted(response);
    this.leg.descriptions.noteOurs(this.content.body);
    this.leg.descriptions.noteTheirs(response);
    // What is kept for repetitions of the 2xx needs no body.
    this.content = {};
    this.listener.final(response.status, response.reason, response);
  }

  onFailure(response: SipMessage): void {
    const isWanted = !this.abandoned && !this.cancelled;
    if (isWanted && this.leg.session.raise(response, this.sent)) {
      this.heardProvisional = false;
      this.send();
      return;
    }
    this.finish(response.status, response.reason, response);
  }

  onTimeout(): void {
    this.finish(408, 'Request Timeout', null);
  }

  onTransportError(): void {
    this.finish(503, 'Service Unavailable', null);
  }

  acknowledgement(_response: SipMessage, branch: string): string {
    return this.leg.composeRequest('ACK', this.sequence, branch, {});
  }

  private send(): void {
    const { leg } = this;
    this.sent += 1;
    this.flow = leg.context.flow;
    this.sequence = leg.nextSequence();
    const branch = leg.newBranch();
    const text = leg.composeRequest('INVITE', this.sequence, branch, this.content);
    this.transaction = leg.context.host.layer.startInvite(text, branch, this.flow, this);
  }

  private finish(status: number, reason: string, response: SipMessage | null): void {
    this.transaction = null;
    if (this.abandoned) return;
    this.leg.outgoingOfferOver(this);
    this.listener.final(status, reason, response);
    if (status === 481 || status === 408) this.leg.lost();
  }

  private sendAck(): void {
    const branch = this.leg.newBranch();
    const text = this.leg.composeRequest('ACK', this.sequence, branch, this.ackContent ?? {});
    this.leg.context.host.layer.send(text, this.leg.context.flow);
  }

  private sendCancel(invite: InviteClientTransaction): void {
    const text = this.leg.composeRequest('CANCEL', this.sequence, invite.branch, {});
    this.leg.context.host.layer.startRequest(text, `${invite.branch} CANCEL`, this.flow, null);
    invite.limitWait();
  }
}
