import type { Content, Leg } from '../../sip/stack';
import type { CallerSide } from '../callerSide';

/**
 * Who sits in the caller's place: a party that came from another call with its dialog, or, once the caller has gone to
 * another call, nobody, whom there is nothing to say to.
 */
export class SeatedCaller implements CallerSide {
  readonly leg: Leg;
  readonly hasEarlyMedia = false;
  #isHere: boolean;

  constructor(leg: Leg, isHere: boolean) {
    this.leg = leg;
    this.#isHere = isHere;
  }

  rings(): void {
    // The call is answered.
  }

  answered(): void {
    // The same.
  }

  acknowledged(): void {
    // The same.
  }

  takes(): boolean {
    return false;
  }

  hangUp(content: Content): void {
    if (this.#isHere) this.leg.bye(content);
    this.#isHere = false;
  }

  close(): void {
    this.#isHere = false;
  }
}
