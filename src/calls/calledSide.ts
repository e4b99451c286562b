import type { CallRoute, RouteCandidate } from '../decision/decision';
import type { ForwardedTo } from '../model/callRecord';
import { failures } from '../model/outcome';
import { defaultFailoverCodes, targetFailure } from '../model/targetFailure';
import type { TimerNode, TimerWheel } from '../model/timerWheel';
import type { Trace, TraceStep } from '../model/trace';
import type { Content, IncomingRequest, LegEnd, OutgoingLeg, ResponseView } from '../sip/stack';
import type { Attempt, AttemptOwner } from './attempt';
import type { CallPorts } from './callPorts';
import type { CallInput, CallInputs } from './callStates';
import { ownAnswer, relayedAnswer, type CallerAnswer } from './callerAnswer';
import type { HeldLease } from './heldLease';
import { reasonLine } from './reason';
import { RouteChain, type RoutedCall } from './routeChain';
import type { ReceivedInvite } from './targetInvite';
import type { Wait } from './wait';

/** The call whose called side this is. */
export interface CallOfSide {
  readonly id: string;
  take<Input extends CallInput>(input: Input, payload: CallInputs[Input]): void;
  note(step: TraceStep): void;
  noteAll(trace: Trace): void;
  originatingAdmitted(lease: HeldLease): void;
  /** An INVITE goes out. */
  attempting(attempt: Attempt): void;
  forwarded(to: Pick<ForwardedTo, 'party' | 'number' | 'reason'>): void;
  targetRequested(request: IncomingRequest): void;
  /** A leg that was awaited is over. */
  legOver(): void;
}

/**
 * The side a call is sent to: the chain of routes while it hunts, the target being tried, and, once somebody has
 * answered, the target talked to. What targets say comes out as inputs of the call's state machine.
 */
export class CalledSide implements AttemptOwner, RoutedCall {
  readonly #ports: CallPorts;
  readonly #call: CallOfSide;
  /** Until the call is answered or over. */
  #chain: RouteChain | null = null;
  /** The attempt being tried, or the answered one. */
  #target: Attempt | null = null;
  #candidate: RouteCandidate | null = null;
  /** Cancelled attempts whose legs are not over. */
  #awaitedLegs: readonly Attempt[] = noAttempts;
  #trusted = false;

  constructor(ports: CallPorts, call: CallOfSide) {
    this.#ports = ports;
    this.#call = call;
  }

  get id(): string {
    return this.#call.id;
  }

  get attempts(): AttemptOwner {
    return this;
  }

  /** The leg of the target; null: there is none. */
  get leg(): OutgoingLeg | null {
    return this.#target?.leg ?? null;
  }

  /** Whether the target's peer and the caller's are both trusted. */
  get trusted(): boolean {
    return this.#trusted;
  }

  /** Id of the trunk group or carrier being tried or talked to. */
  get destinationId(): string | null {
    return this.#target?.record.destination.id ?? null;
  }

  /** No leg is awaited. */
  get isQuiet(): boolean {
    return this.#awaitedLegs.length === 0;
  }

  // What the call does.

  start(route: CallRoute, invite: ReceivedInvite, wait: Wait): void {
    this.#chain = new RouteChain(this.#ports, this, wait, route, invite);
    this.#chain.next();
  }

  huntOn(): void {
    this.#chain?.next();
  }

  notTaken(answer: CallerAnswer): void {
    this.#chain?.notTaken(answer);
  }

  /** The target rang too long. */
  ringOut(): void {
    this.giveUp({ headers: reasonLine(failures.no_answer.cause) });
    this.notTaken(ownAnswer('no_answer'));
  }

  /** Cancels the target; `sipCode` is what its record shows of it. */
  giveUp(content: Content, sipCode: number | null = null): void {
    const attempt = this.#target;
    this.#target = null;
    if (attempt === null) return;
    attempt.giveUp(content, sipCode);
    if (!attempt.isOver) this.#awaitedLegs = [...this.#awaitedLegs, attempt];
  }

  /** Somebody was reached: from here on nobody else is looked for. */
  answered(): void {
    if (this.#candidate !== null) this.#chain?.answered(this.#candidate);
  }

  /** How long the answered target's trunk group lets the call last; null: as long as it likes. */
  get maxCallDurationMs(): number | null {
    return this.#candidate?.maxCallDurationMs ?? null;
  }

  acknowledge(content: Content): void {
    this.#target?.acknowledge(content);
  }

  hangUp(content: Content): void {
    this.#target?.hangUp(content);
  }

  /** No more targets are looked for. */
  stop(): void {
    this.#chain?.stop();
    this.#chain = null;
    this.#candidate = null;
  }

  /** Stops waiting for cancelled legs. */
  abandon(): void {
    const awaited = this.#awaitedLegs;
    this.#awaitedLegs = noAttempts;
    for (const attempt of awaited) attempt.abandon();
  }

  forget(): void {
    this.#target = null;
  }

  // What the chain of routes says.

  note(step: TraceStep): void {
    this.#call.note(step);
  }

  noteAll(trace: Trace): void {
    this.#call.noteAll(trace);
  }

  originatingAdmitted(lease: HeldLease): void {
    this.#call.originatingAdmitted(lease);
  }

  attempting(attempt: Attempt, candidate: RouteCandidate, trusted: boolean): void {
    this.#target = attempt;
    this.#candidate = candidate;
    this.#trusted = trusted;
    this.#call.attempting(attempt);
  }

  forwarded(to: Pick<ForwardedTo, 'party' | 'number' | 'reason'>): void {
    this.#call.forwarded(to);
  }

  nothingLeft(answer: CallerAnswer): void {
    this.#call.take('exhausted', answer);
  }

  // What the target says.

  targetRang(attempt: Attempt, response: ResponseView): void {
    if (attempt === this.#target) this.#call.take('target_rang', response);
  }

  targetAnswered(_attempt: Attempt, response: ResponseView): void {
    this.#call.take('target_answered', response);
  }

  targetFailed(attempt: Attempt, end: LegEnd): void {
    const status = attempt.record.sipCode ?? 408;
    // The list is of responses; silence and a transport error are none.
    const codes = end.kind === 'failed' ? attempt.failoverCodes : defaultFailoverCodes;
    const failure = targetFailure(status, attempt.progress, codes);
    let answer: CallerAnswer;
    if (end.kind === 'failed') {
      answer = relayedAnswer(end.response, failure, this.#trusted);
      this.#chain?.remember(answer);
    } else {
      answer = ownAnswer(failure.failure);
    }
    this.#noteAttempt(attempt, `${status}, ${failure.failure}`);
    this.#target = null;
    if (failure.reroute) this.#call.take('target_unreachable', null);
    else this.#call.take('target_refused', answer);
  }

  targetOverdue(attempt: Attempt): void {
    const rang = attempt.record.ringingAt !== null;
    this.#noteAttempt(attempt, `${rang ? 'rang' : 'silent'} for too long`);
    if (rang) {
      this.#call.take('rang_out', null);
      return;
    }
    this.giveUp({ headers: reasonLine(failures.not_reachable.cause) }, 408);
    this.#call.take('target_unreachable', null);
  }

  targetGone(_attempt: Attempt, end: LegEnd): void {
    this.#call.take('target_gone', end);
  }

  targetOver(attempt: Attempt): void {
    this.#awaitedLegs = this.#awaitedLegs.filter((other) => other !== attempt);
    this.#call.legOver();
  }

  targetRequested(_attempt: Attempt, request: IncomingRequest): void {
    this.#call.targetRequested(request);
  }

  #noteAttempt({ record }: Attempt, said: string): void {
    this.#chain?.note('attempt', `${record.destination.name} at ${record.address}: ${said}`, false);
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

const noAttempts: readonly Attempt[] = [];
