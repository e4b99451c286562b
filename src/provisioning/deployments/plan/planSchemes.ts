import { nameKey } from '../../../../db/nameKey';
import { defaultSchemeNameOf, groupOfDefaultScheme, trunkGroupNameOf } from '../names';
import { schemePlaces } from '../numberPlaces';
import type { SchemeDocument } from '../schema/deployment';
import type { EnterprisePlan } from './enterprisePlan';
import type { PlanContext } from './planContext';

/** Routing schemes of an enterprise, matched by name, and the default schemes of its groups. */
export function planSchemes(context: PlanContext, enterprise: EnterprisePlan): void {
  for (const scheme of enterprise.document.routing_schemes) planScheme(context, enterprise, scheme);
  planDefaultSchemes(context, enterprise);
}

function planScheme(context: PlanContext, enterprise: EnterprisePlan, document: SchemeDocument): void {
  const { current, diffs, newId } = context;
  const groupName = groupOfDefaultScheme(document.name);
  const groupId = groupName === null ? null : context.groupId(groupName);
  const before =
    groupId === null ? current.scheme(enterprise.id, document.name) : current.defaultScheme(groupId);
  const { exhaust } = enterprise.normalise(document, schemePlaces);
  const id = before?.id ?? newId();
  const name = groupId === null ? document.name : defaultSchemeNameOf(groupId);
  enterprise.schemes.set(nameKey(name), id);
  const trunkGroupId = (member: string): string => context.trunkGroupId(enterprise.document, member);
  diffs.routing_schemes.put(before, {
    id,
    enterprise_id: enterprise.id,
    name,
    name_key: nameKey(name),
    algorithm: document.algorithm,
    max_reroutes: document.max_reroutes,
    exhaust_action: exhaust.action,
    exhaust_number: exhaust.action === 'trunk_forward' ? exhaust.number : null,
    default_group_id: groupId,
    members: document.trunk_groups.map((member) =>
      typeof member === 'string'
        ? { trunk_group_id: trunkGroupId(member), percent: null }
        : { trunk_group_id: trunkGroupId(member.name), percent: member.percent },
    ),
  });
}

/** Every group has its own; one that the file does not speak of stays as it is, or, when pruning, returns to its default. */
function planDefaultSchemes(context: PlanContext, enterprise: EnterprisePlan): void {
  const { current, diffs, newId, prune } = context;
  for (const group of enterprise.document.groups) {
    const groupId = context.groupId(group.id);
    const name = defaultSchemeNameOf(groupId);
    if (enterprise.schemes.has(nameKey(name))) continue;
    const before = current.defaultScheme(groupId);
    if (before !== undefined && !prune) {
      diffs.routing_schemes.put(before, before);
      continue;
    }
    const id = before?.id ?? newId();
    enterprise.schemes.set(nameKey(name), id);
    diffs.routing_schemes.put(before, {
      id,
      enterprise_id: enterprise.id,
      name,
      name_key: nameKey(name),
      algorithm: 'linear',
      max_reroutes: 10,
      exhaust_action: 'none',
      exhaust_number: null,
      default_group_id: groupId,
      members: [{ trunk_group_id: trunkGroupNameOf(groupId), percent: null }],
    });
  }
}
