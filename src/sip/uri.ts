import { formatHostPort } from '../model/hostPort';
/**
 * SIP, SIPS, tel and urn URIs as header values and Request-URIs carry them (RFC 3261 section 19.1, RFC 3966, RFC 5031).
 * Reading is tolerant and never throws; all text is binary strings (one character a byte).
 */

export type UriScheme = 'sip' | 'sips' | 'tel' | 'urn' | 'other';

export interface Uri {
  readonly scheme: UriScheme;
  /** User part, unescaped, without password and parameters; subscriber of a tel URI; the rest of a urn or other URI. */
  readonly user: string;
  /** Parameters inside the user part or of a tel URI, as written with the leading `;` (RFC 4904 section 5.1); else ''. */
  readonly userParameters: string;
  /** Lower case, an IPv6 literal without brackets; '' where the scheme has none. */
  readonly host: string;
  /** Null: not given. */
  readonly port: number | null;
  /** URI parameters as written with the leading `;`, headers cut off; else ''. */
  readonly parameters: string;
}

/** Null where the text is no URI, or a sip URI without a usable host. */
export function parseUri(text: string): Uri | null {
  const colon = text.indexOf(':');
  if (colon < 1) return null;
  const scheme = schemeOf(text, colon);
  switch (scheme) {
    case 'sip':
    case 'sips':
      return parseSip(scheme, text, colon + 1);
    case 'tel': {
      const semicolon = text.indexOf(';', colon + 1);
      const end = semicolon < 0 ? text.length : semicolon;
      return {
        scheme,
        user: unescapeUri(text.slice(colon + 1, end)),
        userParameters: text.slice(end),
        host: '',
        port: null,
        parameters: '',
      };
    }
    default:
      return {
        scheme,
        user: text.slice(colon + 1),
        userParameters: '',
        host: '',
        port: null,
        parameters: '',
      };
  }
}

function schemeOf(text: string, colon: number): UriScheme {
  if (colon > 4) return 'other';
  const scheme = text.slice(0, colon).toLowerCase();
  return scheme === 'sip' || scheme === 'sips' || scheme === 'tel' || scheme === 'urn' ? scheme : 'other';
}

function parseSip(scheme: 'sip' | 'sips', text: string, start: number): Uri | null {
  // An @ can stand unescaped only between user and host (RFC 3261 section 25.1), so the first one divides them.
  const at = text.indexOf('@', start);
  let user = '';
  let userParameters = '';
  if (at >= 0) {
    const semicolon = indexBefore(text, ';', start, at);
    const password = indexBefore(text, ':', start, semicolon);
    user = unescapeUri(text.slice(start, password));
    userParameters = text.slice(semicolon, at);
  }
  const hostStart = at + 1 > start ? at + 1 : start;
  const hostEnd = endOfHost(text, hostStart);
  if (hostEnd <= hostStart) return null;
  const literal = text.charCodeAt(hostStart) === OPEN_BRACKET;
  const host = literal ? text.slice(hostStart + 1, hostEnd - 1) : text.slice(hostStart, hostEnd);
  let position = hostEnd;
  let port: number | null = null;
  if (text.charCodeAt(position) === COLON) {
    port = 0;
    position += 1;
    const digits = position;
    for (; position < text.length; position += 1) {
      const digit = text.charCodeAt(position) - ZERO;
      if (digit < 0 || digit > 9) break;
      port = port * 10 + digit;
      if (port > 65535) return null;
    }
    if (position === digits) return null;
  }
  const next = position < text.length ? text.charCodeAt(position) : SEMICOLON;
  if (next !== SEMICOLON && next !== QUESTION) return null;
  const headers = text.indexOf('?', position);
  const parameters = text.slice(position, headers < 0 ? text.length : headers);
  return { scheme, user, userParameters, host: lowerCase(host), port, parameters };
}

const ZERO = 0x30;
const COLON = 0x3a;
const SEMICOLON = 0x3b;
const QUESTION = 0x3f;
const OPEN_BRACKET = 0x5b;

/** Position of the first `what` in [from, to), else `to`. */
function indexBefore(text: string, what: string, from: number, to: number): number {
  const found = text.indexOf(what, from);
  return found < 0 || found > to ? to : found;
}

/** Where the host that starts here ends; the start itself where there is no host. */
function endOfHost(text: string, start: number): number {
  if (text.charCodeAt(start) === OPEN_BRACKET) {
    for (let i = start + 1; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      if (code === 0x5d) return i > start + 1 ? i + 1 : start;
      if (!isHexOrColonOrDot(code)) return start;
    }
    return start;
  }
  let i = start;
  while (i < text.length && isHostCharacter(text.charCodeAt(i))) i += 1;
  return i;
}

function isHostCharacter(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    code === 0x2e ||
    code === 0x2d ||
    code === 0x5f
  );
}

function isHexOrColonOrDot(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x3a) ||
    (code >= 0x61 && code <= 0x66) ||
    (code >= 0x41 && code <= 0x46) ||
    code === 0x2e
  );
}

/** Host names compare without case; most are lower case already, and then nothing is copied. */
function lowerCase(text: string): string {
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code >= 0x41 && code <= 0x5a) return text.toLowerCase();
  }
  return text;
}

/**
 * Value of one of the parameters in `;a=1;b;c="x;y"`, names compared without case; '' for one without a value, null for
 * one that is absent. Quoted values come back without their quotes.
 */
export function parameter(parameters: string, name: string): string | null {
  let position = parameters.indexOf(';');
  while (position >= 0 && position < parameters.length) {
    const start = position + 1;
    const end = endOfParameter(parameters, start);
    const equals = indexBefore(parameters, '=', start, end);
    if (isNamed(parameters, start, equals, name)) {
      return equals === end ? '' : unquoted(parameters.slice(equals + 1, end).trim());
    }
    position = end;
  }
  return null;
}

function endOfParameter(text: string, start: number): number {
  let quoted = false;
  for (let i = start; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (quoted && code === 0x5c) i += 1;
    else if (code === 0x22) quoted = !quoted;
    else if (code === SEMICOLON && !quoted) return i;
  }
  return text.length;
}

function isNamed(text: string, start: number, end: number, name: string): boolean {
  let from = start;
  let to = end;
  while (from < to && text.charCodeAt(from) <= 0x20) from += 1;
  while (to > from && text.charCodeAt(to - 1) <= 0x20) to -= 1;
  return to - from === name.length && text.slice(from, to).toLowerCase() === name.toLowerCase();
}

function unquoted(value: string): string {
  return value.length > 1 && value.startsWith('"') && value.endsWith('"')
    ? unescapeQuoted(value.slice(1, -1))
    : value;
}

/** Takes the backslashes out of the inside of a quoted string (RFC 3261 section 25.1, quoted-pair). */
export function unescapeQuoted(inside: string): string {
  let backslash = inside.indexOf('\\');
  if (backslash < 0) return inside;
  let result = '';
  let copied = 0;
  while (backslash >= 0) {
    result += inside.slice(copied, backslash);
    copied = backslash + 1;
    // The character after a backslash stands for itself, another backslash included.
    backslash = inside.indexOf('\\', copied + 1);
  }
  return result + inside.slice(copied);
}

/** Resolves %-escapes; a % that starts none stays as it is. */
export function unescapeUri(text: string): string {
  let percent = text.indexOf('%');
  if (percent < 0) return text;
  let result = '';
  let copied = 0;
  while (percent >= 0) {
    const high = hexDigit(text.charCodeAt(percent + 1));
    const low = hexDigit(text.charCodeAt(percent + 2));
    if (high >= 0 && low >= 0) {
      result += text.slice(copied, percent) + String.fromCharCode(high * 16 + low);
      copied = percent + 3;
      percent = text.indexOf('%', copied);
    } else {
      percent = text.indexOf('%', percent + 1);
    }
  }
  return result + text.slice(copied);
}

/** -1 where it is none, end of text (NaN) included. */
function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  if (code >= 0x41 && code <= 0x46) return code - 0x37;
  if (code >= 0x61 && code <= 0x66) return code - 0x57;
  return -1;
}

/**
 * Escapes a user part for a sip URI: `;` and `:` too, since what reaches us unescaped has its parameters and password cut
 * off, and one that remains belongs to the name.
 */
export function escapeUser(user: string): string {
  for (let i = 0; i < user.length; i += 1) {
    if (!isUserCharacter(user.charCodeAt(i))) return escapeFrom(toBinary(user));
  }
  return user;
}

function escapeFrom(user: string): string {
  let result = '';
  for (let i = 0; i < user.length; i += 1) {
    const code = user.charCodeAt(i);
    if (isUserCharacter(code)) result += user.charAt(i);
    else result += (code < 16 ? '%0' : '%') + code.toString(16).toUpperCase();
  }
  return result;
}

/** RFC 3261 section 25.1: unreserved and user-unreserved, less `;`. */
function isUserCharacter(code: number): boolean {
  if (code >= 0x30 && code <= 0x39) return true;
  if ((code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a)) return true;
  switch (code) {
    case 0x21: // !
    case 0x24: // $
    case 0x26: // &
    case 0x27: // '
    case 0x28: // (
    case 0x29: // )
    case 0x2a: // *
    case 0x2b: // +
    case 0x2c: // ,
    case 0x2d: // -
    case 0x2e: // .
    case 0x2f: // /
    case 0x3d: // =
    case 0x3f: // ?
    case 0x5f: // _
    case 0x7e: // ~
      return true;
    default:
      return false;
  }
}

/** Text with characters that are no bytes becomes UTF-8, as SIP wants it; a binary string stays as it is. */
export function toBinary(text: string): string {
  for (let i = 0; i < text.length; i += 1) {
    if (text.charCodeAt(i) > 0xff) return Buffer.from(text, 'utf8').toString('latin1');
  }
  return text;
}

/** A sip or sips URI; an empty user leaves user and @ out. `parameters` carry their leading `;`. */
export function formatSipUri(
  user: string,
  host: string,
  port: number | null,
  parameters = '',
  scheme: 'sip' | 'sips' = 'sip',
): string {
  const hostPort = formatHostPort(host, port);
  return user === ''
    ? `${scheme}:${hostPort}${parameters}`
    : `${scheme}:${escapeUser(user)}@${hostPort}${parameters}`;
}
