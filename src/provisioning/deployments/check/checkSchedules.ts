import type { MistakeList, Path } from '../mistake';
import { present, Uniqueness, type ScheduleDraft } from './scope';

/** Names stand once in a list, events end after they start. */
export function checkSchedules(
  schedules: readonly (ScheduleDraft | undefined)[] | undefined,
  path: Path,
  mistakes: MistakeList,
): void {
  const names = new Uniqueness(mistakes, 'the schedule');
  for (const [index, schedule] of present(schedules)) {
    names.add([...path, index, 'name'], schedule.name);
    const events = new Uniqueness(mistakes, 'the event');
    for (const [position, event] of present(schedule.events)) {
      const at = [...path, index, 'events', position];
      events.add([...at, 'name'], event.name, 'in this schedule');
      const { start, end } = event;
      const allDay = event.all_day === true;
      if (start === undefined) continue;
      if (!allDay && !start.includes('T')) {
        mistakes.add(
          [...at, 'start'],
          'invalid',
          'expected a time of day, such as "2026-01-05T09:00", or all_day: true',
        );
      }
      if (end == null) {
        if (!allDay && !Object.hasOwn(event, 'end')) {
          mistakes.add([...at, 'end'], 'missing', 'is missing: an event has an end, or all_day: true');
        }
      } else if (allDay ? end.slice(0, 10) < start.slice(0, 10) : end <= start) {
        mistakes.add([...at, 'end'], 'invalid', 'expected an end after the start');
      }
    }
  }
}
