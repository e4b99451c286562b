import type { FailureClass } from '../model/outcome';
import type { BranchResult } from './stageResult';

/** The trunk group a hunt asked first, by which the overflow action is chosen (design.md section 4, Failures). */
export interface FirstAsked {
  readonly trunkGroupId: string;
  /** It had no room; else it could not be reached. */
  readonly full: boolean;
}

/** Why nobody was reached: all full, all over their call rate, or tried in vain. */
export type Unreached = Extract<FailureClass, 'over_capacity' | 'call_rate_exceeded' | 'not_reachable'>;

/** How the hunt along one route, or a stage whose branches were rung together, ended without an answer. */
export type HuntResult =
  /** Nobody was to be hunted along it. */
  | { readonly kind: 'onward' }
  /** All branches of the stage have ended. `isStopped`: the caller wants no further stage. */
  | { readonly kind: 'stage_over'; readonly branches: readonly BranchResult[]; readonly isStopped?: boolean }
  /** The called number has as many calls as it may have. */
  | { readonly kind: 'policed' }
  /** Every candidate was full, or could not be reached. */
  | {
      readonly kind: 'nobody_reached';
      readonly failure: Unreached;
      /** Null: no trunk group was asked. */
      readonly first: FirstAsked | null;
      /** Every trunk group asked, in order. */
      readonly asked: readonly string[];
    }
  /** The caller's own trunk group or enterprise has no room, so that no route is any better. */
  | { readonly kind: 'caller_full' }
  /** Somebody was reached and did not take the call: busy, no answer, declined ... */
  | { readonly kind: 'not_taken'; readonly failure: FailureClass }
  /** The PBX of a trunk group was reached and named these numbers instead, the most wanted first. */
  | { readonly kind: 'redirected'; readonly trunkGroupId: string; readonly to: readonly string[] }
  /** It was the turn of a trunk group all of whose calls go elsewhere. */
  | { readonly kind: 'forwarding_trunk_group'; readonly trunkGroupId: string };
