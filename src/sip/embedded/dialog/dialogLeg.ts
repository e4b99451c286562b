import type {
  Body,
  Content,
  DialogName,
  EarlyExchange,
  Leg,
  LegEnd,
  LegListener,
  MessageView,
  MidCallListener,
  MidCallMethod,
  OutgoingRequest,
  ResponseView,
} from '../../stack';
import { ownedString } from '../../../model/ownedString';
import type { SipTransport } from '../../../model/settings';
import { SdpOrigin } from '../../sdpOrigin';
import { composeBody, composeResponse } from '../../message/compose';
import { isLooseRoute, targetOf, uriOf } from '../../message/address';
import { bareHost, hostOf, magicCookie } from '../../message/via';
import { splitList } from '../../message/headerReader';
import type { SipMessage } from '../../message/sipMessage';
import { type Flow, isWebSocket } from '../transport/transport';
import type { Arrival } from '../transaction/transactionLayer';
import type { InviteServerTransaction } from '../transaction/inviteServer';
import type { NonInviteServerTransaction } from '../transaction/nonInviteServer';
import { allowHeader, userAgentHeader } from '../../capabilities';
import { AnswerRepeater } from './answerRepeater';
import { IncomingMidCall } from './incomingMidCall';
import type { LegHost } from './legHost';
import { type DialogOfSession, LegSession } from './legSession';
import { NewDescription } from './newDescription';
import { overlapRefusal, overlapTable, type PendingOffer } from '../../offerOverlap';
import { OutgoingMidCall } from './outgoingMidCall';
import { OutgoingReinvite } from './outgoingReinvite';
import { SessionDescriptions } from './sessionDescriptions';

/**
 * One side of a call as this stack keeps it: a dialog (RFC 3261 section 12) from its first message on. The life of a leg:
 *
 * - `early`: the INVITE is on its way or came in, no 2xx yet.
 * - `confirmed`: a 2xx was sent or received.
 * - `over`: rejected, cancelled, failed or hung up. The listener hears nothing more; the leg stays registered while its
 *   BYE is under way, so that crossing requests and repeated answers still find it.
 */
export abstract class DialogLeg implements Leg, DialogOfSession {
  protected phase: 'early' | 'confirmed' | 'over' = 'early';
  remoteTag = '';
  /** Where requests in the dialog go (RFC 3261 section 12.2.1.1). */
  protected remoteTarget = '';
  protected routeSet: readonly string[] = [];
  /** The dialog was begun with a sips URI. */
  protected secure = false;
  protected localSequence = 1;
  protected remoteSequence = -1;
  readonly sdp: SdpOrigin;
  readonly descriptions = new SessionDescriptions();
  readonly session: LegSession;
  /** Unanswered 2xx of ours, to the first INVITE or a later one. */
  private repeater: AnswerRepeater | null = null;
  private onAcknowledged: ((ack: MessageView) => void) | null = null;
  /** A BYE that waits for the ACK of our 2xx. */
  private deferredBye: Content | null = null;
  /** A re-INVITE, or an UPDATE with an offer, of theirs that waits for our answer, and one of ours that waits for theirs. */
  private incomingOffer: IncomingMidCall | null = null;
  private outgoingOffer: OutgoingReinvite | OutgoingMidCall | null = null;
  /** The last re-INVITE of ours that was acknowledged: its 2xx may come again and wants the ACK again. */
  private acknowledgedInvite: OutgoingReinvite | null = null;

  /** What the far end has said in the answer to a refresh, if it was news; null: nothing. */
  private newDescription: NewDescription | null = null;

  protected constructor(
    readonly host: LegHost,
    readonly callId: string,
    readonly localTag: string,
    /** From or To value of our side, without the tag; likewise the other side's. */
    protected localParty: string,
    protected readonly remoteParty: string,
    /** Where the peer was last reached. */
    protected flow: Flow,
    /** Of the leg this dialog is of, where that is another. */
    sdp: SdpOrigin | null = null,
  ) {
    this.sdp = sdp ?? new SdpOrigin(sessionIdFrom(localTag));
    this.session = new LegSession(this);
  }

  abstract readonly earlyExchange: EarlyExchange;

  protected abstract listener(): LegListener;

  /** Whether we made the Call-ID. */
  abstract readonly ownsCallId: boolean;

  /** An offer of theirs, or of ours, in this dialog that has no final response yet; a first INVITE counts as one. */
  protected get theirOfferPending(): boolean {
    return this.incomingOffer !== null;
  }

  protected get ourOfferPending(): boolean {
    return this.outgoingOffer !== null;
  }

  private get pendingOffer(): PendingOffer {
    if (this.theirOfferPending)
      return this.incomingOffer?.method === 'UPDATE' ? 'their_update' : 'their_invite';
    return this.ourOfferPending ? 'ours' : 'none';
  }

  /** `Contact` of ours, unlike on any other leg; sips where the far end asked for it (RFC 3261 section 12.1.1). */
  get contactHeader(): string {
    const parameter = this.secure ? '' : transportParameter(this.flow.transport);
    const scheme = this.secure ? 'sips' : 'sip';
    return `Contact: <${scheme}:${this.localTag}@${this.hostPort}${parameter}>\r\n`;
  }

  isNamed({ callId, localTag, remoteTag }: DialogName): boolean {
    return callId === this.callId && localTag === this.localTag && remoteTag === this.remoteTag;
  }

  get isOver(): boolean {
    return this.phase === 'over';
  }

  get isConfirmed(): boolean {
    return this.phase === 'confirmed';
  }

  get description(): Body | null {
    return this.descriptions.ours;
  }

  get theirDescription(): number {
    return this.descriptions.theirs;
  }

  describedAnew(response: ResponseView): void {
    const { host, ownsCallId } = this;
    this.newDescription?.stop();
    const listener = (): LegListener => this.listener();
    this.newDescription = new NewDescription({ host, ownsCallId, leg: this, listener }, response);
    this.newDescription.tell();
  }

  request(method: MidCallMethod, content: Content, listener: MidCallListener): OutgoingRequest {
    const offerPending = this.ourOfferPending || this.theirOfferPending;
    const offers = method === 'INVITE' || this.offersInUpdate(method, content.body);
    const request =
      method === 'INVITE'
        ? new OutgoingReinvite(this, content, listener, offerPending)
        : new OutgoingMidCall(this, method, content, listener, offers && offerPending);
    if (offers && !request.refused) this.outgoingOffer = request;
    return request;
  }

  bye(content: Content = {}): void {
    if (this.phase !== 'confirmed') return;
    const unacknowledged = this.repeater;
    this.repeater = null;
    this.close();
    if (unacknowledged === null) {
      this.sendBye(content);
      return;
    }
    // RFC 3261 section 15: no BYE before the ACK of our 2xx, or its time is up.
    this.repeater = unacknowledged;
    this.deferredBye = content;
  }

  /** A request of theirs inside this dialog; BYE included, ACK and CANCEL not. */
  receive(arrival: Arrival, transaction: InviteServerTransaction | NonInviteServerTransaction): void {
    const { request } = arrival;
    const midCall = new IncomingMidCall(this, arrival, transaction);
    if (this.remoteSequence >= 0 && request.cseq <= this.remoteSequence) {
      midCall.refuse(500, 'Server Internal Error'); // RFC 3261 section 12.2.2: out of order
      return;
    }
    this.remoteSequence = request.cseq;
    // A client that lost its connection goes on with the dialog over a new one.
    if (isWebSocket(arrival.from)) this.flow = arrival.from;
    if (request.method === 'BYE') {
      midCall.refuse(200, 'OK');
      this.hungUp(request);
      return;
    }
    if (this.phase === 'over') {
      midCall.refuse(481, 'Call/Transaction Does Not Exist');
      return;
    }
    if (request.method === 'PRACK') {
      this.receivePrack(midCall, request.header('rack') ?? '');
      return;
    }
    // RFC 3261 section 12.2.2: other requests leave the target where it is.
    if (request.method === 'INVITE' || request.method === 'UPDATE') {
      if (this.hasToWait(request, midCall)) return;
      this.refreshTarget(request);
      if (this.refreshes(request, midCall)) return;
    }
    this.listener().request(midCall);
    // Who answers is the other side of the call: it may take longer than 200 ms (RFC 3261 section 17.2.1).
    if (request.method === 'INVITE') midCall.respond(100, 'Trying', {});
  }

  /** Refuses what would overlap with an exchange that has no answer yet; else notes that it is one. */
  private hasToWait({ method, body }: SipMessage, midCall: IncomingMidCall): boolean {
    const offers = method === 'INVITE' || this.offersInUpdate(method, body);
    const update = offers ? 'update_with_offer' : 'update_without_offer';
    if (method === 'INVITE' || this.isConfirmed) {
      const overlap = overlapTable[method === 'INVITE' ? 'invite' : update][this.pendingOffer];
      if (overlap !== 'taken') {
        midCall.refuse(...overlapRefusal(overlap, this.host.random));
        return true;
      }
    }
    if (offers) this.incomingOffer = midCall;
    return false;
  }

  /** Answers what changes nothing, and is no business of the call's other side: a refresh of the session (RFC 4028). */
  private refreshes({ method, content }: SipMessage, midCall: IncomingMidCall): boolean {
    if (!this.isConfirmed) return false;
    if (method === 'UPDATE' && content === '') {
      midCall.respond(200, 'OK', {});
      return true;
    }
    // Our 2xx before it wants its ACK first.
    if (this.repeater !== null || !this.descriptions.isUnchanged(content)) return false;
    midCall.respond(200, 'OK', { body: this.descriptions.ours });
    return true;
  }

  /** In an early dialog the first INVITE's exchange has its own rules (RFC 3262 section 5). */
  private offersInUpdate(method: string, body: Body | null | undefined): boolean {
    return method === 'UPDATE' && this.isConfirmed && body !== null && body !== undefined;
  }

  /** The PRACK of a provisional response of ours; only a caller's leg sends such reliably (RFC 3262 section 3). */
  protected receivePrack(prack: IncomingMidCall, _rack: string): void {
    prack.refuse(481, 'Call/Transaction Does Not Exist');
  }

  /** The ACK of a 2xx of ours. */
  receiveAck(ack: SipMessage): void {
    if (this.repeater?.sequence !== ack.cseq) return;
    this.repeater.stop();
    this.repeater = null;
    this.descriptions.noteTheirs(ack);
    const heard = this.onAcknowledged;
    this.onAcknowledged = null;
    if (this.phase === 'over') this.sendDeferredBye();
    else heard?.(ack);
  }

  /** The CANCEL of a re-INVITE; the INVITE is answered 487. */
  receiveCancel(transaction: InviteServerTransaction, _cancel: SipMessage): void {
    const invite = this.incomingOffer;
    if (invite?.transaction !== transaction) return;
    invite.refuse(487, 'Request Terminated');
    invite.onCancel?.();
  }

  /** Who sent an INVITE can be answered no more; of a re-INVITE the far end may still come back (RFC 7118). */
  callerLost(_transaction: InviteServerTransaction): void {
    // A later request of theirs comes over another connection; without one, our own requests fail.
  }

  /** A 2xx to a re-INVITE of ours came again. */
  repeatedAnswer(response: SipMessage): void {
    if (this.outgoingOffer instanceof OutgoingReinvite) this.outgoingOffer.repeated(response);
    this.acknowledgedInvite?.repeated(response);
  }

  /** Sends a 2xx to INVITE and repeats it until its ACK comes. */
  sendAnswer(sequence: number, text: string, flow: Flow, onAcknowledged: (ack: MessageView) => void): void {
    this.repeater?.stop();
    this.onAcknowledged = onAcknowledged;
    this.repeater = new AnswerRepeater(this.host, sequence, text, flow, () => {
      if (this.phase === 'over') this.sendDeferredBye();
      else this.end({ kind: 'no_ack' });
    });
  }

  incomingOfferAnswered(midCall: IncomingMidCall): void {
    if (this.incomingOffer === midCall) this.incomingOffer = null;
  }

  outgoingOfferOver(request: OutgoingReinvite | OutgoingMidCall): void {
    if (this.outgoingOffer === request) this.outgoingOffer = null;
  }

  outgoingInviteAcknowledged(reinvite: OutgoingReinvite): void {
    this.acknowledgedInvite = reinvite;
    this.outgoingOfferOver(reinvite);
  }

  /** Whether a request of ours can be sent inside the dialog now. */
  get hasDialog(): boolean {
    return this.phase !== 'over';
  }

  /** RFC 3261 section 12.2.1.2: the far end does not know the dialog any more, or is gone. */
  lost(): void {
    this.end({ kind: 'lost' });
  }

  sessionExpired(): void {
    this.end({ kind: 'session_expired' });
  }

  refreshTarget(message: SipMessage): void {
    const contact = message.contact;
    if (contact === '') return;
    const target = ownedString(uriOf(contact));
    if (target !== this.remoteTarget) {
      this.remoteTarget = target;
      this.updateFlow();
    }
  }

  /** Text of a request inside the dialog; the caller has raised the sequence number where the method asks for it. */
  composeRequest(method: string, sequence: number, branch: string, content: Content): string {
    const first = this.routeSet[0];
    let uri = this.remoteTarget;
    let routes = '';
    if (first !== undefined) {
      const strict = !isLooseRoute(first);
      const listed = strict ? [...this.routeSet.slice(1), `<${this.remoteTarget}>`] : this.routeSet;
      if (strict) uri = uriOf(first); // RFC 3261 section 12.2.1.1: the first route does not understand loose routing
      for (const route of listed) routes += `Route: ${route}\r\n`;
    }
    // A NOTIFY has a Contact too (RFC 6665 section 8.1.1).
    const refreshing = method === 'INVITE' || method === 'UPDATE' || method === 'NOTIFY';
    return (
      `${method} ${uri} SIP/2.0\r\nVia: SIP/2.0/${this.flow.transport.toUpperCase()} ${this.hostPort};` +
      `branch=${branch};rport\r\nMax-Forwards: 70\r\n${routes}` +
      `From: ${this.localParty};tag=${this.localTag}\r\n` +
      `To: ${this.remoteParty}${this.remoteTag === '' ? '' : `;tag=${this.remoteTag}`}\r\n` +
      `Call-ID: ${this.callId}\r\nCSeq: ${sequence} ${method}\r\n` +
      (refreshing ? this.contactHeader + allowHeader : '') +
      userAgentHeader +
      this.session.requestHeaders(method) +
      (content.headers ?? '') +
      this.bodyOf(content)
    );
  }

  composeAnswer(arrival: Arrival, status: number, reason: string, content: Content): string {
    const { method } = arrival.request;
    // A REFER is accepted with a Contact (RFC 3515 section 2.2).
    const makesDialog = (method === 'INVITE' || method === 'REFER') && status > 100 && status < 300;
    const refreshes = status >= 200 && status < 300 && (method === 'INVITE' || method === 'UPDATE');
    return composeResponse(arrival.request, arrival.via, arrival.from, {
      status,
      reason,
      toTag: status === 100 ? '' : this.localTag,
      headers:
        (makesDialog || refreshes ? this.contactHeader + allowHeader : '') +
        (refreshes ? this.session.supported + this.session.accept(arrival.request) : '') +
        (content.headers ?? ''),
      body: this.ownBody(content),
      recordRoute: makesDialog,
    });
  }

  nextSequence(): number {
    this.localSequence += 1;
    return this.localSequence;
  }

  newBranch(): string {
    return magicCookie + this.host.tokens.next();
  }

  /** The stack closes: timers stop, nobody is told. */
  drop(): void {
    this.phase = 'over';
    this.repeater?.stop();
    this.repeater = null;
    this.newDescription?.stop();
    this.session.stop();
  }

  get parties(): { readonly local: string; readonly remote: string } {
    return { local: this.localParty, remote: this.remoteParty };
  }

  get context(): { readonly host: LegHost; readonly flow: Flow } {
    return { host: this.host, flow: this.flow };
  }

  /** Takes route set and remote target from the message that makes the dialog (RFC 3261 sections 12.1.1, 12.1.2). */
  protected establish(message: SipMessage, remoteTag: string, reversed: boolean): void {
    this.remoteTag = ownedString(remoteTag);
    // An answer may have come another way than the provisional response before it (RFC 3261 section 13.2.2.4).
    this.routeSet = [];
    if (message.hasRecordRoute) {
      const routes = message.headerLines('record-route').flatMap(splitList).map(ownedString);
      this.routeSet = reversed ? routes.reverse() : routes;
    }
    const contact = message.contact;
    this.remoteTarget = contact === '' ? this.remoteTarget : ownedString(uriOf(contact));
    this.updateFlow();
  }

  /** Ends the leg towards its listener, hanging up where a dialog stands. Once. */
  protected end(end: LegEnd): void {
    if (this.phase === 'over') return;
    const confirmed = this.phase === 'confirmed';
    this.close();
    if (confirmed && end.kind !== 'bye') this.sendBye(end.kind === 'session_expired' ? expired : {});
    else this.host.unregister(this);
    this.listener().ended(end);
  }

  protected close(): void {
    this.phase = 'over';
    this.session.stop();
    this.newDescription?.stop();
    this.repeater?.stop();
    this.repeater = null;
    this.onAcknowledged = null;
    const pending = this.incomingOffer;
    this.incomingOffer = null;
    pending?.refuse(487, 'Request Terminated'); // RFC 3261 section 15.1.2: BYE ends pending requests
    const ours = this.outgoingOffer;
    this.outgoingOffer = null;
    if (ours instanceof OutgoingReinvite) {
      ours.abandon();
      this.acknowledgedInvite = ours;
    }
  }

  protected sendBye(content: Content): void {
    const branch = this.newBranch();
    const text = this.composeRequest('BYE', this.nextSequence(), branch, content);
    this.host.layer.startRequest(text, branch, this.flow, () => {
      this.host.unregister(this);
    });
  }

  protected hungUp(bye: SipMessage): void {
    if (this.deferredBye !== null) {
      this.deferredBye = null;
      this.repeater?.stop();
      this.repeater = null;
      this.host.unregister(this);
    }
    if (this.phase !== 'over') this.end({ kind: 'bye', message: bye });
  }

  protected bodyOf(content: Content): string {
    return composeBody(this.ownBody(content));
  }

  /** `host:port` of ours as the peer of this leg reaches it. */
  protected get hostPort(): string {
    return this.host.localHostPort(this.flow.transport, this.flow.address);
  }

  private ownBody(content: Content): Body | null {
    const body = content.body ?? null;
    return body === null ? null : this.sdp.rewrite(body, hostOf(this.hostPort));
  }

  private sendDeferredBye(): void {
    const content = this.deferredBye;
    this.deferredBye = null;
    this.repeater?.stop();
    this.repeater = null;
    if (content !== null) this.sendBye(content);
  }

  /** Next hop of requests in the dialog: the route set first, then Contact, then where the peer was last heard. */
  private updateFlow(): void {
    // Requests in the dialog go over the connection it was begun on (RFC 7118 section 5): there is no other.
    if (isWebSocket(this.flow)) return;
    const hop = this.routeSet[0] === undefined ? this.remoteTarget : uriOf(this.routeSet[0]);
    const target = targetOf(hop);
    if (target === null) return;
    const { transport, address, connection, host } = this.flow;
    // A stream to the same host is used again rather than opened the other way, which a NAT would not let through. When it
    // is gone, one is opened to where the far end listens.
    if (target.transport === transport && connection !== 0 && bareHost(target.host) === address) {
      const literal = this.host.literalFlow(target);
      if (literal !== null) this.flow = { ...literal, ...(host === undefined ? {} : { host }), connection };
      return;
    }
    const literal = this.host.literalFlow(target);
    if (literal !== null) {
      this.flow = literal;
      return;
    }
    this.host.resolve(target).then(
      (flow) => {
        this.flow = flow;
      },
      () => {
        // An unknown name: requests go where the peer was last heard.
      },
    );
  }
}

/** What the BYE says of a session that nobody refreshed (RFC 3326). */
const expired: Content = { headers: 'Reason: SIP;cause=408;text="Session expired"\r\n' };

/** Of a Contact; over TLS a WebSocket has the same name as without (RFC 7118 section 5.2.1). */
function transportParameter(transport: SipTransport): string {
  if (transport === 'udp') return '';
  return `;transport=${transport === 'wss' ? 'ws' : transport}`;
}

/** RFC 4566 section 5.2: a numeric session id; 48 bits of the leg's own tag. */
const sessionIdFrom = (localTag: string): number => parseInt(localTag.slice(0, 12), 16);
