import type {
  Body,
  Content,
  IncomingInvite,
  IncomingLeg,
  MidCallListener,
  MidCallMethod,
  OutgoingRequest,
} from '../../sip/stack';

/** The transfer a call is made for. */
export interface ReferredOwner {
  /** Whom it goes to rings, or says something else on the way. */
  referredRings(status: number, reason: string): void;
  /** It has answered, with an offer: whoever remains has to answer that. */
  referredAnswered(offer: Body | null): void;
  /** It will not come to that. */
  referredRejected(status: number, reason: string): void;
  /** It was answered, and is over before whoever remains has joined it. */
  referredEnded(content: Content): void;
}

/**
 * The caller of a call that the service makes for a blind transfer: a leg without a far end, which tells the transfer what
 * a caller would hear. When whoever remains has taken up the answer, that party's own leg takes its place.
 */
export class ReferredLeg implements IncomingLeg {
  /** That of whoever asked for the transfer, whose messages tell what the call was made for. */
  readonly callId: string;
  /** Nobody's media is heard over it. */
  readonly earlyExchange = 'open';
  readonly #owner: ReferredOwner;
  #state: 'unanswered' | 'answered' | 'over' = 'unanswered';

  constructor(owner: ReferredOwner, callId: string) {
    this.#owner = owner;
    this.callId = callId;
  }

  /** Nobody has a dialog with it. */
  isNamed(): boolean {
    return false;
  }

  provisional(status: number, reason: string): void {
    if (this.#state === 'unanswered') this.#owner.referredRings(status, reason);
  }

  answer({ body }: Content): void {
    if (this.#state !== 'unanswered') return;
    this.#state = 'answered';
    this.#owner.referredAnswered(body ?? null);
  }

  reject(status: number, reason: string): void {
    if (this.#state !== 'unanswered') return;
    this.#state = 'over';
    this.#owner.referredRejected(status, reason);
  }

  dismiss(status: number, reason: string): void {
    this.reject(status, reason);
  }

  ignore(): void {
    this.reject(403, 'Forbidden');
  }

  bye(content: Content = {}): void {
    if (this.#state !== 'answered') return;
    this.#state = 'over';
    this.#owner.referredEnded(content);
  }

  /** Nobody is there yet whom it could be for. */
  request(_method: MidCallMethod, _content: Content, listener: MidCallListener): OutgoingRequest {
    queueMicrotask(() => {
      listener.final(491, 'Request Pending', null);
    });
    return { acknowledge: () => undefined, cancel: () => undefined };
  }

  /** Its place is taken, or the transfer is over: it says nothing more. */
  leave(): void {
    this.#state = 'over';
  }
}

/** The INVITE of such a call: it makes no offer, so that whom it goes to does (RFC 3725 section 4.1). */
export const referredInvite = (uri: string): IncomingInvite => ({
  source: { transport: 'udp', address: '0.0.0.0', port: 0 },
  requestUri: uri,
  maxForwards: 70,
  body: null,
  header: () => undefined,
  headers: () => [],
  passed: () => '',
});
