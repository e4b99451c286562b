import type { DeploymentChanges, RecordChanges } from '../../../db/repositories/deploymentRecords';
import {
  extensionKey,
  numberKey,
  staleAbsent,
  staleEnterprise,
  type Invalidation,
  type StaleEntries,
} from '../../model/directory';

/** More changed users and numbers than this are not named one by one. */
const mostNamed = 1_000;
/** More than this is not named at all. */
const mostStale = 2_000;

/** The directory entries that a change may have made stale. */
export function invalidatedBy(changes: DeploymentChanges): Invalidation {
  const stale = new Set<StaleEntries>();
  // Users' own schedules follow the enterprise's time zone where they have none of their own.
  for (const { before, after } of changes.enterprises.change) {
    if (before.time_zone !== after.time_zone) stale.add(staleEnterprise(after.id));
  }
  // System users of a whole enterprise are reached through its first group, which may now be another.
  for (const group of [...changes.groups.create, ...changes.groups.remove]) {
    stale.add(staleEnterprise(group.enterprise_id));
  }
  const users = statesOf(changes.users);
  const numbers = statesOf(changes.numbers);
  if (users.length + numbers.length <= mostNamed) {
    for (const user of users) {
      stale.add(extensionKey(user.enterprise_id, user.extension));
      if (user.number !== null) stale.add(numberKey(user.number));
    }
    for (const { number } of numbers) stale.add(numberKey(number));
  } else {
    // A number is assigned within its enterprise alone.
    for (const { enterprise_id } of [...users, ...numbers]) stale.add(staleEnterprise(enterprise_id));
    for (const { number } of changes.numbers.create) stale.add(staleAbsent(number));
  }
  return stale.size > mostStale ? 'all' : [...stale];
}

/** All that was, and all that is. */
const statesOf = <Record>({ create, change, remove }: RecordChanges<Record>): readonly Record[] => [
  ...create,
  ...remove,
  ...change.flatMap(({ before, after }) => [before, after]),
];
