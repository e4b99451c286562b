import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createIdFactory } from '../../src/model/id';

test('ids have 26 characters, never repeat and always rise, whatever the clock does', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 2, maxLength: 200 }),
      fc.integer({ min: 0, max: 255 }),
      (times, byte) => {
        let index = 0;
        const newId = createIdFactory(
          () => 1_800_000_000_000 + (times[index++] ?? 0),
          (count) => new Uint8Array(count).fill(byte),
        );
        const ids = times.map(() => newId());
        expect(new Set(ids).size).toBe(ids.length);
        expect([...ids].sort()).toEqual(ids);
        for (const id of ids) expect(id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
      },
    ),
  );
});

test('the time stands in the first ten characters', () => {
  const newId = createIdFactory(
    () => 1_469_918_176_385,
    (count) => new Uint8Array(count),
  );
  expect(newId()).toBe('01ARYZ6S410000000000000000');
});
