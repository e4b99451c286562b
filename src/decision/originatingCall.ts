import type { Enterprise, TrunkGroup } from '../model/settings';
import type { Caller } from './callerLookup';
import type { DecisionContext } from './decisionContext';
import type { DialledCodes } from './dialledCodes';

/** A call from a PBX whose caller has passed screening, and which is no emergency. */
export interface OriginatingCall {
  readonly context: DecisionContext;
  readonly trunkGroup: TrunkGroup;
  readonly enterprise: Enterprise;
  readonly caller: Caller;
  readonly codes: DialledCodes;
}
