import type { CallRoute, FeatureCodeDecision } from '../decision/decision';
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
 *     refusing      the caller hears why, where an announcement plays, and then gets the final response
 *     ending        over for caller and callee; a cancelled target has not confirmed, so its lease stands
 *     closed        every leg is over, every lease released, the record handed over
 *
 * Those of an answered call that one side wants to transfer (transfer/blindTransfer.ts, transfer/attendedTransfer.ts):
 *
 *     referring     both sides are there; whom the transfer goes to is being brought in
 *     referred      who asked for it has hung up meanwhile (RFC 5589 section 6.1); who remains waits for the other
 *     transferred   who remains has gone on to another call; who asked for it has been told so, and is to hang up
 *
 * That of a call that is to take over a dialog's place in another one (transfer/takeover.ts):
 *
 *     replacing     the caller waits; who remains in the other call is being offered its media
 *
 * Those of a call whose caller we answer ourselves, to ask for codes or to switch a feature (features B8 and B10):
 *
 *     admitting     the ledger is asked whether the caller's own trunk has room; the caller has no answer yet
 *     asking        the caller has our 200 and is asked, or its change is being made
 *     seeking       as hunting and inviting, the caller has keyed in what it was asked for
 *     ringback      as ringing, the caller hears a tone of ours
 *     joining       a target has answered; caller and target are offered each other's media
 *     parting       the caller hears what the call came to, then gets BYE
 */
export type CallState =
  | 'deciding'
  | 'abandoned'
  | 'hunting'
  | 'inviting'
  | 'ringing'
  | 'answering'
  | 'established'
  | 'referring'
  | 'referred'
  | 'transferred'
  | 'replacing'
  | 'refusing'
  | 'admitting'
  | 'asking'
  | 'seeking'
  | 'ringback'
  | 'joining'
  | 'parting'
  | 'ending'
  | 'closed';

/** Answered, and not standing on both sides yet; what only a call that stands may have waits for that (settling.ts). */
export const isSettling = (state: CallState): boolean => state === 'answering' || state === 'joining';

/** Answered on both sides, a transfer of one of them under way or not. */
export const isTalking = (state: CallState): boolean =>
  state === 'established' || state === 'referring' || state === 'referred';

/** Nobody is left who talks to anybody. */
export const hasEnded = (state: CallState): boolean =>
  state === 'transferred' || state === 'parting' || state === 'ending' || state === 'closed';

/** What the service ends a call for. */
export interface ServiceEnd {
  readonly failure: FailureClass;
  readonly by: EndedBy;
}

/** What can happen to a call, and what comes with it. */
export interface CallInputs {
  /** The decision named a route. */
  routed: CallRoute;
  /** The same, but codes are to be asked for first. */
  codes_wanted: CallRoute;
  /** A feature access code was dialled. */
  code_dialled: FeatureCodeDecision;
  /** The caller's own trunk has room, and the caller has our 200. */
  caller_attended: null;
  /** The caller has keyed in what it was asked for. */
  codes_given: CallRoute;
  /** It has not, or what it asked for cannot be done. */
  turned_down: CallerAnswer;
  /** The feature is as the caller wants it. */
  served: null;
  /** The caller hears nothing any more: the media endpoint has ended its session. */
  media_lost: null;
  /** What the caller was to hear has been played. */
  heard_out: null;
  /** Caller and target have each other's media. */
  joined: null;
  /** One of them cannot take it; why, for the trace. */
  joining_failed: string;
  /** It is to take over a dialog's place in another call. */
  takeover: CallRoute;
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
  /** A transfer that one side has asked for is under way. */
  refer_accepted: null;
  /** It has come to nothing. */
  transfer_failed: null;
  /** Who remains talks to somebody else, in another call. */
  handed_over: null;
  /** Somebody from another call has taken the place of who asked for the transfer. */
  replaced: null;
  /** Who remained talks to somebody else in another call, who has taken the place of the other side here. */
  taken_over: null;
  /** Who asked for the transfer has hung up or was lost. */
  transferor_gone: LegEnd;
  /** It should have hung up by now. */
  overstayed: null;
  /** An operator, the end of a drain, a failure of our own. */
  service_ended: ServiceEnd;
  /** The last leg of an ended call is over. */
  settled: null;
}

export type CallInput = keyof CallInputs;

/** What a call does that concerns its calling side alone. */
export interface CallingActions {
  /** Asks for the lease of the caller's own leg, then answers the caller. */
  admit(service: CallRoute | FeatureCodeDecision): void;
  /** Asks for codes, or switches a feature: the caller's ACK is in. */
  talk(ack: MessageView): void;
  acknowledged(ack: MessageView): void;
}

/** What a call does about a transfer. */
export interface TransferActions {
  /** It goes on without who asked for it. */
  goOnWithoutTransferor(): void;
  /** It is done, or has failed. */
  forget(): void;
  /** Who remained is talked to elsewhere: what is left of the call is who asked for that. */
  awaitTransferor(): void;
  hangUpTransferor(): void;
  /** Who remained is talked to elsewhere, and whose place was taken there is hung up on. */
  hangUpReplaced(): void;
  /** Ends a call nobody of which is left. */
  finishTransferred(): void;
  /** It has failed, and who asked for it is gone. */
  hangUpRemaining(): void;
}

/** What a call does to end. */
export interface EndingActions {
  /** Lets the caller hear why it is refused, where the group wants that. */
  refuseCaller(answer: CallerAnswer): void;
  /** Answers the caller with what it is refused for. */
  rejectCaller(): void;
  /** It left before that. */
  noteRefusedCallerGone(end: LegEnd): void;
  /** The same, for a call nobody recorded; null: without a word. */
  turnAway(answer: CallerAnswer | null): void;
  noteCallerGone(end: LegEnd): void;
  cancelTargets(end: LegEnd): void;
  hangUpTarget(end: LegEnd): void;
  hangUpCaller(end: LegEnd): void;
  refuseByService(end: ServiceEnd): void;
  hangUpBoth(end: ServiceEnd): void;
  /** Lets a caller we have answered hear what the call came to. */
  partFromCaller(answer: CallerAnswer): void;
  /** The same where it was for us, and is done. */
  partFromServed(): void;
  hangUpParted(): void;
  /** Ends a call whose caller we have answered, and nobody else has. */
  hangUpAttended(end: ServiceEnd): void;
  hangUpUnjoined(why: string): void;
}

/** What a call does on an input; the state has moved on when an action runs. */
export interface CallActions {
  readonly calling: CallingActions;
  readonly transfers: TransferActions;
  readonly endings: EndingActions;
  startHunting(route: CallRoute): void;
  startTakeover(route: CallRoute): void;
  relayProvisional(response: ResponseView): void;
  relayAnswer(response: ResponseView): void;
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
    codes_wanted: ['admitting', (call, route) => call.calling.admit(route)],
    code_dialled: ['admitting', (call, dialled) => call.calling.admit(dialled)],
    takeover: ['replacing', (call, route) => call.startTakeover(route)],
    refused: ['refusing', (call, answer) => call.endings.refuseCaller(answer)],
    unknown: ['closed', (call, answer) => call.endings.turnAway(answer)],
    // The record of a cancelled call and the notice of an emergency need the decision all the same (design.md 4.7, A9).
    caller_gone: ['abandoned', (call, end) => call.endings.noteCallerGone(end)],
    service_ended: ['ending', (call, end) => call.endings.refuseByService(end)],
  },
  abandoned: {
    routed: ['ending', (call) => call.finish()],
    codes_wanted: ['ending', (call) => call.finish()],
    code_dialled: ['ending', (call) => call.finish()],
    takeover: ['ending', (call) => call.finish()],
    refused: ['ending', (call) => call.finish()],
    unknown: ['closed', nothing],
    service_ended: ['ending', (call) => call.finish()],
  },
  hunting: {
    target_chosen: ['inviting', nothing],
    exhausted: ['refusing', (call, answer) => call.endings.refuseCaller(answer)],
    // Here an admission may be under way; what it grants is given back when it comes.
    caller_gone: ['ending', (call, end) => call.endings.cancelTargets(end)],
    service_ended: ['ending', (call, end) => call.endings.refuseByService(end)],
  },
  inviting: {
    target_chosen: ['inviting', nothing],
    target_rang: ['ringing', (call, response) => call.relayProvisional(response)],
    target_answered: ['answering', (call, response) => call.relayAnswer(response)],
    none_tried: ['hunting', nothing],
    // RFC 3261 section 9.2 for CANCEL; a caller may also end an early dialog with BYE, section 15.
    caller_gone: ['ending', (call, end) => call.endings.cancelTargets(end)],
    service_ended: ['ending', (call, end) => call.endings.refuseByService(end)],
  },
  ringing: {
    target_chosen: ['ringing', nothing],
    target_rang: ['ringing', (call, response) => call.relayProvisional(response)],
    target_answered: ['answering', (call, response) => call.relayAnswer(response)],
    none_tried: ['hunting', nothing],
    caller_gone: ['ending', (call, end) => call.endings.cancelTargets(end)],
    service_ended: ['ending', (call, end) => call.endings.refuseByService(end)],
  },
  answering: {
    caller_acknowledged: ['established', (call, ack) => call.calling.acknowledged(ack)],
    // Of a call made for a transfer: who remains does not take the target's media.
    joining_failed: ['ending', (call, why) => call.endings.hangUpUnjoined(why)],
    // BYE before the ACK, or no ACK in 64*T1 (RFC 3261 section 13.3.1.4): the target has answered and must hear BYE.
    caller_gone: ['ending', (call, end) => call.endings.hangUpTarget(end)],
    target_gone: ['ending', (call, end) => call.endings.hangUpCaller(end)],
    service_ended: ['ending', (call, end) => call.endings.hangUpBoth(end)],
  },
  established: {
    refer_accepted: ['referring', nothing],
    caller_gone: ['ending', (call, end) => call.endings.hangUpTarget(end)],
    target_gone: ['ending', (call, end) => call.endings.hangUpCaller(end)],
    service_ended: ['ending', (call, end) => call.endings.hangUpBoth(end)],
  },
  referring: {
    transfer_failed: ['established', (call) => call.transfers.forget()],
    handed_over: ['transferred', (call) => call.transfers.awaitTransferor()],
    replaced: ['established', (call) => call.transfers.forget()],
    // RFC 3891 section 3: the dialog whose place was taken gets BYE.
    taken_over: ['ending', (call) => call.transfers.hangUpReplaced()],
    transferor_gone: ['referred', (call) => call.transfers.goOnWithoutTransferor()],
    // Of who remains: there is nobody left to be transferred.
    caller_gone: ['ending', (call, end) => call.endings.hangUpTarget(end)],
    target_gone: ['ending', (call, end) => call.endings.hangUpCaller(end)],
    service_ended: ['ending', (call, end) => call.endings.hangUpBoth(end)],
  },
  referred: {
    transfer_failed: ['ending', (call) => call.transfers.hangUpRemaining()],
    handed_over: ['ending', (call) => call.transfers.finishTransferred()],
    replaced: ['established', (call) => call.transfers.forget()],
    taken_over: ['ending', (call) => call.transfers.finishTransferred()],
    caller_gone: ['ending', (call, end) => call.endings.hangUpTarget(end)],
    target_gone: ['ending', (call, end) => call.endings.hangUpCaller(end)],
    service_ended: ['ending', (call, end) => call.endings.hangUpBoth(end)],
  },
  transferred: {
    transferor_gone: ['ending', (call) => call.transfers.finishTransferred()],
    // RFC 5589 section 6.1: who asked for the transfer hangs up when it hears that it is done; not all do.
    overstayed: ['ending', (call) => call.transfers.hangUpTransferor()],
    service_ended: ['ending', (call) => call.transfers.hangUpTransferor()],
  },
  replacing: {
    target_answered: ['answering', (call, response) => call.relayAnswer(response)],
    refused: ['refusing', (call, answer) => call.endings.refuseCaller(answer)],
    caller_gone: ['ending', (call, end) => call.endings.cancelTargets(end)],
    service_ended: ['ending', (call, end) => call.endings.refuseByService(end)],
  },
  refusing: {
    heard_out: ['ending', (call) => call.endings.rejectCaller()],
    caller_gone: ['ending', (call, end) => call.endings.noteRefusedCallerGone(end)],
    service_ended: ['ending', (call) => call.endings.rejectCaller()],
  },
  admitting: {
    caller_attended: ['asking', nothing],
    refused: ['refusing', (call, answer) => call.endings.refuseCaller(answer)],
    caller_gone: ['ending', (call, end) => call.endings.cancelTargets(end)],
    service_ended: ['ending', (call, end) => call.endings.refuseByService(end)],
  },
  asking: {
    // Nothing is asked before the ACK: an answer to our offer comes with it, and until then the way may be one way only.
    caller_acknowledged: ['asking', (call, ack) => call.calling.talk(ack)],
    codes_given: ['seeking', (call, route) => call.startHunting(route)],
    turned_down: ['parting', (call, answer) => call.endings.partFromCaller(answer)],
    served: ['parting', (call) => call.endings.partFromServed()],
    media_lost: [
      'ending',
      (call) => call.endings.hangUpAttended({ failure: 'code_not_askable', by: 'service' }),
    ],
    // BYE, or no ACK in 64*T1 (RFC 3261 section 13.3.1.4).
    caller_gone: ['ending', (call, end) => call.endings.cancelTargets(end)],
    service_ended: ['ending', (call, end) => call.endings.hangUpAttended(end)],
  },
  seeking: {
    target_chosen: ['seeking', nothing],
    target_rang: ['ringback', (call, response) => call.relayProvisional(response)],
    target_answered: ['joining', (call, response) => call.relayAnswer(response)],
    exhausted: ['parting', (call, answer) => call.endings.partFromCaller(answer)],
    caller_gone: ['ending', (call, end) => call.endings.cancelTargets(end)],
    service_ended: ['ending', (call, end) => call.endings.hangUpAttended(end)],
  },
  ringback: {
    target_chosen: ['ringback', nothing],
    target_rang: ['ringback', (call, response) => call.relayProvisional(response)],
    target_answered: ['joining', (call, response) => call.relayAnswer(response)],
    none_tried: ['seeking', nothing],
    caller_gone: ['ending', (call, end) => call.endings.cancelTargets(end)],
    service_ended: ['ending', (call, end) => call.endings.hangUpAttended(end)],
  },
  joining: {
    joined: ['established', nothing],
    // 488 and the like: each side has only half an agreement (RFC 3261 section 14.1).
    joining_failed: ['ending', (call, why) => call.endings.hangUpUnjoined(why)],
    caller_gone: ['ending', (call, end) => call.endings.hangUpTarget(end)],
    target_gone: ['ending', (call, end) => call.endings.hangUpCaller(end)],
    service_ended: ['ending', (call, end) => call.endings.hangUpBoth(end)],
  },
  parting: {
    heard_out: ['ending', (call) => call.endings.hangUpParted()],
    // Its session's death ends what it was to hear, which comes as heard_out.
    caller_gone: ['ending', (call) => call.finish()],
    service_ended: ['ending', (call) => call.endings.hangUpParted()],
  },
  ending: {
    settled: ['closed', (call) => call.close()],
  },
  closed: {},
};
