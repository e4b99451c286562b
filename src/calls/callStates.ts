import type { CallRoute } from '../decision/decision';
import type { EndedBy, FailureClass } from '../model/outcome';
import type { LegEnd, MessageView, ResponseView } from '../sip/stack';
import type { CallerAnswer } from './callerAnswer';

/**
 * The states of a call.
 *
 *     deciding      the directory is asked for users or numbers the decision needs
 *     abandoned     the caller left meanwhile; the decision is still made, for the record and the emergency notice
 *     hunting       no target is being tried: the next is looked for, the ledger perhaps asked
 *     inviting      targets, one or several, have the INVITE; the caller has heard of none of them
 *     ringing       the caller has heard that a target rings
 *     answering     the caller has our 200, its ACK is not in
 *     established   both sides talk
 *     ending        over for caller and callee; a cancelled target has not confirmed, so its lease stands
 *     closed        every leg is over, every lease released, the record handed over
 */
export type CallState =
  | 'deciding'
  | 'abandoned'
  | 'hunting'
  | 'inviting'
  | 'ringing'
  | 'answering'
  | 'established'
  | 'ending'
  | 'closed';

/** What the service ends a call for. */
export interface ServiceEnd {
  readonly failure: FailureClass;
  readonly by: EndedBy;
}

/** What can happen to a call, and what comes with it. */
export interface CallInputs {
  /** The decision named a route. */
  routed: CallRoute;
  /** We refuse the call: by decision, because we drain, because nothing can be decided. */
  refused: CallerAnswer;
  /** Nobody we know sent it. */
  unknown: CallerAnswer | null;
  /** An INVITE went to a target, perhaps while others are being tried. */
  target_chosen: null;
  /** Hunting has nothing left. */
  exhausted: CallerAnswer;
  /** A provisional response above 100, from a target being tried, that the caller is to hear. */
  target_rang: ResponseView;
  /** The first target that answers; the others are given up with it. */
  target_answered: ResponseView;
  /** The last target being tried has failed, or was given up; what follows is looked for (routeChain.ts). */
  none_tried: null;
  /** The answered target hung up or was lost. */
  target_gone: LegEnd;
  /** The ACK of our 200. */
  caller_acknowledged: MessageView;
  /** CANCEL, BYE, no ACK in time, or lost. */
  caller_gone: LegEnd;
  /** An operator, the end of a drain, a failure of our own. */
  service_ended: ServiceEnd;
  /** The last leg of an ended call is over. */
  settled: null;
}

export type CallInput = keyof CallInputs;

/** What a call does on an input; the state has moved on when an action runs. */
export interface CallActions {
  startHunting(route: CallRoute): void;
  relayProvisional(response: ResponseView): void;
  relayAnswer(response: ResponseView): void;
  passAcknowledgement(ack: MessageView): void;
  /** Answers the caller with a failure. */
  refuseCaller(answer: CallerAnswer): void;
  /** The same, for a call nobody recorded; null: without a word. */
  turnAway(answer: CallerAnswer | null): void;
  noteCallerGone(end: LegEnd): void;
  cancelTargets(end: LegEnd): void;
  hangUpTarget(end: LegEnd): void;
  hangUpCaller(end: LegEnd): void;
  refuseByService(end: ServiceEnd): void;
  hangUpBoth(end: ServiceEnd): void;
  /** Ends a call whose legs need no more word. */
  finish(): void;
  close(): void;
}

export type Row<Payload> = readonly [next: CallState, act: (call: CallActions, payload: Payload) => void];

export type CallTable = Readonly<
  Record<CallState, { readonly [Input in CallInput]?: Row<CallInputs[Input]> }>
>;

const nothing = (): void => undefined;

/** State and input give the next state and what is done; an input that has no row changes nothing. */
export const callTable: CallTable = {
  deciding: {
    routed: ['hunting', (call, route) => call.startHunting(route)],
    refused: ['ending', (call, answer) => call.refuseCaller(answer)],
    unknown: ['closed', (call, answer) => call.turnAway(answer)],
    // The record of a cancelled call and the notice of an emergency need the decision all the same (design.md 4.7, A9).
    caller_gone: ['abandoned', (call, end) => call.noteCallerGone(end)],
    service_ended: ['ending', (call, end) => call.refuseByService(end)],
  },
  abandoned: {
    routed: ['ending', (call) => call.finish()],
    refused: ['ending', (call) => call.finish()],
    unknown: ['closed', nothing],
    service_ended: ['ending', (call) => call.finish()],
  },
  hunting: {
    target_chosen: ['inviting', nothing],
    exhausted: ['ending', (call, answer) => call.refuseCaller(answer)],
    // Here an admission may be under way; what it grants is given back when it comes.
    caller_gone: ['ending', (call, end) => call.cancelTargets(end)],
    service_ended: ['ending', (call, end) => call.refuseByService(end)],
  },
  inviting: {
    target_chosen: ['inviting', nothing],
    target_rang: ['ringing', (call, response) => call.relayProvisional(response)],
    target_answered: ['answering', (call, response) => call.relayAnswer(response)],
    none_tried: ['hunting', nothing],
    // RFC 3261 section 9.2 for CANCEL; a caller may also end an early dialog with BYE, section 15.
    caller_gone: ['ending', (call, end) => call.cancelTargets(end)],
    service_ended: ['ending', (call, end) => call.refuseByService(end)],
  },
  ringing: {
    target_chosen: ['ringing', nothing],
    target_rang: ['ringing', (call, response) => call.relayProvisional(response)],
    target_answered: ['answering', (call, response) => call.relayAnswer(response)],
    none_tried: ['hunting', nothing],
    caller_gone: ['ending', (call, end) => call.cancelTargets(end)],
    service_ended: ['ending', (call, end) => call.refuseByService(end)],
  },
  answering: {
    caller_acknowledged: ['established', (call, ack) => call.passAcknowledgement(ack)],
    // BYE before the ACK, or no ACK in 64*T1 (RFC 3261 section 13.3.1.4): the target has answered and must hear BYE.
    caller_gone: ['ending', (call, end) => call.hangUpTarget(end)],
    target_gone: ['ending', (call, end) => call.hangUpCaller(end)],
    service_ended: ['ending', (call, end) => call.hangUpBoth(end)],
  },
  established: {
    caller_gone: ['ending', (call, end) => call.hangUpTarget(end)],
    target_gone: ['ending', (call, end) => call.hangUpCaller(end)],
    service_ended: ['ending', (call, end) => call.hangUpBoth(end)],
  },
  ending: {
    settled: ['closed', (call) => call.close()],
  },
  closed: {},
};
