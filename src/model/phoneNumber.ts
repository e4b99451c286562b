import { getCountryCallingCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { BoundedMap } from './boundedMap';
import { ownedString } from './ownedString';
import type { NumberFormat } from './settings';

/** What an enterprise's country and area make of digits dialled there. */
export interface NumberingPlan {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** Completes 7-digit dialling in the North American plan; null: not offered. */
  readonly areaCode: string | null;
}

/** The longest private number of a user; what is dialled with more digits is never looked up as one. */
export const maxExtensionDigits = 7;

/** A number read from a SIP user part. */
export interface NormalisedNumber {
  /**
   * `e164`: a public number, of a length its country can have; whether it is in service is not asked.
   * `short`: digits that are no public number, such as an extension or 411.
   * `impossible`: meant as a public number, of a length that no number there has.
   */
  readonly kind: 'e164' | 'short' | 'impossible';
  /** `+E.164`, or the digits as dialled. */
  readonly number: string;
  /** The digits as dialled where they may also be somebody's extension; null: too long, or written with `+`. */
  readonly extension: string | null;
}

const memoSize = 20_000;
const normalisedMemo = new BoundedMap<string, NormalisedNumber>(memoSize);
const possibleMemo = new BoundedMap<string, boolean>(memoSize);
const nationalMemo = new BoundedMap<string, string>(memoSize);
const callingCodeMemo = new Map<string, string | null>();

const visualSeparators = /[-.() /]/g;
const numeric = /^\+?\d+$/;
const e164MaxDigits = 15;
/** International prefix, carrier code and number fit in; longer digits are nobody's, and must not fill the memory. */
const longestRemembered = 40;
/** Shorter than this, digits without any prefix are a public number only when the library knows them as one. */
const shortestPlainNumber = 7;

/**
 * Reads what a PBX dials or calls itself: `+E.164`, with the country's international prefix, national with or without
 * the trunk prefix, 7 digits completed by the area code (North American plan). Visual separators (RFC 3966) are cut.
 * Null: no number at all, the user part is a name and stays as it is.
 *
 * @example normaliseNumber('5550101', { country: 'US', areaCode: '212' })
 * // { kind: 'e164', number: '+12125550101', extension: '5550101' }
 * @example normaliseNumber('1001', { country: 'US', areaCode: '212' })
 * // { kind: 'short', number: '1001', extension: '1001' }
 */
export const normaliseNumber = (dialled: string, plan: NumberingPlan): NormalisedNumber | null => {
  if (isPlainNorthAmerican(dialled)) return { kind: 'e164', number: dialled, extension: null };
  const digits = withoutSeparators(dialled);
  if (digits === null) return null;
  if (digits.length > longestRemembered) return { kind: 'impossible', number: digits, extension: null };
  const key = `${plan.country}|${plan.areaCode ?? ''}|${digits}`;
  const known = normalisedMemo.get(key);
  if (known !== undefined) return known;
  const read = readDigits(ownedString(digits), plan);
  normalisedMemo.set(key, read);
  return read;
};

/**
 * Reads what a peer sends in the number format it is configured with, liberally: `+` always means E.164, and digits that
 * cannot be E.164 are read as the plan has them. Null: a name.
 *
 * @param format null: as a dial plan of the country reads digits
 */
export const readFormatted = (
  received: string,
  format: NumberFormat | null,
  plan: NumberingPlan,
): NormalisedNumber | null => {
  if (format === null || format === 'national') return normaliseNumber(received, plan);
  const digits = withoutSeparators(received);
  if (digits === null) return null;
  if (!digits.startsWith('+') && digits.length >= shortestPlainNumber && digits.length <= e164MaxDigits) {
    const international = readE164(`+${digits}`);
    if (international.kind === 'e164') return result('e164', international.number, digits);
  }
  return normaliseNumber(digits, plan);
};

/** The same for a carrier, which has no area and no extensions; national digits are those of the country given. */
export const normaliseCarrierNumber = (
  received: string,
  format: NumberFormat,
  country: string,
): NormalisedNumber | null => readFormatted(received, format, { country, areaCode: null });

/**
 * Writes a number the way a peer wants it. National is how the country itself writes it, trunk prefix included
 * (`2125550101`, `02071838750`); a number outside the country's calling code stays `+E.164`, which nobody can mistake.
 * Anything that is not `+E.164` (an extension, a short code) is returned as it is.
 */
export const formatNumber = (number: string, format: NumberFormat, country: string): string => {
  if (!number.startsWith('+') || format === 'e164_plus') return number;
  if (format === 'e164') return number.slice(1);
  const callingCode = callingCodeOf(country);
  if (callingCode === null || !number.startsWith(callingCode, 1)) return number;
  if (callingCode === '1') return number.slice(2);
  const known = nationalMemo.get(number);
  if (known !== undefined) return known;
  const parsed = parsePhoneNumberFromString(number);
  const national = parsed === undefined ? number : parsed.formatNational().replaceAll(/\D/g, '');
  nationalMemo.set(ownedString(number), national);
  return national;
};

const withoutSeparators = (text: string): string | null => {
  const digits = numeric.test(text) ? text : text.replace(visualSeparators, '');
  return numeric.test(digits) ? digits : null;
};

const readDigits = (digits: string, plan: NumberingPlan): NormalisedNumber => {
  if (digits.startsWith('+')) return readE164(digits);
  const callingCode = callingCodeOf(plan.country);
  if (callingCode === '1') return readNorthAmerican(digits, plan.areaCode);
  if (callingCode === null || !isSupportedCountry(plan.country)) return result('short', digits, digits);

  const parsed = parsePhoneNumberFromString(digits, plan.country);
  if (parsed === undefined) return result('short', digits, digits);
  const long = digits.length >= shortestPlainNumber;
  if (parsed.isValid() || (long && parsed.isPossible())) return result('e164', parsed.number, digits);
  const prefixed = parsed.countryCallingCode !== callingCode || parsed.nationalNumber !== digits;
  return result(long && prefixed ? 'impossible' : 'short', digits, digits);
};

/** 10 digits; 1 and 10 digits; 7 digits in the area; 011 and a foreign number. */
const readNorthAmerican = (digits: string, areaCode: string | null): NormalisedNumber => {
  if (digits.length === 10) return result('e164', `+1${digits}`, digits);
  if (digits.length === 11 && digits.startsWith('1')) return result('e164', `+${digits}`, digits);
  if (digits.length === 7 && areaCode !== null) return result('e164', `+1${areaCode}${digits}`, digits);
  if (digits.startsWith('011') && digits.length > shortestPlainNumber) {
    const foreign = readE164(`+${digits.slice(3)}`);
    return foreign.kind === 'e164'
      ? result('e164', foreign.number, digits)
      : result('impossible', digits, digits);
  }
  return result(digits.length <= 7 ? 'short' : 'impossible', digits, digits);
};

const result = (kind: NormalisedNumber['kind'], number: string, dialled: string): NormalisedNumber => ({
  kind,
  number,
  extension: dialled.length <= maxExtensionDigits ? dialled : null,
});

const readE164 = (number: string): NormalisedNumber => {
  const key = ownedString(number);
  let possible = possibleMemo.get(key);
  if (possible === undefined) {
    possible = isPossibleE164(key);
    possibleMemo.set(key, possible);
  }
  return { kind: possible ? 'e164' : 'impossible', number: key, extension: null };
};

/** A calling code the library does not know is judged by E.164's own length alone. */
const isPossibleE164 = (number: string): boolean => {
  const length = number.length - 1;
  if (length > e164MaxDigits || number.startsWith('+0')) return false;
  return parsePhoneNumberFromString(number)?.isPossible() ?? length >= shortestPlainNumber;
};

/** `+1` and ten digits: most calls, and no library is needed to know its length is right. */
const isPlainNorthAmerican = (text: string): boolean => {
  if (text.length !== 12 || !text.startsWith('+1')) return false;
  for (let at = 2; at < 12; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 48 || code > 57) return false;
  }
  return true;
};

/** Digits without `+`; null: no country the library knows. */
export const callingCodeOf = (country: string): string | null => {
  let code = callingCodeMemo.get(country);
  if (code === undefined) {
    code = isSupportedCountry(country) ? getCountryCallingCode(country) : null;
    callingCodeMemo.set(country, code);
  }
  return code;
};
