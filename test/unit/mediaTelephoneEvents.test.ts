import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type KeyEvent, parseEvent, silenceMs, TelephoneEvents } from '../../src/media/rtp/telephoneEvents';

/** A packet as it comes: `t` is its RTP timestamp, `at` when, in milliseconds. */
interface Heard {
  readonly event: number;
  readonly t: number;
  readonly end?: boolean;
  readonly ssrc?: number;
  readonly at?: number;
}

function keysOf(packets: readonly Heard[], until = 100_000): string {
  const told: string[] = [];
  const events = new TelephoneEvents((key: KeyEvent) => {
    told.push(key.type === 'pressed' ? key.digit : '.');
  });
  for (const { event, t, end = false, ssrc = 1, at = 0 } of packets) {
    events.tick(at);
    events.heard({ event, isEnd: end, duration: 0 }, t >>> 0, ssrc, at);
  }
  events.tick(until);
  return told.join('');
}

const end = true;

describe('RFC 4733 events as keys (`.`: released)', () => {
  test.each<[string, string, Heard[]]>([
    [
      'one key',
      '5.',
      [
        { event: 5, t: 100 },
        { event: 5, t: 100 },
        { event: 5, t: 100, end },
      ],
    ],
    [
      'its end sent three times',
      '5.',
      [{ event: 5, t: 100 }, ...Array.from({ length: 3 }, () => ({ event: 5, t: 100, end }))],
    ],
    [
      'only an end came',
      '5.',
      [
        { event: 5, t: 100, end },
        { event: 5, t: 100, end },
      ],
    ],
    [
      'the same key twice',
      '5.5.',
      [
        { event: 5, t: 100 },
        { event: 5, t: 100, end },
        { event: 5, t: 1000 },
        { event: 5, t: 1000, end },
      ],
    ],
    [
      'lost ends: the next key ends the one before',
      '5.6.',
      [
        { event: 5, t: 100 },
        { event: 6, t: 1000 },
      ],
    ],
    ['lost ends: silence does', '5.', [{ event: 5, t: 100 }]],
    [
      'a late packet of an ended key',
      '5.6.',
      [
        { event: 5, t: 100, end },
        { event: 6, t: 1000 },
        { event: 5, t: 100 },
        { event: 6, t: 1000, end },
      ],
    ],
    [
      'a packet after silence is no new key',
      '5.',
      [
        { event: 5, t: 100 },
        { event: 5, t: 100, at: silenceMs + 1 },
        { event: 5, t: 100, end, at: silenceMs + 2 },
      ],
    ],
    [
      'a key held over a segment',
      '5.',
      [
        { event: 5, t: 100 },
        { event: 5, t: 100 + 0xffff },
        { event: 5, t: 100 + 0xffff, end },
      ],
    ],
    [
      'another key exactly a segment later',
      '5.6.',
      [
        { event: 5, t: 100 },
        { event: 6, t: 100 + 0xffff, end },
      ],
    ],
    [
      'star and pound',
      '*.#.',
      [
        { event: 10, t: 100, end },
        { event: 11, t: 900, end },
      ],
    ],
    [
      'A to D and flash are passed over',
      '1.2.',
      [
        { event: 1, t: 100 },
        { event: 12, t: 500 },
        { event: 16, t: 900, end },
        { event: 2, t: 1300, end },
      ],
    ],
    [
      'over the end of the timestamps',
      '1.2.',
      [
        { event: 1, t: 0xffff_ff00 },
        { event: 2, t: 0x200, end },
      ],
    ],
    [
      'a source that begins anew',
      '1.1.',
      [
        { event: 1, t: 90_000, end },
        { event: 1, t: 50, ssrc: 2, end },
      ],
    ],
    [
      'recordings that are played in any order, and again',
      '7.1.1.7.',
      [7, 1, 1, 7].flatMap((event, index) => [
        { event, t: event * 1_000, at: 600 * index },
        { event, t: event * 1_000, end, at: 600 * index + 100 },
        { event, t: event * 1_000, end, at: 600 * index + 101 },
      ]),
    ],
    [
      'a clock set back',
      '1.2.',
      [
        { event: 1, t: 900_000, end },
        { event: 2, t: 100, end },
      ],
    ],
  ])('%s: %s', (_name, keys, packets) => {
    expect(keysOf(packets)).toBe(keys);
  });

  test('a payload that is cut short is none', () => {
    expect(parseEvent(Buffer.from([5, 0x8a, 1]))).toBeNull();
    expect(parseEvent(Buffer.from([5, 0x8a, 1, 2, 9]))).toEqual({ event: 5, isEnd: true, duration: 258 });
  });

  test('each key counts once and is released once, whatever is lost, late or doubled, as long as something of it comes', () => {
    const key = fc.record({
      event: fc.integer({ min: 0, max: 11 }),
      heldMs: fc.integer({ min: 40, max: 1_500 }),
      pauseMs: fc.integer({ min: 100, max: 2_000 }),
      everyMs: fc.constantFrom(20, 50),
      /** For each packet: lost, delayed by so much (of up to 50 ms), doubled. */
      fate: fc.array(fc.record({ lost: fc.boolean(), late: fc.nat(50), twice: fc.boolean() }), {
        minLength: 4,
        maxLength: 8,
      }),
      survivor: fc.nat(100),
    });
    fc.assert(
      fc.property(fc.array(key, { maxLength: 12 }), fc.nat(0xffff_ffff), (keys, firstTimestamp) => {
        const packets: Required<Heard>[] = [];
        let now = 0;
        for (const { event, heldMs, pauseMs, everyMs, fate, survivor } of keys) {
          const t = (firstTimestamp + now * 8) >>> 0;
          const sent: { at: number; end: boolean }[] = [];
          for (let at = 0; at < heldMs; at += everyMs) sent.push({ at, end: false });
          for (const again of [0, 1, 2]) sent.push({ at: heldMs + again * 15, end: true });
          sent.forEach(({ at, end: isEnd }, index) => {
            const { lost, late, twice } = fate[index % fate.length] ?? { lost: false, late: 0, twice: false };
            if (lost && index !== survivor % sent.length) return;
            const packet = { event, t, end: isEnd, ssrc: 1, at: now + at + late };
            packets.push(packet);
            if (twice) packets.push({ ...packet, at: packet.at + 3 });
          });
          now += heldMs + pauseMs;
        }
        packets.sort((one, other) => one.at - other.at);
        expect(keysOf(packets, now + 10_000)).toBe(
          keys.map(({ event }) => `${'0123456789*#'[event] ?? ''}.`).join(''),
        );
      }),
      { numRuns: 300 },
    );
  });
});
