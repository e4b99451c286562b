import { carrierList, type CarrierItem } from '../../../db/lists/definitions';
import { readPeerAddresses } from '../../../db/lists/peerAddresses';
import type { ApiContext } from '../apiContext';
import { carrierDocument } from '../changes/storedObjects';
import { listResource } from '../http/listResource';
import type { ApiRoutes } from '../http/operations';
import { presentHealth } from '../targetHealth/presenter';
import { changeCarrier, createCarrier, removeCarrier } from './edit';
import { carrierItem } from './schema';

export function carrierRoutes(routes: ApiRoutes, context: ApiContext): void {
  listResource<CarrierItem>(routes, context, {
    path: '/carriers',
    what: 'carrier',
    definition: carrierList,
    item: carrierItem,
    live: ['state', 'health'],
    present: async (rows, database) => {
      const addresses = await readPeerAddresses(
        database,
        'carrier_id',
        rows.map((row) => row.id),
      );
      return rows.map((row) => ({
        id: row.id,
        ...carrierDocument({
          ...row,
          gateways: addresses.gateways(row.id),
          accept_from: addresses.acceptFrom(row.id),
        }),
        ...presentHealth(context.states, { kind: 'carrier', id: row.id }),
        created_at: row.created_at,
        updated_at: row.updated_at,
      }));
    },
    create: createCarrier,
    change: changeCarrier,
    remove: removeCarrier,
  });
}
