import { groupList, type GroupItem } from '../../../db/lists/definitions';
import type { ApiContext } from '../apiContext';
import { groupDocument } from '../changes/storedObjects';
import { listResource } from '../http/listResource';
import { named } from '../http/named';
import type { ApiRoutes } from '../http/operations';
import { changeGroup, createGroup, removeGroup } from './edit';
import { groupItem } from './schema';

export function groupRoutes(routes: ApiRoutes, context: ApiContext): void {
  listResource<GroupItem>(routes, context, {
    path: '/groups',
    what: 'group',
    definition: groupList,
    item: groupItem,
    present: (rows) =>
      Promise.resolve(
        rows.map((row) => ({
          id: row.id,
          enterprise: named(row.enterprise_id, row.enterprise_name),
          trunk_group: named(row.trunk_group_id, row.trunk_group_id),
          default_routing_scheme: named(row.default_scheme_id, row.default_scheme_name),
          ...groupDocument(row),
          created_at: row.created_at,
          updated_at: row.updated_at,
        })),
      ),
    create: createGroup,
    change: changeGroup,
    remove: removeGroup,
  });
}
