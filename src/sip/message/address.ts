import type { SipTransport } from '../../model/settings';
import { parseNameAddress } from '../nameAddress';
import type { Target } from '../stack';
import { parameter, parseUri } from '../uri';

/** The URI of a name-addr or addr-spec header value such as Contact or Route; empty when there is none. */
export const uriOf = (value: string): string => parseNameAddress(value)?.uri ?? '';

/** A From or To value without its header parameters: what our requests in the dialog repeat. */
export function withoutParameters(value: string): string {
  const address = parseNameAddress(value);
  if (address === null) return value;
  const bare = value.slice(0, value.length - address.parameters.length).trim();
  return bare.endsWith('>') ? bare : `<${address.uri}>`;
}

const transports: ReadonlyMap<string, SipTransport> = new Map(
  (['udp', 'tcp', 'tls', 'ws', 'wss'] as const).map((name) => [name, name]),
);

/**
 * Where a request to this URI is sent (RFC 3263 section 4): host, port, transport; port 0: look it up. Null: not a sip or
 * sips URI, or a transport nobody knows.
 */
export function targetOf(uri: string): Target | null {
  const parsed = parseUri(uri);
  if (parsed === null || (parsed.scheme !== 'sip' && parsed.scheme !== 'sips')) return null;
  const named = parameter(parsed.parameters, 'transport')?.toLowerCase() ?? null;
  const plain = named === null ? 'udp' : transports.get(named);
  // RFC 3261 section 26.2.2: sips is spoken over TLS all the way; over WebSocket the parameter stays `ws` (RFC 7118).
  const transport = parsed.scheme === 'sip' ? plain : plain === 'ws' || plain === 'wss' ? 'wss' : 'tls';
  return transport === undefined ? null : { host: parsed.host, port: parsed.port ?? 0, transport };
}

/** Whether a Route value names a loose router (RFC 3261 section 19.1.1, `lr`). */
export function isLooseRoute(route: string): boolean {
  const parsed = parseUri(uriOf(route));
  return parsed !== null && parameter(parsed.parameters, 'lr') !== null;
}
