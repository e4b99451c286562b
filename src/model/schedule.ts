/**
 * A schedule as calls see it: when it is in force, worked out ahead by whoever reads it from the database, so that no
 * recurrence is worked out during a call (feature B11, decisions.md 26).
 */
export interface Schedule {
  readonly name: string;
  readonly type: 'time' | 'holiday';
  /**
   * Start and end of each stretch it is in force, one after the other: milliseconds since the Unix epoch, ascending, the
   * end not in it, no two touching. Empty where it has no events: it is never in force then.
   */
  readonly windows: readonly number[];
  /** What lies before is not worked out. */
  readonly knownFrom: number;
  /** Nor is what lies from here on. */
  readonly knownUntil: number;
}

/** A schedule of an enterprise or a group; users' own ones come with the user. */
export interface SharedSchedule extends Schedule {
  readonly id: string;
  readonly enterpriseId: string;
  /** Null: of the whole enterprise. */
  readonly groupId: string | null;
}

/** Where the schedules of enterprises and groups are found by name; names compare by lower case. */
export interface SharedSchedules {
  /** @param name in lower case */
  ofGroup(groupId: string, name: string): SharedSchedule | undefined;
  /** One of the whole enterprise; those of its groups are not among them. @param name in lower case */
  ofEnterprise(enterpriseId: string, name: string): SharedSchedule | undefined;
}
