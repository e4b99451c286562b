import { encodingName } from './codecs';
import type { Direction, Negotiated } from './offerAnswer';
import type { Law, SocketAddress } from './streamPlan';

/** What names a description of ours (RFC 8866 section 5.2). */
export interface SdpIdentity {
  readonly sessionId: number;
  readonly version: number;
}

interface AudioLines {
  readonly port: number;
  readonly protocol: string;
  readonly codecs: readonly { readonly law: Law; readonly payload: number }[];
  readonly eventPayload: number | null;
  readonly ptimeMs: number;
  readonly direction: Direction;
  readonly rtcpMux: boolean;
}

/** Payload type of telephone events in our own offers. */
const offeredEventPayload = 101;

/** Our answer: their audio taken, all else of theirs switched off (RFC 3264 section 6). */
export function writeAnswer(
  { theirs, place, media, plan, direction }: Negotiated,
  local: SocketAddress,
  identity: SdpIdentity,
): string {
  const sections = theirs.media.flatMap((each, index) => {
    if (index !== place) return [`m=${each.kind} 0 ${each.protocol} ${each.formats.join(' ')}`];
    const { law, payload, eventPayload, ptimeMs, rtcpMux } = plan;
    const codecs = [{ law, payload }];
    return audioLines({
      ...{ port: local.port, protocol: media.protocol, codecs, eventPayload, ptimeMs, direction, rtcpMux },
    });
  });
  return document(local.address, identity, theirs.times, sections);
}

/** Our own offer. */
export function writeOffer(local: SocketAddress, identity: SdpIdentity): string {
  const lines = audioLines({
    port: local.port,
    protocol: 'RTP/AVP',
    codecs: [
      { law: 'mu', payload: 0 },
      { law: 'a', payload: 8 },
    ],
    eventPayload: offeredEventPayload,
    ptimeMs: 20,
    direction: 'sendrecv',
    rtcpMux: false,
  });
  return document(local.address, identity, [], lines);
}

function audioLines(audio: AudioLines): string[] {
  const { port, protocol, codecs, eventPayload, ptimeMs, direction, rtcpMux } = audio;
  const payloads = [
    ...codecs.map(({ payload }) => payload),
    ...(eventPayload === null ? [] : [eventPayload]),
  ];
  return [
    `m=audio ${port} ${protocol} ${payloads.join(' ')}`,
    ...codecs.map(({ law, payload }) => `a=rtpmap:${payload} ${encodingName(law)}`),
    ...(eventPayload === null
      ? []
      : [`a=rtpmap:${eventPayload} telephone-event/8000`, `a=fmtp:${eventPayload} 0-15`]),
    `a=ptime:${ptimeMs}`,
    `a=${direction}`,
    ...(rtcpMux ? ['a=rtcp-mux'] : []),
  ];
}

function document(
  address: string,
  { sessionId, version }: SdpIdentity,
  times: readonly string[],
  media: readonly string[],
): string {
  const network = `IN ${address.includes(':') ? 'IP6' : 'IP4'} ${address}`;
  const head = ['v=0', `o=trunkline ${sessionId} ${version} ${network}`, 's=-', `c=${network}`];
  return [...head, ...(times.length === 0 ? ['t=0 0'] : times), ...media, ''].join('\r\n');
}
