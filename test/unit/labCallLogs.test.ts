import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  compareCallLogs,
  ordinaryExpectation,
  type ComparisonOptions,
  type Expectation,
  type LoggedCall,
} from '../../src/cli/lab/callLogComparison';
import type { SeenCall } from '../../src/cli/lab/ends/seenCall';

const options: ComparisonOptions = {
  expectation: ordinaryExpectation,
  toleranceMs: 1_000,
  lateMs: 35_000,
  slackMs: 5,
};

const seen = (sentAt: number, changes: Partial<SeenCall> = {}): SeenCall => ({
  index: sentAt,
  from: 'new_york',
  ...{
    text: `#${sentAt}`,
    calling: 'a',
    dialled: 'b',
    overAt: sentAt + 500,
    outcome: 'answered',
    answers: 1,
  },
  sentAt,
  ...changes,
});
const logged = (startedAt: number, changes: Partial<LoggedCall> = {}): LoggedCall => ({
  ...{ calling: 'a', dialled: 'b', outcome: 'answered', startedAt },
  ...changes,
});
const compare = (
  calls: readonly SeenCall[],
  logs: readonly LoggedCall[],
  changes: Partial<ComparisonOptions> = {},
): readonly string[] => compareCallLogs(calls, logs, { ...options, ...changes });

describe('calls beside their call logs', () => {
  test('agree where each has its own, in whatever order they come', () => {
    const calls = [seen(5_000, { outcome: 'busy' }), seen(1_000), seen(1_010, { dialled: 'c' })];
    const logs = [logged(1_011, { dialled: 'c' }), logged(1_002), logged(5_001, { outcome: 'busy' })];
    expect(compare(calls, logs)).toEqual([]);
  });

  test.each<[string, readonly SeenCall[], readonly LoggedCall[], string]>([
    ['missing', [seen(1_000), seen(9_000)], [logged(9_000)], '#1000: it has no call log'],
    ['there twice', [seen(1_000)], [logged(1_000), logged(1_000)], 'or one too many'],
    ['of nobody', [seen(1_000)], [logged(1_000), logged(1_000, { calling: 'x' })], ' x > b: a call log'],
    ['too late', [seen(1_000)], [logged(3_000)], 'it has no call log'],
    ['too early', [seen(1_000)], [logged(900)], 'it has no call log'],
    [
      'wrong',
      [seen(1_000)],
      [logged(1_000, { outcome: 'failed' })],
      '#1000: the caller saw answered, the call log says failed',
    ],
  ])('a log that is %s is told', (_what, calls, logs, line) => {
    expect(compare(calls, logs).join('\n')).toContain(line);
  });

  test('an answer that crossed the giving up may stand in the log as either', () => {
    const crossed = seen(1_000, { outcome: 'cancelled' });
    for (const outcome of ['answered', 'cancelled'] as const) {
      expect(compare([crossed], [logged(1_000, { outcome })])).toEqual([]);
    }
    expect(compare([{ ...crossed, answers: 0 }], [logged(1_000)])).toHaveLength(1);
  });

  test('one that may have been lost, or begun twice, may have no log or two', () => {
    const expectation = () => ({ least: 0, most: 2, outcomes: null });
    const call = seen(1_000, { outcome: 'failed' });
    const logs = [logged(1_000, { outcome: 'failed' }), logged(20_000)];
    for (const count of [0, 1, 2]) expect(compare([call], logs.slice(0, count), { expectation })).toEqual([]);
    expect(compare([call], [...logs, logged(21_000)], { expectation })).toHaveLength(1);
  });

  test('two of one millisecond are told apart by the order they were made in', () => {
    const first = seen(1_000, { index: 1 });
    const second = seen(1_000, { index: 2, outcome: 'over_capacity', answers: 0 });
    const logs = [logged(1_000), logged(1_000, { outcome: 'over_capacity' })];
    expect(compare([second, first], logs)).toEqual([]);
  });

  test('one whose INVITE came late may stand between a call and its log', () => {
    const late = seen(1_000, { index: 1 });
    const ordinary = seen(2_000, { index: 2, outcome: 'busy', answers: 0 });
    const logs = [logged(2_000), logged(2_002, { outcome: 'busy' })];
    const expectation = (call: SeenCall): Expectation =>
      call === late ? { least: 0, most: 2, outcomes: null } : ordinaryExpectation(call);
    expect(compare([late, ordinary], logs, { expectation })).toEqual([]);
  });

  test('whatever is lost or doubled is found', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(
        gaps,
        fc.nat(),
        fc.boolean(),
        fc.integer({ min: 0, max: 4 }),
        (all, which, isLost, delay) => {
          let at = 0;
          const calls = all.map((gap) => seen((at += gap)));
          const logs = calls.map(({ sentAt }) => logged(sentAt + delay));
          expect(compare(calls, logs)).toEqual([]);
          const index = which % logs.length;
          const changed = [...logs];
          if (isLost) changed.splice(index, 1);
          else changed.push(logs[index] ?? logged(0));
          expect(compare(calls, changed)).not.toEqual([]);
        },
      ),
    );
  });
});
