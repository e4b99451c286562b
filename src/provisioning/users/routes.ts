import { userList, type UserItem } from '../../../db/lists/definitions';
import type { ApiContext } from '../apiContext';
import { userLoops } from '../changes/loopWarnings';
import { listResource } from '../http/listResource';
import { named } from '../http/named';
import type { ApiRoutes } from '../http/operations';
import { changeUser, createUser, removeUser } from './edit';
import { userDetails, userItem } from './schema';

export function userRoutes(routes: ApiRoutes, context: ApiContext): void {
  listResource<UserItem>(routes, context, {
    path: '/users',
    what: 'user',
    definition: userList,
    item: userItem,
    single: userDetails,
    present: (rows) => Promise.resolve(rows.map(presentUser)),
    presentOne: (row) => ({ ...presentUser(row), ...(JSON.parse(row.settings) as object) }),
    warn: userLoops,
    create: createUser,
    change: changeUser,
    remove: removeUser,
  });
}

/** A user as lists show it. */
export const presentUser = (row: UserItem) => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  first_name: row.first_name,
  last_name: row.last_name,
  enterprise: named(row.enterprise_id, row.enterprise_name),
  group: named(row.group_id, row.group_name),
  department: named(row.department_id, row.department_name),
  extension: row.extension,
  number: row.number,
  routing_scheme: named(row.scheme_id, row.scheme_name),
  calling_line_id: row.calling_line_id,
  username: row.username,
  email: row.email,
  type: row.type,
  scope: row.scope,
  time_zone: row.time_zone ?? row.enterprise_time_zone,
  created_at: row.created_at,
  updated_at: row.updated_at,
});
