import type { OutboundRouteRecord } from '../../../db/repositories/deploymentRecords';
import type { DatabaseTransaction } from '../../../db/schema';
import type { Edit } from '../changes/configurationWriter';
import { changesOf, removal } from '../changes/deploymentChanges';
import { planObject } from '../changes/planObject';
import { carrierName } from '../changes/references';
import { routeDocument } from '../changes/storedObjects';
import { readRoute } from '../changes/storedRecords';
import { validate } from '../changes/validate';
import type { Change, Creation, Removal } from '../http/listResource';
import { mergePatch } from '../http/mergePatch';
import { outboundRouteBody } from './schema';

export const createOutboundRoute: Creation = {
  body: outboundRouteBody,
  plan: async (edit, body) => {
    const changes = await planRoute(edit, body, null);
    return { id: changes.outbound_routes.create[0]?.id ?? '', changes };
  },
};

export const changeOutboundRoute: Change = {
  body: outboundRouteBody,
  plan: async (edit, id, patch) => {
    const today = await readRoute(edit.db, id);
    return await planRoute(
      edit,
      mergePatch(
        routeDocument(today, (carrier) => carrier),
        patch,
      ),
      today,
    );
  },
};

async function planRoute(edit: Edit, body: unknown, today: OutboundRouteRecord | null) {
  const { wanted, mistakes } = validate(outboundRouteBody, body);
  const carriers = await carrierNames(edit.db, wanted.carriers ?? []);
  const prefix = wanted.emergency === true ? null : (wanted.prefix ?? '');
  const priority = wanted.priority ?? 1;
  return await planObject(edit, {
    document: { version: 1, outbound_routes: [{ ...wanted, carriers }] },
    at: ['outbound_routes', 0],
    mistakes,
    renamed: today && { id: today.id, prefix, priority },
    holder: (current) => {
      const holder = current.route(prefix, priority);
      if (holder === undefined) return null;
      const target = prefix ?? 'emergency calls';
      const message = `there is a route for ${target} with priority ${String(priority)} already`;
      return { id: holder.id, path: ['priority'], message };
    },
  });
}

async function carrierNames(
  db: DatabaseTransaction,
  given: readonly Parameters<typeof carrierName>[1][],
): Promise<(string | undefined)[]> {
  const names: (string | undefined)[] = [];
  for (const carrier of given) names.push(await carrierName(db, carrier));
  return names;
}

export const removeOutboundRoute: Removal = {
  plan: async (edit, id) => changesOf({ outbound_routes: removal(await readRoute(edit.db, id)) }),
};
