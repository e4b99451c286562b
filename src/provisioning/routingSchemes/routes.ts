import { routingSchemeList, type RoutingSchemeItem } from '../../../db/lists/definitions';
import { readSchemeMembers } from '../../../db/lists/schemeMembers';
import type { ApiContext } from '../apiContext';
import { schemeLoops } from '../changes/loopWarnings';
import { listResource } from '../http/listResource';
import { named } from '../http/named';
import type { ApiRoutes } from '../http/operations';
import { changeRoutingScheme, createRoutingScheme, removeRoutingScheme } from './edit';
import { routingSchemeDetails, routingSchemeItem } from './schema';

export function routingSchemeRoutes(routes: ApiRoutes, context: ApiContext): void {
  listResource<RoutingSchemeItem>(routes, context, {
    path: '/routing-schemes',
    what: 'routing scheme',
    definition: routingSchemeList,
    item: routingSchemeItem,
    single: routingSchemeDetails,
    present: async (rows, database) => {
      const members = await readSchemeMembers(
        database,
        rows.map((row) => row.id),
      );
      return rows.map((row) => ({
        id: row.id,
        name: row.name,
        enterprise: named(row.enterprise_id, row.enterprise_name),
        algorithm: row.algorithm,
        trunk_groups: members(row.id).map(({ trunk_group_id, percent }) => ({
          id: trunk_group_id,
          name: trunk_group_id,
          percent,
        })),
        max_reroutes: row.max_reroutes,
        exhaust: {
          action: row.exhaust_action,
          ...(row.exhaust_number === null ? {} : { number: row.exhaust_number }),
        },
        default: row.default_group_id !== null,
        created_at: row.created_at,
        updated_at: row.updated_at,
      }));
    },
    warn: schemeLoops,
    create: createRoutingScheme,
    change: changeRoutingScheme,
    remove: removeRoutingScheme,
  });
}
