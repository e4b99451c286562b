import { readDeployment } from '../../../db/repositories/readDeployment';
import type { DeploymentChanges } from '../../../db/repositories/deploymentRecords';
import { checkDeployment } from '../deployments/check/checkDeployment';
import type { DeploymentDraft } from '../deployments/check/scope';
import { CurrentIndex, type Renamed } from '../deployments/currentIndex';
import { lookupsOf } from '../deployments/lookups';
import { MistakeList, type Path } from '../deployments/mistake';
import { planDeployment } from '../deployments/plan/planDeployment';
import { deploymentSchema } from '../deployments/schema/deployment';
import type { Edit } from './configurationWriter';
import { refusal } from './refusal';

/** One object to be made or changed, written as the deployment file in which it stands as it is to be. */
export interface ObjectPlan {
  readonly document: object;
  /** Where the object stands in the document. */
  readonly at: Path;
  /** What the request calls that place; left out: it is the body itself. */
  readonly as?: Path;
  /** What was found wrong with the request before. */
  readonly mistakes: MistakeList;
  /** Today's record, with the name the document has for it; null: it is to be made. */
  readonly renamed?: Renamed | null;
  /** The record that goes by the object's name, number or extension today, and what to say when it is another's. */
  readonly holder?: (
    current: CurrentIndex,
  ) => { readonly id: string; readonly path: Path; readonly message: string } | null;
  readonly enterpriseId?: string;
  readonly groupId?: string | undefined;
  /** Further extensions of the enterprise to look up, such as the one a user had until now. */
  readonly extensions?: readonly string[];
}

/**
 * What has to change for one object to be as asked, by the rules and the plan of the deployment file, so that nothing is
 * allowed in one that is refused in the other.
 * @throws Problem with every mistake
 */
export async function planObject(edit: Edit, plan: ObjectPlan): Promise<DeploymentChanges> {
  const draft = plan.document as DeploymentDraft;
  const lookups = lookupsOf(draft);
  const extensions = new Map(
    [...lookups.extensions].map(([name, own]) => [name, [...own, ...(plan.extensions ?? [])]] as const),
  );
  const records = await readDeployment(edit.db, {
    ...lookups,
    extensions,
    only: {
      enterpriseIds: plan.enterpriseId === undefined ? [] : [plan.enterpriseId],
      groupIds: plan.groupId === undefined ? [] : [plan.groupId],
    },
  });
  const asToday = new CurrentIndex(records);
  const { mistakes } = plan;
  const holder = plan.holder?.(asToday) ?? null;
  if (holder !== null && holder.id !== plan.renamed?.id)
    mistakes.add(holder.path, 'conflict', holder.message);
  const current = plan.renamed == null ? asToday : new CurrentIndex(records, plan.renamed);
  const found = new MistakeList(plan.at, plan.as);
  checkDeployment(draft, current, found);
  mistakes.items.push(...found.items);
  if (mistakes.items.length > 0) throw refusal(mistakes);
  const { changes } = planDeployment(deploymentSchema.parse(plan.document), current, edit.newId, false);
  // A file's routes of a prefix are all there are; one route changed leaves the others alone.
  return { ...changes, outbound_routes: { ...changes.outbound_routes, remove: [] } };
}
