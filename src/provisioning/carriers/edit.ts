import { nameKey } from '../../../db/nameKey';
import type { CarrierRecord } from '../../../db/repositories/deploymentRecords';
import type { Edit } from '../changes/configurationWriter';
import { changesOf, removal } from '../changes/deploymentChanges';
import { planObject } from '../changes/planObject';
import { inUse, reference } from '../changes/refusal';
import { carrierDocument } from '../changes/storedObjects';
import { readCarrier } from '../changes/storedRecords';
import { validate } from '../changes/validate';
import type { Change, Creation, Removal } from '../http/listResource';
import { mergePatch } from '../http/mergePatch';
import { carrierBody } from './schema';

export const createCarrier: Creation = {
  body: carrierBody,
  plan: async (edit, body) => {
    const changes = await planCarrier(edit, body, null);
    return { id: changes.carriers.create[0]?.id ?? '', changes };
  },
};

export const changeCarrier: Change = {
  body: carrierBody,
  plan: async (edit, id, patch) => {
    const today = await readCarrier(edit.db, id);
    return await planCarrier(edit, mergePatch(carrierDocument(today), patch), today);
  },
};

async function planCarrier(edit: Edit, body: unknown, today: CarrierRecord | null) {
  const { wanted, mistakes } = validate(carrierBody, body);
  const key = nameKey(wanted.name ?? '');
  return await planObject(edit, {
    document: { version: 1, carriers: [wanted] },
    at: ['carriers', 0],
    mistakes,
    renamed: today && { id: today.id, name_key: key },
    holder: (current) => {
      const holder = current.carriers.get(key);
      return holder === undefined
        ? null
        : { id: holder.id, path: ['name'], message: `there is a carrier ${holder.name} already` };
    },
  });
}

export const removeCarrier: Removal = {
  plan: async (edit, id) => {
    const record = await readCarrier(edit.db, id);
    const routes = await edit.db
      .selectFrom('outbound_route_carriers')
      .innerJoin('outbound_routes', 'outbound_routes.id', 'outbound_route_carriers.route_id')
      .select(['outbound_routes.id', 'outbound_routes.prefix'])
      .where('outbound_route_carriers.carrier_id', '=', id)
      .execute();
    if (routes.length > 0) {
      const about = (prefix: string | null): string =>
        prefix === null ? 'the route for emergency calls' : `the route for ${prefix}`;
      throw inUse(
        'carrier',
        routes.map((row) => reference('outbound-routes', row.id, about(row.prefix))),
      );
    }
    return changesOf({ carriers: removal(record) });
  },
};
