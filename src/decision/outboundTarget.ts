import type { OutboundTarget } from '../features/outbound/outboundCall';
import type { UserRecord } from '../model/directory';
import { ownedString } from '../model/ownedString';
import type { AnalysedNumber } from './numberAnalysis';

/** A called number, as far as that goes. */
export type TargetNumber =
  | {
      readonly kind: 'user';
      readonly number: string;
      readonly user: Pick<UserRecord, 'enterpriseId' | 'groupId' | 'extension'>;
    }
  | Pick<Exclude<AnalysedNumber, { readonly kind: 'user' }>, 'kind' | 'number'>;

/**
 * What a called number is to the restrictions of whoever calls it, or sends a call on to it.
 *
 * @param from whose restrictions they are: a user, or the group of an unknown caller
 */
export const outboundTarget = (
  called: TargetNumber,
  from: Pick<UserRecord, 'groupId' | 'enterpriseId'>,
): OutboundTarget => {
  const isColleague = called.kind === 'user' && called.user.enterpriseId === from.enterpriseId;
  return {
    relation: !isColleague ? 'outside' : called.user.groupId === from.groupId ? 'group' : 'internal',
    kind: called.kind === 'name' ? 'name' : 'number',
    number: ownedString(called.number),
    extension: isColleague ? called.user.extension : null,
  };
};
