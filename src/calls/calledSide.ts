import type { CallRoute, RouteCandidate } from '../decision/decision';
import type { ForwardedTo } from '../model/callRecord';
import { failures } from '../model/outcome';
import { defaultFailoverCodes, targetFailure } from '../model/targetFailure';
import type { TimerNode, TimerWheel } from '../model/timerWheel';
import type { TollCalls, TollScope, TollUse } from '../model/tollLimits';
import type { Trace, TraceStep } from '../model/trace';
import type { Content, IncomingRequest, Leg, LegEnd, ResponseView } from '../sip/stack';
import { AnsweredParty } from './answeredParty';
import type { Attempt, AttemptOwner } from './attempt';
import type { CallPorts } from './callPorts';
import type { CallInput, CallInputs } from './callStates';
import { ownAnswer, relayedAnswer, type CallerAnswer } from './callerAnswer';
import type { HeldLease } from './heldLease';
import { completedElsewhere, reasonLine } from './reason';
import { redirectTargets } from './redirectTargets';
import { ringingAlone } from './ringingAlone';
import { RouteChain } from './routeChain';
import type { Chain, ChainOwner, RoutedCall, Stage } from './routedCall';
import { carriesSdp } from './sdp';
import type { ReceivedInvite } from './targetInvite';
import { Wait } from './wait';

/** INVITEs one call sends at most, whatever it is sent on to and however many are rung together (RFC 5393, design.md 4.4). */
const mostLegs = 32;

/** The call whose called side this is. */
export interface CallOfSide {
  readonly id: string;
  take<Input extends CallInput>(input: Input, payload: CallInputs[Input]): void;
  note(step: TraceStep): void;
  noteAll(trace: Trace): void;
  originatingAdmitted(lease: HeldLease): void;
  /** An INVITE goes out. */
  attempting(attempt: Attempt): void;
  /** As of `RoutedCall`. */
  forwarded(to: Pick<ForwardedTo, 'party' | 'number' | 'reason'>, from: number, by: string | null): number;
  forwardedCalls(userId: string): number;
  tollCalls(scope: TollScope): TollCalls;
  countToll(use: TollUse): void;
  targetRequested(request: IncomingRequest): void;
  /** Whoever answered has hung up or was lost. */
  targetGone(end: LegEnd): void;
  /** A leg that was awaited is over. */
  legOver(): void;
  crashed(error: unknown): void;
}

/** A target being tried, or the one that answered. */
interface Target {
  readonly attempt: Attempt;
  readonly candidate: RouteCandidate;
  /** Its peer and the caller's are both trusted. */
  readonly trusted: boolean;
  /** Along which it is tried. */
  readonly chain: Chain;
}

/**
 * The side a call is sent to: the chain of routes while it hunts, the targets being tried, several at a time where a stage
 * rings them together, and, once somebody has answered, the target talked to. What a target's failure means is its own
 * chain's affair; what the call hears are inputs of its state machine: that a target was chosen, that the caller is to hear
 * of one, who answered first, that nobody is being tried, that nothing is left.
 *
 * What the caller hears of targets before the answer: all that the only one says; of several rung together that it rings,
 * once, since their early media cannot be told apart. Nor is early media heard where another target may follow.
 */
export class CalledSide implements AttemptOwner, RoutedCall, ChainOwner {
  readonly #ports: CallPorts;
  readonly #call: CallOfSide;
  readonly stage = null;
  /** Until the call is answered or over. */
  #chain: RouteChain | null = null;
  #tried: readonly Target[] = nobody;
  /** Who answered first, and who has taken that one's place since. */
  readonly party: AnsweredParty;
  /** Along which, until the caller has been told. */
  #winnersChain: Chain | null = null;
  /** Whose message the call is being told of. */
  #speaking: Target | null = null;
  /** Since somebody is being tried, the caller has heard that it rings. */
  #isRingingHeard = false;
  /** Cancelled attempts whose legs are not over. */
  #awaitedLegs: readonly Attempt[] = noAttempts;
  #legs = 0;
  isOriginatingHeld = false;

  constructor(ports: CallPorts, call: CallOfSide) {
    this.#ports = ports;
    this.#call = call;
    this.party = new AnsweredParty(call);
  }

  get id(): string {
    return this.#call.id;
  }

  get attempts(): AttemptOwner {
    return this;
  }

  /** The leg of the only target being tried, where the caller hears its media; null: there is none. */
  get earlyLeg(): Leg | null {
    const [only] = this.#tried;
    if (only === undefined || this.#tried.length > 1) return null;
    return only.attempt.progress === 'early_media' ? only.attempt.leg : null;
  }

  /** Whether the peers of the caller, and of the target talked to or heard of, are both trusted. */
  get trusted(): boolean {
    return this.party.isThere ? this.party.trusted : (this.#speaking?.trusted ?? false);
  }

  /** Whether a trunk group or carrier is being tried or talked to. */
  involves(destinationId: string): boolean {
    return this.party.isThere
      ? this.party.isAt(destinationId)
      : this.#tried.some(({ attempt }) => attempt.record.destination.id === destinationId);
  }

  /** No leg is awaited. */
  get isQuiet(): boolean {
    return this.#awaitedLegs.length === 0;
  }

  // What the call does.

  start(route: CallRoute, invite: ReceivedInvite, wait: Wait): void {
    this.#chain = new RouteChain(this.#ports, this, this, wait, route, invite, 0);
    this.#chain.start();
  }

  /** Cancels all targets; `content`: of the CANCEL to one that is trusted, or not. */
  giveUpAll(content: (trusted: boolean) => Content): void {
    const tried = this.#tried;
    this.#tried = nobody;
    for (const target of tried) this.#giveUp(target, content(target.trusted));
  }

  /** Somebody was reached: from here on nobody else is looked for, and the others hear that the call was taken elsewhere. */
  answered(): void {
    const candidate = this.party.candidate;
    if (candidate !== null) this.#winnersChain?.answered(candidate);
    this.#winnersChain = null;
    this.#speaking = null;
    this.giveUpAll(() => elsewhere);
  }

  /** Has no more places of a sequence rung; null: none is rung that the caller may stop. */
  sequenceStop(): (() => void) | null {
    return this.#chain?.sequenceStop() ?? null;
  }

  /** No more targets are looked for. */
  stop(): void {
    this.#chain?.stop();
    this.#chain = null;
  }

  /** Stops waiting for cancelled legs. */
  abandon(): void {
    const awaited = this.#awaitedLegs;
    this.#awaitedLegs = noAttempts;
    for (const attempt of awaited) attempt.abandon();
  }

  forget(): void {
    this.party.forget();
    this.#winnersChain = null;
    this.#speaking = null;
  }

  // What the chains of routes say.

  newWait(): Wait {
    const { wheel, settings } = this.#ports;
    return new Wait(wheel, settings.waitLimitMs, (error) => {
      this.#call.crashed(error);
    });
  }

  note(step: TraceStep): void {
    this.#call.note(step);
  }

  noteAll(trace: Trace): void {
    this.#call.noteAll(trace);
  }

  originatingAdmitted(lease: HeldLease): void {
    this.isOriginatingHeld = true;
    this.#call.originatingAdmitted(lease);
  }

  takeLeg(): boolean {
    this.#legs += 1;
    return this.#legs <= mostLegs;
  }

  attempting(attempt: Attempt, candidate: RouteCandidate, trusted: boolean, chain: Chain): void {
    const target = { attempt, candidate, trusted, chain };
    this.#tried = this.#tried.length === 0 ? [target] : [...this.#tried, target];
    this.#call.attempting(attempt);
  }

  forwarded(to: Pick<ForwardedTo, 'party' | 'number' | 'reason'>, from: number, by: string | null): number {
    return this.#call.forwarded(to, from, by);
  }

  forwardedCalls(userId: string): number {
    return this.#call.forwardedCalls(userId);
  }

  tollCalls(scope: TollScope): TollCalls {
    return this.#call.tollCalls(scope);
  }

  countToll(use: TollUse): void {
    this.#call.countToll(use);
  }

  isConfirmingWithin(stage: Stage): boolean {
    return this.#tried.some(
      ({ attempt, chain }) => attempt.isConfirming && chain.stage?.isWithin(stage) === true,
    );
  }

  giveUpWithin(stage: Stage): void {
    const isWithin = ({ chain }: Target): boolean => chain.stage?.isWithin(stage) === true;
    for (const target of this.#tried.filter(isWithin)) {
      this.#leave(target);
      this.#giveUp(target, { headers: reasonLine(failures.no_answer.cause) });
    }
  }

  // What the outermost chain says to whom it belongs.

  holds(): boolean {
    return false;
  }

  keep(lease: HeldLease): void {
    this.party.keep(lease);
  }

  rang(): void {
    // Only stages count from there.
  }

  nothingLeft(answer: CallerAnswer): void {
    this.#call.take('exhausted', answer);
  }

  // What targets say.

  targetRang(attempt: Attempt, response: ResponseView): void {
    const target = this.#targetOf(attempt);
    if (target === null) return;
    target.chain.rang();
    const isAlone = target.chain.stage === null;
    if (!isAlone && this.#isRingingHeard) return;
    this.#isRingingHeard = true;
    this.#speaking = target;
    const isMediaHeld = !attempt.passesMedia && carriesSdp(response.body);
    this.#call.take('target_rang', isMediaHeld ? ringingAlone(response) : response);
  }

  targetAnswered(attempt: Attempt, response: ResponseView): void {
    const target = this.#targetOf(attempt);
    if (target === null) return;
    this.#tried = this.#tried.filter((other) => other !== target);
    const { candidate, trusted, chain } = target;
    const route = { ...chain.route, candidates: [candidate] };
    this.party.answered({ attempt, candidate, trusted, route, userId: chain.userId });
    this.#winnersChain = chain;
    this.#call.take('target_answered', response);
  }

  targetFailed(attempt: Attempt, end: LegEnd): void {
    const target = this.#targetOf(attempt);
    if (target === null) return;
    const { chain, trusted } = target;
    const status = attempt.record.sipCode ?? 408;
    // The list is of responses; silence and a transport error are none.
    const codes = end.kind === 'failed' ? attempt.failoverCodes : defaultFailoverCodes;
    const failure = targetFailure(status, attempt.progress, codes);
    let answer: CallerAnswer;
    if (end.kind === 'failed') {
      answer = relayedAnswer(end.response, failure, trusted);
      chain.remember(answer);
    } else {
      answer = ownAnswer(failure.failure);
    }
    noteAttempt(target, `${status}, ${failure.failure}`);
    this.#leave(target);
    const { destination } = attempt.record;
    // Once the caller has heard what a target plays no other can follow.
    const mayFollow = destination.kind === 'trunk_group' && attempt.progress !== 'early_media';
    if (failure.reroute) chain.next();
    else if (end.kind === 'failed' && failure.failure === 'redirected' && mayFollow)
      chain.redirected(destination.id, redirectTargets(end.response), answer);
    else chain.notTaken(answer);
  }

  targetOverdue(attempt: Attempt): void {
    const target = this.#targetOf(attempt);
    if (target === null) return;
    const rang = attempt.record.ringingAt !== null;
    noteAttempt(target, `${rang ? 'rang' : 'silent'} for too long`);
    this.#leave(target);
    if (rang) {
      this.#giveUp(target, { headers: reasonLine(failures.no_answer.cause) });
      target.chain.notTaken(ownAnswer('no_answer'));
    } else {
      this.#giveUp(target, { headers: reasonLine(failures.not_reachable.cause) }, 408);
      target.chain.next();
    }
  }

  targetGone(_attempt: Attempt, end: LegEnd): void {
    this.#call.targetGone(end);
  }

  targetOver(attempt: Attempt): void {
    this.#awaitedLegs = this.#awaitedLegs.filter((other) => other !== attempt);
    this.#call.legOver();
  }

  targetRequested(_attempt: Attempt, request: IncomingRequest): void {
    this.#call.targetRequested(request);
  }

  /** Null: it is not being tried any more. */
  #targetOf(attempt: Attempt): Target | null {
    return this.#tried.find((target) => target.attempt === attempt) ?? null;
  }

  /** It is not being tried any more. */
  #leave(target: Target): void {
    this.#tried = this.#tried.filter((other) => other !== target);
    if (this.#tried.length > 0) return;
    this.#isRingingHeard = false;
    this.#call.take('none_tried', null);
  }

  /** `sipCode` is what its record shows of it; null: what comes of the CANCEL. */
  #giveUp({ attempt }: Target, content: Content, sipCode: number | null = null): void {
    attempt.giveUp(content, sipCode);
    if (!attempt.isOver) this.#awaitedLegs = [...this.#awaitedLegs, attempt];
  }

  // Time.

  schedule(timer: TimerNode, delayMs: number): void {
    this.#wheel.scheduleIn(timer, delayMs);
  }

  unschedule(timer: TimerNode): void {
    this.#wheel.cancel(timer);
  }

  wallTime(): number {
    return this.#ports.clock.wallTime();
  }

  get #wheel(): TimerWheel {
    return this.#ports.wheel;
  }
}

const nobody: readonly Target[] = [];
const noAttempts: readonly Attempt[] = [];
const elsewhere: Content = { headers: completedElsewhere };

function noteAttempt({ chain, attempt: { record } }: Target, said: string): void {
  chain.note('attempt', `${record.destination.name} at ${record.address}: ${said}`, false);
}
