import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { scheduleWindows, type ScheduleEvent } from '../../src/model/scheduleWindows';

const minuteMs = 60_000;
const dayMs = 86_400_000;

const event = (start: string, end: string | null, recurrence: string | null = null): ScheduleEvent => ({
  start,
  end,
  all_day: !end?.includes('T'),
  recurrence,
});

/** Windows as text in UTC. */
const windows = (events: readonly ScheduleEvent[], zone: string, from: string, until: string): string[] => {
  const found = scheduleWindows(events, zone, Date.parse(from), Date.parse(until)).windows;
  return Array.from({ length: found.length / 2 }, (_, at) =>
    [found[2 * at], found[2 * at + 1]]
      .map((time) => new Date(time ?? 0).toISOString().slice(5, 16))
      .join(' '),
  );
};

describe('windows of a schedule', () => {
  test('09:00 stays 09:00 when the clock is put forward', () => {
    const daily = event('2026-01-05T09:00', '2026-01-05T17:30', 'FREQ=DAILY');
    expect(windows([daily], 'America/New_York', '2026-03-07T00:00Z', '2026-03-09T23:00Z')).toEqual([
      '03-07T14:00 03-07T22:30',
      '03-08T13:00 03-08T21:30',
      '03-09T13:00 03-09T21:30',
    ]);
  });

  test('a night ends at its time, however long it was', () => {
    const nightly = event('2026-01-01T22:00', '2026-01-02T06:00', 'FREQ=DAILY');
    expect(windows([nightly], 'Europe/Berlin', '2026-10-24T12:00Z', '2026-10-26T12:00Z')).toEqual([
      '10-24T20:00 10-25T05:00',
      '10-25T21:00 10-26T05:00',
    ]);
  });

  test('an hour that is left out passes in no time, one shown twice counts twice', () => {
    const early = (time: string, end: string): ScheduleEvent =>
      event(`2026-01-01T${time}`, `2026-01-01T${end}`, 'FREQ=DAILY');
    const around = (events: ScheduleEvent[], day: string) =>
      windows(events, 'America/New_York', `${day}T04:30Z`, `${day}T12:00Z`);
    expect(around([early('02:15', '02:45')], '2026-03-08')).toEqual([]);
    expect(around([early('02:30', '03:30')], '2026-03-08')).toEqual(['03-08T07:00 03-08T07:30']);
    expect(around([early('01:30', '01:45')], '2026-11-01')).toEqual([
      '11-01T05:30 11-01T05:45',
      '11-01T06:30 11-01T06:45',
    ]);
  });

  test('an all-day event is its days whole, the last one in it', () => {
    expect(
      windows(
        [event('2026-12-24', '2026-12-26')],
        'America/Chicago',
        '2026-12-01T00:00Z',
        '2027-01-01T00:00Z',
      ),
    ).toEqual(['12-24T06:00 12-27T06:00']);
    const newYear = event('2026-01-01', null, 'FREQ=YEARLY');
    expect(windows([newYear], 'Asia/Tokyo', '2026-12-01T00:00Z', '2027-02-01T00:00Z')).toEqual([
      '12-31T15:00 01-01T15:00',
    ]);
  });

  test('the second Monday for six months', () => {
    const monthly = event('2026-01-12T08:00', '2026-01-12T09:00', 'FREQ=MONTHLY;BYDAY=2MO;COUNT=6');
    expect(windows([monthly], 'UTC', '2026-04-01T00:00Z', '2027-04-01T00:00Z')).toEqual([
      '04-13T08:00 04-13T09:00',
      '05-11T08:00 05-11T09:00',
      '06-08T08:00 06-08T09:00',
    ]);
  });

  test.each([
    ['UNTIL=20260107', 3],
    ['UNTIL=20260107T090000', 3],
    ['UNTIL=20260107T085959', 2],
    ['UNTIL=20260107T140000Z', 3],
    ['UNTIL=20260107T135959Z', 2],
  ])('%s is the last moment at which one may start', (until, count) => {
    const daily = event('2026-01-05T09:00', '2026-01-05T10:00', `FREQ=DAILY;${until}`);
    expect(windows([daily], 'America/New_York', '2026-01-01T00:00Z', '2026-02-01T00:00Z')).toHaveLength(
      count,
    );
  });

  test('what touches or overlaps is one, and the time asked for is not passed', () => {
    const day = [
      event('2026-01-05T09:00', '2026-01-05T12:00'),
      event('2026-01-05T12:00', '2026-01-05T13:00'),
      event('2026-01-05T11:00', '2026-01-05T12:30'),
      event('2026-01-05T14:00', '2026-01-07T00:00'),
    ];
    expect(windows(day, 'UTC', '2026-01-05T10:00Z', '2026-01-06T00:00Z')).toEqual([
      '01-05T10:00 01-05T13:00',
      '01-05T14:00 01-06T00:00',
    ]);
  });

  test('no events: never in force', () => {
    expect(scheduleWindows([], 'UTC', 0, dayMs)).toEqual({ windows: [], knownFrom: 0, knownUntil: dayMs });
  });

  test('a schedule of too many windows is known no further than it was worked out', () => {
    const dots = Array.from({ length: 200 }, (_, index) => {
      const time = (minutes: number) =>
        `2026-01-01T${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
      return event(time(5 * index), time(5 * index + 2), 'FREQ=DAILY');
    });
    const from = Date.parse('2026-06-01T00:00Z');
    const found = scheduleWindows(dots, 'UTC', from, from + 400 * dayMs);
    expect(found.windows).toHaveLength(20_000);
    expect(found.knownUntil).toBe(from + 50 * dayMs);
  });
});

/** Reads the clock of a zone minute by minute, by other means than the code under test. */
function* steppedThrough(zone: string, from: number, until: number): Generator<[number, string]> {
  const format = new Intl.DateTimeFormat('sv', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  for (let at = from; at < until; at += minuteMs) yield [at, format.format(at).replace(' ', 'T')];
}

const zones = [
  'UTC',
  'America/New_York',
  'Europe/London',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'America/Sao_Paulo',
];
/** Around changes of clocks, and at any other time. */
const starts = [
  '2026-03-07',
  '2026-10-31',
  '2026-03-28',
  '2026-10-24',
  '2026-04-04',
  '2026-10-03',
  '2026-06-10',
];

const clockTime = fc
  .nat(24 * 12 - 1)
  .map(
    (step) => `${String(Math.floor(step / 12)).padStart(2, '0')}:${String((step % 12) * 5).padStart(2, '0')}`,
  );

/** An event by the weekday, of one day or over midnight. */
const weekdayNames: readonly string[] = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const weekly = fc.record({
  start: clockTime,
  end: clockTime,
  weekdays: fc.uniqueArray(fc.constantFrom(...weekdayNames), { minLength: 1 }),
});

test('is in force exactly when the clock on the wall says so, minute by minute', () => {
  const names = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
  const weekdayOf = (day: string): string => names[new Date(`${day}T00:00Z`).getUTCDay()] ?? '';
  const dayBefore = (day: string): string =>
    new Date(Date.parse(`${day}T00:00Z`) - dayMs).toISOString().slice(0, 10);
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.constantFrom(...starts),
      fc.array(weekly, { minLength: 1, maxLength: 3 }),
      (zone, day, given) => {
        const from = Date.parse(`${day}T00:00Z`);
        const until = from + 2.5 * dayMs;
        const events = given.map(({ start, end, weekdays }) =>
          event(
            `2026-01-05T${start}`,
            `${end > start ? '2026-01-05' : '2026-01-06'}T${end}`,
            `FREQ=WEEKLY;BYDAY=${weekdays.join(',')}`,
          ),
        );
        const isInForce = (now: string): boolean => {
          const [today = '', time = ''] = now.split('T');
          return given.some(({ start, end, weekdays }) => {
            const isToday = weekdays.includes(weekdayOf(today));
            if (end > start) return isToday && start <= time && time < end;
            const wasYesterday = weekdays.includes(weekdayOf(dayBefore(today)));
            return (isToday && start <= time) || (wasYesterday && time < end);
          });
        };
        const expected: number[] = [];
        let inForce = false;
        for (const [at, now] of steppedThrough(zone, from, until)) {
          if (isInForce(now) === inForce) continue;
          inForce = !inForce;
          expected.push(at);
        }
        if (inForce) expected.push(until);
        expect(scheduleWindows(events, zone, from, until).windows).toEqual(expected);
      },
    ),
    { numRuns: 60 },
  );
});
