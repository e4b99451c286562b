import type { Content, MessageView, ResponseView } from '../stack';
import { SipMessage } from '../message/sipMessage';
import { splitHeaderLines } from '../headerLines';
import type { SrfContent, SrfHeaders, SrfMessage, SrfResponse } from './srf';

/** Messages between the seam, whose text has one character a byte, and drachtio-srf, whose text is UTF-8. */

const toBinary = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
/** Bytes that are no UTF-8 cannot go over the server's protocol; they arrive as replacement characters. */
const toText = (binary: string): string => Buffer.from(binary, 'latin1').toString('utf8');

/** Of messages that there are no bytes of: those the server made up itself. */
export const nothingSaid: MessageView = {
  header: () => undefined,
  headers: () => [],
  body: null,
  passed: () => '',
};

/** A message as call control reads it; null where the server has no bytes of it, or bytes that are no SIP. */
export function viewOf({ raw }: SrfMessage): SipMessage | null {
  if (raw === undefined) return null;
  const read = SipMessage.scan(toBinary(raw));
  return read instanceof SipMessage ? read : null;
}

export const responseView = (message: SrfMessage, status: number, reason: string): ResponseView =>
  viewOf(message) ?? { ...nothingSaid, status, reason };

/** Lines of one name become one value; a body has the headers that describe it. */
export function srfContent({
  headers = '',
  body = null,
}: Content): Required<Pick<SrfContent, 'headers'>> & SrfContent {
  const values: SrfHeaders = {};
  for (const { name, value } of splitHeaderLines(headers + (body?.headers ?? ''))) {
    const before = values[name];
    values[name] = before === undefined ? toText(value) : `${before}, ${toText(value)}`;
  }
  return body === null ? { headers: values } : { headers: values, body: toText(body.content) };
}

/** Whether a response came from the far end; else the server made it up, for want of one. */
export const isHeard = (response: Pick<SrfResponse, 'source_address'>): boolean =>
  response.source_address !== '';

/**
 * Sends a response; `sent` hears null and what went out once the server has sent it, never from within this call.
 * drachtio-srf refuses to send a status it has no words for: its class goes out instead.
 */
export function sendResponse(
  response: SrfResponse,
  status: number,
  reason: string,
  content: SrfContent,
  sent: (error: unknown, message: SrfMessage) => void = () => undefined,
): void {
  const hear = notAtOnce((error: unknown, message: SrfMessage = {}) => {
    sent(error ?? null, message);
  });
  try {
    response.send(status, reason, content, hear);
  } catch {
    response.send(Math.floor(status / 100) * 100, reason, content, hear);
  }
}

/** The same callback, which hears what is called at once, as drachtio-srf does with some errors, a turn later. */
export function notAtOnce<T extends unknown[]>(heard: (...said: T) => void): (...said: T) => void {
  let isAtOnce = true;
  queueMicrotask(() => {
    isAtOnce = false;
  });
  return (...said) => {
    if (isAtOnce) setImmediate(() => heard(...said));
    else heard(...said);
  };
}

/**
 * Sends an ACK, a PRACK or a CANCEL. drachtio-srf throws where the connection to the server has ended and that has not been
 * told yet: with it the call is gone, of which the leg hears a turn later.
 */
export function sendIfThere(send: () => void): void {
  try {
    send();
  } catch {
    // Nothing can be done for it that the loss of the server does not do.
  }
}
