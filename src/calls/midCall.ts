import { statusForCaller } from '../model/targetFailure';
import type {
  Content,
  IncomingRequest,
  Leg,
  MessageView,
  MidCallListener,
  OutgoingRequest,
  ResponseView,
} from '../sip/stack';
import { carriesSdp } from './sdp';

export type Side = 'caller' | 'target';

export const otherSide = (side: Side): Side => (side === 'caller' ? 'target' : 'caller');

/**
 * The requests that go through an established call: re-INVITE, UPDATE, INFO and so on, from either side to the other.
 * One offer at a time (RFC 3261 section 14.2, RFC 3311 section 5.2): the second of two that cross gets 491, a second from
 * the same side 500 with Retry-After.
 */
export class MidCall {
  readonly #trusted: boolean;
  readonly #pending = new Set<Relay>();

  constructor(trusted: boolean) {
    this.#trusted = trusted;
  }

  /** Passes a request on to the other leg. */
  relay(request: IncomingRequest, from: Side, to: Leg): void {
    const offer = makesOffer(request);
    const crossing = offer ? this.#pendingOffer() : null;
    if (crossing !== null) {
      if (crossing.from === from) {
        request.respond(500, 'Server Internal Error', { headers: 'Retry-After: 2\r\n' });
      } else {
        request.respond(491, 'Request Pending', {});
      }
      return;
    }
    const relay = new Relay(request, from, offer, this.#trusted, this.#pending);
    this.#pending.add(relay);
    relay.start(to);
  }

  /** The call is over: requests still waiting are answered, a 2xx still waiting for its ACK gets one. */
  end(): void {
    for (const relay of [...this.#pending]) relay.abort();
  }

  /** An offer of one side waits for the other's answer, or the answer for its ACK. */
  get isOffering(): boolean {
    return this.#pendingOffer() !== null;
  }

  #pendingOffer(): Relay | null {
    for (const relay of this.#pending) if (relay.offer) return relay;
    return null;
  }
}

/** An INVITE without SDP asks for an offer, which is as much an exchange as making one. */
export function makesOffer(request: IncomingRequest): boolean {
  return request.method === 'INVITE' || (request.method === 'UPDATE' && carriesSdp(request.body));
}

/**
 * One request on its way through. It is pending until its final response has been passed back, and a re-INVITE that was
 * accepted until its ACK has been passed on.
 */
class Relay implements MidCallListener {
  readonly from: Side;
  readonly offer: boolean;
  readonly #request: IncomingRequest;
  readonly #offerless: boolean;
  readonly #trusted: boolean;
  readonly #pending: Set<Relay>;
  #outgoing: OutgoingRequest | null = null;
  #state: 'waiting' | 'cancelled' | 'accepted' | 'done' = 'waiting';

  constructor(request: IncomingRequest, from: Side, offer: boolean, trusted: boolean, pending: Set<Relay>) {
    this.#request = request;
    this.from = from;
    this.offer = offer;
    this.#offerless = request.method === 'INVITE' && !carriesSdp(request.body);
    this.#trusted = trusted;
    this.#pending = pending;
  }

  start(to: Leg): void {
    if (this.#request.method === 'INVITE') {
      this.#request.onCancel = () => {
        this.#cancelled();
      };
    }
    this.#outgoing = to.request(this.#request.method, this.#content(this.#request), this);
  }

  provisional(response: ResponseView): void {
    if (this.#state !== 'waiting' || response.status === 100) return;
    this.#request.respond(response.status, response.reason, this.#content(response));
  }

  final(status: number, reason: string, response: ResponseView | null): void {
    const accepted = status < 300;
    if (this.#state === 'waiting' && accepted && this.#request.method === 'INVITE') {
      this.#state = 'accepted';
      // The answer to an offer in the 2xx comes with the ACK of the other side (RFC 3261 section 13.2.1).
      if (!this.#offerless) this.#outgoing?.acknowledge({});
      this.#request.respond(status, reason, this.#contentOf(response), (ack) => {
        this.#acknowledged(ack);
      });
      return;
    }
    if (this.#state === 'waiting') {
      // A redirection inside a dialog, and a challenge meant for us, are both a failure to who asked.
      const relayed = statusForCaller(status) ?? 500;
      this.#request.respond(
        relayed,
        relayed === status ? reason : 'Server Internal Error',
        this.#contentOf(response),
      );
    } else if (this.#state === 'cancelled' && accepted) {
      // The acceptance crossed the CANCEL: it is acknowledged, and the next offer of either side sets things right.
      this.#outgoing?.acknowledge({});
    }
    this.#done();
  }

  abort(): void {
    if (this.#state === 'accepted' && this.#offerless) this.#outgoing?.acknowledge({});
    // RFC 3261 section 15.1.2: what is pending when the dialog ends is answered 487.
    if (this.#state === 'waiting') this.#request.respond(487, 'Request Terminated', {});
    this.#done();
  }

  #acknowledged(ack: MessageView): void {
    if (this.#state !== 'accepted') return;
    if (this.#offerless) this.#outgoing?.acknowledge(this.#content(ack));
    this.#done();
  }

  #cancelled(): void {
    if (this.#state !== 'waiting') return;
    this.#state = 'cancelled';
    this.#outgoing?.cancel();
  }

  #done(): void {
    this.#state = 'done';
    this.#pending.delete(this);
  }

  #contentOf(response: ResponseView | null): Content {
    return response === null ? {} : this.#content(response);
  }

  #content(message: MessageView): Content {
    return { headers: message.passed(this.#trusted), body: message.body };
  }
}
