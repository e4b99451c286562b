import type { CallParties } from '../decision/decision';
import type { AttemptRecord } from '../model/liveCall';
import {
  endOf,
  type CallEnding,
  type ForwardedTo,
  type KeyedCodes,
  type TransferLink,
  type Transfers,
} from '../model/callRecord';

/** What is known of a call, its trace as JSON without the brackets. */
export interface CallTextParts {
  readonly id: string;
  readonly parties: CallParties;
  readonly calledLogId: string | null;
  readonly startedAt: number;
  readonly ringingAt: number | null;
  readonly answeredAt: number | null;
  readonly attempts: readonly AttemptRecord[];
  readonly forwards: readonly ForwardedTo[];
  readonly codes: KeyedCodes | null;
  readonly transfers: Transfers;
  readonly ending: CallEnding | null;
  readonly trace: string;
}

/**
 * The journal's entries of a call as JSON, put together by hand: much of it is the same for all the calls of a user, a
 * trunk group or a carrier, and this runs on the signalling thread for every call.
 */
export const openedText = (call: CallTextParts, at: number): string =>
  `{"at":${at},"ending":${JSON.stringify(call.ending)},"call":{${openText(call)}}}`;

export const changedText = (call: CallTextParts, at: number): string =>
  `{"at":${at},"ending":${JSON.stringify(call.ending)},${progressText(call)}}`;

/** Of a CallRecord. */
export function closedText(call: CallTextParts, ending: CallEnding): string {
  const end = endOf(call, ending);
  const failure = end.failure === null ? 'null' : `"${end.failure}"`;
  return `{${openText(call)},"endedAt":${end.endedAt},"durationMs":${end.durationMs},"outcome":"${end.outcome}","failure":${failure},"sipCode":${end.sipCode},"q850Cause":${end.q850Cause},"endedBy":"${end.endedBy}"}`;
}

function openText(call: CallTextParts): string {
  const { parties, calledLogId } = call;
  return `"id":"${call.id}","enterprise":${textOf(parties.enterprise)},"group":${textOf(parties.group)},"user":${textOf(parties.user)},"trunkGroup":${textOf(parties.trunkGroup)},"direction":"${parties.direction}","callingNumber":${JSON.stringify(parties.callingNumber)},${shownText(parties)}"calledNumber":${JSON.stringify(parties.calledNumber)},"dialled":${JSON.stringify(parties.dialled)},"emergency":${parties.emergency ? 'true' : 'false'},"startedAt":${call.startedAt},${progressText(call)},"trace":[${call.trace}],"peer":${textOf(parties.peer)},"called":${parties.called === null ? 'null' : JSON.stringify(parties.called)},"calledLogId":${calledLogId === null ? 'null' : `"${calledLogId}"`}`;
}

const shownText = ({ shownNumber }: CallParties): string =>
  shownNumber === undefined ? '' : `"shownNumber":${JSON.stringify(shownNumber)},`;

const progressText = (call: CallTextParts): string =>
  `"ringingAt":${call.ringingAt},"answeredAt":${call.answeredAt},"attempts":[${call.attempts.map(attemptText).join(',')}],"forwards":${call.forwards.length === 0 ? '[]' : JSON.stringify(call.forwards)}${codesText(call.codes)}${transfersText(call.transfers)}`;

const codesText = (codes: KeyedCodes | null): string =>
  codes === null ? '' : `,"codes":${JSON.stringify(codes)}`;

const transfersText = ({ transferredFrom, transferredTo }: Transfers): string =>
  linkText('transferredFrom', transferredFrom) + linkText('transferredTo', transferredTo);

const linkText = (name: keyof Transfers, link: TransferLink | undefined): string =>
  link === undefined ? '' : `,"${name}":${textOf(link)}`;

const attemptText = (attempt: AttemptRecord): string =>
  `{"destination":${textOf(attempt.destination)},"address":${JSON.stringify(attempt.address)},"startedAt":${attempt.startedAt},"ringingAt":${attempt.ringingAt},"answeredAt":${attempt.answeredAt},"endedAt":${attempt.endedAt},"sipCode":${attempt.sipCode},"station":${attempt.station}}`;

const texts = new WeakMap<object, string>();

/** JSON of a value that never changes; one text for as long as it is the same object. */
function textOf(value: object | null): string {
  if (value === null) return 'null';
  let text = texts.get(value);
  if (text === undefined) {
    text = JSON.stringify(value);
    texts.set(value, text);
  }
  return text;
}
