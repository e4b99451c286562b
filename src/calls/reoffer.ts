import type { Random } from '../model/ports';
import { TimerNode, type TimerWheel } from '../model/timerWheel';
import { glareDelay } from '../sip/glare';
import type { Content, Leg, MidCallListener, OutgoingRequest, ResponseView } from '../sip/stack';

/** How a re-INVITE of ours came out. An acceptance is for the owner to acknowledge. */
export type ReofferResult =
  | { readonly kind: 'accepted'; readonly response: ResponseView; readonly request: OutgoingRequest }
  | { readonly kind: 'refused'; readonly status: number };

/** Sent so often in all while the far end answers 491. */
const mostTries = 6;

/**
 * A re-INVITE of ours with an offer, sent again where it crosses one of the far end's (491), after a time out of the
 * bands of RFC 3261 section 14.1, and not while `mayOffer` says no. Once stopped it says nothing more; what the far end still accepts is acknowledged.
 */
export class Reoffer extends TimerNode implements MidCallListener {
  readonly #wheel: TimerWheel;
  readonly #random: Random;
  readonly #leg: Leg;
  readonly #offer: Content;
  readonly #mayOffer: () => boolean;
  /** We made the dialog's Call-ID: our band is the later one, so that the two sides do not cross again. */
  readonly #ownsCallId: boolean;
  readonly #done: (result: ReofferResult) => void;
  #request: OutgoingRequest | null = null;
  #tries = 0;
  #isOver = false;

  constructor(
    ports: { readonly wheel: TimerWheel; readonly random: Random },
    leg: Leg,
    ownsCallId: boolean,
    offer: Content,
    mayOffer: () => boolean,
    done: (result: ReofferResult) => void,
  ) {
    super();
    this.#wheel = ports.wheel;
    this.#random = ports.random;
    this.#leg = leg;
    this.#ownsCallId = ownsCallId;
    this.#offer = offer;
    this.#mayOffer = mayOffer;
    this.#done = done;
  }

  /** Sends it as soon as it may be. */
  start(): void {
    this.onTimer();
  }

  send(): void {
    this.#tries += 1;
    this.#request = this.#leg.request('INVITE', this.#offer, this);
  }

  final(status: number, _reason: string, response: ResponseView | null): void {
    const request = this.#request;
    this.#request = null;
    if (this.#isOver) {
      if (status < 300) request?.acknowledge({});
      return;
    }
    if (status === 491 && this.#tries < mostTries) {
      this.#retry();
      return;
    }
    this.#isOver = true;
    const accepted = status < 300 && response !== null && request !== null;
    this.#done(accepted ? { kind: 'accepted', response, request } : { kind: 'refused', status });
  }

  override onTimer(): void {
    if (this.#mayOffer()) this.send();
    else this.#retry();
  }

  #retry(): void {
    this.#wheel.scheduleIn(this, glareDelay(this.#ownsCallId, this.#random));
  }

  stop(): void {
    this.#isOver = true;
    this.#wheel.cancel(this);
  }
}
