import type { OutboundRouteRecord } from '../../../db/repositories/deploymentRecords';
import type { DatabaseTransaction } from '../../../db/schema';
import type { Edit } from '../changes/configurationWriter';
import { changesOf, removal } from '../changes/deploymentChanges';
import { planObject } from '../changes/planObject';
import { carrierName } from '../changes/references';
import { routeDocument } from '../changes/storedObjects';
import { readRoute } from '../changes/storedRecords';
import { validate } from '../changes/validate';
import type { Draft } from '../deployments/draft';
import { withoutNulls } from '../deployments/withoutNulls';
import type { Change, Creation, Removal } from '../http/listResource';
import { mergePatch } from '../http/mergePatch';
import { outboundRouteBody, type RouteCarrierInput } from './schema';

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
  const carriers = wanted.carriers && (await namedCarriers(edit.db, wanted.carriers));
  const prefix = wanted.emergency === true ? null : (wanted.prefix ?? '');
  const priority = wanted.priority ?? 1;
  return await planObject(edit, {
    document: withoutNulls({ version: 1, outbound_routes: [{ ...wanted, carriers }] }) as object,
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

/** The carriers by name, as the file has them; what is not found stays as it is given. */
async function namedCarriers(
  db: DatabaseTransaction,
  given: readonly (Draft<RouteCarrierInput> | undefined)[],
): Promise<unknown[]> {
  const carriers: unknown[] = [];
  for (const carrier of given) {
    if (typeof carrier !== 'object' || !('weight' in carrier)) {
      carriers.push(await carrierName(db, carrier));
    } else {
      const name = await carrierName(db, carrier.id ?? carrier.name);
      carriers.push({ name, weight: carrier.weight });
    }
  }
  return carriers;
}

export const removeOutboundRoute: Removal = {
  plan: async (edit, id) => changesOf({ outbound_routes: removal(await readRoute(edit.db, id)) }),
};
