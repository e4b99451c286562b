import { describe, expect, test } from '@jest/globals';
import { lagIntervalMs, LoopLag } from '../../src/model/loopLag';
import { OverloadDetector, type LoadSample } from '../../src/model/overload';

const calm: LoadSample = { elapsedMs: 100, lagMs: 1, utilization: 0.5, received: 300, repeated: 0 };
const late: LoadSample = { ...calm, elapsedMs: 250, lagMs: 150 };
const flooded: LoadSample = { ...calm, utilization: 1, repeated: 30 };

function after(samples: readonly LoadSample[]): boolean {
  const detector = new OverloadDetector();
  for (const sample of samples) detector.sample(sample);
  return detector.overloaded;
}
const times = (count: number, sample: LoadSample): LoadSample[] =>
  Array.from({ length: count }, () => sample);

describe('overload', () => {
  test.each<[string, readonly LoadSample[], boolean]>([
    ['nothing', [], false],
    ['calm for long', times(1000, calm), false],
    ['one long pause', [{ ...late, elapsedMs: 1_900, lagMs: 1_800 }, ...times(3, calm)], false],
    ['late for less than two seconds', times(7, late), false],
    ['late for two seconds', times(8, late), true],
    ['never idle, but nobody repeats himself', times(1000, { ...calm, utilization: 1 }), false],
    ['peers repeat themselves, but there is time', times(1000, { ...flooded, utilization: 0.9 }), false],
    ['some repeat themselves', times(1000, { ...flooded, repeated: 14 }), false],
    ['never idle, and many repeat themselves', times(20, flooded), true],
    [
      'late every other moment',
      Array.from({ length: 200 }, (_, turn) => (turn % 2 === 0 ? flooded : calm)),
      false,
    ],
    ['calm for a second after the worst', [...times(100, late), ...times(10, calm)], true],
    ['calm for a second and a half after the worst', [...times(100, late), ...times(15, calm)], false],
  ])('%s', (_what, samples, expected) => {
    expect(after(samples)).toBe(expected);
  });
});

test('the lag of a loop is what its timer is late by', () => {
  const lag = new LoopLag();
  expect(lag.turn(1_000)).toBe(0);
  expect(lag.turn(1_000 + lagIntervalMs)).toBe(0);
  expect(lag.turn(1_300 + lagIntervalMs)).toBe(200);
  expect(lag.turn(1_301 + lagIntervalMs)).toBe(0);
  const { counts, sum, bounds } = lag.snapshot();
  expect(sum).toBeCloseTo(0.2);
  expect(counts.at(-1)).toBe(3);
  expect(counts[bounds.indexOf(0.1)]).toBe(2);
  expect(counts[bounds.indexOf(0.25)]).toBe(3);
});
