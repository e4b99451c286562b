import { parseNameAddress } from '../../sip/nameAddress';
import type { IncomingRequest } from '../../sip/stack';
import { parameter, parseUri, unescapeUri } from '../../sip/uri';
import { readReplaces, type Replaces } from './replaces';
import { refusal, type RequestRefusal } from './requestRefusal';

/** What a REFER asks for. */
export interface ReferRequest {
  /** Whom the transfer goes to, without URI headers; sip, sips or tel. */
  readonly uri: string;
  /** The dialog that is to be taken over: an attended transfer; null: a blind one. */
  readonly replaces: Replaces | null;
  /** Whether who asks wants to hear what becomes of it (RFC 4488). */
  readonly subscribes: boolean;
  /** CSeq of the REFER, by which its NOTIFYs say what they speak of (RFC 3515 section 2.4.6). */
  readonly sequence: number;
}

/** Reads a REFER (RFC 3515 section 2.1: exactly one Refer-To). */
export function readRefer(request: IncomingRequest): ReferRequest | RequestRefusal {
  const [value, ...more] = request.headers('Refer-To');
  if (value === undefined) return refusal(400, 'Bad Request: no Refer-To');
  if (more.length > 0) return refusal(400, 'Bad Request: more than one Refer-To');
  const text = parseNameAddress(value)?.uri ?? '';
  const question = text.indexOf('?', Math.max(0, text.indexOf('@')));
  const uri = question < 0 ? text : text.slice(0, question);
  const read = parseUri(uri);
  if (read === null) return refusal(400, 'Bad Request: Refer-To cannot be read');
  if (read.scheme !== 'sip' && read.scheme !== 'sips' && read.scheme !== 'tel') {
    return refusal(416, 'Unsupported URI Scheme');
  }
  const method = parameter(read.parameters, 'method');
  if (method !== null && method.toUpperCase() !== 'INVITE') {
    return refusal(400, 'Bad Request: Refer-To wants another method than INVITE');
  }
  const named = question < 0 ? null : headerOfUri(text.slice(question + 1), 'replaces');
  const replaces = named === null ? null : readReplaces(named);
  if (named !== null && replaces === null) return refusal(400, 'Bad Request: Replaces cannot be read');
  return {
    uri,
    replaces,
    subscribes: request.header('Refer-Sub')?.trim().toLowerCase().startsWith('false') !== true,
    sequence: Number.parseInt(request.header('CSeq') ?? '', 10) || 0,
  };
}

/** The value of a header in a URI (RFC 3261 section 19.1.1), its escapes resolved; null: it is not there. */
function headerOfUri(headers: string, name: string): string | null {
  for (const header of headers.split('&')) {
    const equals = header.indexOf('=');
    if (equals > 0 && unescapeUri(header.slice(0, equals)).toLowerCase() === name) {
      return unescapeUri(header.slice(equals + 1));
    }
  }
  return null;
}
