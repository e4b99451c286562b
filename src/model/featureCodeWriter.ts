import type { FeatureCode } from './featureCodes';

/** What a code changes about the user for good; the others are about the call they are dialled before. */
export type WritableFeatureCode = Exclude<FeatureCode, 'account_code' | 'hide_number'>;

export interface FeatureCodeRequest {
  readonly userId: string;
  readonly what: WritableFeatureCode;
  /** What was dialled behind the code, as dialled; null: nothing. To switch on, nothing stands for the number that is set. */
  readonly number: string | null;
}

export type FeatureCodeResult =
  /** In force. */
  | { readonly outcome: 'done' }
  /** Nothing was changed; `why` is for the trace. */
  | {
      readonly outcome: 'refused';
      readonly code: 'not_available' | 'number_missing' | 'number_refused';
      readonly why: string;
    };

/** Changes a user's settings as a feature access code asks, by the rules that the API has for the same change. */
export interface FeatureCodeWriter {
  /** @throws Error when it cannot be told or done: there is no such user, the database is away */
  writeFeatureCode(request: FeatureCodeRequest): Promise<FeatureCodeResult>;
}
