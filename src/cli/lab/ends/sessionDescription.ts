import type { Body, IncomingRequest } from '../../../sip/stack';

type MediaDirection = 'sendrecv' | 'sendonly' | 'recvonly';

/** What a phone offers or answers: one audio stream that nobody sends, since the lab is about signalling. */
export function sessionDescription(host: string, direction: MediaDirection = 'sendrecv'): Body {
  const lines = [
    'v=0',
    `o=lab 1 1 IN IP4 ${host}`, // the stack writes its own, with a version that rises
    's=-',
    `c=IN IP4 ${host}`,
    't=0 0',
    'm=audio 40000 RTP/AVP 0',
    'a=rtpmap:0 PCMU/8000',
    `a=${direction}`,
    '',
  ];
  return { headers: 'Content-Type: application/sdp\r\n', content: lines.join('\r\n') };
}

/** Agrees to whatever the other side asks inside a call: an offer gets its answer, the rest a plain 200. */
export function agree(request: IncomingRequest, host: string): void {
  const offers = request.method === 'INVITE' || request.method === 'UPDATE';
  const body = offers ? sessionDescription(host, answerTo(request.body?.content ?? '')) : null;
  request.respond(200, 'OK', { body });
}

/** Who is put on hold only listens (RFC 3264 section 8.4). */
function answerTo(offer: string): MediaDirection {
  if (/^a=sendonly/m.test(offer)) return 'recvonly';
  return /^a=recvonly/m.test(offer) ? 'sendonly' : 'sendrecv';
}
