import type { Outcome } from '../../../model/outcome';
import type { Timer } from '../../../model/ports';
import type {
  IncomingRequest,
  LegEnd,
  OutgoingInvite,
  OutgoingLeg,
  OutgoingLegListener,
  ResponseView,
  SipStack,
} from '../../../sip/stack';
import { formatSipUri } from '../../../sip/uri';
import type { PlannedCall } from '../traffic/plannedCall';
import { markHeader } from './callMark';
import { callerOutcome } from './callerOutcome';
import { Conversation } from './conversation';
import type { EndContext } from './endContext';
import { agree, sessionDescription } from './sessionDescription';

/** The caller's side of a call: waits for an answer as long as its patience lasts, talks, and is over once. */
export class PlacedCall implements OutgoingLegListener {
  readonly #context: EndContext;
  readonly #plan: PlannedCall;
  readonly #over: () => void;
  readonly #leg: OutgoingLeg;
  readonly #patience: Timer;
  #conversation: Conversation | null = null;
  #rang = false;
  #isOver = false;

  /** `over` is called when nothing more is to come. */
  constructor(context: EndContext, stack: SipStack, plan: PlannedCall, over: () => void) {
    this.#context = context;
    this.#plan = plan;
    this.#over = over;
    context.book.made(plan);
    this.#leg = stack.invite(inviteOf(plan, context), this);
    this.#patience = context.timers.after(plan.patienceMs, () => {
      this.hangUp();
    });
  }

  /** Gives the call up, or ends it. */
  hangUp(): void {
    if (this.#isOver) return;
    this.#patience.cancel();
    if (this.#conversation === null) this.#leg.cancel();
    else this.#conversation.hangUp();
  }

  provisional(response: ResponseView): void {
    if (response.status > 100) this.#rang = true;
  }

  answered(): void {
    this.#patience.cancel();
    this.#leg.acknowledge({});
    this.#context.book.callerAnswered(this.#plan.index);
    this.#conversation = new Conversation(this.#context, this.#leg, this.#plan, 'caller', () => {
      this.#end('answered');
    });
  }

  request(request: IncomingRequest): void {
    agree(request, this.#context.address.host);
  }

  ended(end: LegEnd): void {
    if (this.#conversation === null) {
      this.#end(callerOutcome(end, this.#rang));
      return;
    }
    this.#conversation.stop();
    if (end.kind !== 'bye') this.#context.book.anomalyOf(this.#plan, `the call ended with ${end.kind}`);
    this.#end('answered');
  }

  #end(outcome: Outcome): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#patience.cancel();
    this.#context.book.callerOver(this.#plan.index, outcome);
    this.#over();
  }
}

/** The INVITE as the carrier or a PBX sends it; who withholds its number says so and asserts it all the same. */
function inviteOf(plan: PlannedCall, { address, service, run }: EndContext): OutgoingInvite {
  return {
    target: { ...service, transport: 'udp' },
    requestUri: formatSipUri(plan.dialled, service.host, service.port),
    from: plan.withheld ? null : plan.calling,
    display: plan.callingName,
    to: plan.dialled,
    asserted: plan.calling,
    privacy: plan.withheld,
    maxForwards: 70,
    content: { headers: markHeader(run, plan.index), body: sessionDescription(address.host) },
  };
}
