import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { crc32, tableCrc32 } from '../../db/journal/checksum';
import { encodeLines, readLines } from '../../db/journal/line';

interface Read {
  readonly payloads: readonly string[];
  readonly damaged: number;
}

function read(bytes: Buffer): Read {
  let damaged = 0;
  const payloads = [...readLines(bytes, (count) => (damaged += count))].map(({ payload }) => payload);
  return { payloads, damaged };
}

const payload = fc.string({ unit: 'binary', minLength: 1 }).map((text) => JSON.stringify(text));
const some = fc.array(payload, { minLength: 1, maxLength: 12 });

test('the checksum is CRC-32, whoever works it out', () => {
  expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(tableCrc32(bytes)).toBe(crc32(bytes));
    }),
  );
});

describe('lines', () => {
  test('come back as they were written', () => {
    fc.assert(
      fc.property(some, (payloads) => {
        expect(read(encodeLines(payloads))).toEqual({ payloads, damaged: 0 });
      }),
    );
  });

  test('torn anywhere: all but the last whole ones', () => {
    fc.assert(
      fc.property(some, fc.nat(), (payloads, cut) => {
        const bytes = encodeLines(payloads);
        const torn = bytes.subarray(0, cut % bytes.length);
        const { payloads: kept, damaged } = read(torn);
        expect(kept).toEqual(payloads.slice(0, kept.length));
        const whole = encodeLines(kept).length;
        // A line whose line feed alone is missing is whole.
        expect(torn.length - whole === -1 ? 0 : torn.length - whole).toBe(damaged);
        const [next] = payloads.slice(kept.length);
        if (next !== undefined) expect(torn.length).toBeLessThan(whole + encodeLines([next]).length - 1);
      }),
    );
  });

  test('one damaged byte costs the line it is in, and no other', () => {
    fc.assert(
      fc.property(some, fc.nat(), fc.integer({ min: 1, max: 255 }), (payloads, at, change) => {
        const bytes = encodeLines(payloads);
        const position = at % bytes.length;
        bytes[position] = (bytes[position] ?? 0) ^ change;
        let end = 0;
        const hit = payloads.findIndex((each) => position < (end += encodeLines([each]).length));
        const lineFeed = position === end - 1;
        const sound = lineFeed ? payloads : payloads.filter((_, index) => index !== hit);
        expect(read(bytes).payloads).toEqual(sound);
      }),
    );
  });

  test('rubbish and emptiness are no lines', () => {
    expect(read(Buffer.alloc(0))).toEqual({ payloads: [], damaged: 0 });
    expect(read(Buffer.alloc(5000))).toEqual({ payloads: [], damaged: 5000 });
    expect(read(Buffer.from('ffffff 00000000 x\n'))).toEqual({ payloads: [], damaged: 18 });
  });
});
