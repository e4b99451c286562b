/**
 * The Referred-By header line (RFC 3892 section 3) that names who transfers a call, ended by CRLF; '' where nobody does. It is
 * ours: what whoever asked for the transfer has said of itself is not passed on, nor any proof of that.
 *
 * @param ownUri the URI of a user part with our own host: no side's addresses show on the other
 */
export const referredByHeader = (user: string | undefined, ownUri: (user: string) => string): string =>
  user === undefined ? '' : `Referred-By: <${ownUri(user)}>\r\n`;
