/** What a call goes to, as far as restrictions go (decisions.md 22 and 27). */
export const callCategories = [
  'internal',
  'group',
  'local',
  'toll_free',
  'toll',
  'international',
  'operator_assisted',
  'directory_assistance',
  'special_services_1',
  'special_services_2',
  'premium_1',
  'premium_2',
  'casual',
  'url_dialing',
  'unknown',
] as const;

export type CallCategory = (typeof callCategories)[number];

/** What becomes of a call of a category, or to a number that fits a pattern (flexible-reach.md 7.3). */
export type DialPermission =
  'allow' | 'disallow' | 'authorization_code_required' | 'transfer_1' | 'transfer_2' | 'transfer_3';

/** A category that is left out follows whoever stands behind: a user's the group, the group's: allow. */
export type DialRestrictions = Readonly<Partial<Record<CallCategory, DialPermission>>>;

/** What calls sent on may go to (forwards and transfers); a category that is left out: as above. */
export type ForwardRestrictions = Readonly<Partial<Record<CallCategory, 'allow' | 'disallow'>>>;

/** Stands above the categories. */
export interface DigitPattern {
  /** Digits, `?` and a trailing `*`, with `+` in front for E.164; matched by model/numberPattern.ts. */
  readonly pattern: string;
  readonly permission: DialPermission;
}
