import type { SipMessage } from '../../message/sipMessage';
import { acceptHeader, allowedMethods, allowHeader, supportedOptions } from '../../capabilities';
import { isTooSmall, sessionFacts, type SessionTerms } from './sessionTerms';

/** Why a request is refused before anybody looks at what it wants. */
export interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly headers: string;
}

const refuse = (status: number, reason: string, headers = ''): Refusal => ({ status, reason, headers });

/** RFC 3261 sections 8.2.1 to 8.2.3, in that order, then RFC 4028 section 9; null: nothing against it. */
export function refusalOf(request: SipMessage, terms: SessionTerms | null): Refusal | null {
  if (!allowedMethods.includes(request.method)) return refuse(405, 'Method Not Allowed', allowHeader);
  const uri = request.requestUri;
  if (!/^[a-z][a-z0-9+.-]*:/i.test(uri)) return refuse(400, 'Bad Request: Request-URI is no URI');
  // RFC 3261 section 19.1.1: a Request-URI has no headers; before the @ a question mark is part of the user.
  if (/^sips?:/i.test(uri) && uri.includes('?', uri.indexOf('@') + 1)) {
    return refuse(400, 'Bad Request: Request-URI has headers');
  }
  if (!/^(?:sips?|tel|urn):./i.test(uri)) return refuse(416, 'Unsupported URI Scheme');
  if (request.hasRequire && request.method !== 'CANCEL') {
    const unknown = request.headers('require').filter((option) => !isSupported(option.toLowerCase(), terms));
    if (unknown.length > 0) return refuse(420, 'Bad Extension', `Unsupported: ${unknown.join(', ')}\r\n`);
  }
  const ofBody = request.method === 'INVITE' ? refusalOfBody(request) : null;
  return ofBody ?? refusalOfSession(request, terms);
}

const isSupported = (option: string, terms: SessionTerms | null): boolean =>
  supportedOptions.has(option) && (option !== 'timer' || terms !== null);

/** A session that is to expire sooner than we agree to. */
function refusalOfSession(request: SipMessage, terms: SessionTerms | null): Refusal | null {
  if (terms === null || !request.hasSessionExpires) return null;
  if (request.method !== 'INVITE' && request.method !== 'UPDATE') return null;
  if (!isTooSmall(sessionFacts(request), terms)) return null;
  return refuse(422, 'Session Interval Too Small', `Min-SE: ${terms.minimum}\r\n`);
}

/** The body of an INVITE is read by both ends and by us: SDP, alone or in parts, not compressed (section 8.2.3). */
function refusalOfBody(request: SipMessage): Refusal | null {
  if (request.content === '') return null;
  if (/handling\s*=\s*optional/i.test(request.header('content-disposition') ?? '')) return null;
  const encoding = (request.header('content-encoding') ?? 'identity').toLowerCase();
  if (encoding !== 'identity') {
    return refuse(415, 'Unsupported Media Type', 'Accept-Encoding: identity\r\n');
  }
  const type = (request.header('content-type') ?? '').toLowerCase();
  if (/^application\/sdp\b|^multipart\//.test(type)) return null;
  return refuse(415, 'Unsupported Media Type', acceptHeader);
}
