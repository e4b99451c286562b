/** What a feature access code does, and the code where an enterprise has no other (flexible-reach.md 7.4). */
export const defaultFeatureCodes = {
  account_code: '*71',
  hide_number: '*67',
  forwarding_always_on: '*72',
  forwarding_always_off: '*73',
  forwarding_busy_on: '*90',
  forwarding_busy_off: '*91',
  forwarding_no_answer_on: '*92',
  forwarding_no_answer_off: '*93',
  anonymous_rejection_on: '*77',
  anonymous_rejection_off: '*87',
  do_not_disturb_on: '*78',
  do_not_disturb_off: '*79',
} as const satisfies Record<string, string>;

export type FeatureCode = keyof typeof defaultFeatureCodes;

/** An enterprise's own codes by what they do; null: it has none for that. */
export type FeatureCodes = Readonly<Record<FeatureCode, string | null>>;
