import type { IncomingRequest } from '../sip/stack';

/**
 * The digit an INFO carries, as phones send it that have no telephone-events: `application/dtmf-relay` with a line
 * `Signal=5`, `application/dtmf` with the digit alone, in either 10 for `*` and 11 for `#` as well. Null: it carries none.
 */
export function infoDigit({ method, body }: Pick<IncomingRequest, 'method' | 'body'>): string | null {
  if (method !== 'INFO' || body === null || body.content.length > longestBody) return null;
  const type = /^content-type:\s*application\/(dtmf-relay|dtmf)\s*(?:;|$)/im.exec(body.headers)?.[1];
  if (type === undefined) return null;
  const signal =
    type.toLowerCase() === 'dtmf'
      ? body.content.trim()
      : (/^\s*signal\s*=\s*(\S{1,2})\s*$/im.exec(body.content)?.[1] ?? '');
  const digit = named.get(signal) ?? signal.toUpperCase();
  return /^[0-9*#A-D]$/.test(digit) ? digit : null;
}

/** A digit and its duration take a fraction of it. */
const longestBody = 256;
const named: ReadonlyMap<string, string> = new Map([
  ['10', '*'],
  ['11', '#'],
]);
