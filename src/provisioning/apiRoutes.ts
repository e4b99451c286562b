import type { ApiContext } from './apiContext';
import { callExplanationRoutes } from './callExplanations/routes';
import { callLogRoutes } from './callLogs/routes';
import { callRoutes } from './calls/routes';
import { carrierRoutes } from './carriers/routes';
import { dialRestrictionRoutes } from './dialRestrictions/routes';
import { deploymentRoutes } from './deployments/routes';
import { enterpriseRoutes } from './enterprises/routes';
import { groupCodeRoutes } from './groupCodes/routes';
import { groupRoutes } from './groups/routes';
import { ApiRoutes } from './http/operations';
import { numberRoutes } from './numbers/routes';
import { outboundRouteRoutes } from './outboundRoutes/routes';
import { routingSchemeRoutes } from './routingSchemes/routes';
import { scheduleRoutes } from './schedules/routes';
import { healthHistoryRoutes } from './targetHealth/routes';
import { trunkGroupRoutes } from './trunkGroups/routes';
import { userFeatureRoutes } from './userFeatures/routes';
import { userRoutes } from './users/routes';

/** All resources of the API, in the order its document lists them. */
export function apiRoutes(context: ApiContext): ApiRoutes {
  const routes = new ApiRoutes();
  enterpriseRoutes(routes, context);
  groupRoutes(routes, context);
  groupCodeRoutes(routes, context);
  dialRestrictionRoutes(routes, context);
  trunkGroupRoutes(routes, context);
  routingSchemeRoutes(routes, context);
  userRoutes(routes, context);
  userFeatureRoutes(routes, context);
  scheduleRoutes(routes, context);
  numberRoutes(routes, context);
  carrierRoutes(routes, context);
  outboundRouteRoutes(routes, context);
  healthHistoryRoutes(routes, context);
  callRoutes(routes, context);
  callLogRoutes(routes, context);
  callExplanationRoutes(routes, context);
  deploymentRoutes(routes, context);
  return routes;
}
