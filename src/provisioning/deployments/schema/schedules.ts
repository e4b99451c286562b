import { flag, name, object, oneOf, optionalList, pattern, textThat } from './primitives';

const weekday = '(?:[+-]?\\d{1,2})?(?:MO|TU|WE|TH|FR|SA|SU)';
const numbers = '-?\\d{1,3}(?:,-?\\d{1,3})*';

/** The parts of an RFC 5545 recurrence rule and what each may hold. */
const ruleParts: Readonly<Record<string, RegExp>> = {
  FREQ: /^(DAILY|WEEKLY|MONTHLY|YEARLY)$/,
  INTERVAL: /^[1-9]\d{0,2}$/,
  COUNT: /^[1-9]\d{0,3}$/,
  UNTIL: /^\d{8}(T\d{6}Z?)?$/,
  BYDAY: new RegExp(`^${weekday}(,${weekday})*$`),
  BYMONTHDAY: new RegExp(`^${numbers}$`),
  BYYEARDAY: new RegExp(`^${numbers}$`),
  BYWEEKNO: new RegExp(`^${numbers}$`),
  BYMONTH: /^([1-9]|1[0-2])(,([1-9]|1[0-2]))*$/,
  BYSETPOS: new RegExp(`^${numbers}$`),
  WKST: /^(MO|TU|WE|TH|FR|SA|SU)$/,
};

/** Parts that RFC 5545 has for some frequencies alone (section 3.3.10). */
const partsOf: Readonly<Record<string, readonly string[]>> = {
  BYMONTHDAY: ['DAILY', 'MONTHLY', 'YEARLY'],
  BYYEARDAY: ['YEARLY'],
  BYWEEKNO: ['YEARLY'],
};

/** A recurrence rule (RFC 5545 section 3.3.10): FREQ once, every part known, UNTIL and COUNT not both. */
function isRecurrence(rule: string): boolean {
  const parts = rule.split(';').map((part) => part.split('='));
  const names = parts.map(([part]) => part);
  const frequency = parts.find(([part]) => part === 'FREQ')?.[1] ?? '';
  const hasOrdinals = parts.some(([part, value]) => part === 'BYDAY' && /\d/.test(value ?? ''));
  return (
    rule.length <= 500 &&
    parts.every(
      ([part = '', value = '', ...rest]) =>
        rest.length === 0 &&
        ruleParts[part]?.test(value) === true &&
        partsOf[part]?.includes(frequency) !== false,
    ) &&
    new Set(names).size === names.length &&
    names.includes('FREQ') &&
    !(names.includes('UNTIL') && names.includes('COUNT')) &&
    (!hasOrdinals || ['MONTHLY', 'YEARLY'].includes(frequency))
  );
}

/** A day or a moment of local time that exists in the calendar. */
function isMoment(value: string): boolean {
  const match = /^((?:19[7-9]|20\d|21\d)\d-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2})?))?$/.exec(value);
  const day = match?.[1];
  if (day === undefined) return false;
  const parsed = new Date(`${day}T${match?.[2] ?? '00:00'}Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day);
}

const moment = textThat(isMoment, 'a local date or time, such as "2026-01-05" or "2026-01-05T09:00"');

export const event = object({
  name,
  start: moment,
  end: moment.nullable().default(null),
  all_day: flag.default(false),
  recurrence: textThat(isRecurrence, 'a recurrence rule (RFC 5545), such as "FREQ=WEEKLY;BYDAY=MO,TU"')
    .nullable()
    .default(null),
});

/** What an owner may have, and an event's schedule: bounds of what has to be worked out. */
export const mostSchedules = 200;
export const mostOwnSchedules = 50;
const mostEvents = 200;

/** Events are times of the enterprise's or the user's time zone; without events a schedule has no effect. */
export const schedule = object({
  name,
  type: oneOf('time', 'holiday').default('time'),
  events: optionalList(event, mostEvents),
});

/** The name of a schedule the owner can see. */
export const scheduleName = pattern(/^\S.{0,79}$/, 'the name of a schedule');
