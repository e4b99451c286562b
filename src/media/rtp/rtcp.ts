import type { ReportBlock } from './reception';

/** What a report of ours says (RFC 3550 section 6.4). */
export interface Report {
  readonly ssrc: number;
  /** Names us across our streams (section 6.5.1). */
  readonly cname: string;
  /** What we have sent; null: nothing since the last report, which makes it a receiver's. */
  readonly sent: {
    /** Milliseconds since the Unix epoch. */
    readonly wallTime: number;
    readonly timestamp: number;
    readonly packets: number;
    readonly octets: number;
  } | null;
  readonly received: (ReportBlock & { readonly lastReport: LastReport | null }) | null;
  /** Says that we leave (section 6.6). */
  readonly bye: boolean;
}

/** The sender report heard last. */
export interface LastReport {
  /** The middle 32 bits of its time. */
  readonly ntpMiddle: number;
  /** Since it came. */
  readonly ageMs: number;
}

const types = { senderReport: 200, receiverReport: 201, sourceDescription: 202, bye: 203 } as const;
/** Between 1900, where NTP begins, and 1970. */
const ntpEpochS = 2_208_988_800;

/** A compound packet: report, source description and, in the end, goodbye. */
export function writeReport(report: Report): Buffer {
  const parts = [reportPacket(report), sourceDescription(report.ssrc, report.cname)];
  if (report.bye) parts.push(packet(types.bye, 1, word(report.ssrc)));
  return Buffer.concat(parts);
}

function reportPacket({ ssrc, sent, received }: Report): Buffer {
  const body = [word(ssrc)];
  if (sent !== null) {
    const seconds = Math.floor(sent.wallTime / 1_000) + ntpEpochS;
    const fraction = Math.floor(((sent.wallTime % 1_000) / 1_000) * 0x1_0000_0000);
    body.push(words(seconds, fraction, sent.timestamp, sent.packets, sent.octets));
  }
  if (received !== null) {
    const { lastReport } = received;
    const lost = ((received.fractionLost << 24) | (received.lost & 0xff_ffff)) >>> 0;
    const delay = lastReport === null ? 0 : Math.round(lastReport.ageMs * 65.536);
    body.push(
      words(received.ssrc, lost, received.highest, received.jitter, lastReport?.ntpMiddle ?? 0, delay),
    );
  }
  const type = sent === null ? types.receiverReport : types.senderReport;
  return packet(type, received === null ? 0 : 1, Buffer.concat(body));
}

function sourceDescription(ssrc: number, cname: string): Buffer {
  const name = Buffer.from(cname, 'latin1').subarray(0, 255);
  const items = Buffer.concat([word(ssrc), Buffer.from([1, name.length]), name]);
  // At least one zero ends the list, and the whole is padded to words.
  const padding = Buffer.alloc(4 - (items.length % 4));
  return packet(types.sourceDescription, 1, Buffer.concat([items, padding]));
}

function packet(type: number, count: number, body: Buffer): Buffer {
  const header = Buffer.from([0x80 | count, type, 0, 0]);
  header.writeUInt16BE(body.length / 4, 2);
  return Buffer.concat([header, body]);
}

const word = (value: number): Buffer => words(value);

function words(...values: number[]): Buffer {
  const bytes = Buffer.allocUnsafe(4 * values.length);
  values.forEach((value, index) => bytes.writeUInt32BE(value >>> 0, 4 * index));
  return bytes;
}

/** The middle of the time of a sender report that comes first in a compound packet; null: it is none. */
export function senderReportTime(datagram: Buffer): number | null {
  const isReport =
    datagram.length >= 28 && datagram.readUInt8(0) >> 6 === 2 && datagram.readUInt8(1) === types.senderReport;
  return isReport ? datagram.readUInt32BE(10) : null;
}
