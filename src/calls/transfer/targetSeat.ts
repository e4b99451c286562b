import type { IncomingRequest, LegEnd, LegListener } from '../../sip/stack';
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
  readonly #owner: SeatOwner;
  #successor: LegListener | null = null;

  constructor(owner: SeatOwner) {
    this.#owner = owner;
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
