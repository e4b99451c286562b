import { carrierList, trunkGroupList } from '../../../db/lists/definitions';
import { healthChangeList, type HealthChangeItem } from '../../../db/lists/healthChanges';
import { readList, readListItem, readRows } from '../../../db/lists/list';
import type { ListDefinition, ListQuery } from '../../../db/lists/listDefinition';
import type { ApiContext } from '../apiContext';
import { listParameters } from '../http/listParameters';
import { cursorText, readListRequest } from '../http/listRequest';
import type { ApiRoutes } from '../http/operations';
import { notFound } from '../http/problem';
import { parametersOf, pathParameter } from '../http/resource';
import { sendCsv } from '../http/sendCsv';
import { presentHealthChange } from './presenter';
import { healthChange, healthHistoryPage } from './schema';

/** Whose history it is stands in the path. */
const { trunk_group: _trunkGroup, carrier: _carrier, ...fieldsOfOne } = healthChangeList.fields;
const historyOfOne: ListDefinition = { ...healthChangeList, fields: fieldsOfOne };

const owners = [
  {
    tag: 'trunk-groups',
    title: 'TrunkGroup',
    what: 'trunk group',
    field: 'trunk_group',
    list: trunkGroupList,
  },
  { tag: 'carriers', title: 'Carrier', what: 'carrier', field: 'carrier', list: carrierList },
] as const;

/** How the health of a trunk group or a carrier changed. */
export function healthHistoryRoutes(routes: ApiRoutes, { database }: ApiContext): void {
  for (const { tag, title, what, field, list } of owners) {
    routes.add(`/${tag}/:id/health-history`, {
      get: {
        about: {
          ...{ id: `list${title}HealthHistory`, tag, csv: true, problems: [404] },
          summary: `List how the health of a ${what} changed, newest first`,
          description: 'The newest 1,000 changes of its state and of those of its addresses are kept.',
          query: listParameters(historyOfOne),
          answer: { name: 'HealthHistory', schema: healthHistoryPage },
        },
        handle: async (request, response) => {
          const id = pathParameter(request, 'id');
          const parameters = parametersOf(request);
          const asked = readListRequest(parameters, historyOfOne);
          if ((await readListItem(database, list, id)) === null) throw notFound(what);
          const own = { field, operator: 'equals', value: id } as const;
          const query: ListQuery = { ...asked, filters: [own, ...asked.filters] };
          response.vary('Accept');
          if (request.accepts(['application/json', 'text/csv']) === 'text/csv') {
            const whole = !['limit', 'page', 'cursor'].some((name) => parameters.has(name));
            const read = async (page: ListQuery) => {
              const { rows, next } = await readRows<HealthChangeItem>(database, healthChangeList, page);
              return { items: rows.map(presentHealthChange), next };
            };
            await sendCsv(response, { name: 'health-history', item: healthChange, read }, query, whole);
            return null;
          }
          const page = await readList<HealthChangeItem>(database, healthChangeList, query);
          return {
            items: page.rows.map(presentHealthChange),
            total: page.total,
            ...(page.isEstimated ? { total_estimated: true } : {}),
            next: cursorText(asked, page.next),
          };
        },
      },
    });
  }
}
