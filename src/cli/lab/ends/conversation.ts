import type { Timer } from '../../../model/ports';
import type { Leg, MidCallListener, OutgoingRequest } from '../../../sip/stack';
import type { PlannedCall, Side } from '../traffic/plannedCall';
import type { EndContext } from './endContext';
import { sessionDescription } from './sessionDescription';

/** Where in the conversation it is put on hold and taken up again. */
const holdAt = 0.3;
const resumeAt = 0.7;
/** How long after its due time the other side's hang-up is waited for. */
const hangUpGraceMs = 10_000;

/**
 * One side's part in an answered call: it puts the call on hold and resumes it where the plan says so, and hangs up, or
 * waits for the other side to. A hang-up that does not come is told to the book, and this side hangs up instead.
 */
export class Conversation {
  readonly #context: EndContext;
  readonly #leg: Leg;
  readonly #plan: PlannedCall;
  readonly #hungUp: () => void;
  readonly #timers: Timer[] = [];

  /** `hungUp` is called when this side has sent its BYE. */
  constructor(context: EndContext, leg: Leg, plan: PlannedCall, side: Side, hungUp: () => void) {
    this.#context = context;
    this.#leg = leg;
    this.#plan = plan;
    this.#hungUp = hungUp;
    const { talkMs, hangsUp, holds } = plan;
    if (holds === side) {
      this.#later(talkMs * holdAt, () => {
        this.#offer('hold');
      });
      this.#later(talkMs * resumeAt, () => {
        this.#offer('resume');
      });
    }
    this.#later(hangsUp === side ? talkMs : talkMs + hangUpGraceMs, () => {
      if (hangsUp !== side) context.book.anomalyOf(plan, `the hang-up of the ${hangsUp} never came`);
      this.hangUp();
    });
  }

  hangUp(): void {
    this.stop();
    this.#leg.bye();
    this.#hungUp();
  }

  /** The call is over. */
  stop(): void {
    for (const timer of this.#timers.splice(0)) timer.cancel();
  }

  #later(delayMs: number, act: () => void): void {
    this.#timers.push(this.#context.timers.after(delayMs, act));
  }

  #offer(what: 'hold' | 'resume'): void {
    const { book, address } = this.#context;
    const body = sessionDescription(address.host, what === 'hold' ? 'sendonly' : 'sendrecv');
    const listener: MidCallListener = {
      final: (status) => {
        if (status < 300) {
          request.acknowledge({});
          book.held(what);
        } else if (status !== 491 && status !== 481 && status !== 487) {
          // These three are what a hang-up or an offer that crosses leaves behind (RFC 3261 section 14).
          book.anomalyOf(this.#plan, `${what} was refused with ${status}`);
        }
      },
    };
    const request: OutgoingRequest = this.#leg.request('INVITE', { body }, listener);
  }
}
