import type { Body } from '../stack';
import type { SipMessage } from './sipMessage';
import { markReceived, type Via } from './via';

/** What a response says beyond what it echoes of its request. */
export interface ResponseParts {
  readonly status: number;
  readonly reason: string;
  /** Put on To when the request's To has none (RFC 3261 section 8.2.6.2); empty: none, as in a 100. */
  readonly toTag: string;
  /** Header lines, each ended by CRLF. */
  readonly headers: string;
  readonly body: Body | null;
  /** The response makes or may make a dialog: Record-Route is echoed (RFC 3261 section 12.1.1). */
  readonly recordRoute: boolean;
}

/** A response to a request that came from the address and port `from`; `via` is the request's topmost Via. */
export function composeResponse(
  request: SipMessage,
  via: Via,
  from: { readonly address: string; readonly port: number },
  parts: ResponseParts,
): string {
  let vias = `Via: ${markReceived(request.via, via, from.address, from.port)}\r\n`;
  if (request.hasMoreVias) {
    for (const line of request.headerLines('via').slice(1)) vias += `Via: ${line}\r\n`;
  }
  let recordRoute = '';
  if (parts.recordRoute && request.hasRecordRoute) {
    for (const line of request.headerLines('record-route')) recordRoute += `Record-Route: ${line}\r\n`;
  }
  const tag = parts.toTag === '' || request.toTag !== '' ? '' : `;tag=${parts.toTag}`;
  const timestamp =
    request.hasTimestamp && parts.status === 100 ? `Timestamp: ${request.header('timestamp') ?? ''}\r\n` : '';
  return (
    `SIP/2.0 ${parts.status} ${parts.reason}\r\n${vias}${recordRoute}${line('From', request.from)}` +
    line('To', request.to === '' ? '' : request.to + tag) +
    line('Call-ID', request.callId) +
    line('CSeq', request.cseqValue) +
    timestamp +
    parts.headers +
    composeBody(parts.body)
  );
}

/** What a malformed request has not, its answer has not either. */
const line = (name: string, value: string): string => (value === '' ? '' : `${name}: ${value}\r\n`);

/** The end of a message: body headers, Content-Length, the empty line and the body. */
export const composeBody = (body: Body | null | undefined): string =>
  body === null || body === undefined
    ? 'Content-Length: 0\r\n\r\n'
    : `${body.headers}Content-Length: ${body.content.length}\r\n\r\n${body.content}`;
