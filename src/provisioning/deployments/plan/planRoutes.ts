import type { Deployment } from '../schema/deployment';
import type { PlanContext } from './planContext';

/** Routes to the public network, matched by prefix and priority. */
export function planRoutes(
  { diffs, current, newId }: PlanContext,
  routes: Deployment['outbound_routes'],
  carrierId: (name: string) => string | undefined,
): void {
  for (const route of routes) {
    const prefix = route.emergency ? null : (route.prefix ?? null);
    const before = current.route(prefix, route.priority);
    diffs.outbound_routes.put(before, {
      id: before?.id ?? newId(),
      prefix,
      emergency: route.emergency ? 1 : 0,
      priority: route.priority,
      stop: route.stop ? 1 : 0,
      block: route.block,
      carriers: route.carriers.flatMap((carrier) => {
        const { name, weight } = typeof carrier === 'string' ? { name: carrier, weight: null } : carrier;
        const carrier_id = carrierId(name);
        return carrier_id === undefined ? [] : { carrier_id, weight };
      }),
    });
  }
}
