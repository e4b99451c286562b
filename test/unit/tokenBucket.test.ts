import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TokenBucket } from '../../src/model/tokenBucket';

describe('a token bucket', () => {
  test('so many at once, then one as each becomes due', () => {
    const bucket = new TokenBucket({ perSecond: 2, burst: 3 }, 0);
    expect([bucket.take(0), bucket.take(0), bucket.take(0), bucket.take(0)]).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(bucket.waitMs(0)).toBe(500);
    expect([bucket.take(499), bucket.take(500), bucket.take(500)]).toEqual([false, true, false]);
    expect([bucket.take(60_000), bucket.take(60_000), bucket.take(60_000), bucket.take(60_000)]).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  test('in no span of time more than the burst and the rate; a steady stream at the rate passes whole', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 100 }),
        fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 200 }),
        (perSecond, burst, gaps) => {
          const bucket = new TokenBucket({ perSecond, burst }, 0);
          const taken: number[] = [];
          let now = 0;
          for (const gap of gaps) {
            now += gap;
            if (bucket.take(now)) taken.push(now);
            else expect(bucket.waitMs(now)).toBeGreaterThan(0);
          }
          for (let first = 0; first < taken.length; first += 1) {
            for (let last = first; last < taken.length; last += 1) {
              const span = (taken[last] ?? 0) - (taken[first] ?? 0);
              expect(last - first + 1).toBeLessThanOrEqual(burst + (span * perSecond) / 1_000 + 1e-6);
            }
          }
          const steady = new TokenBucket({ perSecond, burst }, 0);
          for (let call = 0; call < 200; call += 1) {
            expect(steady.take((call * 1_000) / perSecond)).toBe(true);
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});
