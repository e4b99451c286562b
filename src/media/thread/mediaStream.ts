import { randomBytes, randomInt } from 'node:crypto';
import type { Socket } from 'node:dgram';
import { TokenBucket } from '../../model/tokenBucket';
import { samplesPerMs } from '../audio/tone';
import type { Playback } from '../audio/playback';
import { silenceByte } from '../rtp/g711';
import { Reception } from '../rtp/reception';
import { senderReportTime, writeReport } from '../rtp/rtcp';
import { headerBytes, isRtcp, parseRtp, writeRtpHeader, type RtpPacket } from '../rtp/rtpPacket';
import { SourceLatch } from '../rtp/sourceLatch';
import { parseEvent, TelephoneEvents, type KeyEvent } from '../rtp/telephoneEvents';
import type { SocketAddress, StreamPlan } from '../sdp/streamPlan';
import { tickMs } from './pacer';
import type { PortPair } from './portPairs';

/** 10 ms packets and telephone events beside them are 150 a second. */
const acceptedRate = { perSecond: 250, burst: 250 };
/**
 * With nothing to play one packet of silence a second: it keeps the bindings of translators of addresses (RFC 6263) and the
 * time-outs of far ends that take silence for a broken line.
 */
const idleTicks = 1_000 / tickMs;
/** RFC 3550 section 6.2: every 5 s, half to one and a half of it by chance. */
const reportMs = 5_000;

/** Counters of all streams together. */
export interface PacketCounts {
  sent: number;
  received: number;
  ignored: number;
  dropped: number;
}

export interface StreamHooks {
  /** What is played has been sent to its end. */
  played(): void;
  key(event: KeyEvent): void;
}

/** One session's RTP and RTCP on its pair of ports: sends what is played, hears events, reports. */
export class MediaStream {
  readonly pair: PortPair;
  readonly #hooks: StreamHooks;
  readonly #counts: PacketCounts;
  readonly #cname: string;
  readonly #events: TelephoneEvents;
  readonly #accepted: TokenBucket;
  #plan: StreamPlan | null = null;
  #rtp = new SourceLatch(null);
  #rtcp = new SourceLatch(null);
  #playback: Playback | null = null;

  /** RFC 3550 section 5.1: what an eavesdropper should not guess begins at random. */
  readonly #ssrc = randomBytes(4).readUInt32BE();
  readonly #firstTimestamp = randomInt(0x1_0000_0000);
  #sequence = randomInt(0x1_0000);
  /** Which of the ticks that packets of 40 ms could go out in, so that streams do not all send in the same. */
  readonly #phase: number;
  #lastSentTick = -Infinity;
  #packets = 0;
  #octets = 0;

  #reception: Reception | null = null;
  #theirReport: { readonly ntpMiddle: number; readonly at: number } | null = null;
  #nextReport: number;
  #sentSinceReport = false;

  constructor(pair: PortPair, number: number, cname: string, counts: PacketCounts, hooks: StreamHooks) {
    this.pair = pair;
    this.#cname = cname;
    this.#counts = counts;
    this.#hooks = hooks;
    this.#phase = number % 4;
    const now = performance.now();
    this.#accepted = new TokenBucket(acceptedRate, now);
    this.#nextReport = now + reportMs * Math.random();
    this.#events = new TelephoneEvents((event) => {
      hooks.key(event);
    });
    pair.rtp.on('message', (datagram, from) => {
      this.#heard(datagram, from.address, from.port);
    });
    pair.rtcp.on('message', (datagram, from) => {
      this.#heardRtcp(datagram, from.address, from.port);
    });
  }

  get plan(): StreamPlan | null {
    return this.#plan;
  }

  get playback(): Playback | null {
    return this.#playback;
  }

  /** The far end described itself anew. Only where it has moved is its source looked for again. */
  change(plan: StreamPlan): void {
    const before = this.#plan?.remote ?? null;
    this.#plan = plan;
    if (plan.remote === null || isSame(before, plan.remote)) return;
    this.#rtp = new SourceLatch(plan.remote.rtp);
    this.#rtcp = new SourceLatch(plan.rtcpMux ? plan.remote.rtp : plan.remote.rtcp);
    this.#reception = null;
    this.#theirReport = null;
    this.#events.release();
  }

  play(playback: Playback): void {
    this.#playback = playback;
  }

  stop(): void {
    this.#playback = null;
  }

  /** One tick of the pacer; `now` in monotonic milliseconds. */
  tick(tick: number, now: number): void {
    this.#events.tick(now);
    const plan = this.#plan;
    if (plan === null) return;
    const ticksAPacket = plan.ptimeMs / tickMs;
    if (tick % ticksAPacket === this.#phase % ticksAPacket) this.#packet(plan, tick, ticksAPacket);
    if (now >= this.#nextReport) {
      this.#nextReport = now + reportMs * (0.5 + Math.random());
      this.#report(plan, now, false);
    }
  }

  /** Says goodbye; the sockets are for the caller to close, what was sent goes out before. */
  leave(): void {
    if (this.#plan !== null) this.#report(this.#plan, performance.now(), true);
    this.pair.rtp.removeAllListeners('message');
    this.pair.rtcp.removeAllListeners('message');
    this.#plan = null;
    this.#playback = null;
  }

  #packet(plan: StreamPlan, tick: number, ticksAPacket: number): void {
    const playback = this.#playback;
    const target = plan.sends && plan.remote !== null ? this.#rtp.target : null;
    if (playback === null && (target === null || tick - this.#lastSentTick < idleTicks)) return;
    const bytes = plan.ptimeMs * samplesPerMs;
    const datagram = Buffer.allocUnsafe(headerBytes + bytes);
    const read = playback?.read(datagram, headerBytes, bytes) ?? 0;
    if (read < bytes) datagram.fill(silenceByte[plan.law], headerBytes + read);
    if (target !== null) {
      this.#sequence = (this.#sequence + 1) & 0xffff;
      writeRtpHeader(datagram, {
        // RFC 3551 section 4.1: the first packet after a pause.
        marker: tick - this.#lastSentTick !== ticksAPacket,
        payloadType: plan.payload,
        sequence: this.#sequence,
        timestamp: this.#timestampOf(tick),
        ssrc: this.#ssrc,
      });
      this.#lastSentTick = tick;
      this.#packets += 1;
      this.#octets += bytes;
      this.#sentSinceReport = true;
      this.#counts.sent += 1;
      send(this.pair.rtp, datagram, target);
    }
    if (playback?.isOver === true) {
      this.#playback = null;
      this.#hooks.played();
    }
  }

  #timestampOf(tick: number): number {
    return (this.#firstTimestamp + tick * tickMs * samplesPerMs) % 0x1_0000_0000;
  }

  #heard(datagram: Buffer, sender: string, port: number): void {
    const now = performance.now();
    if (!this.#accepted.take(now)) {
      this.#counts.dropped += 1;
      return;
    }
    const plan = this.#plan;
    if (plan?.rtcpMux === true && isRtcp(datagram)) {
      this.#heardRtcp(datagram, sender, port);
      return;
    }
    const packet = parseRtp(datagram);
    const isEvent = packet !== null && packet.payloadType === plan?.eventPayload;
    if (
      packet === null ||
      plan === null ||
      !(isEvent || packet.payloadType === plan.payload) ||
      !this.#rtp.takes(plainAddress(sender), port)
    ) {
      this.#counts.ignored += 1;
      return;
    }
    this.#counts.received += 1;
    this.#count(packet, now, isEvent);
    const event = isEvent ? parseEvent(packet.payload) : null;
    if (event !== null) this.#events.heard(event, packet.timestamp, packet.ssrc, now);
  }

  #count(packet: RtpPacket, now: number, isEvent: boolean): void {
    if (this.#reception?.ssrc !== packet.ssrc) {
      this.#reception = new Reception(packet);
      this.#theirReport = null;
    }
    this.#reception.heard(packet, now, isEvent);
  }

  #heardRtcp(datagram: Buffer, sender: string, port: number): void {
    const address = plainAddress(sender);
    // RTCP comes from where RTP does, though behind a translator not from the port above.
    if (this.#rtp.target?.address !== address) return;
    const ntpMiddle = senderReportTime(datagram);
    if (ntpMiddle === null || this.#plan === null || !this.#rtcp.takes(address, port)) return;
    this.#theirReport = { ntpMiddle, at: performance.now() };
  }

  #report(plan: StreamPlan, now: number, bye: boolean): void {
    const target = plan.rtcpMux ? this.#rtp.target : this.#rtcp.target;
    // On hold by an address of zeros, nothing goes out at all (RFC 3264 section 8.4).
    if (target === null || plan.remote === null) return;
    const theirs = this.#theirReport;
    const lastReport = theirs === null ? null : { ntpMiddle: theirs.ntpMiddle, ageMs: now - theirs.at };
    const received = this.#reception === null ? null : { ...this.#reception.report(), lastReport };
    const sent = this.#sentSinceReport
      ? {
          wallTime: Date.now(),
          timestamp: this.#timestampOf(now / tickMs),
          packets: this.#packets,
          octets: this.#octets,
        }
      : null;
    this.#sentSinceReport = false;
    const report = writeReport({ ssrc: this.#ssrc, cname: this.#cname, sent, received, bye });
    send(plan.rtcpMux ? this.pair.rtp : this.pair.rtcp, report, target);
  }
}

function send(socket: Socket, datagram: Buffer, { address, port }: SocketAddress): void {
  // Port 0 is none, and the socket would throw at it.
  if (port > 0) socket.send(datagram, 0, datagram.length, port, address, ignoreFailure);
}

/** What cannot be sent now is late in 20 ms; the next packet is another try. */
const ignoreFailure = (): void => undefined;

/** A socket of both families names IPv4 sources as IPv6 (RFC 4291 section 2.5.5.2). */
const plainAddress = (address: string): string =>
  address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;

const isSame = (one: StreamPlan['remote'], other: NonNullable<StreamPlan['remote']>): boolean =>
  one !== null &&
  one.rtp.address === other.rtp.address &&
  one.rtp.port === other.rtp.port &&
  one.rtcp.port === other.rtcp.port;
