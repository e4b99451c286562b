import type { Router } from 'express';
import { enterpriseList, type EnterpriseItem } from '../../../db/lists/definitions';
import type { ApiContext } from '../apiContext';
import { listResource } from '../http/listResource';

export function enterpriseRoutes(router: Router, { database, usage, slots }: ApiContext): void {
  listResource<EnterpriseItem>(router, database, {
    path: '/enterprises',
    what: 'enterprise',
    definition: enterpriseList,
    present: (rows) =>
      Promise.resolve(
        rows.map((row) => ({
          id: row.id,
          name: row.name,
          country: row.country,
          area_code: row.area_code,
          time_zone: row.time_zone,
          max_active_calls: row.max_active_calls,
          trunk_routing_permission: row.trunk_routing_permission,
          licences: JSON.parse(row.licences) as unknown,
          billing_cycle_day: row.billing_cycle_day,
          usage: { active: usage.enterprise(slots.slotOf('enterprise', row.id)).active },
          created_at: row.created_at,
          updated_at: row.updated_at,
        })),
      ),
  });
}
