import type { SipTransport } from '../../../model/settings';
import type { Target } from '../../stack';

/** The URI of a name-addr or addr-spec header value such as Contact or Route (RFC 3261 section 20.10). */
export function uriOf(value: string): string {
  const open = addressStart(value);
  if (open >= 0) {
    const close = value.indexOf('>', open);
    return close < 0 ? value.slice(open + 1) : value.slice(open + 1, close);
  }
  const semicolon = value.indexOf(';');
  return (semicolon < 0 ? value : value.slice(0, semicolon)).trim();
}

/** A From or To value without its header parameters: what our requests in the dialog repeat. */
export function withoutParameters(value: string): string {
  const open = addressStart(value);
  if (open < 0) return `<${uriOf(value)}>`;
  const close = value.indexOf('>', open);
  return close < 0 ? value : value.slice(0, close + 1);
}

/** Where the address's `<` stands, past a quoted display name; -1: none. */
function addressStart(value: string): number {
  if (!value.startsWith('"')) return value.indexOf('<');
  let index = 1;
  while (index < value.length && value[index] !== '"') index += value[index] === '\\' ? 2 : 1;
  return value.indexOf('<', index);
}

const transports: ReadonlySet<string> = new Set(['udp', 'tcp', 'tls', 'ws', 'wss']);

/**
 * Where a request to this URI is sent (RFC 3263 section 4): host, port, transport; port 0: look it up. Null: not a sip or
 * sips URI, or a transport nobody knows.
 */
export function targetOf(uri: string): Target | null {
  const secure = /^sips:/i.test(uri);
  if (!secure && !/^sip:/i.test(uri)) return null;
  const start = secure ? 5 : 4;
  const questionMark = uri.indexOf('?');
  const end = questionMark < 0 ? uri.length : questionMark;
  const at = uri.lastIndexOf('@', end);
  const hostStart = at < 0 ? start : at + 1;
  const semicolon = uri.indexOf(';', hostStart);
  const hostEnd = semicolon < 0 || semicolon > end ? end : semicolon;
  const authority = uri.slice(hostStart, hostEnd);
  const portColon = authority.indexOf(':', authority.startsWith('[') ? authority.indexOf(']') : 0);
  const host = portColon < 0 ? authority : authority.slice(0, portColon);
  const port = portColon < 0 ? 0 : Number(authority.slice(portColon + 1));
  if (host === '' || !Number.isInteger(port) || port < 0 || port > 65535) return null;
  const parameter = /;transport=([a-z]+)/i.exec(uri.slice(hostEnd, end))?.[1]?.toLowerCase();
  if (parameter !== undefined && !transports.has(parameter)) return null;
  return { host, port, transport: secure ? 'tls' : ((parameter ?? 'udp') as SipTransport) };
}

/** Whether a Route value names a loose router (RFC 3261 section 19.1.1, `lr`). */
export const isLooseRoute = (route: string): boolean => /;lr(?:[=;>?]|$)/i.test(route);
