import type { Body, Content, IncomingRequest, MessageView, MidCallMethod } from '../stack';
import type { SrfContent, SrfRequest, SrfResponse } from './srf';
import { nothingSaid, sendResponse, viewOf } from './srfMessage';

/** The leg a request came in on. */
export interface RequestedLeg {
  contentOf(content: Content): SrfContent;
  /** Hears the ACK of a re-INVITE's 2xx, which the server names by the dialog alone. */
  awaitAcknowledgement(hear: (ack: MessageView) => void): void;
}

/** A request of theirs inside the dialog that waits for call control's answer. */
export class DrachtioIncomingRequest implements IncomingRequest {
  readonly method: MidCallMethod;
  onCancel: (() => void) | null = null;
  readonly #view: MessageView;
  readonly #response: SrfResponse;
  readonly #leg: RequestedLeg;
  #answered = false;

  constructor(request: SrfRequest, response: SrfResponse, leg: RequestedLeg) {
    // Methods that call control does not speak were refused before.
    this.method = request.method as MidCallMethod;
    this.#view = viewOf(request.msg) ?? nothingSaid;
    this.#response = response;
    this.#leg = leg;
    request.on('cancel', () => {
      if (this.#answered) return;
      this.#answered = true;
      this.onCancel?.();
    });
  }

  get body(): Body | null {
    return this.#view.body;
  }

  header(name: string): string | undefined {
    return this.#view.header(name);
  }

  headers(name: string): readonly string[] {
    return this.#view.headers(name);
  }

  passed(trusted: boolean): string {
    return this.#view.passed(trusted);
  }

  respond(
    status: number,
    reason: string,
    content: Content,
    acknowledged: (ack: MessageView) => void = () => undefined,
  ): void {
    if (this.#answered) return;
    this.#answered = status >= 200;
    if (this.method === 'INVITE' && status >= 200 && status < 300)
      this.#leg.awaitAcknowledgement(acknowledged);
    sendResponse(this.#response, status, reason, this.#leg.contentOf(content));
  }
}
