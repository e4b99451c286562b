import { toBinary, unescapeQuoted } from './uri';

/** A name-addr or addr-spec header value: From, To, Contact, P-Asserted-Identity and so on (RFC 3261 section 20.10). */
export interface NameAddress {
  /** Unescaped; null: none. */
  readonly display: string | null;
  /** As written, brackets taken off. */
  readonly uri: string;
  /** Header parameters as written with the leading `;` (read with `parameter` of uri.ts); else ''. */
  readonly parameters: string;
}

/** Null where quotes or brackets do not close, or nothing is there. One value: lists are split before. */
export function parseNameAddress(value: string): NameAddress | null {
  let start = 0;
  while (start < value.length && value.charCodeAt(start) <= 0x20) start += 1;
  if (value.charCodeAt(start) === 0x22) {
    const quote = closingQuote(value, start + 1);
    const open = quote < 0 ? -1 : value.indexOf('<', quote + 1);
    if (open < 0) return null;
    return bracketed(value, open, unescapeQuoted(value.slice(start + 1, quote)));
  }
  const open = value.indexOf('<', start);
  if (open >= 0) return bracketed(value, open, value.slice(start, open).trim());
  // Without brackets, what follows the first semicolon belongs to the header, not to the URI (RFC 3261 section 20).
  const semicolon = value.indexOf(';', start);
  const end = semicolon < 0 ? value.length : semicolon;
  const uri = value.slice(start, end).trim();
  return uri === '' ? null : { display: null, uri, parameters: value.slice(end) };
}

function bracketed(value: string, open: number, display: string): NameAddress | null {
  const close = value.indexOf('>', open + 1);
  if (close < 0) return null;
  const uri = value.slice(open + 1, close).trim();
  if (uri === '') return null;
  const semicolon = value.indexOf(';', close + 1);
  return {
    display: display === '' ? null : display,
    uri,
    parameters: semicolon < 0 ? '' : value.slice(semicolon),
  };
}

function closingQuote(value: string, from: number): number {
  for (let i = from; i < value.length; i += 1) {
    const code = value.charCodeAt(i);
    if (code === 0x5c) i += 1;
    else if (code === 0x22) return i;
  }
  return -1;
}

/** `"display" <uri>parameters`; the display name is always quoted, and cannot break out of its line. */
export function formatNameAddress(display: string | null, uri: string, parameters = ''): string {
  return display === null || display === ''
    ? `<${uri}>${parameters}`
    : `${quote(display)} <${uri}>${parameters}`;
}

/** A quoted string (RFC 3261 section 25.1): quotes and backslashes escaped, control characters made spaces. */
export function quote(text: string): string {
  const binary = toBinary(text);
  let result = '"';
  let copied = 0;
  for (let i = 0; i < binary.length; i += 1) {
    const code = binary.charCodeAt(i);
    if (code !== 0x22 && code !== 0x5c && code >= 0x20 && code !== 0x7f) continue;
    result += binary.slice(copied, i) + (code === 0x22 || code === 0x5c ? `\\${binary.charAt(i)}` : ' ');
    copied = i + 1;
  }
  return `${result}${binary.slice(copied)}"`;
}
