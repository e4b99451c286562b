import type { Body, Content, IncomingRequest, MessageView, MidCallMethod } from '../stack';
import type { SrfContent, SrfRequest, SrfResponse } from './srf';
import { nothingSaid, sendResponse, viewOf } from './srfMessage';

/** Whether a message says where its leg is to be reached, and what with (RFC 3261 section 12.1.1, RFC 3311 section 5.2). */
export type TargetNaming = 'names_target' | 'bare';

/** Requests that do, with their 2xx; REFER begins a subscription (RFC 3515 section 2.2). */
const namers: ReadonlySet<MidCallMethod> = new Set(['INVITE', 'UPDATE', 'REFER']);
export const namesTarget = (method: MidCallMethod): boolean => namers.has(method);

/** The leg a request came in on. */
export interface RequestedLeg {
  contentOf(content: Content, names: TargetNaming): SrfContent;
  /** It has its final answer, or was cancelled. */
  settled(request: DrachtioIncomingRequest): void;
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
      this.#leg.settled(this);
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
    // Inside a dialog the server takes the first response for the last, and makes a 500 of it where it was none; its 100 is out.
    if (this.#answered || status < 200) return;
    this.#answered = true;
    this.#leg.settled(this);
    const isAccepted = status < 300;
    if (this.method === 'INVITE' && isAccepted) this.#leg.awaitAcknowledgement(acknowledged);
    const names = isAccepted && namesTarget(this.method);
    const sent = this.#leg.contentOf(content, names ? 'names_target' : 'bare');
    sendResponse(this.#response, status, reason, sent);
  }

  /** The leg has ended: it goes with it (RFC 3261 section 15.1.2). */
  terminate(): void {
    this.respond(487, 'Request Terminated', {});
  }
}
