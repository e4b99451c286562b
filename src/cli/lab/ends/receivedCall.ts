import type { Timer } from '../../../model/ports';
import type { IncomingLeg, IncomingLegListener, IncomingRequest, LegEnd } from '../../../sip/stack';
import { behaviourOf, type Behaviour } from '../traffic/behaviours';
import type { PlannedCall } from '../traffic/plannedCall';
import { Conversation } from './conversation';
import type { EndContext } from './endContext';
import { agree, sessionDescription } from './sessionDescription';

/** The stack sends its 100 first. */
const firstStepMs = 1;

/** How calls are met that are none of the lab's: like a phone that is picked up and never put down. */
const strangerBehaviour: Behaviour = { ...behaviourOf('answers'), ringMs: [1_000, 1_000] };

/** The called side of a call: rings and does what the plan says, and is over once. */
export class ReceivedCall implements IncomingLegListener {
  readonly #context: EndContext;
  readonly #leg: IncomingLeg;
  /** Null: none of the lab's calls. */
  readonly #plan: PlannedCall | null;
  readonly #behaviour: Behaviour;
  readonly #over: () => void;
  #timer: Timer;
  #answered = false;
  #conversation: Conversation | null = null;
  #isOver = false;

  /** `attempt` counts the INVITEs of the call from 1; `over` is called when nothing more is to come. */
  constructor(
    context: EndContext,
    leg: IncomingLeg,
    plan: PlannedCall | null,
    attempt: number,
    over: () => void,
  ) {
    this.#context = context;
    this.#leg = leg;
    this.#plan = plan;
    this.#over = over;
    this.#behaviour = plan === null ? strangerBehaviour : behaviourOfAttempt(plan, attempt);
    this.#timer = context.timers.after(firstStepMs, () => {
      this.#begin();
    });
  }

  get isStranger(): boolean {
    return this.#plan === null;
  }

  /** Ends the call whatever it is about. */
  hangUp(): void {
    if (this.#isOver) return;
    if (this.#conversation !== null) {
      this.#conversation.hangUp();
      return;
    }
    if (this.#answered) this.#leg.bye();
    else this.#leg.reject(480, 'Temporarily Unavailable', {});
    this.#end();
  }

  acknowledged(): void {
    if (this.#plan === null || this.#conversation !== null) return;
    this.#conversation = new Conversation(this.#context, this.#leg, this.#plan, 'callee', () => {
      this.#end();
    });
  }

  request(request: IncomingRequest): void {
    agree(request, this.#context.address.host);
  }

  ended(end: LegEnd): void {
    if (end.kind !== 'bye' && end.kind !== 'cancelled')
      this.#complain(`the called end's leg ended with ${end.kind}`);
    this.#end();
  }

  #begin(): void {
    const { rings, ringMs } = this.#behaviour;
    if (rings) this.#leg.provisional(180, 'Ringing', {});
    this.#timer = this.#context.timers.after(this.#plan?.ringMs ?? ringMs[0], () => {
      this.#lastWord();
    });
  }

  #lastWord(): void {
    const { then } = this.#behaviour;
    if (then === 'nothing') return;
    if (then === 'answer') {
      this.#answered = true;
      if (this.#plan !== null) this.#context.book.calleeAnswered(this.#plan.index);
      this.#leg.answer({ body: sessionDescription(this.#context.address.host) });
      return;
    }
    this.#leg.reject(then.status, then.reason, {});
    this.#end();
  }

  #complain(text: string): void {
    if (this.#plan === null) this.#context.book.anomaly(text);
    else this.#context.book.anomalyOf(this.#plan, text);
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#timer.cancel();
    this.#conversation?.stop();
    if (this.#plan !== null) this.#context.book.calleeOver(this.#plan.index);
    this.#over();
  }
}

function behaviourOfAttempt({ behaviour }: PlannedCall, attempt: number): Behaviour {
  const planned = behaviourOf(behaviour);
  return planned.firstAttemptOnly === true && attempt > 1 ? behaviourOf('answers') : planned;
}
