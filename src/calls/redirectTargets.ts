import { parseNameAddress } from '../sip/nameAddress';
import type { MessageView } from '../sip/stack';
import { parameter, parseUri } from '../sip/uri';

/** More than that are not looked at. */
const mostTargets = 5;

/**
 * The numbers a redirection (3xx) names in Contact, the most wanted first (RFC 3261 sections 8.1.3.4 and 20.10: `q` from 0
 * to 1, 1 where it is left out). What is neither a sip nor a tel URI with a user is left out.
 */
export function redirectTargets(response: MessageView): readonly string[] {
  const targets: { readonly user: string; readonly q: number }[] = [];
  for (const value of response.headers('Contact')) {
    const address = parseNameAddress(value);
    const uri = address === null ? null : parseUri(address.uri);
    if (address === null || uri === null || uri.user === '') continue;
    if (uri.scheme !== 'sip' && uri.scheme !== 'sips' && uri.scheme !== 'tel') continue;
    const q = Number(parameter(address.parameters, 'q') ?? '1');
    targets.push({ user: uri.user, q: Number.isNaN(q) ? 0 : q });
  }
  targets.sort((one, other) => other.q - one.q);
  return targets.slice(0, mostTargets).map(({ user }) => user);
}
