import type { Router } from 'express';
import { carrierList, type CarrierItem } from '../../../db/lists/definitions';
import { readPeerAddresses } from '../../../db/lists/peerAddresses';
import type { ApiContext } from '../apiContext';
import { listResource } from '../http/listResource';

export function carrierRoutes(router: Router, { database }: ApiContext): void {
  listResource<CarrierItem>(router, database, {
    path: '/carriers',
    what: 'carrier',
    definition: carrierList,
    present: async (rows) => {
      const addresses = await readPeerAddresses(
        database,
        'carrier_id',
        rows.map((row) => row.id),
      );
      return rows.map((row) => ({
        id: row.id,
        name: row.name,
        gateways: addresses.gateways(row.id),
        accept_from: addresses.acceptFrom(row.id),
        number_format: row.number_format,
        trusted: row.trusted === 1,
        created_at: row.created_at,
        updated_at: row.updated_at,
      }));
    },
  });
}
