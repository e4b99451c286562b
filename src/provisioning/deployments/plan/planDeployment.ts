import type { DeploymentChanges } from '../../../../db/repositories/deploymentRecords';
import type { CurrentIndex } from '../currentIndex';
import type { Deployment } from '../schema/deployment';
import { planCarriers } from './planCarriers';
import { PlanContext } from './planContext';
import { planEnterprise } from './planEnterprise';
import { planRoutes } from './planRoutes';
import { changesOf } from './recordDiffs';
import { summarise, type DeploymentSummary } from './summary';

export interface DeploymentPlan {
  readonly changes: DeploymentChanges;
  readonly summary: DeploymentSummary;
}

/**
 * What has to change so that everything the file names is exactly as it says, and, when pruning, nothing else is there.
 * The file has been checked: every reference leads somewhere.
 */
export function planDeployment(
  deployment: Deployment,
  current: CurrentIndex,
  newId: () => string,
  prune: boolean,
): DeploymentPlan {
  const context = new PlanContext(current, newId, prune);
  const { diffs } = context;
  const carrierId = planCarriers(context, deployment.carriers);
  planRoutes(context, deployment.outbound_routes, carrierId);
  for (const enterprise of deployment.enterprises) planEnterprise(context, enterprise);
  const changes = changesOf(diffs, prune);
  return { changes, summary: summarise(changes, (kind) => diffs[kind].unchanged) };
}
