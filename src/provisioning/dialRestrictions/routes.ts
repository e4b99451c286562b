import { z } from 'zod';
import { readGroupSettings } from '../../../db/repositories/groupFeatures';
import type { ApiContext } from '../apiContext';
import { readRecord } from '../changes/storedRecords';
import { object } from '../deployments/schema/primitives';
import { group } from '../deployments/schema/trunks';
import { changeGroup } from '../groups/edit';
import type { ApiRoutes } from '../http/operations';
import { acceptKeys, partResource } from '../http/partResource';

const { dial_restrictions, forward_restrictions, digit_patterns, transfer_numbers } = group.shape;
const shape = { dial_restrictions, forward_restrictions, digit_patterns, transfer_numbers };

/** What a group's users may dial and send calls on to, where they have no restrictions of their own. */
export function dialRestrictionRoutes(routes: ApiRoutes, context: ApiContext): void {
  partResource(routes, context, {
    path: '/groups/:id/dial-restrictions',
    tag: 'groups',
    name: 'DialRestrictions',
    what: 'the dial restrictions of a group',
    answer: z.strictObject(shape),
    body: object(shape),
    read: async (db, id) => {
      const settings = readGroupSettings((await readRecord(db, 'groups', id, 'group')).settings);
      return Object.fromEntries(Object.keys(shape).map((key) => [key, settings[key as keyof typeof shape]]));
    },
    plan: async (edit, id, patch) => {
      acceptKeys(patch, shape);
      return await changeGroup.plan(edit, id, patch, new URLSearchParams());
    },
  });
}
