import type { CallRoute, RouteCandidate } from '../decision/decision';
import type { BranchResult } from '../decision/stageResult';
import type { ForwardedTo } from '../model/callRecord';
import type { TollCalls, TollScope, TollUse } from '../model/tollLimits';
import type { Trace, TraceStep } from '../model/trace';
import type { Attempt, AttemptOwner } from './attempt';
import type { CallerAnswer } from './callerAnswer';
import type { HeldLease } from './heldLease';
import type { Wait } from './wait';

/** The call that is sent along its routes; all chains of it share this. */
export interface RoutedCall {
  readonly id: string;
  readonly attempts: AttemptOwner;
  /** A wait for one more chain. */
  newWait(): Wait;
  note(step: TraceStep): void;
  noteAll(trace: Trace): void;
  /** The caller's own trunk was admitted. */
  readonly isOriginatingHeld: boolean;
  /** The lease is the call's from here. */
  originatingAdmitted(lease: HeldLease): void;
  /** Whether one more INVITE may go out. */
  takeLeg(): boolean;
  attempting(attempt: Attempt, candidate: RouteCandidate, trusted: boolean, chain: Chain): void;
  /**
   * The call is sent on, or rings at one more place.
   * @param from the station it was at before; 0: as it was dialled
   * @returns the station it is at from here on
   */
  forwarded(to: Pick<ForwardedTo, 'party' | 'number' | 'reason'>, from: number, by: string | null): number;
  /** Other calls that a user's features sent on. */
  forwardedCalls(userId: string): number;
  /** Other international and premium calls that count for somebody. */
  tollCalls(scope: TollScope): TollCalls;
  /** The call counts for them from here on. */
  countToll(use: TollUse): void;
  /** Whether somebody who answered within a stage is being asked to confirm it. */
  isConfirmingWithin(stage: Stage): boolean;
  /** Cancels what a stage's branches are trying. */
  giveUpWithin(stage: Stage): void;
}

/** Whoever a chain belongs to: the call, or a stage one of whose branches it is. */
export interface ChainOwner {
  /** Null: the call. */
  readonly stage: Stage | null;
  /** Whether the call holds a lease for the called number. */
  holds(number: string): boolean;
  /** The lease of a called number outlives the chain. */
  keep(lease: HeldLease): void;
  /** A target of the chain has said 18x. */
  rang(): void;
  /** Nothing is left: the call, or what is to be said of the branch, has this answer. */
  nothingLeft(answer: CallerAnswer): void;
}

/** Routes a call, or a branch of it, is sent along (routeChain.ts). */
export interface Chain {
  /** The stage it is a branch of; null: of none. */
  readonly stage: Stage | null;
  /** Where its attempts go, for the call log. */
  readonly station: number;
  /** The one it is at. */
  readonly route: CallRoute;
  /** Who is rung along it; null: somebody outside. */
  readonly userId: string | null;
  start(): void;
  /** The target being tried could not be reached: whatever comes next is tried. */
  next(): void;
  /** The target being tried failed for good: nobody else of this route is tried. */
  notTaken(answer: CallerAnswer): void;
  /** The target being tried is a PBX that names others instead. */
  redirected(trunkGroupId: string, to: readonly string[], answer: CallerAnswer): void;
  /** Keeps what a target said, in case it was the last. */
  remember(answer: CallerAnswer): void;
  /** A target has said 18x. */
  rang(): void;
  /** Somebody answered. */
  answered(candidate: RouteCandidate): void;
  /** Has no more places of a sequence rung; null: none is rung that the caller may stop. */
  sequenceStop(): (() => void) | null;
  /** The search is over. */
  stop(): void;
  note(rule: string, result: string, ofCaller: boolean): void;
  holds(number: string): boolean;
  keep(lease: HeldLease): void;
  /** What it holds of called numbers, and those it is a part of, stands as long as the call. */
  keepPoliced(): void;
  /** All branches of its stage have ended; `answer`: what is to be said of it. */
  stageOver(branches: readonly BranchResult[], answer: CallerAnswer): void;
}

/** Branches that are rung together (stageFork.ts). */
export interface Stage {
  /** The chain that rings it. */
  readonly chain: Chain;
  /** Whether it is that stage, or rung within it. */
  isWithin(stage: Stage): boolean;
}
