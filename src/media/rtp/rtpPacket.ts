/** A received packet (RFC 3550 section 5.1), its payload a view into the datagram. */
export interface RtpPacket {
  readonly marker: boolean;
  readonly payloadType: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payload: Buffer;
}

export const headerBytes = 12;
/** No sender of 40 ms G.711 comes near it. */
const mostBytes = 1_500;

/** Null: no RTP packet of version 2, or cut short. */
export function parseRtp(datagram: Buffer): RtpPacket | null {
  if (datagram.length < headerBytes || datagram.length > mostBytes) return null;
  const first = datagram.readUInt8(0);
  if (first >> 6 !== 2) return null;
  let start = headerBytes + 4 * (first & 0x0f);
  if ((first & 0x10) !== 0) {
    if (datagram.length < start + 4) return null;
    start += 4 + 4 * datagram.readUInt16BE(start + 2);
  }
  const padding = (first & 0x20) === 0 ? 0 : datagram.readUInt8(datagram.length - 1);
  const end = datagram.length - padding;
  if (end < start || ((first & 0x20) !== 0 && padding === 0)) return null;
  const second = datagram.readUInt8(1);
  return {
    marker: (second & 0x80) !== 0,
    payloadType: second & 0x7f,
    sequence: datagram.readUInt16BE(2),
    timestamp: datagram.readUInt32BE(4),
    ssrc: datagram.readUInt32BE(8),
    payload: datagram.subarray(start, end),
  };
}

/** Writes the header; the payload follows at `headerBytes`. */
export function writeRtpHeader(target: Buffer, header: Omit<RtpPacket, 'payload'>): void {
  target[0] = 0x80;
  target[1] = (header.marker ? 0x80 : 0) | header.payloadType;
  target.writeUInt16BE(header.sequence, 2);
  target.writeUInt32BE(header.timestamp, 4);
  target.writeUInt32BE(header.ssrc, 8);
}

/** RTCP on the port of RTP, told apart by its packet type (RFC 5761 section 4). */
export function isRtcp(datagram: Buffer): boolean {
  const type = datagram[1] ?? 0;
  return type >= 192 && type <= 223;
}
