import type { SharedSchedule, SharedSchedules } from '../model/schedule';

type ByName = Map<string, SharedSchedule>;

/** The schedules of enterprises and groups, by whose they are and by name in lower case. */
export class ScheduleIndex implements SharedSchedules {
  readonly #groups = new Map<string, ByName>();
  readonly #enterprises = new Map<string, ByName>();

  constructor(schedules: Iterable<SharedSchedule>) {
    for (const schedule of schedules) {
      const { groupId, enterpriseId } = schedule;
      const owners = groupId === null ? this.#enterprises : this.#groups;
      const owner = groupId ?? enterpriseId;
      const ofOwner = owners.get(owner);
      const name = schedule.name.toLowerCase();
      if (ofOwner === undefined) owners.set(owner, new Map([[name, schedule]]));
      else ofOwner.set(name, schedule);
    }
  }

  ofGroup(groupId: string, name: string): SharedSchedule | undefined {
    return this.#groups.get(groupId)?.get(name);
  }

  ofEnterprise(enterpriseId: string, name: string): SharedSchedule | undefined {
    return this.#enterprises.get(enterpriseId)?.get(name);
  }
}
