import type { MessageEnd } from '../../model/callMessages';

/** `host:port`, an IPv6 address in brackets, in its parts. */
export function hostPortOf(text: string): MessageEnd {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon).replace(/[[\]]/g, ''), port: Number(text.slice(colon + 1)) };
}
