/**
 * Recurrence rules (RFC 5545 section 3.3.10) of whole days: FREQ from DAILY to YEARLY, every BY part that speaks of days.
 * Worked out here rather than by a library: rules come from customers, and a rule that never comes must cost as little as
 * any other, while what is there looks for its next day up to the year 9999.
 */

/** Days since 1 January 1970. */
type Day = number;

const frequencies = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const;
type Frequency = (typeof frequencies)[number];

/** Monday is 0. */
const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;

export interface Recurrence {
  readonly frequency: Frequency;
  readonly interval: number;
  readonly count: number | null;
  /** As written: `20261231`, `20261231T170000` of local time, or with `Z` of UTC. */
  readonly until: string | null;
  readonly byMonth: readonly number[];
  readonly byWeekNumber: readonly number[];
  readonly byYearDay: readonly number[];
  readonly byMonthDay: readonly number[];
  /** `ordinal` 2: the second of the month or year, -1: the last, 0: every one. */
  readonly byDay: readonly { readonly ordinal: number; readonly weekday: number }[];
  readonly bySetPosition: readonly number[];
  readonly weekStart: number;
}

const dayMs = 86_400_000;

/** @param text a rule that was found well-formed before */
export function readRecurrence(text: string): Recurrence {
  const parts = new Map(text.split(';').map((part) => part.split('=') as [string, string]));
  const numbers = (name: string): number[] => parts.get(name)?.split(',').map(Number) ?? [];
  return {
    frequency: frequencies.find((name) => name === parts.get('FREQ')) ?? 'DAILY',
    interval: Number(parts.get('INTERVAL') ?? 1),
    count: parts.has('COUNT') ? Number(parts.get('COUNT')) : null,
    until: parts.get('UNTIL') ?? null,
    byMonth: numbers('BYMONTH'),
    byWeekNumber: numbers('BYWEEKNO'),
    byYearDay: numbers('BYYEARDAY'),
    byMonthDay: numbers('BYMONTHDAY'),
    byDay:
      parts
        .get('BYDAY')
        ?.split(',')
        .map((day) => ({ ordinal: Number(day.slice(0, -2)), weekday: weekdayOf(day.slice(-2)) })) ?? [],
    bySetPosition: numbers('BYSETPOS'),
    weekStart: weekdayOf(parts.get('WKST') ?? 'MO'),
  };
}

const weekdayOf = (name: string): number => weekdays.findIndex((weekday) => weekday === name);

/**
 * The days of a rule from `from` to `until`, both in it, ascending. The first day counts as one only where it fits the
 * rule. What it costs grows with the days between, and with those since the first day for rules with COUNT alone.
 */
export function recurrenceDays(rule: Recurrence, first: Day, from: Day, until: Day): Day[] {
  const fits = dayFilter(withDefaults(rule, first));
  const days: Day[] = [];
  let counted = 0;
  // Only a rule with COUNT has to know what came before.
  const begin = rule.count === null ? Math.max(first, from) : first;
  for (let step = firstStep(rule, first, begin); ; step += 1) {
    const [start, end] = period(rule, first, step);
    if (!(start <= until)) return days;
    const fitting: Day[] = [];
    for (let day = start; day < end; day += 1) if (fits(day)) fitting.push(day);
    for (const day of atPositions(fitting, rule.bySetPosition)) {
      if (day < first) continue;
      if (day > until) return days;
      if (day >= from) days.push(day);
      counted += 1;
      if (counted === rule.count) return days;
    }
  }
}

/** What a rule leaves out is taken from its first day (RFC 5545 section 3.3.10). */
function withDefaults(rule: Recurrence, first: Day): Recurrence {
  const { frequency, byWeekNumber, byYearDay, byMonthDay, byDay } = rule;
  if (byYearDay.length + byMonthDay.length + byDay.length > 0) return rule;
  const { month, monthDay } = dateOf(first);
  const sameWeekday = { byDay: [{ ordinal: 0, weekday: weekday(first) }] };
  if (frequency === 'WEEKLY' || byWeekNumber.length > 0) return { ...rule, ...sameWeekday };
  if (frequency === 'MONTHLY') return { ...rule, byMonthDay: [monthDay] };
  if (frequency === 'YEARLY') {
    return { ...rule, byMonthDay: [monthDay], byMonth: rule.byMonth.length > 0 ? rule.byMonth : [month] };
  }
  return rule;
}

/** Days of the period so many intervals after the first one; the end is not in it. */
function period({ frequency, interval, weekStart }: Recurrence, first: Day, step: number): [Day, Day] {
  const { year, month } = dateOf(first);
  const ahead = step * interval;
  switch (frequency) {
    case 'DAILY':
      return [first + ahead, first + ahead + 1];
    case 'WEEKLY': {
      const start = weekOf(first, weekStart) + 7 * ahead;
      return [start, start + 7];
    }
    case 'MONTHLY':
      return [dayOf(year, month + ahead, 1), dayOf(year, month + ahead + 1, 1)];
    case 'YEARLY':
      return [dayOf(year + ahead, 1, 1), dayOf(year + ahead + 1, 1, 1)];
  }
}

/** The last step whose period begins at the day or before it. */
function firstStep({ frequency, interval, weekStart }: Recurrence, first: Day, day: Day): number {
  const start = dateOf(first);
  const end = dateOf(day);
  const ahead = {
    DAILY: day - first,
    WEEKLY: (weekOf(day, weekStart) - weekOf(first, weekStart)) / 7,
    MONTHLY: 12 * (end.year - start.year) + end.month - start.month,
    YEARLY: end.year - start.year,
  }[frequency];
  return Math.floor(ahead / interval);
}

function dayFilter(rule: Recurrence): (day: Day) => boolean {
  const { frequency, byMonth, byWeekNumber, byYearDay, byMonthDay, byDay, weekStart } = rule;
  // An ordinal counts within the month where the rule speaks of months, else within the year.
  const inMonth = frequency === 'MONTHLY' || byMonth.length > 0;
  return (day) => {
    const { year, month, monthDay } = dateOf(day);
    if (byMonth.length > 0 && !byMonth.includes(month)) return false;
    const monthStart = day - monthDay + 1;
    const monthEnd = dayOf(year, month + 1, 1);
    if (byMonthDay.length > 0 && !isAt(byMonthDay, day, monthStart, monthEnd)) return false;
    const yearStart = dayOf(year, 1, 1);
    const yearEnd = dayOf(year + 1, 1, 1);
    if (byYearDay.length > 0 && !isAt(byYearDay, day, yearStart, yearEnd)) return false;
    if (byWeekNumber.length > 0) {
      const week = weekOf(day, weekStart);
      const yearBegins = weekYear(week, 0);
      const weeks = (weekYear(week, 1) - yearBegins) / 7;
      if (!isAt(byWeekNumber, (week - yearBegins) / 7, 0, weeks)) return false;
    }
    if (byDay.length === 0) return true;
    const [start, end] = inMonth ? [monthStart, monthEnd] : [yearStart, yearEnd];
    return byDay.some(
      ({ ordinal, weekday: wanted }) =>
        weekday(day) === wanted &&
        (ordinal === 0 ||
          (ordinal > 0
            ? ordinal === Math.floor((day - start) / 7) + 1
            : -ordinal === Math.floor((end - 1 - day) / 7) + 1)),
    );
  };
}

/** Whether something is at one of the positions of what it lies in: from 1, or from -1 backwards. */
const isAt = (positions: readonly number[], at: number, start: number, end: number): boolean =>
  positions.includes(at - start + 1) || positions.includes(at - end);

const atPositions = (days: readonly Day[], positions: readonly number[]): readonly Day[] =>
  positions.length === 0 ? days : days.filter((_, index) => isAt(positions, index, 0, days.length));

/** First day of week 1 of the year that has most of a week, or of one so many years ahead; 4 January lies in week 1. */
function weekYear(week: Day, ahead: number): Day {
  const { year } = dateOf(week + 3);
  const january4 = dayOf(year + ahead, 1, 4);
  return january4 - ((((january4 - week) % 7) + 7) % 7);
}

/** First day of the week. */
const weekOf = (day: Day, weekStart: number): Day => day - ((weekday(day) - weekStart + 7) % 7);

/** 1 January 1970 was a Thursday. */
const weekday = (day: Day): number => (((day + 3) % 7) + 7) % 7;

const dayOf = (year: number, month: number, monthDay: number): Day =>
  Date.UTC(year, month - 1, monthDay) / dayMs;

function dateOf(day: Day): { readonly year: number; readonly month: number; readonly monthDay: number } {
  const date = new Date(day * dayMs);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, monthDay: date.getUTCDate() };
}
