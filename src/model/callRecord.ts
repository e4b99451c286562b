import type { LiveCall, Named } from './liveCall';
import type { RedirectReason } from './redirection';
import { failures, type EndedBy, type FailureClass, type Outcome } from './outcome';

/** The side of a call that is called, where the called number is one of ours. */
export interface CalledParty {
  readonly enterprise: Named;
  /** These two are null where the number is assigned to nobody, and the trunk group is then too. */
  readonly group: Named | null;
  readonly user: Named | null;
  /** Of the user's group; where the call went in the end, its attempts say. */
  readonly trunkGroup: Named | null;
}

/** Whom a call was sent on to, in the place of whoever was called before. */
export interface ForwardedTo {
  /** Null: a number outside. */
  readonly party: CalledParty | null;
  /** E.164, or the extension of a user who has no public number. */
  readonly number: string;
  readonly reason: RedirectReason;
  /** The station it was sent on from: 0 as it was dialled, else one of the forwards before, from 1. */
  readonly from: number;
  /** Id of the record of an enterprise that comes into the call with this; null: none does. */
  readonly logId: string | null;
}

/** Codes a caller keyed in, as its enterprise's call log has them; null: none. */
export interface KeyedCodes {
  /** In full: it says what the call is booked on. */
  readonly account: string | null;
  /** What tells the code from others, never its digits: its description, else its last digits (decisions.md 21). */
  readonly authorization: string | null;
}

/** Another call that a transfer has joined with this one. */
export interface TransferLink {
  readonly callId: string;
  /** The user who asked for it, and whose enterprise may know; null: nobody of ours. */
  readonly by: Named | null;
  readonly enterpriseId: string | null;
}

/** What transfers have made of a call; left out where none has. */
export interface Transfers {
  /** The call from which who is in this one came. */
  readonly transferredFrom?: TransferLink;
  /** The call in which who was in this one goes on. */
  readonly transferredTo?: TransferLink;
}

/** What is known of a call until it closes. Times are milliseconds since the Unix epoch. */
export interface OpenCall extends Omit<LiveCall, 'state'>, Transfers {
  readonly peer: Named & { readonly kind: 'trunk_group' | 'carrier' };
  /** What enterprises other than the caller's are shown instead of the calling number; left out: that. */
  readonly shownNumber?: string;
  /** Of an on-net call from a PBX; null elsewhere: what is said of the parties is the called side's for a call from a carrier. */
  readonly called: CalledParty | null;
  /** Id of the called enterprise's own record; null where that is not another one than the caller's. */
  readonly calledLogId: string | null;
  /** In order; empty for a call that went only where it was dialled to. */
  readonly forwards: readonly ForwardedTo[];
  /** Left out: the caller was asked for none. */
  readonly codes?: KeyedCodes;
}

/** How a call ended. */
export interface CallEnding {
  readonly at: number;
  readonly by: EndedBy;
  /** Null: it was answered and hung up. */
  readonly failure: FailureClass | null;
  /** What the caller's INVITE was answered. */
  readonly status: number;
  readonly cause: number;
}

/** What of a call may change while it lasts. */
export interface CallProgress extends Pick<
  OpenCall,
  'ringingAt' | 'answeredAt' | 'attempts' | 'forwards' | 'codes' | keyof Transfers
> {
  /** Set where the call is over and cancelled legs are still awaited. */
  readonly ending: CallEnding | null;
}

/** A closed call, whole: what its call logs are written from. */
export interface CallRecord extends OpenCall {
  readonly endedAt: number;
  /** From answer to end; 0 for a call that was not answered. */
  readonly durationMs: number;
  readonly outcome: Outcome;
  /** Null: the call was answered and ended in the ordinary way. */
  readonly failure: FailureClass | null;
  /** The final response the caller got: 200, 487 for a cancelled call. */
  readonly sipCode: number;
  readonly q850Cause: number;
  readonly endedBy: EndedBy;
}

/** What its ending adds to a call. */
export type CallEnd = Omit<CallRecord, keyof OpenCall>;

export const closeCall = (call: OpenCall, ending: CallEnding): CallRecord => ({
  ...call,
  ...endOf(call, ending),
});

export const endOf = (
  { answeredAt }: Pick<OpenCall, 'answeredAt'>,
  { at, by, failure, status, cause }: CallEnding,
): CallEnd => ({
  endedAt: at,
  durationMs: answeredAt === null ? 0 : Math.max(0, at - answeredAt),
  outcome: failure === null ? 'answered' : failures[failure].outcome,
  failure,
  sipCode: status,
  q850Cause: cause,
  endedBy: by,
});

/** The record of a call that nobody ended: the service was gone from `at` on. */
export function interruptCall(call: OpenCall, at: number): CallRecord {
  const { status, cause } = failures.interrupted;
  const ending: CallEnding = {
    at: Math.max(at, call.startedAt, call.answeredAt ?? 0),
    by: 'service',
    failure: 'interrupted',
    status: call.answeredAt === null ? status : 200,
    cause,
  };
  const trace = [...call.trace, { rule: 'recovery', result: 'the service ended while the call lasted' }];
  return withEndedAttempts(closeCall({ ...call, trace }, ending));
}

/** An attempt ends with its call at the latest. */
export const withEndedAttempts = (record: CallRecord): CallRecord => ({
  ...record,
  attempts: record.attempts.map((attempt) => ({ ...attempt, endedAt: attempt.endedAt ?? record.endedAt })),
});
