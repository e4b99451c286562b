import { enterpriseList, type EnterpriseItem } from '../../../db/lists/definitions';
import type { ApiContext } from '../apiContext';
import { enterpriseDocument } from '../changes/storedObjects';
import { listResource } from '../http/listResource';
import type { ApiRoutes } from '../http/operations';
import { changeEnterprise, createEnterprise, removeEnterprise } from './edit';
import { enterpriseItem } from './schema';

export function enterpriseRoutes(routes: ApiRoutes, context: ApiContext): void {
  const { usage, slots } = context;
  listResource<EnterpriseItem>(routes, context, {
    path: '/enterprises',
    what: 'enterprise',
    definition: enterpriseList,
    item: enterpriseItem,
    live: ['usage'],
    present: (rows) =>
      Promise.resolve(
        rows.map((row) => ({
          id: row.id,
          ...enterpriseDocument(row),
          usage: { active: usage.enterprise(slots.slotOf('enterprise', row.id)).active },
          created_at: row.created_at,
          updated_at: row.updated_at,
        })),
      ),
    create: createEnterprise,
    change: changeEnterprise,
    remove: removeEnterprise,
  });
}
