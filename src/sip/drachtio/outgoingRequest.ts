import type { Content, MidCallListener, MidCallMethod, OutgoingRequest } from '../stack';
import type { LegHome } from './legHome';
import type { SrfAcknowledge, SrfContent, SrfRequest } from './srf';
import { responseView, srfContent } from './srfMessage';

/** What becomes of the leg whose request failed (RFC 3261 section 12.2.1.2). */
export interface RequestingLeg {
  /** Null: there is no dialog yet, or no more. */
  readonly dialogId: string | null;
  contentOf(content: Content): SrfContent;
  /** The server does not know the dialog. */
  unknownToServer(): void;
  /** The far end does not know it, or says nothing. */
  lostByFarEnd(): void;
}

/** A request of ours inside the dialog, other than BYE. */
export class DrachtioOutgoingRequest implements OutgoingRequest {
  readonly #leg: RequestingLeg;
  readonly #listener: MidCallListener;
  #request: SrfRequest | null = null;
  #acknowledge: SrfAcknowledge | null = null;
  #isCancelled = false;
  #heardProvisional = false;

  constructor(
    home: LegHome,
    leg: RequestingLeg,
    method: MidCallMethod,
    content: Content,
    listener: MidCallListener,
  ) {
    this.#leg = leg;
    this.#listener = listener;
    const { dialogId } = leg;
    if (dialogId === null) {
      setImmediate(() => {
        listener.final(481, 'Call/Transaction Does Not Exist', null);
      });
      return;
    }
    home.send({ method, stackDialogId: dialogId, ...leg.contentOf(content) }, (error, request) => {
      if (error === null) {
        this.#sent(method, request);
        return;
      }
      const isUnknown = error.code === 'ENODIALOG';
      if (isUnknown) listener.final(481, 'Call/Transaction Does Not Exist', null);
      else listener.final(503, 'Service Unavailable', null);
      if (isUnknown) leg.unknownToServer();
    });
  }

  acknowledge(content: Content): void {
    const acknowledge = this.#acknowledge;
    this.#acknowledge = null;
    acknowledge?.(this.#leg.contentOf(content));
  }

  /** Sent once a provisional response has come (RFC 3261 section 9.1). */
  cancel(): void {
    this.#isCancelled = true;
    if (this.#heardProvisional) this.#sendCancel();
  }

  #sent(method: MidCallMethod, request: SrfRequest): void {
    this.#request = request;
    request.on('response', (response, acknowledge) => {
      const { status, reason, msg } = response;
      if (status < 200) {
        this.#heardProvisional = true;
        if (this.#isCancelled) this.#sendCancel();
        if (status > 100) this.#listener.provisional?.(responseView(msg, status, reason));
        return;
      }
      this.#request = null;
      // The server acknowledges failures itself.
      if (method === 'INVITE' && status < 300) this.#acknowledge = acknowledge;
      this.#listener.final(status, reason, responseView(msg, status, reason));
      // A subscription that the far end knows nothing of is no reason to end the call beside it (RFC 5057 section 5.1).
      if ((status === 481 || status === 408) && method !== 'NOTIFY') this.#leg.lostByFarEnd();
    });
  }

  #sendCancel(): void {
    const request = this.#request;
    this.#request = null;
    request?.cancel(srfContent({}), () => undefined);
  }
}
