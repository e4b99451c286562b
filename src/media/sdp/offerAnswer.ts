import { isIP } from 'node:net';
import { MediaRefusal } from '../mediaRefusal';
import { chooseCodec, eventPayload } from './codecs';
import {
  attributeOf,
  MalformedSdp,
  parseSdp,
  type MediaDescription,
  type SessionDescription,
} from './sessionDescription';
import type { SocketAddress, StreamPlan } from './streamPlan';

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** What we make of the far end's description. */
export interface Negotiated {
  readonly theirs: SessionDescription;
  /** Place of the audio that is taken among their media. */
  readonly place: number;
  readonly media: MediaDescription;
  readonly plan: StreamPlan;
  /** What our answer says. */
  readonly direction: Direction;
}

/** What may be taken: RTP without encryption, with feedback (RFC 4585) or without. */
const plainProfiles = ['RTP/AVP', 'RTP/AVPF'];
const usualPtimeMs = 20;
const ptimesMs = [10, 20, 30, 40];

/** RFC 3264 section 6.1: our side of their direction. */
const mirrored: Readonly<Record<Direction, Direction>> = {
  sendrecv: 'sendrecv',
  sendonly: 'recvonly',
  recvonly: 'sendonly',
  inactive: 'inactive',
};

/** Reads an offer, or the answer to ours; `takesFamily`: whether our sockets reach addresses of this family. */
export function negotiate(text: string, takesFamily: (family: 4 | 6) => boolean): Negotiated | MediaRefusal {
  let theirs: SessionDescription;
  try {
    theirs = parseSdp(text);
  } catch (error) {
    if (!(error instanceof MalformedSdp)) throw error;
    return new MediaRefusal('malformed_sdp', `the session description cannot be read: ${error.message}`);
  }
  const audio = theirs.media.filter(({ kind, port }) => kind === 'audio' && port !== 0);
  if (audio.length === 0) return new MediaRefusal('no_audio', 'the session description has no audio');
  const plain = audio.filter(({ protocol }) => plainProfiles.includes(protocol));
  if (plain.length === 0) {
    const names = audio.map(({ protocol }) => protocol).join(', ');
    return new MediaRefusal(
      'encrypted_media',
      `audio is offered over ${names} only; RTP/AVP is what is taken`,
    );
  }
  for (const media of plain) {
    const codec = chooseCodec(media);
    if (codec === null) continue;
    const address = media.connection ?? theirs.connection;
    const problem = addressProblem(address, takesFamily);
    if (address === null || problem !== null) return new MediaRefusal('unusable_address', problem ?? '');
    const isHeld = /^[0.]+$|^::$/.test(address);
    const offered = directionOf(media, theirs);
    // RFC 3264 section 8.4: an address of zeros is the old way to say "do not send to me".
    const direction = mirrored[isHeld ? withoutReceiving(offered) : offered];
    const plan: StreamPlan = {
      ...codec,
      eventPayload: eventPayload(media),
      ptimeMs: ptimeOf(media),
      sends: direction === 'sendrecv' || direction === 'sendonly',
      remote: isHeld ? null : { rtp: { address, port: media.port }, rtcp: rtcpOf(media, address) },
      rtcpMux: attributeOf('rtcp-mux', media) !== null,
    };
    return { theirs, place: theirs.media.indexOf(media), media, plan, direction };
  }
  return new MediaRefusal('no_common_codec', 'the audio that is offered has neither PCMU nor PCMA');
}

function addressProblem(address: string | null, takesFamily: (family: 4 | 6) => boolean): string | null {
  if (address === null) return 'the session description has no connection address';
  const family = isIP(address);
  if (family === 0) return `the connection address '${address.slice(0, 100)}' is no IP address`;
  if (!takesFamily(family === 4 ? 4 : 6)) {
    return `the connection address is of IPv${family}, which TRUNKLINE_MEDIA does not listen on`;
  }
  const isGroup = family === 4 ? Number(address.split('.')[0]) >= 224 : /^ff/i.test(address);
  return isGroup ? 'the connection address is that of a group' : null;
}

function directionOf(media: MediaDescription, session: SessionDescription): Direction {
  for (const { attributes } of [media, session]) {
    const found = attributes.find(({ name }) => Object.hasOwn(mirrored, name));
    if (found !== undefined) return found.name as Direction;
  }
  return 'sendrecv';
}

const withoutReceiving = (direction: Direction): Direction =>
  direction === 'sendrecv' || direction === 'sendonly' ? 'sendonly' : 'inactive';

function ptimeOf(media: MediaDescription): number {
  const wanted = Number(attributeOf('ptime', media) ?? usualPtimeMs);
  const longest = Number(attributeOf('maxptime', media) ?? Infinity);
  const ptime = ptimesMs.includes(wanted) ? wanted : usualPtimeMs;
  return ptime <= longest ? ptime : (ptimesMs.findLast((each) => each <= longest) ?? usualPtimeMs);
}

/** RFC 3605, `a=rtcp:port`; left out: the port above. Its address is not followed: RTCP goes to where RTP does. */
function rtcpOf(media: MediaDescription, address: string): SocketAddress {
  const port = Number(/^(\d{1,5})\b/.exec(attributeOf('rtcp', media) ?? '')?.[1] ?? 0);
  return { address, port: port > 0 && port <= 65_535 ? port : Math.min(media.port + 1, 65_535) };
}
