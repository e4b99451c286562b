import type { Timer } from '../../model/ports';
import { allowHeader } from '../capabilities';
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
} from '../stack';
import { overlapRefusal, overlapTable, type PendingOffer } from '../offerOverlap';
import { SdpOrigin } from '../sdpOrigin';
import type { SipMessage } from '../message/sipMessage';
import { DrachtioIncomingRequest, type RequestedLeg, type TargetNaming } from './incomingRequest';
import { DrachtioOutgoingRequest, type Destination, type RequestingLeg } from './outgoingRequest';
import { patienceMs, type LegHome } from './legHome';
import type { SrfContent, SrfMessage, SrfRequest, SrfResponse } from './srf';
import { nothingSaid, sendResponse, srfContent, viewOf } from './srfMessage';

/** Requests that call control hears of inside a dialog. */
const midCallMethods = new Set(['INVITE', 'UPDATE', 'INFO', 'MESSAGE', 'NOTIFY', 'OPTIONS', 'REFER']);

/** Over these a leg has a Contact of its own; over others the server knows best how it is reached. */
const plainTransports: Readonly<Record<string, string>> = { udp: '', tcp: ';transport=tcp' };

const unknownDialog = [481, 'Call/Transaction Does Not Exist'] as const;

/**
 * One side of a call on a drachtio-server, which keeps the dialog; this keeps what call control has been told of it.
 *
 * - `early`: the INVITE is on its way or came in, no 2xx yet.
 * - `confirmed`: a 2xx was sent or received; the server knows the dialog by its id.
 * - `over`: nothing more is told. The leg stays known until its BYE is through.
 */
export abstract class DrachtioLeg implements Leg, RequestedLeg, RequestingLeg {
  protected phase: 'early' | 'confirmed' | 'over' = 'early';
  /** The server's name of the dialog; null: there is none yet. */
  dialogId: string | null = null;
  /** What the leg ends with where the server goes away before the answer. */
  protected abstract readonly goneBeforeAnswer: LegEnd;
  /** The INVITE's exchange, which is under way until the 2xx. */
  protected abstract readonly firstOffer: PendingOffer;
  readonly #sdp: SdpOrigin;
  /** Our Contact; the server puts its address for `localhost` in a dialog's first messages, and in no others. */
  #contact: string | null;
  /** The dialog by its tags; null: there is none yet. */
  #tags: Pick<DialogName, 'localTag' | 'remoteTag'> | null = null;
  /** Hears the ACK of the last 2xx to a re-INVITE, or that none came in time. */
  #awaited: { readonly hear: (ack: MessageView) => void; readonly limit: Timer } | null = null;
  /** An offer of theirs that has no final response yet. */
  #theirOffer: DrachtioIncomingRequest | null = null;
  /** The same of ours. */
  #ourOffer: DrachtioOutgoingRequest | null = null;
  /** Requests of ours that have no final response yet. */
  readonly #underWay = new Set<DrachtioOutgoingRequest>();

  protected constructor(
    protected readonly home: LegHome,
    readonly callId: string,
    transport: string,
  ) {
    this.#sdp = new SdpOrigin(home.newSessionId());
    const parameter = plainTransports[transport];
    this.#contact = parameter === undefined ? null : `<sip:${home.newContactUser()}@localhost${parameter}>`;
    home.legs.add(this);
  }

  protected abstract listener(): LegListener;

  /** The server acknowledges provisional responses itself, and says nothing of it. */
  readonly earlyExchange: EarlyExchange = 'open';

  isNamed({ callId, localTag, remoteTag }: DialogName): boolean {
    const tags = this.#tags;
    return callId === this.callId && localTag === tags?.localTag && remoteTag === tags.remoteTag;
  }

  get isOver(): boolean {
    return this.phase === 'over';
  }

  request(method: MidCallMethod, content: Content, listener: MidCallListener): OutgoingRequest {
    const offers = method === 'INVITE' || this.#offersInUpdate(method, content.body);
    const destination = this.#destination(offers);
    const request = new DrachtioOutgoingRequest(this.home, this, destination, method, content, listener);
    if ('refusal' in destination) return request;
    this.#underWay.add(request);
    if (offers) this.#ourOffer = request;
    return request;
  }

  /** Before the answer the server has no dialog that anything could be sent in. */
  #destination(offers: boolean): Destination {
    if (offers && this.#pendingOffer !== 'none') return { refusal: [491, 'Request Pending'] };
    const { dialogId } = this;
    return this.phase === 'confirmed' && dialogId !== null ? { dialogId } : { refusal: unknownDialog };
  }

  get #pendingOffer(): PendingOffer {
    if (this.phase === 'early') return this.firstOffer;
    if (this.#theirOffer !== null)
      return this.#theirOffer.method === 'UPDATE' ? 'their_update' : 'their_invite';
    return this.#ourOffer === null ? 'none' : 'ours';
  }

  /** In an early dialog the first INVITE's exchange has its own rules (RFC 3262 section 5). */
  #offersInUpdate(method: string, body: Body | null | undefined): boolean {
    return method === 'UPDATE' && this.phase === 'confirmed' && body !== null && body !== undefined;
  }

  bye(content: Content = {}): void {
    if (this.phase !== 'confirmed') return;
    this.close();
    this.sendBye(content);
  }

  /** A request of the far end inside this dialog, or one that the server sent in our name: its BYE for want of an ACK. */
  receive(request: SrfRequest, response: SrfResponse): void {
    if (request.method === 'ACK') {
      this.acknowledgedBy(viewOf(request.msg) ?? nothingSaid);
    } else if (request.method === 'BYE') {
      const message = viewOf(request.msg) ?? nothingSaid;
      if (request.source === 'application') {
        this.endedBy(serversReason(message));
        return;
      }
      sendResponse(response, 200, 'OK', {});
      this.endedBy({ kind: 'bye', message });
    } else if (this.isOver) {
      sendResponse(response, ...unknownDialog, {});
    } else if (midCallMethods.has(request.method)) {
      this.#requested(request, response);
    } else {
      sendResponse(response, 405, 'Method Not Allowed', srfContent({ headers: allowHeader }));
    }
  }

  #requested(request: SrfRequest, response: SrfResponse): void {
    const midCall = new DrachtioIncomingRequest(request, response, this);
    const { method } = midCall;
    if (method === 'INVITE' || method === 'UPDATE') {
      const offers = method === 'INVITE' || this.#offersInUpdate(method, midCall.body);
      const update = offers ? 'update_with_offer' : 'update_without_offer';
      const overlap = overlapTable[method === 'INVITE' ? 'invite' : update][this.#pendingOffer];
      if (this.phase === 'confirmed' && overlap !== 'taken') {
        const [status, reason, headers] = overlapRefusal(overlap, this.home.random);
        sendResponse(response, status, reason, srfContent({ headers }));
        return;
      }
      if (this.phase === 'confirmed' && !offers) {
        // It refreshes the session, which is no business of the call's other side (RFC 4028 section 9).
        midCall.respond(200, 'OK', {});
        return;
      }
      if (offers) this.#theirOffer = midCall;
    }
    this.listener().request(midCall);
  }

  settled(request: DrachtioIncomingRequest): void {
    if (this.#theirOffer === request) this.#theirOffer = null;
  }

  requestOver(request: DrachtioOutgoingRequest): void {
    this.#underWay.delete(request);
    if (this.#ourOffer === request) this.#ourOffer = null;
  }

  /** The connection to the server is gone, and with it all that was under way. A dialog may outlive it. */
  connectionLost(): void {
    if (this.phase === 'early') this.endedBy(this.goneBeforeAnswer);
    else if (this.isOver) this.forget();
    // Whether an ACK came meanwhile nobody will know; nor does anybody wait for these any more.
    this.#awaitNoMore();
    this.#theirOffer = null;
    for (const request of [...this.#underWay]) request.lostWithServer();
  }

  /** Asks a server that is back whether it and the far end still know the dialog; where not, the leg ends. */
  verify(): void {
    if (this.phase !== 'confirmed') return;
    // Whether the answer ever went out is not known, then.
    if (this.dialogId === null) this.unknownToServer();
    else this.request('OPTIONS', {}, { final: () => undefined });
  }

  unknownToServer(): void {
    this.endedBy({ kind: 'lost' });
  }

  /** RFC 3261 section 12.2.1.2: the dialog is ended, and the far end told so in case it still has it. */
  lostByFarEnd(): void {
    this.#hangUpAs({ kind: 'lost' });
  }

  #hangUpAs(end: LegEnd): void {
    if (this.phase !== 'confirmed') return;
    this.close();
    this.sendBye({});
    this.listener().ended(end);
  }

  /** The server repeats this 2xx only with its INVITE, and waits for ever: the time of RFC 3261 section 14.2 is kept here. */
  awaitAcknowledgement(hear: (ack: MessageView) => void): void {
    this.#awaitNoMore();
    const limit = this.home.wheel.after(patienceMs, () => {
      this.#hangUpAs({ kind: 'no_ack' });
    });
    this.#awaited = { hear, limit };
  }

  #awaitNoMore(): void {
    this.#awaited?.limit.cancel();
    this.#awaited = null;
  }

  /** What goes out on this leg: SDP's origin is ours (design.md section 3). */
  contentOf({ headers = '', body = null }: Content, names: TargetNaming): SrfContent {
    return srfContent({
      headers: names === 'names_target' ? this.#targetHeaders() + headers : headers,
      body: body === null ? null : this.#sdp.rewrite(body, this.home.address),
    });
  }

  /** They say where the leg is reached, and what with. */
  #targetHeaders(): string {
    return (this.#contact === null ? '' : `Contact: ${this.#contact}\r\n`) + allowHeader;
  }

  protected acknowledgedBy(ack: MessageView): void {
    const awaited = this.#awaited;
    this.#awaitNoMore();
    awaited?.hear(ack);
  }

  protected confirmedAs(dialogId: string, tags: Pick<DialogName, 'localTag' | 'remoteTag'>): void {
    if (this.phase === 'early') this.phase = 'confirmed';
    this.#tags = tags;
    this.dialogId = dialogId;
    this.home.dialogs.set(dialogId, this);
  }

  /** What a message of ours that went out called us. */
  protected contactIs(sent: SrfMessage): void {
    const contact = viewOf(sent)?.contact ?? '';
    if (contact !== '') this.#contact = contact;
  }

  /** Ends the leg towards its listener, once. */
  protected endedBy(end: LegEnd): void {
    const isNews = !this.isOver;
    this.close();
    this.forget();
    if (isNews) this.listener().ended(end);
  }

  protected close(): void {
    this.phase = 'over';
    this.#awaitNoMore();
    this.#theirOffer?.terminate();
  }

  /** Neither the server nor call control will speak of it again. */
  protected forget(): void {
    this.home.legs.delete(this);
    if (this.dialogId !== null) this.home.dialogs.delete(this.dialogId);
  }

  protected sendBye(content: Content): void {
    const { dialogId } = this;
    if (dialogId === null) {
      this.forget();
      return;
    }
    const bye = {
      method: 'BYE',
      stackDialogId: dialogId,
      ...this.contentOf(content, 'bare'),
    };
    this.home.send(bye, (error, request) => {
      if (error !== null) {
        this.forget();
        return;
      }
      request.on('response', () => {
        this.forget();
      });
    });
  }
}

/** Why the server hung up in our name, as it says in Reason: nobody refreshed the session, or no ACK came. */
const serversReason = (bye: MessageView): LegEnd =>
  /session timer expired/i.test(bye.header('reason') ?? '')
    ? { kind: 'session_expired' }
    : { kind: 'no_ack' };

/** The tags of a message of this dialog; `ours` is the header that has our own. */
export const tagsOf = (
  message: SipMessage | null,
  ours: 'from' | 'to',
): Pick<DialogName, 'localTag' | 'remoteTag'> => {
  const { fromTag = '', toTag = '' } = message ?? {};
  return ours === 'from' ? { localTag: fromTag, remoteTag: toTag } : { localTag: toTag, remoteTag: fromTag };
};
