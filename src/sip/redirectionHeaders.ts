import { redirectReasons, type Redirection } from '../model/redirection';

/**
 * The header lines that say who sent a call on: Diversion (RFC 5806 section 5: the last station first) and History-Info
 * (RFC 7044 section 10: the first station first, each further one an index deeper, with the cause of RFC 4458). Each ended by
 * CRLF; '' where nobody did.
 *
 * @param requestUri where the call goes now
 * @param ownUri the URI of a user part with our own host: no side's addresses show on the other
 */
export function redirectionHeaders(
  redirections: readonly Redirection[],
  requestUri: string,
  ownUri: (user: string) => string,
): string {
  if (redirections.length === 0) return '';
  const diversions = redirections.map(
    ({ from, reason }) =>
      `Diversion: <${ownUri(from)}>;reason=${redirectReasons[reason].diversion};counter=1\r\n`,
  );
  return diversions.reverse().join('') + historyInfo(redirections, requestUri, ownUri);
}

function historyInfo(
  redirections: readonly Redirection[],
  requestUri: string,
  ownUri: (user: string) => string,
): string {
  const uris = [...redirections.map(({ from }) => ownUri(from)), requestUri];
  const entries = uris.map((uri, position) => {
    const came = redirections[position - 1];
    const left = redirections[position];
    const cause = came === undefined ? '' : `;cause=${redirectReasons[came.reason].cause}`;
    const mapped = came === undefined ? '' : `;mp=${indexOf(position - 1)}`;
    return `<${uri}${cause}${reasonOf(left)}>;index=${indexOf(position)}${mapped}`;
  });
  return `History-Info: ${entries.join(', ')}\r\n`;
}

/** Why a station was left, as a Reason within its URI (RFC 7044 section 10.2); nothing failed where all calls go on. */
const reasonOf = (left: Redirection | undefined): string =>
  left === undefined || left.reason === 'unconditional' || left.reason === 'transferred'
    ? ''
    : `?Reason=SIP%3Bcause%3D${redirectReasons[left.reason].cause}`;

/** `1`, `1.1`, `1.1.1` ... */
const indexOf = (position: number): string => `1${'.1'.repeat(position)}`;
