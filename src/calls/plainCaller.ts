import type { Body, Content, IncomingLeg, IncomingRequest, MessageView, ResponseView } from '../sip/stack';
import type { AnsweredTarget, CallerSide, CallOfCaller } from './callerSide';
import type { CallPorts } from './callPorts';
import { Joining } from './joining';
import { makesOffer } from './midCall';
import { carriesSdp, sdpOf } from './sdp';

/** An answer that is not the one a caller was told before. */
interface OtherAnswer {
  readonly body: Body;
  readonly target: AnsweredTarget;
  /** What the target knows the caller by. */
  readonly offered: string;
}

/**
 * A caller who hears of the target what the target says, and of us nothing but what a call comes to.
 *
 * It has one dialog with us, whatever the branches of a fork behind the target: each may say in its 18x what it plays, and the
 * 200 says who has answered. A caller that has taken one's answer in a reliable 18x keeps to that (RFC 3261 section 13.2.1):
 * where another branch has answered, it is offered that one's media in a re-INVITE as soon as its ACK is in.
 */
export class PlainCaller implements CallerSide {
  readonly leg: IncomingLeg;
  readonly #ports: Pick<CallPorts, 'wheel' | 'random'>;
  readonly #call: CallOfCaller;
  /** The INVITE made no offer: the target's answer does, and its ACK waits for the caller's (RFC 3261 section 13.2.1). */
  readonly #offerless: boolean;
  #target: AnsweredTarget | null = null;
  /** The first session description it was told before the answer. */
  #early: Body | null = null;
  #other: OtherAnswer | null = null;
  #joining: Joining | null = null;

  constructor(
    ports: Pick<CallPorts, 'wheel' | 'random'>,
    call: CallOfCaller,
    leg: IncomingLeg,
    offerless: boolean,
  ) {
    this.#ports = ports;
    this.#call = call;
    this.leg = leg;
    this.#offerless = offerless;
  }

  get hasEarlyMedia(): boolean {
    return this.#early !== null;
  }

  rings({ status, reason }: ResponseView, content: Content): void {
    if (this.#early === null && carriesSdp(content.body)) this.#early = content.body ?? null;
    this.leg.provisional(status, reason, content);
  }

  answered(content: Content, target: AnsweredTarget, offer: Body | null): void {
    this.#target = target;
    if (this.#early !== null) this.#other = otherAnswer(this.#early, content.body ?? null, target, offer);
    this.leg.answer(content);
    if (!this.#offerless) target.acknowledge({});
  }

  acknowledged(ack: MessageView): void {
    const [target, other] = [this.#target, this.#other];
    this.#target = null;
    this.#other = null;
    if (this.#offerless) target?.acknowledge({ headers: ack.passed(target.trusted), body: ack.body });
    // Otherwise the 200 has told it.
    if (other !== null && this.leg.earlyExchange !== 'open') this.#join(other);
  }

  /** Offers of the caller's have to wait for ours. */
  takes(request: IncomingRequest): boolean {
    if (this.#joining === null || !makesOffer(request)) return false;
    request.respond(491, 'Request Pending', {});
    return true;
  }

  hangUp(content: Content): void {
    this.leg.bye(content);
  }

  close(): void {
    this.#target = null;
    this.#early = null;
    this.#other = null;
    this.#joining?.stop();
    this.#joining = null;
  }

  #join({ body, target, offered }: OtherAnswer): void {
    const mayOffer = (): boolean => true;
    this.#joining = new Joining(this.#ports, this.leg, target, mayOffer, (why) => {
      this.#joining = null;
      if (why === null) return;
      this.#call.note({ rule: 'joining', result: why });
      // Each side has only half an agreement (RFC 3261 section 14.1).
      this.#call.take('service_ended', { failure: 'media_not_joined', by: 'service' });
    });
    this.#joining.start({ body }, [offered]);
  }
}

/** Null: the target answers with what it let be heard before, or says nothing of it. */
function otherAnswer(
  early: Body,
  body: Body | null,
  target: AnsweredTarget,
  offer: Body | null,
): OtherAnswer | null {
  const [said, offered] = [sdpOf(body), sdpOf(offer)];
  if (body === null || said === null || offered === null || said === sdpOf(early)) return null;
  return { body, target, offered };
}
