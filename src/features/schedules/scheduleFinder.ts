import type { UserRecord } from '../../model/directory';
import type { Schedule, SharedSchedules } from '../../model/schedule';
import type { UserFeatures } from '../../model/userFeatures';

/** The schedule that a user's settings mean by a name; null: there is none of that name that the user sees. */
export type ScheduleFinder = (name: string) => Schedule | null;

/**
 * The schedules a user sees: the user's own, then the group's, then the enterprise's (decisions.md 12). Names compare by
 * lower case.
 */
export const schedulesOf =
  (
    { groupId, enterpriseId }: Pick<UserRecord, 'groupId' | 'enterpriseId'>,
    features: Pick<UserFeatures, 'schedules'>,
    shared: SharedSchedules,
  ): ScheduleFinder =>
  (name) => {
    const wanted = name.toLowerCase();
    return (
      ownByName(features.schedules).get(wanted) ??
      shared.ofGroup(groupId, wanted) ??
      shared.ofEnterprise(enterpriseId, wanted) ??
      null
    );
  };

const none: ReadonlyMap<string, Schedule> = new Map();
/** For as long as the user's settings stay as they are. */
const byName = new WeakMap<readonly Schedule[], ReadonlyMap<string, Schedule>>();

const ownByName = (schedules: readonly Schedule[]): ReadonlyMap<string, Schedule> => {
  if (schedules.length === 0) return none;
  let own = byName.get(schedules);
  if (own === undefined) {
    own = new Map(schedules.map((schedule) => [schedule.name.toLowerCase(), schedule]));
    byName.set(schedules, own);
  }
  return own;
};
