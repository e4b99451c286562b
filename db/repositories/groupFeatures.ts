import type { DialPermission, DigitPattern } from '../../src/model/dialRestrictions';
import type { GroupFeatures } from '../../src/model/groupFeatures';
import type { GroupRow } from '../schema';
import { byCategory } from './dialRestrictions';

export interface StoredCode {
  readonly code: string;
  readonly description: string | null;
}

/** What `groups.settings` holds, as the deployment file writes it. */
export interface GroupSettings {
  readonly authorization_codes: readonly StoredCode[];
  readonly account_codes: {
    readonly length: number;
    readonly strict: boolean;
    readonly codes: readonly StoredCode[];
  } | null;
  readonly dial_restrictions: Readonly<Record<string, DialPermission>>;
  readonly forward_restrictions: Readonly<Record<string, 'allow' | 'disallow'>>;
  readonly digit_patterns: readonly DigitPattern[];
  readonly transfer_numbers: readonly string[];
  readonly announce_refusals: boolean;
}

export const readGroupSettings = (json: string): GroupSettings => JSON.parse(json) as GroupSettings;

/** What calls need to know of a group's settings. */
export function groupFeatures(row: Pick<GroupRow, 'settings' | 'synced_codes'>): GroupFeatures {
  const settings = readGroupSettings(row.settings);
  const { account_codes: accountCodes } = settings;
  return {
    restrictions: byCategory(settings.dial_restrictions),
    forwardRestrictions: byCategory(settings.forward_restrictions),
    digitPatterns: settings.digit_patterns,
    transferNumbers: settings.transfer_numbers,
    authorizationCodes: codesOf(settings.authorization_codes),
    syncedAuthorizationCodes: readSyncedCodes(row),
    authorizationCodeNames: Object.fromEntries(
      settings.authorization_codes.flatMap(({ code, description }) =>
        description === null ? [] : [[code, description] as const],
      ),
    ),
    accountCodes: accountCodes && {
      length: accountCodes.length,
      strict: accountCodes.strict,
      codes: codesOf(accountCodes.codes),
    },
    announcesRefusals: settings.announce_refusals,
  };
}

/** The authorization codes that custom users may use: those of the last Sync Users. */
export const readSyncedCodes = ({ synced_codes }: Pick<GroupRow, 'synced_codes'>): readonly string[] =>
  JSON.parse(synced_codes) as string[];

const codesOf = (codes: readonly StoredCode[]): readonly string[] => codes.map(({ code }) => code);
