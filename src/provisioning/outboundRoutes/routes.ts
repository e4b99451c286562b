import { outboundRouteList, type OutboundRouteItem } from '../../../db/lists/definitions';
import { readRouteCarriers } from '../../../db/lists/routeCarriers';
import type { ApiContext } from '../apiContext';
import { listResource } from '../http/listResource';
import type { ApiRoutes } from '../http/operations';
import { changeOutboundRoute, createOutboundRoute, removeOutboundRoute } from './edit';
import { outboundRouteItem } from './schema';

export function outboundRouteRoutes(routes: ApiRoutes, context: ApiContext): void {
  listResource<OutboundRouteItem>(routes, context, {
    path: '/outbound-routes',
    what: 'outbound route',
    definition: outboundRouteList,
    item: outboundRouteItem,
    present: async (rows, database) => {
      const carriers = await readRouteCarriers(
        database,
        rows.map((row) => row.id),
      );
      return rows.map((row) => ({
        id: row.id,
        prefix: row.prefix,
        emergency: row.emergency === 1,
        carriers: carriers(row.id).map(({ carrier_id, name, weight }) => ({
          id: carrier_id,
          name,
          weight,
        })),
        priority: row.priority,
        stop: row.stop === 1,
        block: row.block,
        created_at: row.created_at,
        updated_at: row.updated_at,
      }));
    },
    create: createOutboundRoute,
    change: changeOutboundRoute,
    remove: removeOutboundRoute,
  });
}
