import type { CallParties, CallRoute, EmergencyNotice } from '../decision/decision';
import type { CallFacts } from '../model/callFacts';
import type { ForwardedTo, KeyedCodes } from '../model/callRecord';
import type { EndedBy, FailureClass } from '../model/outcome';
import type { Timer } from '../model/ports';
import type { SetupStage } from '../model/signallingMetrics';
import type { TollCalls, TollScope, TollUse } from '../model/tollLimits';
import type { Trace, TraceStep } from '../model/trace';
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
import { CalledSide, type CallOfSide } from './calledSide';
import { CallEndings, type CallOfEndings } from './callEndings';
import { CallHistory } from './callHistory';
import type { CallsOfUsers, UserPart } from './callsOfUsers';
import type { CallPorts } from './callPorts';
import { CallingSide, type CallOfCallingSide } from './callingSide';
import {
  callTable,
  isSettling,
  type CallActions,
  type CallInput,
  type CallInputs,
  type CallState,
  type Row,
} from './callStates';
import { ownAnswer, refusalAnswer } from './callerAnswer';
import { Deciding, type FinalDecision } from './deciding';
import { DialogRequests, type Dialogs } from './dialogRequests';
import { callFacts } from './facts';
import type { HeldLease } from './heldLease';
import { infoDigit } from './infoDigits';
import { notTakingCalls, overCallRate } from './newCallGate';
import type { PartsOfCall } from './partsOfCall';
import type { TollPart } from './tollBook';
import { Settling } from './settling';
import { ShownCall } from './shownCall';
import type { Side } from './midCall';
import { CallTransfers, type CallOfTransfers, type HomeOfTransfers } from './transfer/callTransfers';
import type { Referral, TakingOver } from './transfer/transferringCall';
import { Wait } from './wait';

/** Pressed by a caller who does not want further places rung (feature B6). */
const stopDigit = '#';

/** What a call asks of the table it stands in. */
export interface CallHome extends HomeOfTransfers {
  readonly ports: CallPorts;
  readonly draining: boolean;
  readonly users: CallsOfUsers;
  /** The directory is being asked; the call is in no list yet. */
  deciding(call: Call): void;
  opened(call: Call): void;
  /** Nobody can say whose call it is: it gets no record, and is gone. */
  dropped(call: Call, why: FinalDecision, facts: CallFacts): void;
  closed(call: Call): void;
}

/**
 * One call: the side it comes from (callingSide.ts), the side it is sent to (calledSide.ts), and the leases they stand on.
 *
 * It begins with the decision, which may wait for the directory; then targets are tried, along one route after the other,
 * until somebody answers, the caller leaves, or nothing is left. An answered call passes requests through until a side
 * hangs up, or it may last no longer. The states stand in callStates.ts; every event comes in through `take`, so that
 * what has no row changes nothing.
 *
 * Two waits leave the event loop: for the directory and for the ledger (wait.ts). Whatever ends the call stops the wait;
 * what an admission grants afterwards is released at once.
 *
 * Leases: the originating one stands while the caller's leg does (callingSide.ts). A target's stands until its leg is over (attempt.ts) or the hunt leaves its trunk group (targetHunt.ts), whichever is later. The call
 * is closed when it is over for both sides and no cancelled leg is still awaited.
 */
export class Call
  extends ShownCall
  implements IncomingLegListener, CallOfSide, CallOfCallingSide, CallActions, CallOfTransfers, CallOfEndings
{
  readonly #home: CallHome;
  readonly calling: CallingSide;
  readonly #requests = new DialogRequests();
  readonly #called: CalledSide;
  /** Monotonic milliseconds of the INVITE: what the stages of the set-up are timed from. */
  readonly #begunAt: number;
  #state: CallState = 'deciding';
  /** Until it is answered or over. */
  #wait: Wait | null;
  /** Null: it has not come to that. */
  #endings: CallEndings | null = null;
  /** How long the caller's trunk group lets the call last once answered; null: as long as it likes. */
  maxDurationMs: number | null = null;
  /** Ends an answered call that may not last for ever. */
  #durationLimit: Timer | null = null;
  /** The transfer it is made for, or takes a part in by its INVITE; null: none, it is a call of its own. */
  readonly #purpose: Referral | TakingOver | null;
  /** Null: none was asked for. */
  #transfers: CallTransfers | null = null;
  /** What waits for the call to stand on both sides; null: nothing. */
  #settling: Settling | null = null;
  /** Call-IDs of its legs, the caller's first. */
  #legs: readonly string[] = [];
  /** Its place in the table of calls. */
  tablePosition = -1;
  /** What it counts for in the calls of users. */
  userPart: UserPart | null = null;
  /** The same among international and premium calls. */
  tollPart: TollPart | null = null;

  constructor(
    home: CallHome,
    caller: IncomingLeg,
    offerless: boolean,
    purpose: Referral | TakingOver | null = null,
  ) {
    const { clock, newId, wheel, settings } = home.ports;
    super(new CallHistory(newId(), clock.wallTime()));
    this.#home = home;
    this.#purpose = purpose;
    this.calling = new CallingSide(home.ports, this, caller, offerless);
    this.#called = new CalledSide(home.ports, this);
    this.#begunAt = clock.now();
    this.#wait = new Wait(wheel, settings.waitLimitMs, (error) => {
      this.crashed(error);
    });
  }

  get state(): CallState {
    return this.#state;
  }

  get legs(): readonly string[] {
    return this.#legs;
  }

  /** Whether the trunk group is the call's own or one it was sent to. */
  involvesTrunkGroup(id: string): boolean {
    return this.parties?.trunkGroup?.id === id || this.#called.involves(id);
  }

  begin(invite: IncomingInvite): void {
    const facts = callFacts(invite);
    const wait = this.#wait;
    if (wait === null) return;
    // The view is valid only until this returns: what a later decision may need of it is taken out before.
    let view: IncomingInvite | null = invite;
    const { ports } = this.#home;
    const deciding = this.#purpose === null ? ports : { ...ports, decide: this.#purpose.decide };
    new Deciding(deciding, this.id, wait, facts, (decision) => {
      if (view !== null && decision.kind !== 'unknown_peer') {
        this.calling.keep(view, decision.kind === 'route' && decision.route.peerTrusted, facts);
      }
      this.#decided(decision, facts);
    }).run();
    view = null;
    if (this.#state === 'deciding') {
      this.calling.keep(invite, true, facts);
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
    this.#called.abandon();
    this.#settle();
  }

  take<Input extends CallInput>(input: Input, payload: CallInputs[Input]): void {
    const row: Row<CallInputs[Input]> | undefined = callTable[this.#state][input];
    if (row === undefined) return;
    this.#state = row[0];
    row[1](this, payload);
    if (this.#settling !== null && !isSettling(this.#state)) this.#settled();
  }

  whenSettled(go: () => void): void {
    this.#settling ??= new Settling(this.#home.ports.wheel);
    this.#settling.await(() => {
      try {
        go();
      } catch (error) {
        this.crashed(error);
      }
    });
  }

  #settled(): void {
    const settling = this.#settling;
    this.#settling = null;
    settling?.over();
  }

  #decided(decision: FinalDecision, facts: CallFacts): void {
    this.history.decided(decision.trace);
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
    this.history.opened(parties, this.#home.ports.newId);
    if (this.#purpose?.kind === 'referral') this.history.transferredFrom(this.#purpose.from);
    this.#timed('decision');
    this.legJoined(this.calling.leg);
    this.#home.opened(this);
    const { ports, draining } = this.#home;
    const shut =
      overCallRate(ports, parties) ??
      (decision.kind === 'refuse' ? null : notTakingCalls(ports, draining, parties));
    if (shut !== null) {
      this.note(shut.step);
      this.take('refused', shut.answer);
    } else if (decision.kind === 'refuse') {
      this.take('refused', refusalAnswer(decision));
    } else {
      this.#taken(decision, facts);
    }
  }

  #taken(decision: Extract<FinalDecision, { kind: 'route' | 'feature_code' }>, facts: CallFacts): void {
    const subject = decision.kind === 'route' ? decision.route : decision;
    const toll = decision.kind === 'route' ? decision.route.toll : undefined;
    if (toll !== undefined && this.#state === 'deciding') this.countToll(toll);
    if (decision.kind === 'route' && decision.route.codes === null) {
      const takesOver = this.#purpose?.kind === 'takeover' && decision.emergency === null;
      if (takesOver) this.take('takeover', decision.route);
      else this.take('routed', decision.route);
      return;
    }
    // Of a call that was abandoned only the record is left.
    if (this.#wait !== null) this.calling.prepare(subject, facts, this.#wait);
    if (decision.kind === 'route') this.take('codes_wanted', decision.route);
    else this.take('code_dialled', decision);
  }

  // What the caller keys in.

  keyedIn(codes: KeyedCodes): void {
    this.history.keyedIn(codes);
  }

  redialled(parties: CallParties, emergency: EmergencyNotice | null): void {
    if (emergency !== null) this.#home.ports.onEmergency(emergency, this.id);
    this.history.redialled(parties, this.#home.ports.newId);
    this.changed();
  }

  // Hunting.

  startHunting(route: CallRoute): void {
    const [wait, towards] = [this.#wait, this.calling.towardsTargets(route)];
    if (wait === null || towards === null) return;
    this.maxDurationMs = route.maxCallDurationMs;
    const { direction, user } = route.parties;
    if (direction === 'originating' && user !== null) {
      if (this.#purpose?.kind === 'referral') this.#home.users.sentOn(this, user.id);
      else this.#home.users.joined(this, user.id);
    }
    if (route.toll !== undefined) this.countToll(route.toll);
    this.#called.start(towards.route, towards.invite, wait);
  }

  startTakeover(route: CallRoute): void {
    const [wait, purpose] = [this.#wait, this.#purpose];
    if (wait === null || purpose?.kind !== 'takeover') return;
    this.maxDurationMs = route.maxCallDurationMs;
    const { user } = route.parties;
    if (user !== null) this.#home.users.joined(this, user.id);
    this.transfers.takeOver(purpose.replaces, route, wait);
  }

  note(step: TraceStep): void {
    this.history.note(step);
  }

  noteAll(trace: Trace): void {
    this.history.noteAll(trace);
  }

  originatingAdmitted(lease: HeldLease): void {
    this.calling.admitted(lease);
  }

  attempting(attempt: Attempt): void {
    if (!this.history.hasAttempts) this.#timed('first_invite');
    this.history.attempted(attempt.record);
    if (attempt.leg !== null) this.legJoined(attempt.leg);
    this.take('target_chosen', null);
    this.changed();
  }

  legJoined({ callId }: Leg): void {
    // Not spread: that leaves room to grow, as long as the call stands.
    this.#legs = this.#legs.concat(callId);
    this.#home.ports.legs.joined(this.id, callId);
  }

  forwarded(to: Pick<ForwardedTo, 'party' | 'number' | 'reason'>, from: number, by: string | null): number {
    if (by !== null) this.#home.users.sentOn(this, by);
    return this.history.forwarded(to, from, this.#home.ports.newId);
  }

  forwardedCalls(userId: string): number {
    return this.#home.users.othersSentOn(this, userId);
  }

  tollCalls(scope: TollScope): TollCalls {
    return this.#home.ports.toll.calls(scope, this);
  }

  countToll(use: TollUse): void {
    this.#home.ports.toll.began(this, use);
  }

  // What the target says.

  relayProvisional(response: ResponseView): void {
    const first = this.history.rang(this.#wallTime());
    if (first) this.#timed('ringing');
    this.calling.rings(response, this.#contentOf(response));
    if (first) this.changed();
  }

  relayAnswer(response: ResponseView): void {
    this.history.answered(this.#wallTime());
    this.#timed('answer');
    this.#called.answered();
    if (this.#called.party.userId !== null) this.#home.users.joined(this, this.#called.party.userId);
    this.#limitDuration();
    this.calling.answered(this.#contentOf(response), this.#called.party);
    this.#forgetRouting();
    this.changed();
  }

  /** The shortest of what the trunk groups on both sides allow. */
  #limitDuration(): void {
    const limit = shorter(this.maxDurationMs, this.#called.party.maxCallDurationMs);
    if (limit === null) return;
    this.#durationLimit = this.#home.ports.wheel.after(limit, () => {
      this.note({ rule: 'max_call_duration', result: `the call has lasted ${limit / 1000} s` });
      this.endByService('duration_exceeded', 'service');
    });
  }

  targetRequested(request: IncomingRequest): void {
    this.#requests.take(request, 'target', this.#state, this.#dialogs(true));
  }

  legOver(): void {
    this.#settle();
  }

  // What the caller says.

  acknowledged(ack: MessageView): void {
    this.take('caller_acknowledged', ack);
  }

  request(request: IncomingRequest): void {
    const stop = infoDigit(request) === stopDigit ? this.#called.sequenceStop() : null;
    if (stop !== null) {
      request.respond(200, 'OK', {});
      stop();
      return;
    }
    if (this.calling.takes(request)) return;
    this.#requests.take(request, 'caller', this.#state, this.#dialogs(true));
  }

  ended(end: LegEnd): void {
    if (!this.calling.isElsewhere(end)) this.#gone('caller', end);
  }

  targetGone(end: LegEnd): void {
    this.#gone('target', end);
  }

  #gone(side: Side, end: LegEnd): void {
    if (this.#transfers?.isBy(side) === true) this.take('transferor_gone', end);
    else this.take(side === 'caller' ? 'caller_gone' : 'target_gone', end);
  }

  #dialogs(mayHold: boolean): Dialogs {
    const { earlyLeg: earlyTarget, trusted, party } = this.#called;
    return {
      ...{ caller: this.calling.dialog, target: party.leg, earlyTarget, trusted },
      isJoining: this.#transfers?.isJoining ?? false,
      refer: (request, from) => {
        this.transfers.refer(request, from);
      },
      hold: mayHold
        ? (request, from) => {
            this.whenSettled(() => {
              this.#requests.take(request, from, this.#state, this.#dialogs(false));
            });
          }
        : null,
    };
  }

  /** What transfers make of it. */
  get transfers(): CallTransfers {
    this.#transfers ??= new CallTransfers(this.#home, this, this.#parts);
    return this.#transfers;
  }

  // The end.

  get endings(): CallEndings {
    this.#endings ??= new CallEndings(this, this.#parts, this.#home.ports.clock);
    return this.#endings;
  }

  get #parts(): PartsOfCall {
    return {
      ...{ calling: this.calling, called: this.#called },
      ...{ requests: this.#requests, history: this.history },
    };
  }

  stopWaiting(): void {
    this.#wait?.stop();
  }

  stopTransfer(): void {
    this.#transfers?.stop();
  }

  finish(): void {
    this.#requests.end();
    this.#transfers?.close();
    this.#forgetRouting();
    this.#durationLimit?.cancel();
    this.#durationLimit = null;
    this.calling.close();
    this.#called.party.letGo();
    this.#home.users.left(this);
    this.#home.ports.toll.left(this);
    this.changed();
    this.#settle();
  }

  close(): void {
    this.#called.forget();
    for (const leg of this.#legs) this.#home.ports.legs.left(this.id, leg);
    this.#home.closed(this);
  }

  #settle(): void {
    if (this.#called.isQuiet) this.take('settled', null);
  }

  #forgetRouting(): void {
    this.#called.stop();
    this.#wait?.stop();
    this.#wait = null;
    this.calling.settle();
  }

  // Time and words.

  #wallTime(): number {
    return this.#home.ports.clock.wallTime();
  }

  #contentOf(message: MessageView): Content {
    return { headers: message.passed(this.#called.trusted), body: message.body };
  }

  #timed(stage: SetupStage): void {
    const { clock, stages } = this.#home.ports;
    stages.record(stage, clock.now() - this.#begunAt);
  }

  changed(): void {
    if (this.isOpen) this.#home.ports.observer.changed(this);
  }
}

const shorter = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? (one ?? other) : Math.min(one, other);
