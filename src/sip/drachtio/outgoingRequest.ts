import type { Content, MidCallListener, MidCallMethod, OutgoingRequest } from '../stack';
import { namesTarget, type TargetNaming } from './incomingRequest';
import type { LegHome } from './legHome';
import type { SrfAcknowledge, SrfContent, SrfRequest, SrfResponse } from './srf';
import { isHeard, responseView, sendIfThere } from './srfMessage';

/** What becomes of the leg whose request failed (RFC 3261 section 12.2.1.2). */
export interface RequestingLeg {
  readonly isOver: boolean;
  contentOf(content: Content, names: TargetNaming): SrfContent;
  /** It has its final response, or none will come. */
  requestOver(request: DrachtioOutgoingRequest): void;
  /** The server does not know the dialog. */
  unknownToServer(): void;
  /** The far end does not know it, or says nothing. */
  lostByFarEnd(): void;
}

/** Where a request goes to, or with which status it is refused here. */
export type Destination =
  { readonly dialogId: string } | { readonly refusal: readonly [status: number, reason: string] };

/** A request of ours inside the dialog, other than BYE. */
export class DrachtioOutgoingRequest implements OutgoingRequest {
  readonly #leg: RequestingLeg;
  readonly #method: MidCallMethod;
  readonly #listener: MidCallListener;
  #acknowledge: SrfAcknowledge | null = null;
  #isOver = false;

  constructor(
    home: LegHome,
    leg: RequestingLeg,
    destination: Destination,
    method: MidCallMethod,
    content: Content,
    listener: MidCallListener,
  ) {
    this.#leg = leg;
    this.#method = method;
    this.#listener = listener;
    if ('refusal' in destination) {
      setImmediate(() => {
        listener.final(...destination.refusal, null);
      });
      return;
    }
    const sent = leg.contentOf(content, namesTarget(method) ? 'names_target' : 'bare');
    home.send({ method, stackDialogId: destination.dialogId, ...sent }, (error, request) => {
      if (error === null) {
        this.#sent(request);
        return;
      }
      const isUnknown = error.code === 'ENODIALOG';
      this.#end(() => {
        if (isUnknown) listener.final(481, 'Call/Transaction Does Not Exist', null);
        else listener.final(503, 'Service Unavailable', null);
      });
      if (isUnknown) leg.unknownToServer();
    });
  }

  acknowledge(content: Content): void {
    const acknowledge = this.#acknowledge;
    this.#acknowledge = null;
    if (acknowledge === null) return;
    const sent = this.#leg.contentOf(content, 'bare');
    sendIfThere(() => acknowledge(sent));
  }

  /** The server has no way to cancel a re-INVITE: its final response is awaited. */
  cancel(): void {
    // See `reinvite_progress` of the stack's capabilities.
  }

  /** Whatever would have been the answer, the server will not tell it any more. */
  lostWithServer(): void {
    this.#end(() => {
      this.#listener.final(503, 'Service Unavailable', null);
    });
  }

  #sent(request: SrfRequest): void {
    request.on('response', (response, acknowledge) => {
      const { status, reason, msg } = response;
      if (status >= 200) {
        this.#final(response, acknowledge);
        return;
      }
      if (!this.#isOver) this.#listener.provisional?.(responseView(msg, status, reason));
      // Inside a dialog the server takes the first response for the last, 100 apart, and forgets the request with it.
      this.lostWithServer();
    });
  }

  #final(response: SrfResponse, acknowledge: SrfAcknowledge): void {
    const { status, reason, msg } = response;
    // The server acknowledges failures itself.
    if (this.#method === 'INVITE' && status < 300) this.#acknowledge = acknowledge;
    if (this.#leg.isOver) this.acknowledge({});
    this.#end(() => {
      this.#listener.final(status, reason, isHeard(response) ? responseView(msg, status, reason) : null);
      // A subscription that the far end knows nothing of is no reason to end the call beside it (RFC 5057 section 5.1).
      if ((status === 481 || status === 408) && this.#method !== 'NOTIFY') this.#leg.lostByFarEnd();
    });
  }

  /** Once; nobody is told any more once the leg is over. */
  #end(tell: () => void): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#leg.requestOver(this);
    if (!this.#leg.isOver) tell();
  }
}
