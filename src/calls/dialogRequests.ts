import type { IncomingRequest, Leg } from '../sip/stack';
import { isSettling, type CallState } from './callStates';
import { earlyUpdate } from './earlyUpdate';
import { makesOffer, MidCall, type Side } from './midCall';

/** The two dialogs of a call, as requests inside them go from one to the other. */
export interface Dialogs {
  readonly caller: Leg;
  /** Null: nobody is there. */
  readonly target: Leg | null;
  /** Before the answer: the target whose media the caller hears; null: there is no such one. */
  readonly earlyTarget: Leg | null;
  /** Whether the peers on both sides are trusted. */
  readonly trusted: boolean;
  /** Who remains of a transfer is being offered somebody else's media: no other offer goes through meanwhile. */
  readonly isJoining: boolean;
  /** A transfer is asked for. */
  refer(request: IncomingRequest, from: Side): void;
  /** Takes a request again once the call stands, or has ended; null: it has waited long enough. */
  readonly hold: ((request: IncomingRequest, from: Side) => void) | null;
}

/** States in which nobody has answered the caller, nor have we. */
const unanswered: readonly CallState[] = ['deciding', 'hunting', 'inviting', 'ringing', 'refusing'];

/** States in which a target may have a dialog and there is no telling yet whether it is the one, or one side is alone. */
const early: readonly CallState[] = [
  'inviting',
  'ringing',
  'answering',
  'seeking',
  'ringback',
  'joining',
  'referred',
];

/** The requests inside the dialogs of a call: passed on once both sides talk, and refused before. */
export class DialogRequests {
  #midCall: MidCall | null = null;

  take(request: IncomingRequest, from: Side, state: CallState, dialogs: Dialogs): void {
    const to = from === 'caller' ? dialogs.target : dialogs.caller;
    if (request.method === 'REFER' && state === 'established') {
      dialogs.refer(request, from);
    } else if (request.method === 'REFER' && isSettling(state) && dialogs.hold !== null) {
      // Who has answered may ask for it before the caller's ACK is in, which only loss or the other way round makes late.
      dialogs.hold(request, from);
    } else if (request.method === 'UPDATE' && unanswered.includes(state)) {
      this.#takeEarly(request, from, dialogs);
    } else if (to !== null && passes(request, state, dialogs.isJoining)) {
      this.#midCall ??= new MidCall(dialogs.trusted);
      this.#midCall.relay(request, from, to);
    } else if (state === 'referring' || early.includes(state)) {
      request.respond(491, 'Request Pending', {});
    } else {
      request.respond(481, 'Call/Transaction Does Not Exist', {});
    }
  }

  /** An UPDATE before the answer. */
  #takeEarly(request: IncomingRequest, from: Side, dialogs: Dialogs): void {
    const { caller, earlyTarget } = dialogs;
    const to = from === 'caller' ? earlyTarget : caller;
    const theirs = (from === 'caller' ? caller : earlyTarget)?.earlyExchange ?? 'open';
    const answer = earlyUpdate(request, from, theirs, to?.earlyExchange ?? null);
    if (answer !== null) {
      request.respond(answer.status, answer.reason, { headers: answer.headers });
    } else if (to !== null) {
      this.#midCall ??= new MidCall(dialogs.trusted);
      this.#midCall.relay(request, from, to);
    }
  }

  /** An offer is on its way from one side to the other. */
  get isOffering(): boolean {
    return this.#midCall?.isOffering ?? false;
  }

  /** The call is over, or goes on between others. */
  end(): void {
    this.#midCall?.end();
    this.#midCall = null;
  }
}

/** No new offer while the first is not answered, or its answer not acknowledged (RFC 3261 section 14.2, RFC 3311 5.2). */
const passes = (request: IncomingRequest, state: CallState, isJoining: boolean): boolean => {
  if (request.method === 'REFER') return false;
  if (state === 'established') return true;
  if (state === 'referring') return !isJoining || !makesOffer(request);
  return (state === 'answering' || state === 'joining') && !makesOffer(request);
};
