import type { Router } from 'express';
import { trunkGroupList, type TrunkGroupItem } from '../../../db/lists/definitions';
import { readPeerAddresses } from '../../../db/lists/peerAddresses';
import type { ApiContext } from '../apiContext';
import { listResource } from '../http/listResource';
import { named } from '../http/named';

export function trunkGroupRoutes(router: Router, { database, usage, slots }: ApiContext): void {
  listResource<TrunkGroupItem>(router, database, {
    path: '/trunk-groups',
    what: 'trunk group',
    definition: trunkGroupList,
    present: async (rows) => {
      const addresses = await readPeerAddresses(
        database,
        'trunk_group_id',
        rows.map((row) => row.id),
      );
      // Read last and in one go: the figures of a page are of one moment.
      return rows.map((row) => {
        const { active, incoming, outgoing, borrowed, lent, emergency, rejected } = usage.trunkGroup(
          slots.slotOf('trunk_group', row.id),
        );
        return {
          id: row.id,
          name: row.id,
          enterprise: named(row.enterprise_id, row.enterprise_name),
          group: named(row.group_id, row.group_name),
          max_active_calls: row.max_active_calls,
          max_incoming_calls: row.max_incoming_calls,
          max_outgoing_calls: row.max_outgoing_calls,
          invitation_timeout_s: row.invitation_timeout_s,
          screening: {
            user_lookup: row.user_lookup,
            unscreened_calls: row.unscreened_calls,
            unscreened_emergency_calls: row.unscreened_emergency_calls,
            emergency_number: row.emergency_number,
          },
          ...(JSON.parse(row.settings) as object),
          pbx: addresses.gateways(row.id),
          accept_from: addresses.acceptFrom(row.id),
          number_format: row.number_format,
          trusted: row.trusted === 1,
          state: 'available',
          usage: { active, incoming, outgoing, borrowed, lent, emergency, rejected },
          created_at: row.created_at,
          updated_at: row.updated_at,
        };
      });
    },
  });
}
