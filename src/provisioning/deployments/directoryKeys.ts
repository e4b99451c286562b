import type { DeploymentChanges } from '../../../db/repositories/deploymentRecords';
import { extensionKey, numberKey, type DirectoryKey } from '../../model/directory';

/** More changed users and numbers than this empty the directory cache rather than being named one by one. */
const mostInvalidated = 1000;

/** The directory entries that a change may have made stale. */
export function invalidatedBy(changes: DeploymentChanges): readonly DirectoryKey[] | 'all' {
  const { enterprises, groups, users, numbers } = changes;
  // Users' own schedules follow the enterprise's time zone where they have none of their own.
  if (enterprises.change.some(({ before, after }) => before.time_zone !== after.time_zone)) return 'all';
  // System users of a whole enterprise are reached through its first group, which may now be another.
  if (groups.create.length + groups.remove.length > 0) return 'all';
  const touchedUsers = [
    ...users.create,
    ...users.remove,
    ...users.change.flatMap(({ before, after }) => [before, after]),
  ];
  const touchedNumbers = [...numbers.create, ...numbers.remove, ...numbers.change.map(({ after }) => after)];
  if (touchedUsers.length + touchedNumbers.length > mostInvalidated) return 'all';
  const keys = new Set<DirectoryKey>();
  for (const user of touchedUsers) {
    keys.add(extensionKey(user.enterprise_id, user.extension));
    if (user.number !== null) keys.add(numberKey(user.number));
  }
  for (const { number } of touchedNumbers) keys.add(numberKey(number));
  return [...keys];
}

/** Whether what the signalling thread always has in memory changed too, beyond users and numbers. */
export const touchesConfiguration = (changes: DeploymentChanges): boolean =>
  [
    changes.enterprises,
    changes.groups,
    changes.trunk_groups,
    changes.carriers,
    changes.outbound_routes,
    changes.routing_schemes,
    schedulesOf(changes),
  ].some(({ create, change, remove }) => create.length + change.length + remove.length > 0);

const schedulesOf = ({ documents: { create, change, remove } }: DeploymentChanges) => ({
  create: create.filter(isSchedule),
  change: change.filter(({ after }) => isSchedule(after)),
  remove: remove.filter(isSchedule),
});

const isSchedule = ({ kind }: { readonly kind: string }): boolean => kind === 'schedule';
