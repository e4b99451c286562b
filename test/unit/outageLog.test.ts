import { expect, test } from '@jest/globals';
import { OutageLog } from '../../src/model/outageLog';
import { ManualClock } from '../support/switchboard';

interface Line {
  readonly level: 'info' | 'error';
  readonly fields: object;
  readonly message: string;
}

function logUnderTest(): { clock: ManualClock; log: OutageLog; lines: Line[] } {
  const clock = new ManualClock();
  const lines: Line[] = [];
  const write =
    (level: Line['level']) =>
    (fields: object, message: string): void => {
      lines.push({ level, fields, message });
    };
  const log = new OutageLog({ info: write('info'), error: write('error') }, clock, 'it is back');
  return { clock, log, lines };
}

const fail = (log: OutageLog, call: string): void => {
  log.error({ err: new Error('connection refused'), call }, 'it cannot be read');
};

test('an outage is told at once, every five seconds with a count and without a stack, and when it is over', () => {
  const { clock, log, lines } = logUnderTest();
  log.worked();
  expect(lines).toEqual([]);
  for (let tenth = 0; tenth < 120; tenth += 1) {
    fail(log, `call ${tenth}`);
    clock.advance(100);
  }
  const line = (call: string, failed: number): Line => ({
    level: 'error',
    fields: { call, error: 'connection refused', failed },
    message: 'it cannot be read',
  });
  expect(lines).toEqual([line('call 0', 1), line('call 50', 50), line('call 100', 50)]);
  lines.length = 0;
  clock.advance(1_000);
  log.worked();
  log.worked();
  expect(lines).toEqual([
    { level: 'info', fields: { failed: 120, duration_ms: 11_900 }, message: 'it is back' },
  ]);
});

test('while some work and others fail it is not over', () => {
  const { clock, log, lines } = logUnderTest();
  for (let half = 0; half < 20; half += 1) {
    fail(log, 'one');
    clock.advance(500);
    log.worked();
  }
  expect(lines.map(({ level }) => level)).toEqual(['error', 'error']);
});

test('one that comes and goes makes no more lines than one that stays', () => {
  const { clock, log, lines } = logUnderTest();
  for (let turn = 0; turn < 30; turn += 1) {
    fail(log, 'one');
    clock.advance(1_000);
    log.worked();
    clock.advance(1_000);
  }
  // A minute: at most one beginning and one end in five seconds.
  expect(lines.length).toBeLessThanOrEqual(24);
  expect(lines.at(-1)?.level).toBe('info');
});

test('of an error without a message its code is told', () => {
  const { log, lines } = logUnderTest();
  const error = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' });
  log.error({ err: error }, 'it cannot be read');
  expect(lines[0]?.fields).toEqual({ error: 'ECONNREFUSED', failed: 1 });
});
