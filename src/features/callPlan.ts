import type { CallCategory } from '../model/dialRestrictions';
import type { FeatureCode } from '../model/featureCodes';
import type { FailureClass } from '../model/outcome';
import type { RedirectReason } from '../model/redirection';

/**
 * What a user's features make of a call. Features decide this and nothing else: call control and routing carry it out.
 * Numbers stand as the settings have them: E.164, or an extension of the user's enterprise.
 */

/** What is rung at a time: all branches together, the first that answers has the call. */
export interface RingStage {
  readonly branches: readonly RingBranch[];
  /** From the first 18x of the stage; then it counts as not answered. */
  readonly ringMs: number;
}

export type RingBranch =
  /** The user's own phones, by the routing scheme. */
  | {
      readonly kind: 'base';
      /** How long they may say nothing beyond 100; null: as the trunk group has it. */
      readonly timerMs: number | null;
    }
  | {
      readonly kind: 'number';
      readonly number: string;
      /** Whoever answers has to press a digit before the caller is put through. */
      readonly answerConfirmation: boolean;
    };

/** Where a call goes that the user did not take, and the rule that says so; null: nowhere. */
export interface ForwardPlan {
  /** Name of the feature, for the trace: `call_forwarding_busy` and so on. */
  readonly rule: string;
  readonly number: string;
  readonly reason: RedirectReason;
}

export interface RingingPlan {
  readonly kind: 'ring';
  /** One after the other, never empty. More than one: sequential ring. */
  readonly stages: readonly RingStage[];
  /** Goes on to the next stage where all of a stage was busy. */
  readonly continueIfBusy: boolean;
  /** The caller may have no more stages rung: what follows is done as if they had been rung in vain. */
  readonly callerMayStop: boolean;
  /** When the stages have nothing left: by how the user's own phones, or else the last stage, failed. */
  readonly behind: {
    readonly busy: ForwardPlan | null;
    readonly noAnswer: ForwardPlan | null;
    readonly notReachable: ForwardPlan | null;
  };
}

/** What becomes of a call to a user; DID policing stands apart, on the ledger. */
export type InboundPlan =
  | { readonly kind: 'refuse'; readonly failure: FailureClass; readonly rule: string }
  | { readonly kind: 'forward'; readonly to: ForwardPlan }
  | RingingPlan;

/** Codes that are asked for before the call goes out (features B8, decisions.md 21). */
export interface CodePlan {
  /** Null: none is asked for. */
  readonly authorization: {
    readonly codes: readonly string[];
    /** What each is called, by code; those without a name are left out. */
    readonly names: Readonly<Record<string, string>>;
    readonly attempts: number;
  } | null;
  /** Null: none is asked for. `codes` null: any digits of that length. */
  readonly account: { readonly length: number; readonly codes: readonly string[] | null } | null;
}

/** What becomes of a call that a user makes. */
export type OutboundPlan =
  | {
      readonly kind: 'allow';
      readonly category: CallCategory;
      /** Null: no code is asked for. */
      readonly codes: CodePlan | null;
    }
  | { readonly kind: 'refuse'; readonly category: CallCategory; readonly failure: FailureClass }
  /** It goes to a transfer number instead. */
  | { readonly kind: 'transfer'; readonly category: CallCategory; readonly number: string };

/** A feature access code that was dialled. */
export interface DialledFeatureCode {
  readonly code: FeatureCode;
  /** What was dialled behind it; empty: nothing. */
  readonly argument: string;
}
