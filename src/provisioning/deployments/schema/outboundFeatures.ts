import { z } from 'zod';
import { dialTarget, expected, list, numberPattern, object, oneOf } from './primitives';

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

/** A category left out follows the group's, left out there: allow. */
export const dialRestrictions = object(
  Object.fromEntries(dialCategories.map((category) => [category, permission.optional()])) as Record<
    (typeof dialCategories)[number],
    z.ZodOptional<typeof permission>
  >,
);

export const outboundFeatures = object({
  account_code: oneOf('not_required', 'optional', 'mandatory').default('not_required'),
  /** Given: the user's own restrictions; left out: the group's. */
  dial_restrictions: dialRestrictions.nullable().default(null),
  digit_patterns: list(object({ pattern: numberPattern, permission })).default([]),
  transfer_numbers: z
    .array(dialTarget, { error: expected('a list of at most 3 numbers') })
    .max(3, { error: expected('a list of at most 3 numbers') })
    .default([]),
});
