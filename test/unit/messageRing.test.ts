import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MessageRing } from '../../src/sip/trace/messageRing';

interface Kept {
  readonly isLeg: boolean;
  readonly flag: boolean;
  readonly name: string;
  readonly text: string;
  readonly port: number;
  readonly at: number;
}

/** All the ring holds, from this place on. */
function kept(ring: MessageRing, place = ring.start): Kept[] {
  const reader = ring.reader(place);
  const all: Kept[] = [];
  while (reader.advance()) {
    const { isLeg, isSent, name, text, port, at } = reader;
    all.push({ isLeg, flag: isSent, name, text, port: isLeg ? 0 : port, at });
  }
  return all;
}

const bytes = (maxLength: number) =>
  fc.array(fc.integer({ min: 0, max: 255 }), { maxLength }).map((codes) => String.fromCharCode(...codes));

const records = fc.array(
  fc.record({
    isLeg: fc.boolean(),
    flag: fc.boolean(),
    name: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 45 }),
    text: bytes(700),
    port: fc.integer({ min: 0, max: 65_535 }),
    isTakenBack: fc.integer({ min: 0, max: 9 }).map((chance) => chance === 0),
  }),
  { maxLength: 200 },
);

describe('the ring of messages', () => {
  test('holds the newest as they were, in order, whatever was written, wrapped around and taken back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4096, max: 20_000 }), records, (size, written) => {
        const ring = new MessageRing(size);
        const expected: Kept[] = [];
        written.forEach(({ isLeg, flag, name, text, port, isTakenBack }, index) => {
          const mark = ring.end;
          if (isLeg) ring.addLeg(index, name, text, flag);
          else ring.addMessage(index, flag, 'tcp', name, port, text);
          if (isTakenBack) ring.takeBack(mark);
          else expected.push({ isLeg, flag, name, text, port: isLeg ? 0 : port, at: index });
        });
        const held = kept(ring);
        expect(held).toEqual(expected.slice(expected.length - held.length));
        // It gives up no more than it has to: three quarters of it are in use once it has been filled.
        const lost = expected.length - held.length;
        const bytesHeld = ring.end - ring.start;
        expect(bytesHeld).toBeLessThanOrEqual(size);
        if (lost > 0 && !written.some(({ isTakenBack }) => isTakenBack)) {
          expect(bytesHeld).toBeGreaterThan((size * 3) / 4 - 800);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('a reader that was overtaken goes on with the oldest there is, and says so', () => {
    const ring = new MessageRing(4096);
    for (let index = 0; index < 10; index += 1) ring.addMessage(index, false, 'udp', 'a', 1, 'x'.repeat(100));
    const reader = ring.reader(ring.start);
    reader.advance();
    for (let index = 10; index < 100; index += 1)
      ring.addMessage(index, false, 'udp', 'a', 1, 'x'.repeat(100));
    expect(reader.advance()).toBe(true);
    expect(reader.gaps).toBe(1);
    expect(reader.at).toBe(kept(ring)[0]?.at);
  });

  test('a message beyond all measure is cut off, and pushes out no more than a quarter', () => {
    const ring = new MessageRing(8192);
    ring.addMessage(1, true, 'wss', '2001:db8::1', 65_535, 'x'.repeat(500_000));
    const [record] = kept(ring);
    expect(record).toMatchObject({ name: '2001:db8::1', port: 65_535, flag: true });
    expect(record?.text.length).toBeLessThan(2048);
  });
});
