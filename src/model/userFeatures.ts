import type { DialRestrictions, DigitPattern, ForwardRestrictions } from './dialRestrictions';
import type { Schedule } from './schedule';

/**
 * What a user's features are set to, as calls see it: a feature that is not available to the user, or off, is null or
 * absent here (feature B1). Numbers stand as the settings have them: E.164, or an extension.
 */
export interface UserFeatures {
  readonly inbound: InboundSettings;
  readonly outbound: OutboundSettings;
  /** The user's own, visible to this user alone. */
  readonly schedules: readonly Schedule[];
}

/** When and for whom a feature does something (feature B2, decisions.md 25). Only active ones stand here. */
export interface Criterion {
  readonly description: string;
  /** A match applies the feature; false: it spares the caller. */
  readonly apply: boolean;
  /** Numbers and patterns; empty together with both flags false: any caller. */
  readonly numbers: readonly string[];
  readonly anonymous: boolean;
  readonly unavailable: boolean;
  /** Names, as the user sees them: own, of the group, of the enterprise, in this order. Null: every day, all day. */
  readonly timeSchedule: string | null;
  readonly holidaySchedule: string | null;
}

/** Selective forwarding may send each criterion's callers elsewhere; null: to the feature's number. */
export interface ForwardingCriterion extends Criterion {
  readonly number: string | null;
}

/** Rings of 6 s each (decisions.md 26); 0: at once. */
export interface NoAnswerForwarding {
  readonly number: string;
  readonly rings: number;
}

export interface SequentialRing {
  readonly numbers: readonly {
    readonly number: string;
    readonly rings: number;
    /** Whoever answers there has to press a digit before the caller is put through. */
    readonly answerConfirmation: boolean;
  }[];
  /** The user's own phones ring first, so many rings; null: they do not ring. */
  readonly baseRings: number | null;
  /** Goes on to the numbers where the user's own phones are busy. */
  readonly continueIfBusy: boolean;
  readonly callerMayStop: boolean;
  /** In code-point order of the lower-cased description, as everywhere. */
  readonly criteria: readonly Criterion[];
}

export interface SimultaneousRing {
  readonly numbers: readonly { readonly number: string; readonly answerConfirmation: boolean }[];
  /** The numbers are left alone while the user is on a call. */
  readonly notWhileOnCall: boolean;
  readonly criteria: readonly Criterion[];
}

/** What happens while a time frame is in force; the first enabled one that is counts alone (portals.md A9). */
export interface AnsweringRule {
  /** Name of a schedule; null: at all other times. */
  readonly timeFrame: string | null;
  readonly ringTimeMs: number | null;
  readonly doNotDisturb: boolean;
  readonly forwardAlways: string | null;
  /** While the user has a call. */
  readonly forwardOnActive: string | null;
  readonly forwardBusy: string | null;
  readonly forwardNoAnswer: string | null;
  readonly forwardNotReachable: string | null;
}

export interface InboundSettings {
  readonly intercept: boolean;
  /** Calls to the user's number at a time; null: no limit. */
  readonly didPolicing: number | null;
  readonly anonymousRejection: boolean;
  readonly allowedNumbers: readonly string[];
  readonly blockedNumbers: readonly string[];
  /** Null: off. The criteria are in the order they are tried. */
  readonly acceptance: readonly Criterion[] | null;
  readonly rejection: readonly Criterion[] | null;
  readonly selective: {
    readonly number: string;
    readonly criteria: readonly ForwardingCriterion[];
  } | null;
  readonly doNotDisturb: boolean;
  readonly always: string | null;
  readonly sequential: SequentialRing | null;
  readonly simultaneous: SimultaneousRing | null;
  readonly busy: string | null;
  readonly noAnswer: NoAnswerForwarding | null;
  readonly notReachable: {
    readonly number: string;
    /** How long the user's phones may say nothing beyond 100 before they count as not reachable; null: as the trunk group. */
    readonly timerMs: number | null;
  } | null;
  /** Null: design.md section 4's. */
  readonly ringTimeMs: number | null;
  /** In their order. */
  readonly answeringRules: readonly AnsweringRule[];
}

export interface OutboundSettings {
  readonly accountCode: 'not_required' | 'optional' | 'mandatory';
  /** Null: a group user, all as the group has it; else a custom user. */
  readonly restrictions: DialRestrictions | null;
  /** The same for what the user sends on. */
  readonly forwardRestrictions: ForwardRestrictions | null;
  readonly digitPatterns: readonly DigitPattern[];
  /** The first, second and third transfer number. */
  readonly transferNumbers: readonly string[];
  /** Every call goes out without the number. */
  readonly hidesNumber: boolean;
}
