import type { Body } from '../../src/sip/stack';

export type SdpDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** One audio stream of these payload types; 101 is telephone-events. */
export const audio = (
  address: string,
  port: number,
  payloads: readonly number[],
  direction: SdpDirection = 'sendrecv',
): string =>
  [
    'v=0',
    `o=- 1 1 IN IP4 ${address}`,
    's=-',
    `c=IN IP4 ${address}`,
    't=0 0',
    `m=audio ${port} RTP/AVP ${payloads.join(' ')}`,
    ...(payloads.includes(101) ? ['a=rtpmap:101 telephone-event/8000'] : []),
    `a=${direction}`,
    '',
  ].join('\r\n');

export const bodyOf = (content: string): Body => ({
  headers: 'Content-Type: application/sdp\r\n',
  content,
});
