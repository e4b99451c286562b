import { readRecurrence, recurrenceDays } from './recurrence';
import { WallClock, type WallTime } from './wallClock';

/** An event as the administrator has it, in times of the owner's time zone (flexible-reach.md section 8). */
export interface ScheduleEvent {
  /** `2026-01-05` or `2026-01-05T09:00`. */
  readonly start: string;
  /** The moment it is over; of an all-day event the last day, null: the day it starts. */
  readonly end: string | null;
  readonly all_day: boolean;
  /** RFC 5545; null: once. */
  readonly recurrence: string | null;
}

export interface ScheduleWindows {
  /** See `Schedule`. */
  readonly windows: readonly number[];
  readonly knownFrom: number;
  readonly knownUntil: number;
}

const dayMs = 86_400_000;
/** More than any clock is away from UTC. */
const margin = 2 * dayMs;
/** Windows of one schedule; what comes later is not known. */
const mostWindows = 10_000;
/** Occurrences longer than this that began before the time asked for are not looked for. */
const longestMs = 366 * dayMs;

/**
 * When a schedule is in force between two instants: each event as it stands or recurs on the wall clock of its owner, so
 * that 09:00 stays 09:00 across a change of the clock, and 22:00 to 06:00 ends at 06:00 whatever the night's length. A
 * time that the clock leaves out begins with the first moment after it; one that the clock shows twice counts both times.
 * Windows that touch are one.
 */
export function scheduleWindows(
  events: readonly ScheduleEvent[],
  timeZone: string,
  from: number,
  until: number,
  clock: WallClock = new WallClock(timeZone, from - margin, until + margin),
): ScheduleWindows {
  const spans = merged(
    events.flatMap((event) => occurrences(event, clock, from, until)),
    -Infinity,
    Infinity,
  );
  const found: [number, number][] = [];
  for (let at = 0; at < spans.length; at += 2) {
    clock.instants(spans[at] ?? 0, spans[at + 1] ?? 0, (first, last) => {
      found.push([first, last]);
    });
  }
  const windows = merged(found, from, until);
  const knownUntil = windows[2 * mostWindows] ?? until;
  return { windows: windows.slice(0, 2 * mostWindows), knownFrom: from, knownUntil };
}

/** Clocks wound up for a time, one a time zone: for who works out many schedules. */
export function wallClocks(from: number, until: number): (timeZone: string) => WallClock {
  const clocks = new Map<string, WallClock>();
  return (timeZone) => {
    const clock = clocks.get(timeZone) ?? new WallClock(timeZone, from - margin, until + margin);
    clocks.set(timeZone, clock);
    return clock;
  };
}

/** Start and end on the wall clock of each occurrence that may touch the time asked for. */
function occurrences(
  event: ScheduleEvent,
  clock: WallClock,
  from: number,
  until: number,
): [WallTime, WallTime][] {
  const { start, end } = span(event);
  const wallFrom = clock.at(from) - dayMs;
  const wallUntil = clock.at(until) + dayMs;
  if (event.recurrence === null) return end > wallFrom && start < wallUntil ? [[start, end]] : [];
  const rule = readRecurrence(event.recurrence);
  const first = Math.floor(start / dayMs);
  const timeOfDay = start - first * dayMs;
  const length = end - start;
  const lastStart = rule.until === null ? wallUntil : Math.min(wallUntil, lastStartOf(rule.until, clock));
  return recurrenceDays(
    rule,
    first,
    Math.floor((wallFrom - Math.min(length, longestMs)) / dayMs),
    Math.floor((lastStart - timeOfDay) / dayMs),
  ).map((day) => [day * dayMs + timeOfDay, day * dayMs + timeOfDay + length]);
}

function span({ start, end, all_day: allDay }: ScheduleEvent): { start: WallTime; end: WallTime } {
  if (!allDay) return { start: wallTime(start), end: wallTime(end ?? start) };
  const day = (text: string): WallTime => wallTime(text.slice(0, 10));
  return { start: day(start), end: day(end ?? start) + dayMs };
}

/** @param text with or without a time of day, which may have seconds or not */
const wallTime = (text: string): WallTime => Date.parse(text.includes('T') ? `${text}Z` : `${text}T00:00Z`);

/** UNTIL is the last moment at which an occurrence may start; a date alone stands for its whole day. */
function lastStartOf(until: string, clock: WallClock): WallTime {
  const [, year = '', month = '', day = '', time, utc] =
    /^(\d{4})(\d{2})(\d{2})(?:T(\d{6})(Z)?)?$/.exec(until) ?? [];
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
  if (time === undefined) return midnight + dayMs - 1;
  const [hours, minutes, seconds] = [time.slice(0, 2), time.slice(2, 4), time.slice(4)].map(Number);
  const moment = midnight + ((hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1000;
  return utc === undefined ? moment : clock.at(moment);
}

/** Stretches as one ascending list of starts and ends, none touching, cut to the time asked for. */
function merged(spans: readonly [number, number][], from: number, until: number): number[] {
  const windows: number[] = [];
  for (const [start, end] of [...spans].sort(([first], [second]) => first - second)) {
    const first = Math.max(start, from);
    const last = Math.min(end, until);
    if (first >= last) continue;
    const reached = windows.at(-1);
    if (reached === undefined || first > reached) windows.push(first, last);
    else windows[windows.length - 1] = Math.max(reached, last);
  }
  return windows;
}
