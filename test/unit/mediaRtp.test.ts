import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Reception } from '../../src/media/rtp/reception';
import { senderReportTime, writeReport } from '../../src/media/rtp/rtcp';
import { headerBytes, isRtcp, parseRtp, writeRtpHeader } from '../../src/media/rtp/rtpPacket';
import { SourceLatch } from '../../src/media/rtp/sourceLatch';
import { Pacer } from '../../src/media/thread/pacer';
import { pairsIn } from '../../src/media/thread/portPairs';

const header = {
  marker: true,
  payloadType: 101,
  sequence: 65_535,
  timestamp: 0xffff_fff0,
  ssrc: 0xdead_beef,
};

describe('RTP packets', () => {
  test('what is written is read', () => {
    const datagram = Buffer.alloc(headerBytes + 3, 7);
    writeRtpHeader(datagram, header);
    expect(parseRtp(datagram)).toEqual({ ...header, payload: Buffer.from([7, 7, 7]) });
  });

  test('contributing sources, an extension and padding are passed over', () => {
    const fixed = Buffer.alloc(headerBytes);
    writeRtpHeader(fixed, header);
    fixed[0] = 0xb2;
    const datagram = Buffer.concat([
      fixed,
      Buffer.alloc(8),
      Buffer.from([0xbe, 0xde, 0, 1, 0, 0, 0, 0]),
      Buffer.from([5, 6, 0, 2]),
    ]);
    expect(parseRtp(datagram)?.payload).toEqual(Buffer.from([5, 6]));
  });

  test.each([
    ['short', Buffer.alloc(11, 0x80)],
    ['another version', Buffer.alloc(20, 0x40)],
    ['more sources than there are bytes', Buffer.alloc(20, 0x8f)],
    [
      'an extension that is cut',
      Buffer.concat([Buffer.from([0x90]), Buffer.alloc(11), Buffer.from([0, 0, 0, 9])]),
    ],
    ['padding of nothing', Buffer.concat([Buffer.from([0xa0]), Buffer.alloc(19)])],
    ['padding beyond the payload', Buffer.concat([Buffer.from([0xa0]), Buffer.alloc(18), Buffer.from([30])])],
    ['too long', Buffer.alloc(1_501, 0x80)],
  ])('%s is none', (_name, datagram) => {
    expect(parseRtp(datagram)).toBeNull();
  });

  test('no bytes make it throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const datagram = Buffer.from(bytes);
        parseRtp(datagram);
        isRtcp(datagram);
        senderReportTime(datagram);
      }),
    );
  });
});

describe('RTCP', () => {
  const report = { ssrc: 1, cname: 'abc', received: null, bye: false };
  const sent = { wallTime: 500, timestamp: 9, packets: 3, octets: 480 };

  test('a sender report with goodbye is three packets whose lengths add up', () => {
    const received = {
      ssrc: 2,
      fractionLost: 64,
      lost: -1,
      highest: 0x1_0005,
      jitter: 7,
      lastReport: { ntpMiddle: 5, ageMs: 1_000 },
    };
    const datagram = writeReport({ ...report, sent, received, bye: true });
    const packets: [number, number][] = [];
    for (let at = 0; at < datagram.length; at += 4 + 4 * datagram.readUInt16BE(at + 2)) {
      packets.push([datagram.readUInt8(at + 1), datagram.readUInt8(at) & 31]);
    }
    expect(packets).toEqual([
      [200, 1],
      [202, 1],
      [203, 1],
    ]);
    expect(datagram.readUInt32BE(8)).toBe(2_208_988_800);
    expect(datagram.readUInt32BE(12)).toBe(0x8000_0000);
    expect(datagram.readUInt32BE(32)).toBe(0x40ff_ffff);
    expect(datagram.readUInt32BE(48)).toBe(65_536);
    expect(senderReportTime(datagram)).toBe(((2_208_988_800 & 0xffff) * 0x1_0000 + 0x8000) >>> 0);
    expect(isRtcp(datagram)).toBe(true);
  });

  test('who has sent nothing writes a receiver report', () => {
    const datagram = writeReport({ ...report, sent: null });
    expect([datagram.readUInt8(1), datagram.length]).toEqual([201, 8 + 4 + 4 + 5 + 3]);
    expect(senderReportTime(datagram)).toBeNull();
  });

  test('losses, wraps and jitter are counted as RFC 3550 counts them', () => {
    const packet = (sequence: number, timestamp: number) => ({
      ...header,
      sequence,
      timestamp,
      payload: Buffer.alloc(0),
    });
    const reception = new Reception(packet(65_534, 0));
    [65_534, 65_535, 1, 2, 1].forEach((sequence, index) => {
      reception.heard(packet(sequence, index * 160), index * 20, false);
    });
    // Expected 65534 to 65538: five, of which one was lost and one came twice.
    expect(reception.report()).toEqual({
      ssrc: header.ssrc,
      fractionLost: 0,
      lost: 0,
      highest: 0x1_0002,
      jitter: 0,
    });
    reception.heard(packet(6, 9_999), 200, false);
    expect(reception.report()).toMatchObject({ fractionLost: 192, lost: 3 });
    expect(reception.report().fractionLost).toBe(0);
  });
});

describe('the source that is listened to', () => {
  const described = { address: '192.0.2.1', port: 4_000 };

  test('the first one, then no other', () => {
    const latch = new SourceLatch(described);
    expect(latch.target).toEqual(described);
    expect(latch.takes('203.0.113.9', 1_234)).toBe(true);
    expect(latch.target).toEqual({ address: '203.0.113.9', port: 1_234 });
    expect(latch.takes('203.0.113.9', 1_235)).toBe(false);
    expect(latch.takes('198.51.100.1', 4_000)).toBe(false);
    expect(latch.takes('203.0.113.9', 1_234)).toBe(true);
  });

  test('the one that was described takes over from a stranger, and stays', () => {
    const latch = new SourceLatch(described);
    latch.takes('198.51.100.66', 6_666);
    expect(latch.takes('192.0.2.1', 4_000)).toBe(true);
    expect(latch.takes('198.51.100.66', 6_666)).toBe(false);
    expect(latch.target).toEqual(described);
  });
});

describe('the beat', () => {
  test('ticks come once each, in order, without drift; after a long gap only the last 100 ms', async () => {
    let now = 1_003;
    const ticks: number[] = [];
    const pacer = new Pacer(
      (tick) => ticks.push(tick),
      () => now,
    );
    pacer.start();
    pacer.start();
    const turn = async (to: number): Promise<void> => {
      now = to;
      await new Promise((resolve) => setTimeout(resolve, 40));
    };
    await turn(1_009.9);
    expect(ticks).toEqual([]);
    await turn(1_034);
    expect(ticks).toEqual([101, 102, 103]);
    await turn(5_001);
    expect(ticks.slice(3)).toEqual([491, 492, 493, 494, 495, 496, 497, 498, 499, 500]);
    pacer.stop();
    await turn(6_000);
    expect(ticks).toHaveLength(13);
    expect(pacer.isRunning).toBe(false);
  });
});

test.each([
  [20_000, 20_003, [20_000, 20_002]],
  [20_001, 20_004, [20_002]],
  [20_001, 20_002, []],
  [20_000, 20_000, []],
])('pairs of ports from %d to %d', (first, last, pairs) => {
  expect(pairsIn(first, last)).toEqual(pairs);
});
