import { matchesPattern } from '../../model/numberPattern';
import { formatNumber } from '../../model/phoneNumber';
import type { InboundCaller } from './inboundCall';

/** A caller's number in every form that a user's settings may name it by; null: none, or withheld. */
export interface CallerNumbers {
  readonly number: string | null;
  readonly national: string | null;
  readonly extension: string | null;
}

const nobody: CallerNumbers = { number: null, national: null, extension: null };

/** @param country the called enterprise's */
export const callerNumbers = (
  { anonymous, number, extension }: InboundCaller,
  country: string,
): CallerNumbers =>
  anonymous
    ? nobody
    : { number, national: number === null ? null : formatNumber(number, 'national', country), extension };

/**
 * Whether a caller is meant by a number or pattern of a user's settings. With `+` it is compared with E.164. Without, with
 * the extension of a colleague and with the national number as the country writes it: `3125550111` in the North American
 * plan, where a 1 may stand in front; `02071838750` in Britain. Numbers of other countries are meant by `+` alone, and
 * 7 digits never mean a number of the own area: as received, it has ten (flexible-reach.md 6.2).
 */
export const isMeant = (pattern: string, { number, national, extension }: CallerNumbers): boolean => {
  if (pattern.startsWith('+')) return number !== null && matchesPattern(number, pattern);
  if (extension !== null && matchesPattern(extension, pattern)) return true;
  if (number === null || national === null) return false;
  // What is abroad has no national form here.
  if (national.startsWith('+')) return pattern === '*';
  if (matchesPattern(national, pattern)) return true;
  // No area code begins with 1 there, so that it can be nothing else.
  return pattern.startsWith('1') && number === `+1${national}` && matchesPattern(number.slice(1), pattern);
};

/** The caller as the trace names it. */
export const callerText = ({ anonymous, number, extension }: InboundCaller): string => {
  if (anonymous) return 'a caller who withholds the number';
  if (number !== null) return number;
  return extension === null ? 'a caller without a number' : `extension ${extension}`;
};
