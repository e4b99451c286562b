import type { ApiContext } from '../apiContext';
import { defaultLimit, mostItems } from '../http/listRequest';
import { notFound, Problem } from '../http/problem';
import type { ApiRoutes, QueryParameter } from '../http/operations';
import { acceptParameters, pathParameter } from '../http/resource';
import { presentCall } from './presenter';
import { callItem, callList } from './schema';

/** Calls in progress, on all nodes, and ending one. */
export function callRoutes(routes: ApiRoutes, { calls }: ApiContext): void {
  routes.add('/calls', {
    get: {
      about: {
        id: 'listCalls',
        tag: 'calls',
        summary: 'List calls in progress, on all nodes',
        query: listParameters,
        answer: { name: 'CallList', schema: callList },
      },
      handle: async (request) => {
        const parameters = acceptParameters(request, 'limit', 'cursor', 'enterprise', 'trunk_group');
        const page = await calls.list({
          limit: readLimit(parameters.get('limit')),
          after: readCursor(parameters.get('cursor')),
          enterpriseId: parameters.get('enterprise'),
          trunkGroupId: parameters.get('trunk_group'),
        });
        const next = page.next === null ? null : Buffer.from(page.next).toString('base64url');
        return {
          items: page.items.map(presentCall),
          total: page.total,
          ...(page.isEstimated ? { total_estimated: true } : {}),
          next,
        };
      },
    },
  });
  routes.add('/calls/:id', {
    get: {
      about: {
        id: 'readCall',
        tag: 'calls',
        summary: 'Read a call in progress',
        answer: { name: 'Call', schema: callItem },
        problems: [404, 503],
      },
      handle: async (request) => {
        acceptParameters(request);
        const call = await calls.read(pathParameter(request, 'id'));
        if (call === null) throw notFound('call');
        return presentCall(call);
      },
    },
    delete: {
      about: {
        id: 'endCall',
        tag: 'calls',
        summary: 'End a call in progress, on both sides',
        answer: null,
        status: 204,
        problems: [404, 503],
      },
      handle: async (request, response) => {
        acceptParameters(request);
        if (!(await calls.end(pathParameter(request, 'id'), 'service'))) throw notFound('call');
        response.status(204).end();
        return null;
      },
    },
  });
}

const text = { type: 'string' };
const listParameters: readonly QueryParameter[] = [
  {
    name: 'limit',
    description: 'items on a page',
    schema: { type: 'integer', minimum: 1, maximum: mostItems, default: defaultLimit },
  },
  { name: 'cursor', description: '`next` of the page before', schema: text },
  { name: 'enterprise', description: 'id of the enterprise', schema: text },
  { name: 'trunk_group', description: 'id of the trunk group', schema: text },
];

function readLimit(text: string | null): number {
  if (text === null) return defaultLimit;
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= mostItems) return limit;
  const message = `expected a whole number from 1 to ${String(mostItems)}`;
  throw new Problem(400, 'invalid_query', 'the query has mistakes', [
    { path: 'limit', code: 'invalid', message },
  ]);
}

function readCursor(text: string | null): string | null {
  if (text === null) return null;
  const id = Buffer.from(text, 'base64url').toString();
  if (id !== '' && Buffer.from(id).toString('base64url') === text) return id;
  const message = 'expected the next of a page of this list';
  throw new Problem(400, 'invalid_query', 'the query has mistakes', [
    { path: 'cursor', code: 'invalid', message },
  ]);
}
