import { trunkGroupList, type TrunkGroupItem } from '../../../db/lists/definitions';
import { readPeerAddresses } from '../../../db/lists/peerAddresses';
import type { ApiContext } from '../apiContext';
import { trunkGroupLoops } from '../changes/loopWarnings';
import { trunkGroupDocument } from '../changes/storedObjects';
import { listResource } from '../http/listResource';
import { named } from '../http/named';
import type { ApiRoutes } from '../http/operations';
import { presentHealth } from '../targetHealth/presenter';
import { changeTrunkGroup, createTrunkGroup, removeTrunkGroup } from './edit';
import { trunkGroupDetails, trunkGroupItem } from './schema';

export function trunkGroupRoutes(routes: ApiRoutes, context: ApiContext): void {
  const { usage, slots, states } = context;
  listResource<TrunkGroupItem>(routes, context, {
    path: '/trunk-groups',
    what: 'trunk group',
    definition: trunkGroupList,
    item: trunkGroupItem,
    single: trunkGroupDetails,
    live: ['usage', 'state', 'health'],
    present: async (rows, database) => {
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
          ...trunkGroupDocument({
            ...row,
            gateways: addresses.gateways(row.id),
            accept_from: addresses.acceptFrom(row.id),
          }),
          ...presentHealth(states, { kind: 'trunk_group', id: row.id }),
          usage: { active, incoming, outgoing, borrowed, lent, emergency, rejected },
          created_at: row.created_at,
          updated_at: row.updated_at,
        };
      });
    },
    warn: trunkGroupLoops,
    create: createTrunkGroup,
    change: changeTrunkGroup,
    remove: removeTrunkGroup,
  });
}
