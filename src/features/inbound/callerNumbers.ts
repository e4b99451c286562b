import { numberForms, type NumberForms } from '../numberForms';
import type { InboundCaller } from './inboundCall';

const nobody: NumberForms = { number: null, national: null, extension: null };

/**
 * How a user's settings may name a caller; by nothing where the number is withheld.
 *
 * @param country the called enterprise's
 */
export const callerNumbers = (
  { anonymous, number, extension }: InboundCaller,
  country: string,
): NumberForms => (anonymous ? nobody : numberForms(number, extension, country));

/** The caller as the trace names it. */
export const callerText = ({ anonymous, number, extension }: InboundCaller): string => {
  if (anonymous) return 'a caller who withholds the number';
  if (number !== null) return number;
  return extension === null ? 'a caller without a number' : `extension ${extension}`;
};
