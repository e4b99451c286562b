import type { Express } from 'express';
import type { ApiRoutes } from '../http/operations';
import { resource } from '../http/resource';
import { apiDocument } from './document';
import { referencePage } from './referencePage';

/** The API's own description, for programs and for people; open to all, since it says nothing of anybody. */
export function documentRoutes(app: Express, routes: ApiRoutes): void {
  const document = apiDocument(routes.operations);
  const { html, policy } = referencePage(document);
  resource(app, '/api/v1/openapi.json', { get: () => Promise.resolve(document) });
  resource(app, '/api/docs', {
    get: (_request, response) => {
      response.set('Content-Security-Policy', policy).type('html').send(html);
      return Promise.resolve(null);
    },
  });
}
