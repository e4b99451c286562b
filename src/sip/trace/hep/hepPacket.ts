import type { MessageEnd } from '../../../model/callMessages';
import { ipv4Bytes, ipv6Bytes, isIpv6Text } from '../../../model/ipBytes';

/** A SIP message as a capture server takes it. */
export interface HepMessage {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly source: MessageEnd;
  readonly destination: MessageEnd;
  /** Carried by a datagram, or by a stream. */
  readonly isDatagram: boolean;
  /** What belongs to one call has the same. */
  readonly correlationId: string;
  /** A binary string. */
  readonly text: string;
}

/** Who captured it. */
export interface HepAgent {
  readonly captureId: number;
  readonly node: string;
}

const sip = 1;

/** One packet of HEP version 3: a length, then chunks of vendor, type, length and value (HEP3 network protocol, revision 36). */
export function hepPacket(message: HepMessage, { captureId, node }: HepAgent): Buffer {
  const { source, destination } = message;
  const isSix = isIpv6Text(source.host) || isIpv6Text(destination.host);
  const bytesOf = isSix ? ipv6Bytes : ipv4Bytes;
  const seconds = Math.floor(message.at / 1000);
  const chunks = [
    chunk(1, byte(isSix ? 10 : 2)),
    chunk(2, byte(message.isDatagram ? 17 : 6)),
    chunk(isSix ? 5 : 3, bytesOf(source.host)),
    chunk(isSix ? 6 : 4, bytesOf(destination.host)),
    chunk(7, short(source.port)),
    chunk(8, short(destination.port)),
    chunk(9, long(seconds)),
    chunk(10, long(Math.floor((message.at - seconds * 1000) * 1000))),
    chunk(11, byte(sip)),
    chunk(12, long(captureId)),
    chunk(17, Buffer.from(message.correlationId, 'utf8')),
    chunk(19, Buffer.from(node, 'utf8')),
    chunk(15, Buffer.from(message.text, 'latin1')),
  ];
  const length = 6 + chunks.reduce((sum, { length: own }) => sum + own, 0);
  return Buffer.concat([Buffer.from('HEP3', 'latin1'), short(length), ...chunks], length);
}

function chunk(type: number, value: Uint8Array): Buffer {
  const head = Buffer.alloc(6);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(6 + value.length, 4);
  return Buffer.concat([head, value]);
}

const byte = (value: number): Uint8Array => Uint8Array.of(value);

function short(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function long(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
