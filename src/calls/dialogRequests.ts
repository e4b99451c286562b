import type { IncomingRequest, Leg } from '../sip/stack';
import type { CallState } from './callStates';
import { makesOffer, MidCall, type Side } from './midCall';

/** The two dialogs of a call, as requests inside them go from one to the other. */
export interface Dialogs {
  readonly caller: Leg;
  /** Null: nobody is there. */
  readonly target: Leg | null;
  /** Whether the peers on both sides are trusted. */
  readonly trusted: boolean;
  /** Who remains of a transfer is being offered somebody else's media: no other offer goes through meanwhile. */
  readonly isJoining: boolean;
  /** A transfer is asked for. */
  refer(request: IncomingRequest, from: Side): void;
}

/** States in which nobody may be there yet whom a request could be for, or no more than one side is. */
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
    } else if (to !== null && passes(request, state, dialogs.isJoining)) {
      this.#midCall ??= new MidCall(dialogs.trusted);
      this.#midCall.relay(request, from, to);
    } else if (state === 'referring' || early.includes(state)) {
      request.respond(491, 'Request Pending', {});
    } else {
      request.respond(481, 'Call/Transaction Does Not Exist', {});
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
