import type { Router } from 'express';
import type { ApiContext } from '../apiContext';
import { defaultLimit, mostItems } from '../http/listRequest';
import { notFound, Problem } from '../http/problem';
import { acceptParameters, pathParameter, resource } from '../http/resource';
import { presentCall } from './presenter';

/** Calls in progress, and ending one. */
export function callRoutes(router: Router, { calls }: ApiContext): void {
  resource(router, '/calls', {
    get: async (request) => {
      const parameters = acceptParameters(request, 'limit', 'cursor', 'enterprise', 'trunk_group');
      const page = await calls.list({
        limit: readLimit(parameters.get('limit')),
        after: readCursor(parameters.get('cursor')),
        enterpriseId: parameters.get('enterprise'),
        trunkGroupId: parameters.get('trunk_group'),
      });
      const next = page.next === null ? null : Buffer.from(page.next).toString('base64url');
      return { items: page.items.map(presentCall), total: page.total, next };
    },
  });
  resource(router, '/calls/:id', {
    get: async (request) => {
      acceptParameters(request);
      const call = await calls.read(pathParameter(request, 'id'));
      if (call === null) throw notFound('call');
      return presentCall(call);
    },
    delete: async (request, response) => {
      acceptParameters(request);
      if (!(await calls.end(pathParameter(request, 'id'), 'service'))) throw notFound('call');
      response.status(204).end();
      return null;
    },
  });
}

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
