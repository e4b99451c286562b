import type { UserRecord } from '../../model/directory';
import type { GroupFeatures } from '../../model/groupFeatures';
import type { NumberingPlan } from '../../model/phoneNumber';

/** Whom a call goes to, as the restrictions of whoever makes it see it. */
export interface OutboundTarget {
  /** `group`: of the same group. `internal`: of another group of the enterprise. `outside`: anybody else. */
  readonly relation: 'group' | 'internal' | 'outside';
  /** `name`: a user part that is no number. */
  readonly kind: 'number' | 'name';
  /** E.164; else digits as dialled, or the name. */
  readonly number: string;
  /** Of a user of the enterprise; null: none. */
  readonly extension: string | null;
}

/** Whose settings allow a call or do not. */
export interface RestrictedCaller {
  /** Null: an unknown caller, for whom the group's settings count alone. */
  readonly user: Pick<UserRecord, 'name' | 'features'> | null;
  readonly group: GroupFeatures;
  /** The enterprise's. */
  readonly plan: NumberingPlan;
}

/** A call that is about to go out. */
export interface OutboundCall extends RestrictedCaller {
  readonly called: OutboundTarget;
  /** The caller has dialled the code that asks for an account code. */
  readonly wantsAccountCode: boolean;
}
