import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TokenBucket } from '../../src/provisioning/http/tokenBucket';

test('as many at once as a second allows, then one at a time', () => {
  let now = 0;
  const bucket = new TokenBucket(4, () => now);
  const taken = (): number => Array.from({ length: 10 }, () => bucket.take()).filter(Boolean).length;
  expect(taken()).toBe(4);
  now += 250;
  expect(taken()).toBe(1);
  now += 60_000;
  expect(taken()).toBe(4);
});

test('never more than the rate over any stretch of time, whatever the pauses', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.array(fc.integer({ min: 0, max: 3_000 })),
      (rate, waits) => {
        let now = 0;
        let passed = 0;
        const bucket = new TokenBucket(rate, () => now);
        for (const wait of waits) {
          now += wait;
          if (bucket.take()) passed += 1;
        }
        expect(passed).toBeLessThanOrEqual(rate + (now / 1_000) * rate);
      },
    ),
  );
});
