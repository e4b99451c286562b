import type { DialRestrictions, DigitPattern, ForwardRestrictions } from './dialRestrictions';

/** What a group's settings make of its users' calls. */
export interface GroupFeatures {
  readonly restrictions: DialRestrictions;
  readonly forwardRestrictions: ForwardRestrictions;
  readonly digitPatterns: readonly DigitPattern[];
  readonly transferNumbers: readonly string[];
  /** 2 to 14 digits each; users who follow the group's restrictions may use any of them. */
  readonly authorizationCodes: readonly string[];
  /** What custom users may use: the codes as of the last Sync Users (decisions.md 21). */
  readonly syncedAuthorizationCodes: readonly string[];
  /** Descriptions by code; codes without one are left out. */
  readonly authorizationCodeNames: Readonly<Record<string, string>>;
  readonly accountCodes: AccountCodes | null;
  /** Refusals play an announcement as early media before the final response (decisions.md 26). */
  readonly announcesRefusals: boolean;
}

export interface AccountCodes {
  /** Digits of every code, 1 to 6. */
  readonly length: number;
  /** Any digits of the right length are taken; true: only those listed. */
  readonly strict: boolean;
  readonly codes: readonly string[];
}

/** Of a group that has set none of it. */
export const plainGroupFeatures: GroupFeatures = {
  restrictions: {},
  forwardRestrictions: {},
  digitPatterns: [],
  transferNumbers: [],
  authorizationCodes: [],
  syncedAuthorizationCodes: [],
  authorizationCodeNames: {},
  accountCodes: null,
  announcesRefusals: false,
};
