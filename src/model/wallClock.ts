import { IANAZone } from 'luxon';

const dayMs = 86_400_000;

/** What the clock on a wall shows, as the milliseconds since the Unix epoch of a clock in UTC that shows the same. */
export type WallTime = number;

/**
 * A clock on a wall of a time zone, as far as it has been wound up. A stretch of wall time is what the clock shows it to
 * be: an hour that the clock leaves out when it is put forward passes in no time, one that it shows twice counts both times.
 */
export class WallClock {
  /** Stretches with one offset: each begins where the one before ends. */
  readonly #stretches: { readonly from: number; readonly until: number; readonly offset: number }[] = [];

  /** @param timeZone of the tz database; one that is not known counts as UTC */
  constructor(timeZone: string, from: number, until: number) {
    const zone = IANAZone.create(timeZone);
    const offsetAt = (at: number): number => (zone.isValid ? Math.round(zone.offset(at) * 60_000) : 0);
    let start = from;
    let offset = offsetAt(from);
    for (let at = from; at < until; at += dayMs) {
      const next = Math.min(at + dayMs, until);
      const nextOffset = offsetAt(next);
      if (nextOffset === offset) continue;
      const change = changeBetween(at, next, (probe) => offsetAt(probe) === offset);
      this.#stretches.push({ from: start, until: change, offset });
      start = change;
      offset = nextOffset;
    }
    this.#stretches.push({ from: start, until, offset });
  }

  /** What it shows at an instant; before and after what it was wound up for as at the ends of that. */
  at(instant: number): WallTime {
    const stretch = this.#stretches.find(({ until }) => instant < until) ?? this.#stretches.at(-1);
    return instant + (stretch?.offset ?? 0);
  }

  /** Adds the instants at which the clock shows a time from `start` to before `end`, as pairs of start and end. */
  instants(start: WallTime, end: WallTime, add: (from: number, until: number) => void): void {
    for (const { from, until, offset } of this.#stretches) {
      const first = Math.max(from, start - offset);
      const last = Math.min(until, end - offset);
      if (first < last) add(first, last);
    }
  }
}

/** The first millisecond at which it is not as before. */
function changeBetween(from: number, until: number, isAsBefore: (at: number) => boolean): number {
  let [before, after] = [from, until];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (isAsBefore(middle)) before = middle;
    else after = middle;
  }
  return after;
}
