import express, { type Express, type RequestHandler } from 'express';
import type { ApiContext } from './apiContext';
import { apiRoutes } from './apiRoutes';
import { authentication } from './http/authentication';
import { errorHandler } from './http/errorHandler';
import { healthRoutes } from './http/health';
import { Problem } from './http/problem';
import { metricsRoutes } from './metrics/routes';
import { documentRoutes } from './openapi/routes';

/** The API: open health checks, everything under `/api/v1` behind the key, every failure a problem document. */
export function createApp(context: ApiContext): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag').set('query parser', false);
  app.use(securityHeaders);
  healthRoutes(app, context);
  metricsRoutes(app, context);
  const api = apiRoutes(context);
  documentRoutes(app, api);
  app.use('/api/v1', authentication(context.rootApiKey), api.router);
  app.use(() => {
    throw new Problem(404, 'not_found', 'there is nothing at this path');
  });
  app.use(errorHandler(context.logger, context.databaseLog));
  return app;
}

/** The API serves data, never pages: nothing of it may be framed, sniffed, cached or run. */
const securityHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  });
  next();
};
