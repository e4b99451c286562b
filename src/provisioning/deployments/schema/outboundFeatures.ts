import { z } from 'zod';
import { dialTarget, expected, flag, numberPattern, object, oneOf, optionalList } from './primitives';

/** Categories of dial restrictions (decisions.md 22); `premium` and `special_services` set both of theirs. */
export const dialCategories = [
  'internal',
  'group',
  'local',
  'toll_free',
  'toll',
  'international',
  'operator_assisted',
  'directory_assistance',
  'special_services',
  'special_services_1',
  'special_services_2',
  'premium',
  'premium_1',
  'premium_2',
  'casual',
  'url_dialing',
  'unknown',
] as const;

const permission = oneOf(
  'allow',
  'disallow',
  'authorization_code_required',
  'transfer_1',
  'transfer_2',
  'transfer_3',
);

const byCategory = <Permission extends z.ZodType>(permission: Permission) =>
  object(
    Object.fromEntries(dialCategories.map((category) => [category, permission.optional()])) as Record<
      (typeof dialCategories)[number],
      z.ZodOptional<Permission>
    >,
  );

/** A category left out follows the group's, left out there: allow. */
export const dialRestrictions = byCategory(permission);

/** The same for calls that are sent on: forwarded, rung elsewhere, transferred. */
export const forwardRestrictions = byCategory(oneOf('allow', 'disallow'));

const mostPatterns = 100;

/** Stand above the categories; the first that fits counts. */
export const digitPatterns = optionalList(object({ pattern: numberPattern, permission }), mostPatterns);

const threeNumbers = { error: expected('a list of at most 3 numbers') };

/** Where `transfer_1` to `transfer_3` lead. */
export const transferNumbers = z.array(dialTarget, threeNumbers).max(3, threeNumbers).default([]);

export const outboundFeatures = object({
  account_code: oneOf('not_required', 'optional', 'mandatory').default('not_required'),
  /** Given: the user's own restrictions; left out: the group's. */
  dial_restrictions: dialRestrictions.nullable().default(null),
  forward_restrictions: forwardRestrictions.nullable().default(null),
  digit_patterns: digitPatterns,
  transfer_numbers: transferNumbers,
  /** Every call goes out without the number, but for emergency calls. */
  hide_number: flag.default(false),
});
