import type {
  Content,
  EarlyExchange,
  LegListener,
  MidCallListener,
  MidCallMethod,
  OutgoingInvite,
  OutgoingLeg,
  OutgoingLegListener,
  OutgoingRequest,
} from '../../stack';
import { ownedString } from '../../../model/ownedString';
import { carriesSdp } from '../../carriesSdp';
import { formatNameAddress } from '../../nameAddress';
import { redirectionHeaders } from '../../redirectionHeaders';
import { referredByHeader } from '../../referredByHeader';
import { escapeUser } from '../../uri';
import { bareHost } from '../../message/via';
import type { SipMessage } from '../../message/sipMessage';
import type { InviteClientTransaction, InviteClientUser } from '../transaction/inviteClient';
import type { InviteServerTransaction } from '../transaction/inviteServer';
import type { NonInviteServerTransaction } from '../transaction/nonInviteServer';
import type { Arrival } from '../transaction/transactionLayer';
import type { Flow } from '../transport/transport';
import { allowHeader, reliableProvisionals, userAgentHeader } from '../../capabilities';
import { DialogLeg } from './dialogLeg';
import { withAnswer } from './earlyAnswer';
import type { EarlyDialog } from './earlyDialog';
import { EarlyDialogs } from './earlyDialogs';
import type { LegHost } from './legHost';

/** The called side of a call: the UAC of our INVITE (RFC 3261 section 13.2). */
export class UacLeg extends DialogLeg implements OutgoingLeg, InviteClientUser {
  readonly ownsCallId = true;
  private transaction: InviteClientTransaction | null = null;
  /** What is sent again after a 422; null: not sent yet, or it has its final response. */
  private invite: OutgoingInvite | null = null;
  private inviteSequence = 1;
  private sent = 0;
  private heardProvisional = false;
  private cancelContent: Content | null = null;
  private cancelSent = false;
  /** ACK of the 2xx; null: not acknowledged yet. */
  private ackContent: Content | null = null;
  private readonly requestUri: string;
  /** Where the INVITE went, and its CANCEL goes. */
  private inviteFlow = noFlow;
  /** The last response that made an early dialog, for a request of ours before the answer. */
  private early: SipMessage | null = null;
  /** Those early dialogs in which a request was sent or received. */
  private dialogs: EarlyDialogs | null = null;
  /** Whether the INVITE says that we acknowledge provisional responses. */
  private offersReliability = false;

  constructor(
    host: LegHost,
    private readonly heard: OutgoingLegListener,
    invite: OutgoingInvite,
    callId: string,
    localTag: string,
  ) {
    super(host, callId, localTag, '', ownedString(toParty(invite)), noFlow);
    this.requestUri = ownedString(invite.requestUri);
    this.remoteTarget = this.requestUri;
  }

  /** Sends the INVITE, now that it is known where to. */
  start(invite: OutgoingInvite, flow: Flow): void {
    if (this.isOver) return;
    this.flow = flow;
    this.inviteFlow = flow;
    this.localParty = ownedString(this.fromParty(invite));
    if (this.cancelContent !== null) {
      this.end({ kind: 'timeout' });
      return;
    }
    this.invite = invite;
    this.send(invite);
  }

  private send(invite: OutgoingInvite): void {
    this.sent += 1;
    const branch = this.newBranch();
    this.transaction = this.host.layer.startInvite(
      this.compose(invite, branch),
      branch,
      this.inviteFlow,
      this,
    );
  }

  /** The target's name does not exist. */
  unreachable(): void {
    this.end(this.cancelContent === null ? { kind: 'transport_error' } : { kind: 'timeout' });
  }

  acknowledge(content: Content): void {
    if (this.phase !== 'confirmed' || this.ackContent !== null) return;
    this.ackContent = content;
    this.descriptions.noteOurs(content.body);
    this.sendAck();
  }

  cancel(content: Content = {}): void {
    if (this.phase !== 'early' || this.cancelContent !== null) return;
    this.cancelContent = content;
    if (this.heardProvisional) this.sendCancel();
    else this.transaction?.giveUp();
  }

  override bye(content: Content = {}): void {
    this.acknowledge({}); // RFC 3261 section 13.2.2.4: a 2xx is acknowledged whatever happens next
    super.bye(content);
  }

  override request(method: MidCallMethod, content: Content, listener: MidCallListener): OutgoingRequest {
    if (this.phase !== 'early' || this.early === null) return super.request(method, content, listener);
    return this.earlyDialogs().of(this.early).request(method, content, listener);
  }

  override get hasDialog(): boolean {
    return super.hasDialog && (this.phase === 'confirmed' || this.remoteTag !== '');
  }

  /** A 2xx that matches no transaction: ours again, or from another branch of a fork. */
  strayAnswer(response: SipMessage): void {
    if (response.toTag === this.remoteTag) {
      if (response.cseq !== this.inviteSequence) this.repeatedAnswer(response);
      else if (this.ackContent !== null) this.sendAck();
      return;
    }
    new ForkedLeg(this.host, this.heard, this, response).hangUp();
  }

  onProvisional(response: SipMessage): void {
    this.heardProvisional = true;
    if (this.cancelContent !== null) {
      this.sendCancel();
      return;
    }
    if (this.offersReliability && response.hasRequire && !this.earlyDialogs().hears(response)) return;
    if (response.status > 100 && response.toTag !== '') this.early = response;
    this.heard.provisional(response);
  }

  get earlyExchange(): EarlyExchange {
    const dialog = this.early === null ? null : (this.dialogs?.withTag(this.early.toTag) ?? null);
    return dialog?.earlyExchange ?? 'open';
  }

  /** A request of theirs in an early dialog of several has its place among that one's alone. */
  override receive(
    arrival: Arrival,
    transaction: InviteServerTransaction | NonInviteServerTransaction,
  ): void {
    const { method, fromTag } = arrival.request;
    const { early } = this;
    let dialog: EarlyDialog | null = null;
    if (early !== null && method !== 'BYE') {
      const dialogs = this.earlyDialogs();
      dialog = early.toTag === fromTag ? dialogs.of(early) : dialogs.withTag(fromTag);
    }
    if (dialog === null) super.receive(arrival, transaction);
    else dialog.receive(arrival, transaction);
  }

  onSuccess(response: SipMessage): void {
    this.transaction = null;
    this.early = null;
    const dialog = this.dialogs?.withTag(response.toTag) ?? null;
    this.dialogs?.over();
    this.dialogs = null;
    if (this.isOver) {
      new ForkedLeg(this.host, this.heard, this, response).hangUp();
      return;
    }
    this.phase = 'confirmed';
    this.establish(response, response.toTag, true);
    if (dialog !== null) this.goOn(dialog);
    this.descriptions.noteFirst(this.invite?.content.body, response);
    this.invite = null;
    this.session.accepted(response);
    if (this.cancelContent === null) {
      this.heard.answered(withAnswer(response, dialog?.answer ?? null));
      return;
    }
    this.acknowledge({});
    this.end({ kind: 'answered_late' });
  }

  onFailure(response: SipMessage): void {
    this.transaction = null;
    if (this.invite !== null && this.cancelContent === null && this.session.raise(response, this.sent)) {
      this.early = null;
      this.dialogs?.over();
      this.dialogs = null;
      this.heardProvisional = false;
      this.inviteSequence = this.nextSequence();
      this.send(this.invite);
      return;
    }
    this.invite = null;
    this.end({ kind: 'failed', response });
  }

  onTimeout(): void {
    this.transaction = null;
    this.end({ kind: 'timeout' });
  }

  onTransportError(): void {
    this.transaction = null;
    this.end({ kind: 'transport_error' });
  }

  /** RFC 3261 section 17.1.1.3: like the INVITE, with the response's To. */
  acknowledgement(response: SipMessage, branch: string): string {
    return this.composeForInvite('ACK', branch, response.to, {});
  }

  protected override listener(): LegListener {
    return this.heard;
  }

  protected override end(end: Parameters<DialogLeg['end']>[0]): void {
    if (this.phase === 'confirmed') this.acknowledge({});
    // Hung up or lost while it rang: an INVITE without its final response is given up.
    if (this.phase === 'early' && this.transaction !== null) this.cancel();
    this.early = null;
    this.dialogs?.over();
    super.end(end);
  }

  protected override get ourOfferPending(): boolean {
    return this.phase === 'early' || super.ourOfferPending;
  }

  private earlyDialogs(): EarlyDialogs {
    this.dialogs ??= new EarlyDialogs({ host: this.host, leg: this, listener: () => this.heard });
    return this.dialogs;
  }

  /** Requests in the dialog are counted from where it got to before the answer (RFC 3261 section 12.2.1.1). */
  private goOn({ sequences, answer, descriptions }: EarlyDialog): void {
    this.localSequence = sequences.local;
    this.remoteSequence = Math.max(this.remoteSequence, sequences.remote);
    this.descriptions.goOnFrom(descriptions);
    if (answer !== null) this.descriptions.noteFirst(null, answer);
  }

  private sendAck(): void {
    const text = this.composeRequest('ACK', this.inviteSequence, this.newBranch(), this.ackContent ?? {});
    this.host.layer.send(text, this.flow);
  }

  /** RFC 3261 section 9.1: same Request-URI, Via branch, From, To, Call-ID and CSeq number as the INVITE. */
  private sendCancel(): void {
    if (this.cancelSent || this.transaction === null) return;
    this.cancelSent = true;
    const { branch } = this.transaction;
    const text = this.composeForInvite('CANCEL', branch, this.remoteParty, this.cancelContent ?? {});
    this.host.layer.startRequest(text, `${branch} CANCEL`, this.inviteFlow, null);
    this.transaction.limitWait();
  }

  private compose(invite: OutgoingInvite, branch: string): string {
    // Without an offer in it, one could come in a reliable response, whose PRACK would have to answer it at once.
    this.offersReliability = carriesSdp(invite.content.body);
    const asserted =
      invite.asserted === null ? '' : `P-Asserted-Identity: <${this.ownUri(invite.asserted)}>\r\n`;
    const ownUri = (user: string): string => this.ownUri(user);
    return (
      this.startOf('INVITE', branch, this.remoteParty, invite.maxForwards) +
      this.contactHeader +
      allowHeader +
      userAgentHeader +
      this.session.invitationHeaders(this.offersReliability ? reliableProvisionals : null) +
      asserted +
      (invite.privacy ? 'Privacy: id\r\n' : '') +
      redirectionHeaders(invite.redirections ?? [], invite.requestUri, ownUri) +
      referredByHeader(invite.referredBy, ownUri) +
      (invite.content.headers ?? '') +
      this.bodyOf(invite.content)
    );
  }

  private composeForInvite(method: string, branch: string, to: string, content: Content): string {
    return this.startOf(method, branch, to, 70) + (content.headers ?? '') + this.bodyOf(content);
  }

  private startOf(method: string, branch: string, to: string, maxForwards: number): string {
    const { transport, address } = this.inviteFlow;
    return (
      `${method} ${this.requestUri} SIP/2.0\r\nVia: SIP/2.0/${transport.toUpperCase()} ` +
      `${this.host.localHostPort(transport, address)};branch=${branch};rport\r\n` +
      `Max-Forwards: ${maxForwards}\r\nFrom: ${this.localParty};tag=${this.localTag}\r\nTo: ${to}\r\n` +
      `Call-ID: ${this.callId}\r\nCSeq: ${this.inviteSequence} ${method}\r\n`
    );
  }

  private ownUri(user: string): string {
    const { hostPort } = this;
    return `sip:${escapeUser(user)}@${hostPort.slice(0, hostPort.lastIndexOf(':'))}`;
  }

  private fromParty(invite: OutgoingInvite): string {
    return invite.from === null
      ? '"Anonymous" <sip:anonymous@anonymous.invalid>' // RFC 3323 section 4.1.1.3
      : formatNameAddress(invite.display, this.ownUri(invite.from));
  }
}

/** A further branch of a forked INVITE that answered as well: acknowledged and hung up (RFC 3261 section 13.2.2.4). */
class ForkedLeg extends DialogLeg {
  readonly earlyExchange: EarlyExchange = 'open';
  readonly ownsCallId = true;
  /** CSeq of the INVITE that was answered. */
  private readonly sequence: number;

  constructor(
    host: LegHost,
    private readonly heard: LegListener,
    chosen: UacLeg,
    response: SipMessage,
  ) {
    const { flow } = chosen.context;
    super(host, chosen.callId, chosen.localTag, chosen.parties.local, chosen.parties.remote, flow);
    this.phase = 'confirmed';
    this.sequence = response.cseq;
    this.localSequence = response.cseq;
    this.establish(response, response.toTag, true);
  }

  hangUp(): void {
    this.host.layer.send(this.composeRequest('ACK', this.sequence, this.newBranch(), {}), this.flow);
    this.close();
    const branch = this.newBranch();
    const text = this.composeRequest('BYE', this.nextSequence(), branch, {});
    this.host.layer.startRequest(text, branch, this.flow, null);
  }

  protected override listener(): LegListener {
    return this.heard;
  }
}

/** Until the target is resolved. */
const noFlow: Flow = { transport: 'udp', address: '', port: 0, connection: 0 };

const toParty = (invite: OutgoingInvite): string =>
  /^(?:urn|tel):/i.test(invite.to)
    ? `<${invite.to}>`
    : `<sip:${escapeUser(invite.to)}@${bracketed(invite.target.host)}>`;

const bracketed = (host: string): string => (host.includes(':') ? `[${bareHost(host)}]` : host);
