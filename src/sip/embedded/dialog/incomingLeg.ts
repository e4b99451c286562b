import type {
  Content,
  EarlyExchange,
  IncomingLeg,
  IncomingLegListener,
  LegListener,
  MessageView,
} from '../../stack';
import { carriesSdp, isSdpAlone } from '../../carriesSdp';
import { ownedString } from '../../../model/ownedString';
import { uriOf, withoutParameters } from '../../message/address';
import { unfold } from '../../message/headerReader';
import type { SipMessage } from '../../message/sipMessage';
import type { InviteServerTransaction } from '../transaction/inviteServer';
import type { Arrival } from '../transaction/transactionLayer';
import { DialogLeg } from './dialogLeg';
import type { IncomingMidCall } from './incomingMidCall';
import type { LegHost } from './legHost';
import { allows } from './reliableReceiver';
import { reliabilityOf, ReliableSender } from './reliableSender';

/** The caller's side of a call: the UAS of its INVITE (RFC 3261 section 13.3). */
export class UasLeg extends DialogLeg implements IncomingLeg {
  readonly ownsCallId = false;
  private heard: IncomingLegListener | null = null;
  /** The INVITE and its transaction, until the final response. */
  private pending: { readonly arrival: Arrival; readonly transaction: InviteServerTransaction } | null;
  /** Sends provisional responses reliably; null: none was to be. */
  private reliable: ReliableSender | null = null;
  /** A 2xx that waits for the PRACK of the session description before it. */
  private heldAnswer: Content | null = null;

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

  get earlyExchange(): EarlyExchange {
    if (this.reliable?.hasAnswered !== true) return 'open';
    const { pending } = this;
    return pending !== null && allows(pending.arrival.request, 'UPDATE') ? 'updatable' : 'answered';
  }

  provisional(status: number, reason: string, content: Content): void {
    if (this.pending === null) return;
    const { arrival, transaction } = this.pending;
    const left = undescribed(content, this.reliable?.describesAlready);
    const reliability = reliabilityOf(arrival.request, status, left);
    if (reliability === 'reliable') this.reliably(arrival).send(status, reason, left);
    else if (reliability === 'unreliable')
      transaction.respond('provisional', this.composeAnswer(arrival, status, reason, left));
  }

  answer(content: Content): void {
    if (this.pending === null) return;
    if (this.reliable?.holdsAnswer === true) {
      this.heldAnswer = content;
      return;
    }
    const { arrival, transaction } = this.pending;
    this.pending = null;
    this.phase = 'confirmed';
    this.descriptions.noteFirst(content.body, arrival.request);
    const text = this.composeAnswer(arrival, 200, 'OK', undescribed(content, this.reliable?.hasAnswered));
    this.reliable?.finish();
    transaction.respond('success', text);
    this.sendAnswer(arrival.request.cseq, text, transaction.flow, (ack: MessageView) => {
      this.heard?.acknowledged(ack);
    });
  }

  override bye(content: Content = {}): void {
    // Hung up while the 2xx waits: the caller has not been answered, nor is it any more.
    if (this.heldAnswer !== null) this.reject(480, 'Temporarily Unavailable', content);
    super.bye(content);
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

  override drop(): void {
    this.reliable?.finish();
    super.drop();
  }

  protected override close(): void {
    this.heldAnswer = null;
    this.reliable?.finish();
    super.close();
  }

  /** RFC 3262 section 3: 481 where it is of none that waits; an offer in it is answered like an UPDATE's. */
  protected override receivePrack(prack: IncomingMidCall, rack: string): void {
    if (this.reliable?.matches(rack) !== true) {
      super.receivePrack(prack, rack);
      return;
    }
    const offers = carriesSdp(prack.body);
    if (!offers) prack.refuse(200, 'OK');
    this.reliable.take();
    if (offers) this.listener().request(prack);
  }

  /** A request of ours before the answer found nobody: nor would the answer. */
  override lost(): void {
    this.respondFinally(487, 'Request Terminated', {});
    super.lost();
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

  private reliably({ request }: Arrival): ReliableSender {
    this.reliable ??= new ReliableSender(this.host, request.cseq, {
      transmit: (text) => {
        this.pending?.transaction.respond('provisional', text);
      },
      compose: (status, reason, content) =>
        this.pending === null ? '' : this.composeAnswer(this.pending.arrival, status, reason, content),
      onClear: () => {
        const answer = this.heldAnswer;
        this.heldAnswer = null;
        if (answer !== null) this.answer(answer);
      },
      onUnacknowledged: () => {
        this.respondFinally(504, 'Server Time-out', {});
        this.end({ kind: 'no_ack' });
      },
    });
    return this.reliable;
  }

  private respondFinally(status: number, reason: string, content: Content): void {
    if (this.pending === null) return;
    const { arrival, transaction } = this.pending;
    this.pending = null;
    this.reliable?.finish();
    transaction.respond('failure', this.composeAnswer(arrival, status, reason, content));
  }
}

/** Where a reliable response has the answer, the session is described no more (RFC 6337 section 3.1.1). */
const undescribed = (content: Content, isDescribed = false): Content =>
  isDescribed && isSdpAlone(content.body) ? { ...content, body: null } : content;
