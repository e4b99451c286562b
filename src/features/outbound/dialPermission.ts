import type { CallCategory, DialPermission, DigitPattern } from '../../model/dialRestrictions';
import { isMeant, numberForms } from '../numberForms';
import type { OutboundCall } from './outboundCall';

/** What the restrictions say of a call, and which of them, in words for the trace. */
export interface Permission {
  readonly permission: DialPermission;
  /** Null: nothing is set that could have said anything. */
  readonly by: string | null;
}

/**
 * Digit patterns stand above categories; a custom user's settings above the group's, and what neither names is allowed
 * (decisions.md 27, flexible-reach.md 7.3).
 */
export const dialPermission = (call: OutboundCall, category: CallCategory): Permission =>
  byPattern(call) ?? byCategory(call, category);

const byPattern = ({ user, group, called, plan }: OutboundCall): Permission | null => {
  const own = user?.features?.outbound.digitPatterns ?? none;
  if (own.length + group.digitPatterns.length === 0 || called.kind === 'name') return null;
  const forms = numberForms(called.number, called.extension, plan.country);
  const mine = own.find(({ pattern }) => isMeant(pattern, forms));
  if (mine !== undefined) {
    return { permission: mine.permission, by: `${user?.name ?? ''}'s digit pattern ${mine.pattern}` };
  }
  const groups = group.digitPatterns.find(({ pattern }) => isMeant(pattern, forms));
  if (groups === undefined) return null;
  return { permission: groups.permission, by: `the group's digit pattern ${groups.pattern}` };
};

const none: readonly DigitPattern[] = [];

const byCategory = ({ user, group }: OutboundCall, category: CallCategory): Permission => {
  const own = user?.features?.outbound.restrictions ?? null;
  const mine = own?.[category];
  if (mine !== undefined) return { permission: mine, by: `${user?.name ?? ''}'s own restrictions` };
  const groups = group.restrictions[category];
  if (groups !== undefined) return { permission: groups, by: "the group's restrictions" };
  return { permission: 'allow', by: null };
};
