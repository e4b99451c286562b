import type { SharedSchedule } from '../../src/model/schedule';
import { scheduleWindows, wallClocks, type ScheduleEvent } from '../../src/model/scheduleWindows';
import { breathe } from '../batches';
import type { DocumentRow } from '../schema';

/** What the body of a schedule's document holds, and a user's own schedules likewise. */
export interface StoredSchedule {
  readonly name: string;
  readonly type: 'time' | 'holiday';
  readonly events: readonly (ScheduleEvent & { readonly name: string })[];
}

const dayMs = 86_400_000;
/** How far ahead schedules of enterprises and groups are worked out. */
const horizonDays = 400;
/** Schedules worked out before others get a turn. */
const atATime = 20;

interface WorkedOut {
  readonly body: string;
  readonly timeZone: string;
  readonly from: number;
  readonly schedule: SharedSchedule;
}

/**
 * The schedules of enterprises and groups, each worked out once a day, by UTC, and whenever it or its time zone changes;
 * one that did neither is the same object again.
 */
export class SharedSchedules {
  #known = new Map<string, WorkedOut>();

  /**
   * @param rows documents of kind `schedule`
   * @param timeZoneOf of an enterprise
   * @param now milliseconds since the Unix epoch
   */
  async read(
    rows: readonly DocumentRow[],
    timeZoneOf: (enterpriseId: string) => string,
    now: number,
  ): Promise<readonly SharedSchedule[]> {
    const today = Math.floor(now / dayMs) * dayMs;
    const [from, until] = [today - dayMs, today + horizonDays * dayMs];
    const clockOf = wallClocks(from, until);
    const next = new Map<string, WorkedOut>();
    let worked = 0;
    for (const row of rows) {
      const { id, body } = row;
      const timeZone = timeZoneOf(row.enterprise_id);
      const known = this.#known.get(id);
      if (known?.body === body && known.timeZone === timeZone && known.from === from) {
        next.set(id, known);
        continue;
      }
      const { name, type, events } = JSON.parse(body) as StoredSchedule;
      const windows = scheduleWindows(events, timeZone, from, until, clockOf(timeZone));
      const { enterprise_id: enterpriseId, group_id: groupId } = row;
      next.set(id, { body, timeZone, from, schedule: { id, enterpriseId, groupId, name, type, ...windows } });
      worked += 1;
      if (worked % atATime === 0) await breathe();
    }
    this.#known = next;
    return [...next.values()].map(({ schedule }) => schedule);
  }
}
