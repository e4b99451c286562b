import { BoundedMap } from '../../model/boundedMap';
import type { ScheduleFinder } from './scheduleFinder';
import { scheduleState } from './scheduleState';

/** Whether a named schedule holds, in words that go into a sentence. */
export interface ScheduleVerdict {
  readonly inForce: boolean;
  readonly text: string;
}

/** A name that the user does not see, and a time that is not worked out, are not in force, and the text says so. */
export const scheduleVerdict = (name: string, find: ScheduleFinder, at: number): ScheduleVerdict => {
  const schedule = find(name);
  if (schedule === null) return { inForce: false, text: `there is no schedule ${name}` };
  const state = scheduleState(schedule, at);
  switch (state.kind) {
    case 'in_force': {
      const least = state.open ? 'at least ' : '';
      return { inForce: true, text: `${schedule.name} is in force until ${least}${timeText(state.until)}` };
    }
    case 'not_in_force': {
      if (schedule.windows.length === 0) return { inForce: false, text: `${schedule.name} has no events` };
      const until = state.until === null ? '' : ` until ${timeText(state.until)}`;
      return { inForce: false, text: `${schedule.name} is not in force${until}` };
    }
    case 'not_known':
      return { inForce: false, text: `it is not known whether ${schedule.name} is in force` };
    default:
      return state satisfies never;
  }
};

/** Calls that follow one another mostly meet the same ends of the same schedules. */
const texts = new BoundedMap<number, string>(1_000);

/** `2026-11-30 00:00:00 UTC`. */
const timeText = (at: number): string => {
  let text = texts.get(at);
  if (text === undefined) {
    // Beyond what a date can say it is for ever.
    text =
      Math.abs(at) > latest
        ? 'further notice'
        : `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
    texts.set(at, text);
  }
  return text;
};

/** ECMA-262 section 21.4.1.1. */
const latest = 8.64e15;
