import type { Router } from 'express';
import { groupList, type GroupItem } from '../../../db/lists/definitions';
import type { ApiContext } from '../apiContext';
import { listResource } from '../http/listResource';
import { named } from '../http/named';

export function groupRoutes(router: Router, { database }: ApiContext): void {
  listResource<GroupItem>(router, database, {
    path: '/groups',
    what: 'group',
    definition: groupList,
    present: (rows) =>
      Promise.resolve(
        rows.map((row) => ({
          id: row.id,
          name: row.name,
          enterprise: named(row.enterprise_id, row.enterprise_name),
          trunk_group: named(row.trunk_group_id, row.trunk_group_id),
          default_routing_scheme: named(row.default_scheme_id, row.default_scheme_name),
          ...(JSON.parse(row.settings) as object),
          created_at: row.created_at,
          updated_at: row.updated_at,
        })),
      ),
  });
}
