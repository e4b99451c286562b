import type { Say } from '../../model/trace';
import type { GroupFeatures } from '../../model/groupFeatures';
import type { NumberingPlan } from '../../model/phoneNumber';
import type { OutboundSettings } from '../../model/userFeatures';
import { callCategory, categoryText } from './callCategory';
import type { OutboundTarget } from './outboundCall';

/** In whose name calls are sent on, as far as restrictions of forwards go. */
export interface RestrictedForwarder {
  /** Null: nobody whose settings are known, so that the group's count alone. */
  readonly user: {
    readonly name: string;
    readonly features: { readonly outbound: Pick<OutboundSettings, 'forwardRestrictions'> } | null;
  } | null;
  readonly group: Pick<GroupFeatures, 'forwardRestrictions'>;
  /** The enterprise's. */
  readonly plan: NumberingPlan;
}

/**
 * Whether calls may be sent on to a number in the name of a user: by forwarding, to another place that is rung, or by a
 * transfer (flexible-reach.md 7.3 and 14.4). The user's own restrictions of forwards count, else the group's, else it may.
 * Codes are never asked for on such legs.
 */
export const forwardPermission = (
  { user, group, plan }: RestrictedForwarder,
  to: OutboundTarget,
  say: Say,
): boolean => {
  const category = callCategory(to, plan);
  const own = user?.features?.outbound.forwardRestrictions?.[category];
  const permission = own ?? group.forwardRestrictions[category];
  if (permission === undefined) return true;
  const whose = own === undefined ? "the group's" : `${user?.name ?? ''}'s own`;
  const what = permission === 'allow' ? 'allowed' : 'refused';
  say(
    'forward_restrictions',
    `sent on to ${to.number} is ${categoryText[category]}: ${what} by ${whose} restrictions of forwards`,
  );
  return permission === 'allow';
};
