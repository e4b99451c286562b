import { q850Name } from '../model/q850';
import { parameter } from '../sip/uri';
import type { MessageView } from '../sip/stack';

/** The Reason header line of a Q.850 cause (RFC 3326 section 2), ended by CRLF. */
export function reasonLine(cause: number): string {
  const name = q850Name(cause);
  return name === null
    ? `Reason: Q.850;cause=${cause}\r\n`
    : `Reason: Q.850;cause=${cause};text="${name}"\r\n`;
}

/**
 * Why a call ends that we have answered already: with what its INVITE would have been answered, and the cause (RFC 3326
 * section 2), each line ended by CRLF.
 */
export const reasonLines = (status: number, reason: string, cause: number): string =>
  `Reason: SIP;cause=${status};text="${reason.replace(/["\\]/g, '')}"\r\n${reasonLine(cause)}`;

/** What a CANCEL says to phones that rang together with one that answered, so that they show no missed call. */
export const completedElsewhere = 'Reason: SIP;cause=200;text="Call completed elsewhere"\r\n';

/** The Retry-After header line (RFC 3261 section 20.33), ended by CRLF. */
export const retryAfter = (seconds: number): string => `Retry-After: ${seconds}\r\n`;

/** The Q.850 cause a message gives as its reason; null: none. */
export function q850Cause(message: MessageView): number | null {
  if (message.header('Reason') === undefined) return null;
  for (const value of message.headers('Reason')) {
    const semicolon = value.indexOf(';');
    if (semicolon < 0 || value.slice(0, semicolon).trim().toUpperCase() !== 'Q.850') continue;
    const cause = Number(parameter(value.slice(semicolon), 'cause'));
    if (Number.isInteger(cause) && cause >= 1 && cause <= 127) return cause;
  }
  return null;
}
