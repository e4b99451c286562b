import type { CallRoute } from '../../decision/decision';
import type { Content, IncomingRequest, LegEnd, LegListener } from '../../sip/stack';
import type { Party } from './party';

/** The called side's place in a call, as who sits there speaks to it. */
export interface SeatOwner {
  seatRequested(request: IncomingRequest): void;
  seatGone(end: LegEnd): void;
}

/** A party from another call in the place of the target that answered. */
export class TargetSeat implements LegListener {
  /** Null: it is on its way. */
  party: Party | null = null;
  /** The route of the call it has come into. */
  readonly route: CallRoute | null;
  readonly #owner: SeatOwner;
  #successor: LegListener | null = null;
  /** Acknowledges the re-INVITE that has brought it in; null: that was done. */
  #acknowledge: ((content: Content) => void) | null;

  constructor(
    owner: SeatOwner,
    route: CallRoute | null,
    acknowledge: ((content: Content) => void) | null = null,
  ) {
    this.#owner = owner;
    this.route = route;
    this.#acknowledge = acknowledge;
  }

  /** Sends the ACK of its answer, or its offer, once. */
  acknowledge(content: Content): void {
    const acknowledge = this.#acknowledge;
    this.#acknowledge = null;
    acknowledge?.(content);
  }

  /** Its party goes on to one more call. */
  handOver(successor: LegListener): void {
    this.#successor = successor;
  }

  request(request: IncomingRequest): void {
    if (this.#successor === null) this.#owner.seatRequested(request);
    else this.#successor.request(request);
  }

  ended(end: LegEnd): void {
    if (this.#successor === null) this.#owner.seatGone(end);
    else this.#successor.ended(end);
  }
}
