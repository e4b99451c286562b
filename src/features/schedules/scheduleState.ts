import type { Schedule } from '../../model/schedule';

/** Whether a schedule is in force, and until when that holds; times are milliseconds since the Unix epoch. */
export type ScheduleState =
  /** `open`: it holds at least until then, what comes behind is not worked out. */
  | { readonly kind: 'in_force'; readonly until: number; readonly open: boolean }
  /** Null: until the end of what is worked out, and as far as is known for ever. */
  | { readonly kind: 'not_in_force'; readonly until: number | null }
  /** The time lies outside what is worked out; it counts as not in force. */
  | { readonly kind: 'not_known' };

const notKnown: ScheduleState = { kind: 'not_known' };

/** What a schedule is at a time. A stretch begins with its start and ends before its end. */
export const scheduleState = (
  { windows, knownFrom, knownUntil }: Pick<Schedule, 'windows' | 'knownFrom' | 'knownUntil'>,
  at: number,
): ScheduleState => {
  if (at < knownFrom || at >= knownUntil) return notKnown;
  const passed = boundariesPassed(windows, at);
  const next = windows[passed] ?? null;
  if (passed % 2 === 0) return { kind: 'not_in_force', until: next };
  const until = next ?? knownUntil;
  return { kind: 'in_force', until, open: until >= knownUntil };
};

/** How many starts and ends lie at or before a time: odd within a stretch. Binary search. */
const boundariesPassed = (windows: readonly number[], at: number): number => {
  let low = 0;
  let high = windows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((windows[middle] ?? Infinity) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
};
