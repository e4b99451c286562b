import type { CallParties, CallRoute, Decision, EmergencyNotice } from '../decision/decision';
import type { HuntResult } from '../decision/huntResult';
import type { NextDecision } from '../decision/nextRoute';
import type { TransferRequest } from '../decision/transfer';
import type { MediaEndpoint } from '../media/mediaEndpoint';
import type { Announcement } from '../model/announcement';
import type { CallFacts, SourceAddress } from '../model/callFacts';
import type { DirectoryKey } from '../model/directory';
import type { FeatureCodeWriter } from '../model/featureCodeWriter';
import type { IdFactory } from '../model/id';
import type { FailureClass } from '../model/outcome';
import type { Clock, Random } from '../model/ports';
import type { Gateway } from '../model/settings';
import type { SetupStage } from '../model/signallingMetrics';
import type { Target } from '../model/targetHealth';
import type { TransferPolicy } from '../model/transfer';
import type { TimerWheel } from '../model/timerWheel';
import type { TollCalls, TollScope } from '../model/tollLimits';
import type { Ledger } from '../routing/ledger/ledger';
import type { RateRefusal } from '../routing/rates/callRates';
import type { SipStack } from '../sip/stack';
import type { TriedAddress } from './attempt';
import type { ObservedCall } from './callRecord';
import type { TollBook } from './tollBook';

/**
 * Decides a call. `missing` says what a user or number that is not in memory means: `ask` that the decision may be a
 * `lookup`, `absent` that it does not exist, for the time when it cannot be read.
 */
export type Decide = (facts: CallFacts, missing: 'ask' | 'absent') => Decision;

/** The same for a transfer that was asked for; `facts` name whom it goes to. */
export type DecideTransfer = (
  transfer: TransferRequest,
  facts: CallFacts,
  missing: 'ask' | 'absent',
) => Decision;

/** The same for one that is to take over a dialog's place; `remainingOf`: the number of who is at its other side. */
export type DecideTakeover = (
  remainingOf: () => string | null,
  facts: CallFacts,
  missing: 'ask' | 'absent',
) => Decision;

/**
 * Decides what comes when the hunt along a route has ended without an answer.
 * @param forwardedCalls other calls in progress that a user's features sent on
 * @param tollCalls other international and premium calls that count for a user or an enterprise
 */
export type DecideNext = (
  route: CallRoute,
  result: HuntResult,
  forwardedCalls: (userId: string) => number,
  tollCalls: (scope: TollScope) => TollCalls,
) => NextDecision;

/** Hears how trunk groups stand for room. */
export interface CapacityWatch {
  admitted(trunkGroupId: string): void;
  /** A call was refused for want of room. */
  refused(trunkGroupId: string): void;
}

/** Brings the keys into the directory's memory, so that the next decision finds them; rejects when it cannot. */
export type FetchDirectory = (keys: readonly DirectoryKey[]) => Promise<void>;

/** Hears of every call that was decided for a known peer. Its methods must not throw. */
export interface CallObserver {
  opened(call: ObservedCall): void;
  /** An attempt began, or the call rang, was answered, or began to end. */
  changed(call: ObservedCall): void;
  /** Once for each call that was opened: every leg is over, every lease released. */
  closed(call: ObservedCall): void;
}

/** Hears how long after its INVITE a call reached a stage of its set-up, in milliseconds; the first time each. */
export interface StageRecorder {
  record(stage: SetupStage, afterMs: number): void;
}

/** Hears which legs a call has, told by their Call-IDs: when one joins it, and of all when the call is over. */
export interface LegRecorder {
  joined(callId: string, legCallId: string): void;
  left(callId: string, legCallId: string): void;
}

/** What a caller hears of us, by who it is. */
export interface Treatment {
  /** Two-letter code (ISO 3166) of the country whose tones the caller knows. */
  country(parties: CallParties | null): string;
  /** What a refused caller is told before the final response; null: nothing (decisions.md 26). */
  announcement(parties: CallParties, failure: FailureClass): Announcement | null;
}

/** What is logged; a pino logger is one. */
export interface CallLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Asked once a call that is no emergency; null: it may go on. */
export interface CallRateLimits {
  takeFromSender(peer: Pick<Target, 'kind' | 'id'>): RateRefusal | null;
  takeThrough(target: Pick<Target, 'kind' | 'id'>): RateRefusal | null;
}

export interface CallSettings {
  /** What unknown peers get: 403, or nothing. */
  readonly unknownPeers: 'reject' | 'silence';
  /** Seconds named in Retry-After while draining. */
  readonly retryAfterS: number;
  /** The same while overloaded: it is over sooner. */
  readonly overloadRetryAfterS: number;
  /** How long the directory or the ledger may take before the call goes on without. */
  readonly waitLimitMs: number;
}

/** Everything call control needs from elsewhere. */
export interface CallPorts {
  readonly stack: Pick<SipStack, 'invite'>;
  readonly ledger: Ledger;
  readonly wheel: TimerWheel;
  readonly clock: Clock;
  readonly newId: IdFactory;
  readonly decide: Decide;
  readonly decideNext: DecideNext;
  readonly decideTransfer: DecideTransfer;
  readonly decideTakeover: DecideTakeover;
  /** Which transfers a trunk group's users may ask for. */
  readonly transferPolicy: (trunkGroupId: string) => TransferPolicy;
  readonly fetch: FetchDirectory;
  readonly capacity: CapacityWatch;
  /** Whether a configured peer sends from this address; asked for OPTIONS where unknown peers get silence. */
  readonly knowsSource: (source: SourceAddress) => boolean;
  readonly rates: CallRateLimits;
  /** International and premium calls by who makes them. */
  readonly toll: TollBook;
  /** Who is told how INVITEs to an address fare; null: nobody. */
  readonly media: Pick<MediaEndpoint, 'open'>;
  readonly treatment: Treatment;
  readonly featureCodes: FeatureCodeWriter;
  /** Draws the time until an offer that crossed another is made again. */
  readonly random: Random;
  readonly addressHealth: (gateway: Gateway) => TriedAddress | null;
  readonly observer: CallObserver;
  readonly stages: StageRecorder;
  readonly legs: LegRecorder;
  /** Whether this thread has more to do than it can: new calls but emergency ones are refused then. */
  readonly isOverloaded: () => boolean;
  /** An emergency call was placed, whatever becomes of it; must not throw. */
  readonly onEmergency: (notice: EmergencyNotice, callId: string) => void;
  readonly log: CallLogger;
  /** For look-ups that fail: with the database away that is one a call. */
  readonly lookupLog: Pick<CallLogger, 'error'>;
  readonly settings: CallSettings;
}
