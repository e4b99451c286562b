import type { Content, IncomingLeg, IncomingLegListener, LegListener, MessageView } from '../../stack';
import { ownedString } from '../../../model/ownedString';
import { uriOf, withoutParameters } from '../../message/address';
import { unfold } from '../../message/headerReader';
import type { SipMessage } from '../../message/sipMessage';
import type { InviteServerTransaction } from '../transaction/inviteServer';
import type { Arrival } from '../transaction/transactionLayer';
import { DialogLeg } from './dialogLeg';
import type { LegHost } from './legHost';

/** The caller's side of a call: the UAS of its INVITE (RFC 3261 section 13.3). */
export class UasLeg extends DialogLeg implements IncomingLeg {
  readonly ownsCallId = false;
  private heard: IncomingLegListener | null = null;
  /** The INVITE and its transaction, until the final response. */
  private pending: { readonly arrival: Arrival; readonly transaction: InviteServerTransaction } | null;

  constructor(host: LegHost, arrival: Arrival, transaction: InviteServerTransaction, localTag: string) {
    const { request, from } = arrival;
    super(
      host,
      ownedString(request.callId),
      localTag,
      ownedString(withoutParameters(request.to)),
      ownedString(withoutParameters(request.from)),
      from,
    );
    this.pending = { arrival, transaction };
    this.secure = request.requestUri.startsWith('sips:');
    this.remoteSequence = request.cseq;
    this.establish(request, request.fromTag, false);
    // RFC 2543 knew INVITEs without Contact; they are answered where they came from.
    if (request.contact === '') this.remoteTarget = ownedString(uriOf(unfold(request.from)));
  }

  listenWith(listener: IncomingLegListener): void {
    this.heard = listener;
  }

  /** 100, without a tag: it makes no dialog. */
  trying(): void {
    this.provisional(100, 'Trying', {});
  }

  /** Nothing final was said yet. */
  get isPending(): boolean {
    return this.pending !== null;
  }

  provisional(status: number, reason: string, content: Content): void {
    if (this.pending === null) return;
    const { arrival, transaction } = this.pending;
    transaction.respond('provisional', this.composeAnswer(arrival, status, reason, content));
  }

  answer(content: Content): void {
    if (this.pending === null) return;
    const { arrival, transaction } = this.pending;
    this.pending = null;
    this.phase = 'confirmed';
    this.descriptions.noteFirst(content.body, arrival.request);
    const text = this.composeAnswer(arrival, 200, 'OK', content);
    transaction.respond('success', text);
    this.sendAnswer(arrival.request.cseq, text, transaction.flow, (ack: MessageView) => {
      this.heard?.acknowledged(ack);
    });
  }

  reject(status: number, reason: string, content: Content): void {
    if (this.pending === null) return;
    this.respondFinally(status, reason, content);
    this.close();
    this.host.unregister(this);
  }

  dismiss(status: number, reason: string, content: Content): void {
    if (this.pending === null) return;
    const { arrival, transaction } = this.pending;
    const text = this.composeAnswer(arrival, status, reason, content);
    this.ignore();
    this.host.layer.send(text, transaction.flow);
  }

  ignore(): void {
    if (this.pending === null) return;
    this.host.layer.disown();
    this.pending.transaction.abandon();
    this.pending = null;
    this.close();
    this.host.unregister(this);
  }

  /** CANCEL of the call (RFC 3261 section 9.2), which does nothing once a final response was sent, or of a re-INVITE. */
  override receiveCancel(transaction: InviteServerTransaction, cancel: SipMessage): void {
    if (this.pending?.transaction !== transaction) {
      super.receiveCancel(transaction, cancel);
      return;
    }
    this.respondFinally(487, 'Request Terminated', {});
    this.end({ kind: 'cancelled', message: cancel });
  }

  /** Who called is gone before it was answered. */
  override callerLost(transaction: InviteServerTransaction): void {
    if (this.pending?.transaction !== transaction) return;
    this.pending = null;
    transaction.abandon();
    this.end({ kind: 'lost' });
  }

  protected override get theirOfferPending(): boolean {
    return this.isPending || super.theirOfferPending;
  }

  protected override listener(): LegListener {
    if (this.heard === null) throw new Error('leg without a listener');
    return this.heard;
  }

  /** A caller may hang up an early dialog too (RFC 3261 section 15.1.2): the INVITE is answered 487. */
  protected override hungUp(bye: SipMessage): void {
    this.respondFinally(487, 'Request Terminated', {});
    super.hungUp(bye);
  }

  private respondFinally(status: number, reason: string, content: Content): void {
    if (this.pending === null) return;
    const { arrival, transaction } = this.pending;
    this.pending = null;
    transaction.respond('failure', this.composeAnswer(arrival, status, reason, content));
  }
}
