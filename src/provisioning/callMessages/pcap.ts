import type { CallMessage, MessageEnd } from '../../model/callMessages';
import { ipv4Bytes, ipv6Bytes, isIpv6Text } from '../../model/ipBytes';

export const pcapType = 'application/vnd.tcpdump.pcap';

/** Packets begin with the IP header (LINKTYPE_RAW). */
const rawIp = 101;
const snapLength = 262_144;
const fileHeaderBytes = 24;
const packetHeaderBytes = 16;
const ipv4HeaderBytes = 20;
const ipv6HeaderBytes = 40;
const udpBytes = 8;
const udp = 17;
const hopLimit = 64;

/**
 * The messages as a capture file (pcap 2.4); an end that is a name, no address, has the unspecified one. Every message is one UDP datagram between the addresses it went between,
 * whatever it was carried by: so programs that read captures show what was encrypted, and need not put streams together.
 */
export function pcapOf(messages: readonly CallMessage[]): Buffer {
  const header = Buffer.alloc(fileHeaderBytes);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(snapLength, 16);
  header.writeUInt32LE(rawIp, 20);
  return Buffer.concat([header, ...messages.map(packetOf)]);
}

function packetOf({ at, direction, local, remote, text }: CallMessage): Buffer {
  const [source, destination] = direction === 'sent' ? [local, remote] : [remote, local];
  const isSix = [source, destination].some(({ host }) => isIpv6Text(host));
  const ipBytes = isSix ? ipv6HeaderBytes : ipv4HeaderBytes;
  const most = 0xffff - udpBytes - (isSix ? 0 : ipv4HeaderBytes);
  const content = Buffer.from(text, 'latin1').subarray(0, most);
  const length = udpBytes + content.length;
  const packet = Buffer.alloc(packetHeaderBytes + ipBytes + length);
  packet.writeUInt32LE(Math.floor(at / 1000), 0);
  packet.writeUInt32LE(Math.floor((at % 1000) * 1000), 4);
  packet.writeUInt32LE(ipBytes + length, 8);
  packet.writeUInt32LE(ipBytes + length, 12);
  const ip = packet.subarray(packetHeaderBytes);
  const addresses = isSix
    ? writeIpv6(ip, length, source, destination)
    : writeIpv4(ip, length, source, destination);
  const datagram = ip.subarray(ipBytes);
  datagram.writeUInt16BE(source.port, 0);
  datagram.writeUInt16BE(destination.port, 2);
  datagram.writeUInt16BE(length, 4);
  content.copy(datagram, udpBytes);
  const checksum = checksumOf(sumOf(datagram, sumOf(addresses, udp + length)));
  // RFC 768: 0 would say that there is none.
  datagram.writeUInt16BE(checksum === 0 ? 0xffff : checksum, 6);
  return packet;
}

/** RFC 791 section 3.1; returns the addresses, which UDP's checksum covers. */
function writeIpv4(ip: Buffer, length: number, source: MessageEnd, destination: MessageEnd): Buffer {
  ip[0] = 0x45;
  ip.writeUInt16BE(ipv4HeaderBytes + length, 2);
  ip.writeUInt16BE(0x4000, 6);
  ip[8] = hopLimit;
  ip[9] = udp;
  ip.set(ipv4Bytes(source.host), 12);
  ip.set(ipv4Bytes(destination.host), 16);
  ip.writeUInt16BE(checksumOf(sumOf(ip.subarray(0, ipv4HeaderBytes), 0)), 10);
  return ip.subarray(12, ipv4HeaderBytes);
}

/** RFC 8200 section 3. */
function writeIpv6(ip: Buffer, length: number, source: MessageEnd, destination: MessageEnd): Buffer {
  ip[0] = 0x60;
  ip.writeUInt16BE(length, 4);
  ip[6] = udp;
  ip[7] = hopLimit;
  ip.set(ipv6Bytes(source.host), 8);
  ip.set(ipv6Bytes(destination.host), 24);
  return ip.subarray(8, ipv6HeaderBytes);
}

/** RFC 1071: the sum of 16-bit words, to be folded. */
function sumOf(bytes: Buffer, start: number): number {
  let sum = start;
  for (let index = 0; index + 1 < bytes.length; index += 2) sum += bytes.readUInt16BE(index);
  return bytes.length % 2 === 0 ? sum : sum + (bytes[bytes.length - 1] ?? 0) * 256;
}

function checksumOf(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x10000);
  return ~folded & 0xffff;
}
