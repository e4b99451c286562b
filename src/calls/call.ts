import type { CallParties, CallRoute } from '../decision/decision';
import type { CallFacts } from '../model/callFacts';
import type { CallEnd, CallRecord } from '../model/callRecord';
import type { LiveCall, LiveCallSummary } from '../model/liveCall';
import { failures, type EndedBy, type FailureClass } from '../model/outcome';
import type { SetupStage } from '../model/signallingMetrics';
import { defaultFailoverCodes, targetFailure } from '../model/targetFailure';
import type { TimerNode } from '../model/timerWheel';
import type {
  Content,
  IncomingInvite,
  IncomingLeg,
  IncomingLegListener,
  IncomingRequest,
  Leg,
  LegEnd,
  MessageView,
  ResponseView,
} from '../sip/stack';
import type { Attempt } from './attempt';
import { CallHistory } from './callHistory';
import type { CallPorts } from './callPorts';
import type { ObservedCall } from './callRecord';
import {
  callTable,
  type CallActions,
  type CallInput,
  type CallInputs,
  type CallState,
  type Row,
  type ServiceEnd,
} from './callStates';
import { ownAnswer, refusalAnswer, relayedAnswer, type CallerAnswer } from './callerAnswer';
import { Deciding, type FinalDecision } from './deciding';
import { callFacts } from './facts';
import type { HeldLease } from './heldLease';
import { makesOffer, MidCall, type Side } from './midCall';
import { q850Cause, reasonLine, retryAfter } from './reason';
import { carriesSdp } from './sdp';
import { TargetHunt, type HuntingCall } from './targetHunt';
import { received, type ReceivedInvite } from './targetInvite';
import { Wait } from './wait';

/** What a call asks of the table it stands in. */
export interface CallHome {
  readonly ports: CallPorts;
  readonly draining: boolean;
  /** The directory is being asked; the call is in no list yet. */
  deciding(call: Call): void;
  opened(call: Call): void;
  /** Nobody can say whose call it is: it gets no record, and is gone. */
  dropped(call: Call, why: FinalDecision, facts: CallFacts): void;
  closed(call: Call): void;
}

/**
 * One call: the caller's leg, the attempts to reach somebody one after the other, and the leases they stand on.
 *
 * It begins with the decision, which may wait for the directory; then the ledger admits a candidate, and targets are tried
 * until one answers, one refuses for good, the caller leaves, or nothing is left. An answered call passes requests
 * through until a side hangs up. The states stand in callStates.ts; every event comes in through `take`, so that what
 * has no row changes nothing.
 *
 * Two waits leave the event loop: for the directory and for the ledger (wait.ts). Whatever ends the call stops the wait;
 * what an admission grants afterwards is released at once.
 *
 * Leases: the originating one stands while the caller's leg does, that is until our final response, or BYE, or CANCEL.
 * A target's stands until its leg is over (attempt.ts) or the hunt leaves its trunk group (targetHunt.ts), whichever is later. The call
 * is closed when it is over for both sides and no cancelled leg is still awaited.
 */
export class Call implements IncomingLegListener, HuntingCall, CallActions, ObservedCall {
  readonly #home: CallHome;
  readonly #caller: IncomingLeg;
  readonly #history: CallHistory;
  /** Monotonic milliseconds of the INVITE: what the stages of the set-up are timed from. */
  readonly #begunAt: number;
  #state: CallState = 'deciding';
  /** These three until it is answered or over, the INVITE until it hunts. */
  #wait: Wait | null;
  #invite: ReceivedInvite | null = null;
  #hunt: TargetHunt | null = null;
  #originating: HeldLease | null = null;
  /** The attempt being tried, or the answered one. */
  #target: Attempt | null = null;
  /** Cancelled attempts whose legs are not over. */
  #awaitedLegs: readonly Attempt[] = noAttempts;
  #midCall: MidCall | null = null;
  /** The INVITE made no offer: the target's answer does, and its ACK waits for the caller's. */
  #offerless = false;
  /** Caller's and target's peers are both trusted. */
  #trusted = false;
  /** Its place in the table of calls. */
  tablePosition = -1;

  constructor(home: CallHome, caller: IncomingLeg) {
    const { clock, newId, wheel, settings } = home.ports;
    this.#home = home;
    this.#caller = caller;
    this.#history = new CallHistory(newId(), clock.wallTime());
    this.#begunAt = clock.now();
    this.#wait = new Wait(wheel, settings.waitLimitMs, (error) => {
      this.crashed(error);
    });
  }

  get id(): string {
    return this.#history.id;
  }

  get state(): CallState {
    return this.#state;
  }

  get parties(): CallParties | null {
    return this.#history.parties;
  }

  /** Whether it is decided whose call it is, so that it is shown and recorded. */
  get isOpen(): boolean {
    return this.parties !== null;
  }

  /** Whether the trunk group is the call's own or one it was sent to. */
  involvesTrunkGroup(id: string): boolean {
    return this.parties?.trunkGroup?.id === id || this.#target?.record.destination.id === id;
  }

  snapshot(): LiveCall {
    return this.#told(this.#history.live(this.#state));
  }

  openedText(at: number): string {
    return this.#told(this.#history.openedText(at));
  }

  changedText(at: number): string {
    return this.#told(this.#history.changedText(at));
  }

  closedText(): string {
    return this.#told(this.#history.closedText());
  }

  summary(): LiveCallSummary {
    return this.#told(this.#history.summary(this.#state));
  }

  end(): CallEnd {
    return this.#told(this.#history.end());
  }

  record(): CallRecord {
    return this.#told(this.#history.record());
  }

  begin(invite: IncomingInvite): void {
    const facts = callFacts(invite);
    const wait = this.#wait;
    if (wait === null) return;
    this.#offerless = !carriesSdp(invite.body);
    // The view is valid only until this returns: what a later decision may need of it is taken out before.
    let view: IncomingInvite | null = invite;
    new Deciding(this.#home.ports, this.id, wait, facts, (decision) => {
      if (view !== null && decision.kind === 'route') {
        this.#invite = received(view, decision.route.peerTrusted);
      }
      this.#decided(decision, facts);
    }).run();
    view = null;
    if (this.#state === 'deciding') {
      this.#invite = received(invite, true);
      this.#home.deciding(this);
    }
  }

  /** An error of our own: the call is ended rather than left to itself. */
  crashed(error: unknown): void {
    this.#home.ports.log.error({ err: error, call: this.id }, 'call ended by an internal error');
    this.endByService('internal_error', 'service');
  }

  /** Ends the call on both sides, whatever its state; a call that is over stays as it is. */
  endByService(failure: FailureClass, by: EndedBy): void {
    this.take('service_ended', { failure, by });
  }

  /** Stops waiting for cancelled legs, so that an ended call closes now. */
  closeNow(): void {
    const awaited = this.#awaitedLegs;
    this.#awaitedLegs = noAttempts;
    for (const attempt of awaited) attempt.abandon();
    this.#settle();
  }

  take<Input extends CallInput>(input: Input, payload: CallInputs[Input]): void {
    const row: Row<CallInputs[Input]> | undefined = callTable[this.#state][input];
    if (row === undefined) return;
    this.#state = row[0];
    row[1](this, payload);
  }

  #decided(decision: FinalDecision, facts: CallFacts): void {
    this.#history.decided(decision.trace);
    if (decision.kind === 'unknown_peer') {
      this.#home.dropped(this, decision, facts);
      const silent = this.#home.ports.settings.unknownPeers === 'silence';
      this.take('unknown', silent ? null : ownAnswer('unknown_peer'));
      return;
    }
    if (decision.emergency !== null) this.#home.ports.onEmergency(decision.emergency, this.id);
    const parties = decision.kind === 'route' ? decision.route.parties : decision.parties;
    if (parties === null) {
      const failure = decision.kind === 'refuse' ? decision.failure : 'internal_error';
      this.#home.dropped(this, decision, facts);
      this.take('unknown', ownAnswer(failure));
      return;
    }
    this.#history.opened(parties, this.#home.ports.newId);
    this.#timed('decision');
    this.#home.opened(this);
    const tooMany = parties.emergency ? null : this.#home.ports.rates.takeFromSender(parties.peer);
    if (tooMany !== null) {
      const whose = tooMany.limit === 'sender' ? 'the sender' : 'its trunk group';
      this.note('call_rate', `${whose} is over ${tooMany.perSecond} calls a second`);
      this.take('refused', ownAnswer('call_rate_exceeded', 'service', retryAfter(tooMany.retryAfterS)));
    } else if (decision.kind === 'refuse') {
      this.take('refused', refusalAnswer(decision));
    } else if (this.#home.draining && !parties.emergency) {
      this.note('drain', 'no new calls are taken');
      this.take(
        'refused',
        ownAnswer('draining', 'service', retryAfter(this.#home.ports.settings.retryAfterS)),
      );
    } else if (this.#home.ports.isOverloaded() && !parties.emergency) {
      this.note('overload', 'no new calls are taken');
      const retry = retryAfter(this.#home.ports.settings.overloadRetryAfterS);
      this.take('refused', ownAnswer('overloaded', 'service', retry));
    } else {
      this.take('routed', decision.route);
    }
  }

  // Hunting.

  startHunting(route: CallRoute): void {
    if (this.#wait === null || this.#invite === null) return;
    this.#hunt = new TargetHunt(this.#home.ports, this, this.#wait, route, this.#invite);
    this.#invite = null;
    this.#hunt.next();
  }

  huntOn(): void {
    this.#hunt?.next();
  }

  note(rule: string, result: string): void {
    this.#history.note({ rule, result });
  }

  noteCalled(rule: string, result: string): void {
    this.#history.note({ rule, result, side: 'called' });
  }

  originatingAdmitted(lease: HeldLease): void {
    this.#originating = lease;
  }

  attempting(attempt: Attempt, trusted: boolean): void {
    if (!this.#history.hasAttempts) this.#timed('first_invite');
    this.#history.attempted(attempt.record);
    this.#target = attempt;
    this.#trusted = trusted;
    this.take('target_chosen', null);
    this.#changed();
  }

  nothingLeft(answer: CallerAnswer): void {
    this.take('exhausted', answer);
  }

  // What the target says.

  targetRang(attempt: Attempt, response: ResponseView): void {
    if (attempt === this.#target) this.take('target_rang', response);
  }

  relayProvisional(response: ResponseView): void {
    const first = this.#history.rang(this.wallTime());
    if (first) this.#timed('ringing');
    this.#caller.provisional(response.status, response.reason, this.#contentOf(response));
    if (first) this.#changed();
  }

  targetAnswered(_attempt: Attempt, response: ResponseView): void {
    this.take('target_answered', response);
  }

  relayAnswer(response: ResponseView): void {
    this.#history.answered(this.wallTime());
    this.#timed('answer');
    this.#caller.answer(this.#contentOf(response));
    // The answer to an offer made in the 2xx comes with the caller's ACK (RFC 3261 section 13.2.1).
    if (!this.#offerless) this.#target?.acknowledge({});
    this.#forgetRouting();
    this.#changed();
  }

  targetFailed(attempt: Attempt, end: LegEnd): void {
    const status = attempt.record.sipCode ?? 408;
    // The list is of responses; silence and a transport error are none.
    const codes = end.kind === 'failed' ? attempt.failoverCodes : defaultFailoverCodes;
    const failure = targetFailure(status, attempt.progress, codes);
    const name = attempt.record.destination.name;
    let answer: CallerAnswer;
    if (end.kind === 'failed') {
      answer = relayedAnswer(end.response, failure, this.#trusted);
      this.#hunt?.remember(answer);
    } else {
      answer = ownAnswer(failure.failure);
    }
    this.noteCalled('attempt', `${name} at ${attempt.record.address}: ${status}, ${failure.failure}`);
    this.#target = null;
    if (failure.reroute) this.take('target_unreachable', null);
    else this.take('target_refused', answer);
  }

  targetOverdue(attempt: Attempt): void {
    const rang = attempt.record.ringingAt !== null;
    this.noteCalled(
      'attempt',
      `${attempt.record.destination.name} at ${attempt.record.address}: ${rang ? 'rang' : 'silent'} for too long`,
    );
    if (rang) {
      this.take('rang_out', null);
      return;
    }
    this.#giveUpTarget({ headers: reasonLine(failures.not_reachable.cause) }, 408);
    this.take('target_unreachable', null);
  }

  ringOut(): void {
    this.#giveUpTarget({ headers: reasonLine(failures.no_answer.cause) });
    this.refuseCaller(ownAnswer('no_answer'));
  }

  targetGone(_attempt: Attempt, end: LegEnd): void {
    this.take('target_gone', end);
  }

  targetOver(attempt: Attempt): void {
    this.#awaitedLegs = this.#awaitedLegs.filter((other) => other !== attempt);
    this.#settle();
  }

  targetRequested(_attempt: Attempt, request: IncomingRequest): void {
    this.#relay(request, 'target');
  }

  #giveUpTarget(content: Content, sipCode: number | null = null): void {
    const attempt = this.#target;
    this.#target = null;
    if (attempt === null) return;
    attempt.giveUp(content, sipCode);
    if (!attempt.isOver) this.#awaitedLegs = [...this.#awaitedLegs, attempt];
  }

  // What the caller says.

  acknowledged(ack: MessageView): void {
    this.take('caller_acknowledged', ack);
  }

  passAcknowledgement(ack: MessageView): void {
    if (this.#offerless) this.#target?.acknowledge(this.#contentOf(ack));
  }

  request(request: IncomingRequest): void {
    this.#relay(request, 'caller');
  }

  ended(end: LegEnd): void {
    this.take('caller_gone', end);
  }

  noteCallerGone(end: LegEnd): void {
    this.#endedByCaller(end);
  }

  cancelTarget(end: LegEnd): void {
    this.#endedByCaller(end);
    const message = end.kind === 'cancelled' || end.kind === 'bye' ? end.message : null;
    this.#giveUpTarget(message === null ? {} : { headers: message.passed(this.#trusted) });
    this.finish();
  }

  #endedByCaller(end: LegEnd): void {
    const cause = end.kind === 'cancelled' || end.kind === 'bye' ? q850Cause(end.message) : null;
    this.#end('caller', 'cancelled', failures.cancelled.status, cause ?? failures.cancelled.cause);
  }

  // Requests inside the dialogs.

  #relay(request: IncomingRequest, from: Side): void {
    const to: Leg | null = from === 'caller' ? (this.#target?.leg ?? null) : this.#caller;
    if (request.method === 'REFER') {
      request.respond(501, 'Not Implemented', {});
    } else if (to !== null && this.#takesRequest(request)) {
      this.#midCall ??= new MidCall(this.#trusted);
      this.#midCall.relay(request, from, to);
    } else if (this.#state === 'answering' || this.#state === 'inviting' || this.#state === 'ringing') {
      request.respond(491, 'Request Pending', {});
    } else {
      request.respond(481, 'Call/Transaction Does Not Exist', {});
    }
  }

  /** No new offer while the first is not answered, or its answer not acknowledged (RFC 3261 section 14.2, RFC 3311 5.2). */
  #takesRequest(request: IncomingRequest): boolean {
    return this.#state === 'established' || (this.#state === 'answering' && !makesOffer(request));
  }

  // The end.

  refuseCaller(answer: CallerAnswer): void {
    this.#end(answer.by, answer.failure, answer.status, answer.cause);
    this.#caller.reject(answer.status, answer.reason, answer.content);
    this.finish();
  }

  turnAway(answer: CallerAnswer | null): void {
    this.#wait?.stop();
    if (answer === null) this.#caller.ignore();
    else this.#caller.dismiss(answer.status, answer.reason, answer.content);
  }

  refuseByService({ failure, by }: ServiceEnd): void {
    this.#giveUpTarget({ headers: reasonLine(failures[failure].cause) });
    this.refuseCaller(ownAnswer(failure, by));
  }

  hangUpTarget(end: LegEnd): void {
    const lostAck = end.kind === 'no_ack';
    const by = end.kind === 'bye' ? 'caller' : 'service';
    const failure = lostAck ? 'no_acknowledgement' : null;
    const cause = this.#causeOf(end);
    this.#end(by, failure, lostAck ? failures.no_acknowledgement.status : 200, cause);
    this.#midCall?.end();
    this.#target?.hangUp(this.#farewell(end, cause));
    this.finish();
  }

  hangUpCaller(end: LegEnd): void {
    const cause = this.#causeOf(end);
    this.#end(end.kind === 'bye' ? 'callee' : 'service', null, 200, cause);
    this.#midCall?.end();
    this.#caller.bye(this.#farewell(end, cause));
    this.finish();
  }

  hangUpBoth({ failure, by }: ServiceEnd): void {
    const { cause } = failures[failure];
    this.#end(by, null, 200, cause);
    this.#midCall?.end();
    const content = { headers: reasonLine(cause) };
    this.#target?.hangUp(content);
    this.#caller.bye(content);
    this.finish();
  }

  finish(): void {
    this.#forgetRouting();
    this.#originating?.letGo();
    this.#originating = null;
    this.#changed();
    this.#settle();
  }

  close(): void {
    this.#target = null;
    this.#home.closed(this);
  }

  #settle(): void {
    if (this.#awaitedLegs.length === 0) this.take('settled', null);
  }

  #end(by: EndedBy, failure: FailureClass | null, status: number, cause: number): void {
    this.#history.ended({ at: this.wallTime(), by, failure, status, cause });
  }

  #causeOf(end: LegEnd): number {
    if (end.kind === 'bye') return q850Cause(end.message) ?? 16;
    return failures.no_acknowledgement.cause;
  }

  /** A BYE carries on the Reason the other side gave, or says why we hang up. */
  #farewell(end: LegEnd, cause: number): Content {
    return { headers: end.kind === 'bye' ? end.message.passed(this.#trusted) : reasonLine(cause) };
  }

  #forgetRouting(): void {
    this.#hunt?.stop();
    this.#hunt = null;
    this.#wait?.stop();
    this.#wait = null;
    this.#invite = null;
  }

  /** What observers ask is asked of open calls only, and of their end when they have ended. */
  #told<T>(view: T | null): T {
    if (view === null) throw new Error(`call ${this.id} has not come so far`);
    return view;
  }

  // Time and words.

  schedule(timer: TimerNode, delayMs: number): void {
    this.#home.ports.wheel.scheduleIn(timer, delayMs);
  }

  unschedule(timer: TimerNode): void {
    this.#home.ports.wheel.cancel(timer);
  }

  wallTime(): number {
    return this.#home.ports.clock.wallTime();
  }

  #contentOf(message: MessageView): Content {
    return { headers: message.passed(this.#trusted), body: message.body };
  }

  #timed(stage: SetupStage): void {
    const { clock, stages } = this.#home.ports;
    stages.record(stage, clock.now() - this.#begunAt);
  }

  #changed(): void {
    if (this.isOpen) this.#home.ports.observer.changed(this);
  }
}

const noAttempts: readonly Attempt[] = [];
