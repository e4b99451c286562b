import type { DialledFeatureCode } from '../features/callPlan';
import { featureCodeOf } from '../features/featureAccessCode';
import type { PartyIdentity } from '../model/callFacts';
import type { FeatureCodes } from '../model/featureCodes';
import { isDialable } from './numberAnalysis';

/** What feature access codes make of a dialled number. */
export interface DialledCodes {
  /** What is left behind the codes that are about this call. */
  readonly called: PartyIdentity;
  /** `*67`: the caller is shown to nobody. */
  readonly hidesNumber: boolean;
  /** `*71`: an account code is asked for. */
  readonly wantsAccountCode: boolean;
  /** A code that is a call of its own; null: none. */
  readonly request: DialledFeatureCode | null;
}

/** Codes about the call may stand one before the other; each is read once, and a second one is no number. */
export const dialledCodes = (dialled: PartyIdentity, codes: FeatureCodes): DialledCodes => {
  let called = dialled;
  let hidesNumber = false;
  let wantsAccountCode = false;
  const read = (request: DialledFeatureCode | null): DialledCodes => ({
    ...{ called, hidesNumber, wantsAccountCode, request },
  });
  while (isDialable(called)) {
    const request = featureCodeOf(called.user, codes);
    if (request === null) break;
    if (request.code === 'hide_number' && !hidesNumber) hidesNumber = true;
    else if (request.code === 'account_code' && !wantsAccountCode && request.argument !== '') {
      wantsAccountCode = true;
    } else return read(request.code === 'hide_number' ? null : request);
    called = { ...called, user: request.argument };
  }
  return read(null);
};
