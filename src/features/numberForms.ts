import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { matchesPattern } from '../model/numberPattern';
import { callingCodeOf, formatNumber } from '../model/phoneNumber';

/** A number in every form that settings may name it by; null: it has none of that kind. */
export interface NumberForms {
  /** E.164; else digits as they came. */
  readonly number: string | null;
  /** As the country writes it: `3125550111`, `02071838750`; from abroad as it is dialled there: `011442071838750`. */
  readonly national: string | null;
  /** Of a user of the enterprise. */
  readonly extension: string | null;
}

/** @param country ISO 3166-1 alpha-2, of the enterprise whose settings name it */
export const numberForms = (
  number: string | null,
  extension: string | null,
  country: string,
): NumberForms => ({
  number,
  national: number === null ? null : nationalForm(number, country),
  extension,
});

/**
 * Whether a number or pattern of somebody's settings means a number. With `+` it is compared with E.164. Without, with the
 * extension, and with the national form; in the North American plan a 1 may stand in front. So `312*` and `1312*` mean an
 * area code there, `0207*` one in Britain, `01144*` Britain from the United States; and 7 digits never mean a number of
 * the own area, which has ten when it calls (flexible-reach.md 6.2).
 */
export const isMeant = (pattern: string, { number, national, extension }: NumberForms): boolean => {
  const first = pattern.charCodeAt(0);
  if (first === plus) return number !== null && matchesPattern(number, pattern);
  if (extension !== null && matchesPattern(extension, pattern)) return true;
  if (number === null || national === null) return false;
  if (matchesPattern(national, pattern)) return true;
  // No area code begins with 1 there, so that it can be nothing else.
  return (
    first === one &&
    number.length === national.length + 2 &&
    number.charCodeAt(1) === one &&
    matchesPattern(number.slice(1), pattern)
  );
};

const plus = 0x2b;
const one = 0x31;

const nationalForm = (number: string, country: string): string => {
  const national = formatNumber(number, 'national', country);
  if (!national.startsWith('+')) return national;
  const prefix = internationalPrefix(country);
  return prefix === null ? national : prefix + national.slice(1);
};

const prefixes = new Map<string, string | null>();

/** What numbers abroad are dialled with; null: the library names no single one. */
const internationalPrefix = (country: string): string | null => {
  let prefix = prefixes.get(country);
  if (prefix === undefined) {
    prefix = callingCodeOf(country) === '1' ? '011' : readPrefix(country);
    prefixes.set(country, prefix);
  }
  return prefix;
};

const readPrefix = (country: string): string | null => {
  if (!isSupportedCountry(country)) return null;
  // `00 1 212 555 0123`
  const dialled = parsePhoneNumberFromString('+12125550123')?.format('IDD', { fromCountry: country });
  const [prefix] = dialled?.split(' ') ?? [];
  return prefix === undefined || !/^\d+$/.test(prefix) ? null : prefix;
};
