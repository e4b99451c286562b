import type { TraceStep } from '../model/trace';
import type { Body, Content, IncomingRequest, Leg, MessageView, ResponseView } from '../sip/stack';
import type { CallInput, CallInputs } from './callStates';

/** The call whose caller's side this is. */
export interface CallOfCaller {
  take<Input extends CallInput>(input: Input, payload: CallInputs[Input]): void;
  note(step: TraceStep): void;
  /** An error of our own, in what the caller's side was told from elsewhere. */
  crashed(error: unknown): void;
}

/** The target that has answered, as the caller's side needs it. */
export interface AnsweredTarget {
  readonly leg: Leg | null;
  /** Whether its peer and the caller's are both trusted. */
  readonly trusted: boolean;
  /** Sends the ACK of its answer, once. */
  acknowledge(content: Content): void;
}

/**
 * The caller's side of a call: a caller who waits for an answer (plainCaller.ts), or one whom we have answered ourselves,
 * to ask for codes (attendedCaller.ts); or a party that a transfer has put in the caller's place (transfer/seatedCaller.ts).
 */
export interface CallerSide {
  readonly leg: Leg;
  /** It has media of a target, though no answer. */
  readonly hasEarlyMedia: boolean;
  /** A target rings, or says something on the way to it. */
  rings(response: ResponseView, content: Content): void;
  /** A target has answered: the caller is to talk to it. `offer`: the body of the caller's INVITE. */
  answered(content: Content, target: AnsweredTarget, offer: Body | null): void;
  /** The ACK of our 200. */
  acknowledged(ack: MessageView): void;
  /** A request inside the caller's dialog; false: it is not for this side to answer. */
  takes(request: IncomingRequest): boolean;
  /** Ends a dialog that stands. */
  hangUp(content: Content): void;
  /** Its part is over, however it came to that: media and timers end. */
  close(): void;
}
