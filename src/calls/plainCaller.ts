import type { Content, IncomingLeg, MessageView, ResponseView } from '../sip/stack';
import type { AnsweredTarget, CallerSide } from './callerSide';
import { carriesSdp } from './sdp';

/** A caller who hears of the target what the target says, and of us nothing but what a call comes to. */
export class PlainCaller implements CallerSide {
  readonly leg: IncomingLeg;
  /** The INVITE made no offer: the target's answer does, and its ACK waits for the caller's (RFC 3261 section 13.2.1). */
  readonly #offerless: boolean;
  #target: AnsweredTarget | null = null;
  hasEarlyMedia = false;

  constructor(leg: IncomingLeg, offerless: boolean) {
    this.leg = leg;
    this.#offerless = offerless;
  }

  rings({ status, reason }: ResponseView, content: Content): void {
    if (carriesSdp(content.body)) this.hasEarlyMedia = true;
    this.leg.provisional(status, reason, content);
  }

  answered(content: Content, target: AnsweredTarget): void {
    this.#target = target;
    this.leg.answer(content);
    if (!this.#offerless) target.acknowledge({});
  }

  acknowledged(ack: MessageView): void {
    const target = this.#target;
    this.#target = null;
    if (this.#offerless) target?.acknowledge({ headers: ack.passed(target.trusted), body: ack.body });
  }

  takes(): boolean {
    return false;
  }

  hangUp(content: Content): void {
    this.leg.bye(content);
  }

  close(): void {
    this.#target = null;
  }
}
