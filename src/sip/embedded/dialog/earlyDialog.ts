import type { Body, EarlyExchange, LegListener } from '../../stack';
import { carriesSdp } from '../../carriesSdp';
import type { SipMessage } from '../../message/sipMessage';
import { DialogLeg } from './dialogLeg';
import type { LegHost } from './legHost';
import { allows, ReliableReceiver } from './reliableReceiver';

/** The leg whose INVITE made the dialog. */
export interface InvitingLeg {
  readonly host: LegHost;
  readonly leg: DialogLeg;
  listener(): LegListener;
}

/**
 * A dialog that a provisional response to our INVITE has made (RFC 3261 section 12.1.2). A fork may make several, each with
 * a remote target, a route set and sequence numbers of its own; the one that answers becomes the leg's.
 */
export class EarlyDialog extends DialogLeg {
  readonly ownsCallId = true;
  /** The answer to our offer, once a reliable response has brought it (RFC 3262 section 5). */
  answer: Body | null = null;
  /** A reliable response said so in its Allow (RFC 3311 section 4). */
  private takesUpdate = false;
  private readonly receiver = new ReliableReceiver();

  constructor(
    private readonly inviting: InvitingLeg,
    response: SipMessage,
  ) {
    const { host, leg } = inviting;
    const { local, remote } = leg.parties;
    super(host, leg.callId, leg.localTag, local, remote, leg.context.flow, leg.sdp);
    this.establish(response, response.toTag, true);
    this.localSequence = response.cseq;
  }

  /** Takes a provisional response that came reliably, and acknowledges it; false: it is not to be looked at. */
  acknowledges(response: SipMessage, responseNumber: number): boolean {
    if (!this.receiver.takes(responseNumber)) return false;
    if (this.answer === null && carriesSdp(response.body)) this.answer = response.body;
    this.takesUpdate ||= allows(response, 'UPDATE');
    const branch = this.newBranch();
    const headers = `RAck: ${responseNumber} ${response.cseq} INVITE\r\n`;
    const text = this.composeRequest('PRACK', this.nextSequence(), branch, { headers });
    // Whatever it is answered with, the INVITE goes on: who does not take it, rejects that (RFC 3262 section 3).
    this.host.layer.startRequest(text, branch, this.flow, null);
    return true;
  }

  get earlyExchange(): EarlyExchange {
    if (this.answer === null) return 'open';
    return this.takesUpdate ? 'updatable' : 'answered';
  }

  /** Where the dialog has got to, for who goes on with it. */
  get sequences(): { readonly local: number; readonly remote: number } {
    return { local: this.localSequence, remote: this.remoteSequence };
  }

  /** The INVITE has its final response, or was given up. */
  over(): void {
    this.phase = 'over';
  }

  override lost(): void {
    this.inviting.leg.lost();
  }

  /** The INVITE itself, which no other may join (RFC 3261 section 14.1). */
  protected override get ourOfferPending(): boolean {
    return true;
  }

  protected override listener(): LegListener {
    return this.inviting.listener();
  }
}
