import type { ApiContext } from '../apiContext';
import type { ApiRoutes } from '../http/operations';
import { acceptParameters } from '../http/resource';
import { presentNode } from './presenter';
import { nodeList } from './schema';

/** The nodes on this database; there are never so many that they need pages. */
export function nodeRoutes(routes: ApiRoutes, { nodes }: ApiContext): void {
  routes.add('/nodes', {
    get: {
      about: {
        id: 'listNodes',
        tag: 'nodes',
        summary: 'List the nodes on the database, the longest running first',
        description: 'A node that was killed is listed as silent until another has closed its call logs.',
        answer: { name: 'NodeList', schema: nodeList },
      },
      handle: async (request) => {
        acceptParameters(request);
        const items = (await nodes()).map(presentNode);
        return { items, total: items.length, next: null };
      },
    },
  });
}
