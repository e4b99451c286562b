import { failures, type EndedBy, type FailureClass } from '../model/outcome';
import type { Clock } from '../model/ports';
import type { TraceStep } from '../model/trace';
import type { LegEnd } from '../sip/stack';
import { ownAnswer, type CallerAnswer } from './callerAnswer';
import type { EndingActions, ServiceEnd } from './callStates';
import { causeOfEnd, failureOfLeaving, farewell, normalClearing } from './farewell';
import type { PartsOfCall } from './partsOfCall';
import { reasonLine } from './reason';

/** The call that ends. */
export interface CallOfEndings {
  note(step: TraceStep): void;
  changed(): void;
  /** What it waits for outside the event loop is given back when it comes. */
  stopWaiting(): void;
  /** A transfer of one of its sides is over with it. */
  stopTransfer(): void;
  /** Its legs need no more word. */
  finish(): void;
}

/**
 * How a call ends: what each side hears, and what its record says of who ended it and why. Whatever is to be said to a caller
 * who is refused may take its time; the rest is said at once.
 */
export class CallEndings implements EndingActions {
  readonly #call: CallOfEndings;
  readonly #parts: PartsOfCall;
  readonly #clock: Pick<Clock, 'wallTime'>;
  /** What the caller is told before it is refused or hung up on. */
  #refusal: CallerAnswer | null = null;

  constructor(call: CallOfEndings, parts: PartsOfCall, clock: Pick<Clock, 'wallTime'>) {
    this.#call = call;
    this.#parts = parts;
    this.#clock = clock;
  }

  noteCallerGone(end: LegEnd): void {
    this.#endedByCaller(end);
  }

  cancelTargets(end: LegEnd): void {
    this.#endedByCaller(end);
    this.#call.stopTransfer();
    const message = end.kind === 'cancelled' || end.kind === 'bye' ? end.message : null;
    this.#parts.called.giveUpAll((trusted) => (message === null ? {} : { headers: message.passed(trusted) }));
    this.#call.finish();
  }

  #endedByCaller(end: LegEnd): void {
    const failure = failureOfLeaving(end);
    const { status, cause } = failures[failure];
    this.#noteEnd(end, 'caller');
    this.#end(failure === 'cancelled' ? 'caller' : 'service', failure, status, causeOfEnd(end, cause));
  }

  refuseCaller(answer: CallerAnswer): void {
    this.#refusal = answer;
    this.#parts.calling.announce(answer);
  }

  rejectCaller(): void {
    if (this.#refusal !== null) this.#reject(this.#refusal);
  }

  #reject(answer: CallerAnswer): void {
    this.#end(answer.by, answer.failure, answer.status, answer.cause);
    this.#parts.calling.reject(answer);
    this.#call.finish();
  }

  noteRefusedCallerGone(end: LegEnd): void {
    // What it was refused for stands, though its INVITE was answered 487.
    if (this.#refusal === null) this.#endedByCaller(end);
    else this.#end('caller', this.#refusal.failure, failures.cancelled.status, this.#refusal.cause);
    this.#call.finish();
  }

  partFromCaller(answer: CallerAnswer): void {
    this.#refusal = answer;
    this.#end(answer.by, answer.failure, answer.status, answer.cause);
    this.#part();
  }

  partFromServed(): void {
    // To the caller of a feature access code it is the service that has answered.
    const at = this.#parts.calling.attendedAt;
    if (at !== null) this.#parts.history.answered(at);
    this.#end('service', null, 200, normalClearing);
    this.#part();
  }

  #part(): void {
    this.#parts.called.stop();
    this.#call.changed();
    this.#parts.calling.part(this.#refusal);
  }

  hangUpParted(): void {
    this.#parts.calling.leave(this.#refusal);
    this.#call.finish();
  }

  hangUpAttended({ failure, by }: ServiceEnd): void {
    const { status, reason, cause } = failures[failure];
    this.#parts.called.giveUpAll(() => ({ headers: reasonLine(cause) }));
    this.#end(by, failure, status, cause);
    this.#parts.calling.leave({ status, reason, cause });
    this.#call.finish();
  }

  hangUpUnjoined(why: string): void {
    const { status, reason, cause } = failures.media_not_joined;
    this.#call.note({ rule: 'joining', result: why });
    this.#end('service', 'media_not_joined', status, cause);
    this.#endTalk();
    this.#parts.called.party.hangUp({ headers: reasonLine(cause) });
    this.#parts.calling.leave({ status, reason, cause });
    this.#call.finish();
  }

  parted(by: EndedBy): void {
    this.#end(by, null, 200, normalClearing);
  }

  turnAway(answer: CallerAnswer | null): void {
    this.#call.stopWaiting();
    const { leg } = this.#parts.calling;
    if (answer === null) leg.ignore();
    else leg.dismiss(answer.status, answer.reason, answer.content);
  }

  refuseByService({ failure, by }: ServiceEnd): void {
    const content = { headers: reasonLine(failures[failure].cause) };
    this.#call.stopTransfer();
    this.#parts.called.giveUpAll(() => content);
    this.#reject(ownAnswer(failure, by));
  }

  hangUpTarget(end: LegEnd): void {
    this.#noteEnd(end, 'caller');
    const lostAck = end.kind === 'no_ack';
    // A CANCEL comes first where our 200 still waits.
    const by = end.kind === 'bye' || end.kind === 'cancelled' ? 'caller' : 'service';
    const failure = lostAck ? 'no_acknowledgement' : null;
    const cause = causeOfEnd(end, failures.no_acknowledgement.cause);
    this.#end(by, failure, lostAck ? failures.no_acknowledgement.status : 200, cause);
    this.#endTalk();
    this.#parts.called.party.hangUp(farewell(end, cause, this.#parts.called.trusted));
    this.#call.finish();
  }

  hangUpCaller(end: LegEnd): void {
    this.#noteEnd(end, 'target');
    const cause = causeOfEnd(end, failures.no_acknowledgement.cause);
    this.#end(end.kind === 'bye' ? 'callee' : 'service', null, 200, cause);
    this.#endTalk();
    this.#parts.calling.hangUp(farewell(end, cause, this.#parts.called.trusted));
    this.#call.finish();
  }

  /** What no status tells of a call that was answered. */
  #noteEnd({ kind }: LegEnd, side: 'caller' | 'target'): void {
    if (kind !== 'session_expired') return;
    this.#call.note({ rule: 'session_timer', result: `the ${side}'s session was not refreshed in time` });
  }

  hangUpBoth({ failure, by }: ServiceEnd): void {
    this.hangUpBothSides(by, failures[failure].cause);
  }

  hangUpBothSides(by: EndedBy, cause: number): void {
    this.#end(by, null, 200, cause);
    this.#endTalk();
    const content = { headers: reasonLine(cause) };
    this.#parts.called.party.hangUp(content);
    this.#parts.calling.hangUp(content);
    this.#call.finish();
  }

  /** What the two sides have under way with each other, and with whom one of them is transferred to. */
  #endTalk(): void {
    this.#parts.requests.end();
    this.#call.stopTransfer();
  }

  #end(by: EndedBy, failure: FailureClass | null, status: number, cause: number): void {
    this.#parts.history.ended({ at: this.#clock.wallTime(), by, failure, status, cause });
  }
}
