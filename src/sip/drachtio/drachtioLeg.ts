import type {
  Content,
  EarlyExchange,
  Leg,
  LegEnd,
  LegListener,
  MessageView,
  MidCallListener,
  MidCallMethod,
  OutgoingRequest,
} from '../stack';
import { SdpOrigin } from '../sdpOrigin';
import { DrachtioIncomingRequest, type RequestedLeg } from './incomingRequest';
import { DrachtioOutgoingRequest, type RequestingLeg } from './outgoingRequest';
import type { LegHome } from './legHome';
import type { SrfContent, SrfRequest, SrfResponse } from './srf';
import { nothingSaid, sendResponse, srfContent, viewOf } from './srfMessage';

/** Requests that call control hears of inside a dialog. */
const midCallMethods = new Set(['INVITE', 'UPDATE', 'INFO', 'MESSAGE', 'NOTIFY', 'OPTIONS', 'REFER']);

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
  readonly #sdp: SdpOrigin;
  /** Hears the ACK of the last 2xx to a re-INVITE. */
  #onAcknowledged: ((ack: MessageView) => void) | null = null;

  protected constructor(
    protected readonly home: LegHome,
    readonly callId: string,
  ) {
    this.#sdp = new SdpOrigin(home.newSessionId());
    home.legs.add(this);
  }

  protected abstract listener(): LegListener;

  /** The server acknowledges provisional responses itself, and says nothing of it. */
  readonly earlyExchange: EarlyExchange = 'open';

  /** The server keeps the tags of its dialogs to itself. */
  isNamed(): boolean {
    return false;
  }

  get isOver(): boolean {
    return this.phase === 'over';
  }

  request(method: MidCallMethod, content: Content, listener: MidCallListener): OutgoingRequest {
    return new DrachtioOutgoingRequest(this.home, this, method, content, listener);
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
      const isServers = request.source === 'application';
      if (!isServers) sendResponse(response, 200, 'OK', {});
      this.endedBy(
        isServers ? { kind: 'no_ack' } : { kind: 'bye', message: viewOf(request.msg) ?? nothingSaid },
      );
    } else if (this.isOver) {
      sendResponse(response, 481, 'Call/Transaction Does Not Exist', {});
    } else if (midCallMethods.has(request.method)) {
      this.listener().request(new DrachtioIncomingRequest(request, response, this));
    } else {
      sendResponse(response, 405, 'Method Not Allowed', {});
    }
  }

  /** The connection to the server is gone, and with it all that was under way. A dialog may outlive it. */
  connectionLost(): void {
    if (this.phase === 'early') this.endedBy(this.goneBeforeAnswer);
    else if (this.isOver) this.forget();
  }

  /** Asks a server that is back whether it and the far end still know the dialog; where not, the leg ends. */
  verify(): void {
    if (this.phase !== 'confirmed') return;
    this.request('OPTIONS', {}, { final: () => undefined });
  }

  unknownToServer(): void {
    this.endedBy({ kind: 'lost' });
  }

  /** RFC 3261 section 12.2.1.2: the dialog is ended, and the far end told so in case it still has it. */
  lostByFarEnd(): void {
    if (this.phase !== 'confirmed') return;
    this.close();
    this.sendBye({});
    this.listener().ended({ kind: 'lost' });
  }

  awaitAcknowledgement(hear: (ack: MessageView) => void): void {
    this.#onAcknowledged = hear;
  }

  /** What goes out on this leg: SDP's origin is ours (design.md section 3). */
  contentOf(content: Content): SrfContent {
    const body = content.body ?? null;
    return srfContent(
      body === null ? content : { ...content, body: this.#sdp.rewrite(body, this.home.address) },
    );
  }

  protected acknowledgedBy(ack: MessageView): void {
    const hear = this.#onAcknowledged;
    this.#onAcknowledged = null;
    hear?.(ack);
  }

  protected confirmedAs(dialogId: string): void {
    if (this.phase === 'early') this.phase = 'confirmed';
    this.dialogId = dialogId;
    this.home.dialogs.set(dialogId, this);
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
    this.#onAcknowledged = null;
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
    const bye = { method: 'BYE', stackDialogId: dialogId, ...this.contentOf(content) };
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
