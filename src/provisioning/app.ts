import express, { type Express, type RequestHandler } from 'express';
import type { ApiContext } from './apiContext';
import { callRoutes } from './calls/routes';
import { carrierRoutes } from './carriers/routes';
import { deploymentRoutes } from './deployments/routes';
import { enterpriseRoutes } from './enterprises/routes';
import { groupRoutes } from './groups/routes';
import { authentication } from './http/authentication';
import { errorHandler } from './http/errorHandler';
import { healthRoutes } from './http/health';
import { ApiRoutes } from './http/operations';
import { Problem } from './http/problem';
import { metricsRoutes } from './metrics/routes';
import { numberRoutes } from './numbers/routes';
import { documentRoutes } from './openapi/routes';
import { outboundRouteRoutes } from './outboundRoutes/routes';
import { routingSchemeRoutes } from './routingSchemes/routes';
import { trunkGroupRoutes } from './trunkGroups/routes';
import { userRoutes } from './users/routes';

/** The API: open health checks, everything under `/api/v1` behind the key, every failure a problem document. */
export function createApp(context: ApiContext): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag').set('query parser', false);
  app.use(securityHeaders);
  healthRoutes(app, context);
  metricsRoutes(app, context);
  const api = new ApiRoutes();
  api.router.use(authentication(context.rootApiKey));
  enterpriseRoutes(api, context);
  groupRoutes(api, context);
  trunkGroupRoutes(api, context);
  routingSchemeRoutes(api, context);
  userRoutes(api, context);
  numberRoutes(api, context);
  carrierRoutes(api, context);
  outboundRouteRoutes(api, context);
  callRoutes(api, context);
  deploymentRoutes(api, context);
  documentRoutes(app, api);
  app.use('/api/v1', api.router);
  app.use(() => {
    throw new Problem(404, 'not_found', 'there is nothing at this path');
  });
  app.use(errorHandler(context.logger));
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
