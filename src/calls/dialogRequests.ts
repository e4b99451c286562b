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
}

/** States in which a target may have a dialog, and there is no telling yet whether it is the one. */
const early: readonly CallState[] = ['inviting', 'ringing', 'answering', 'seeking', 'ringback', 'joining'];

/** The requests inside the dialogs of a call: passed on once both sides talk, and refused before. */
export class DialogRequests {
  #midCall: MidCall | null = null;

  take(request: IncomingRequest, from: Side, state: CallState, dialogs: Dialogs): void {
    const to = from === 'caller' ? dialogs.target : dialogs.caller;
    if (request.method === 'REFER') {
      request.respond(501, 'Not Implemented', {});
    } else if (to !== null && passes(request, state)) {
      this.#midCall ??= new MidCall(dialogs.trusted);
      this.#midCall.relay(request, from, to);
    } else if (early.includes(state)) {
      request.respond(491, 'Request Pending', {});
    } else {
      request.respond(481, 'Call/Transaction Does Not Exist', {});
    }
  }

  /** The call is over. */
  end(): void {
    this.#midCall?.end();
  }
}

/** No new offer while the first is not answered, or its answer not acknowledged (RFC 3261 section 14.2, RFC 3311 5.2). */
const passes = (request: IncomingRequest, state: CallState): boolean =>
  state === 'established' || ((state === 'answering' || state === 'joining') && !makesOffer(request));
