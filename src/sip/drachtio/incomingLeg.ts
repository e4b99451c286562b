import type { Content, IncomingLeg, IncomingLegListener, LegEnd, LegListener, MessageView } from '../stack';
import type { PendingOffer } from '../offerOverlap';
import { DrachtioLeg, tagsOf } from './drachtioLeg';
import type { LegHome } from './legHome';
import type { SrfRequest, SrfResponse } from './srf';
import { nothingSaid, sendResponse, viewOf } from './srfMessage';

/** The caller's side of a call (RFC 3261 section 13.3). */
export class DrachtioIncomingLeg extends DrachtioLeg implements IncomingLeg {
  #heard: IncomingLegListener | null = null;
  readonly #response: SrfResponse;
  #isPending = true;
  /** Our 2xx is sent, its ACK is not in. */
  #isUnacknowledged = false;
  /** A BYE that waits for that ACK (RFC 3261 section 15). */
  #deferredBye: Content | null = null;

  constructor(home: LegHome, request: SrfRequest, response: SrfResponse) {
    super(home, request.get('call-id') ?? '', request.protocol.toLowerCase());
    this.#response = response;
    request.on('cancel', (cancel) => {
      this.#isPending = false;
      this.endedBy({ kind: 'cancelled', message: viewOf(cancel) ?? nothingSaid });
    });
    request.on('update', (update, answer) => {
      this.receive(update, answer);
    });
  }

  listenWith(listener: IncomingLegListener): void {
    this.#heard = listener;
  }

  provisional(status: number, reason: string, content: Content): void {
    if (!this.#isPending) return;
    sendResponse(this.#response, status, reason, this.contentOf(content, 'names_target'));
  }

  answer(content: Content): void {
    if (!this.#isPending) return;
    this.#isPending = false;
    this.#isUnacknowledged = true;
    this.phase = 'confirmed';
    sendResponse(this.#response, 200, 'OK', this.contentOf(content, 'names_target'), (error, sent) => {
      const { stackDialogId } = this.#response;
      if (error === null && stackDialogId !== undefined) {
        this.contactIs(sent);
        this.confirmedAs(stackDialogId, tagsOf(viewOf(sent), 'to'));
        return;
      }
      // CANCEL had come before, and the server has answered 487; or the server has lost the INVITE.
      this.#isUnacknowledged = false;
      this.endedBy({ kind: 'cancelled', message: nothingSaid });
      this.forget();
    });
  }

  reject(status: number, reason: string, content: Content): void {
    if (!this.#isPending) return;
    this.#isPending = false;
    sendResponse(this.#response, status, reason, this.contentOf(content, 'bare'));
    this.close();
    this.forget();
  }

  /** The server keeps the transaction all the same. */
  dismiss(status: number, reason: string, content: Content): void {
    this.reject(status, reason, content);
  }

  /** The server cannot be told to forget a call: whoever is not to be answered gets a bare 403. */
  ignore(): void {
    this.reject(403, 'Forbidden', {});
  }

  override bye(content: Content = {}): void {
    if (this.phase !== 'confirmed') return;
    if (!this.#isUnacknowledged) {
      super.bye(content);
      return;
    }
    this.close();
    this.#deferredBye = content;
  }

  override connectionLost(): void {
    // An ACK may have come meanwhile; where none did, the server hangs up.
    this.#isUnacknowledged = false;
    super.connectionLost();
  }

  protected override acknowledgedBy(ack: MessageView): void {
    if (!this.#isUnacknowledged) {
      super.acknowledgedBy(ack);
      return;
    }
    this.#isUnacknowledged = false;
    const bye = this.#deferredBye;
    this.#deferredBye = null;
    if (bye !== null) this.sendBye(bye);
    else if (!this.isOver) this.listener().acknowledged(ack);
  }

  protected override listener(): IncomingLegListener & LegListener {
    if (this.#heard === null) throw new Error('leg without a listener');
    return this.#heard;
  }

  protected override get goneBeforeAnswer(): LegEnd {
    return { kind: 'lost' };
  }

  protected override get firstOffer(): PendingOffer {
    return 'their_invite';
  }
}
