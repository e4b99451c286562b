import type { Router } from 'express';
import { numberList, type NumberItem } from '../../../db/lists/definitions';
import type { ApiContext } from '../apiContext';
import { listResource } from '../http/listResource';
import { named } from '../http/named';

/** The inventory; a number is its own id. */
export function numberRoutes(router: Router, { database }: ApiContext): void {
  listResource<NumberItem>(router, database, {
    path: '/numbers',
    what: 'number',
    definition: numberList,
    present: (rows) =>
      Promise.resolve(
        rows.map((row) => ({
          id: row.number,
          number: row.number,
          enterprise: named(row.enterprise_id, row.enterprise_name),
          user: named(row.user_id, row.user_name),
          created_at: row.created_at,
        })),
      ),
  });
}
