import type { RtpPacket } from './rtpPacket';

/** What a report block says of a source (RFC 3550 section 6.4.1). */
export interface ReportBlock {
  readonly ssrc: number;
  /** Lost since the last report, in 256ths. */
  readonly fractionLost: number;
  readonly lost: number;
  /** Highest sequence number, the times it wrapped in its upper 16 bits. */
  readonly highest: number;
  /** In units of the timestamp. */
  readonly jitter: number;
}

const clockRate = 8;

/** Counts what comes from one source (RFC 3550 appendix A.3 and A.8). */
export class Reception {
  readonly ssrc: number;
  #base: number;
  #highest: number;
  #cycles = 0;
  #received = 0;
  #expectedBefore = 0;
  #receivedBefore = 0;
  #transit: number | null = null;
  #jitter = 0;

  constructor({ ssrc, sequence }: RtpPacket) {
    this.ssrc = ssrc;
    this.#base = sequence;
    this.#highest = sequence;
  }

  /** `now` in monotonic milliseconds. Events keep their timestamp while a key is held, so they say nothing of jitter. */
  heard(packet: RtpPacket, now: number, isEvent: boolean): void {
    this.#received += 1;
    const ahead = (packet.sequence - this.#highest) & 0xffff;
    if (ahead > 0 && ahead < 0x8000) {
      if (packet.sequence < this.#highest) this.#cycles += 1;
      this.#highest = packet.sequence;
    }
    if (isEvent) return;
    const transit = (Math.round(now * clockRate) - packet.timestamp) | 0;
    if (this.#transit !== null) {
      const change = Math.abs((transit - this.#transit) | 0);
      this.#jitter += (change - this.#jitter) / 16;
    }
    this.#transit = transit;
  }

  /** What to report; the next report's fraction counts from here. */
  report(): ReportBlock {
    const highest = this.#cycles * 0x1_0000 + this.#highest;
    const expected = highest - this.#base + 1;
    const expectedSince = expected - this.#expectedBefore;
    const lostSince = expectedSince - (this.#received - this.#receivedBefore);
    this.#expectedBefore = expected;
    this.#receivedBefore = this.#received;
    return {
      ssrc: this.ssrc,
      fractionLost:
        expectedSince <= 0 || lostSince <= 0
          ? 0
          : Math.min(255, Math.floor((lostSince * 256) / expectedSince)),
      lost: Math.min(Math.max(expected - this.#received, -0x80_0000), 0x7f_ffff),
      highest: highest >>> 0,
      jitter: Math.min(Math.floor(this.#jitter), 0xffff_ffff),
    };
  }
}
