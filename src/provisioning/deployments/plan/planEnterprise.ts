import { nameKey } from '../../../../db/nameKey';
import { canonicalJson } from '../canonicalJson';
import type { EnterpriseDocument } from '../schema/deployment';
import { EnterprisePlan } from './enterprisePlan';
import type { PlanContext } from './planContext';
import { planDepartments } from './planDepartments';
import { planDocuments } from './planDocuments';
import { planGroup } from './planGroup';
import { planNumbers } from './planNumbers';
import { planSchemes } from './planSchemes';
import { planUsers } from './planUsers';

/** An enterprise, matched by name, with all that is its own; what is referred to comes before what refers to it. */
export function planEnterprise(context: PlanContext, document: EnterpriseDocument): void {
  const { current, diffs, newId, remaining } = context;
  const before = current.enterprises.get(nameKey(document.name));
  const enterprise = new EnterprisePlan(before?.id ?? newId(), document, remaining, (id) =>
    context.groupId(id),
  );
  diffs.enterprises.put(before, {
    id: enterprise.id,
    name: document.name,
    name_key: nameKey(document.name),
    country: document.country,
    area_code: document.area_code,
    time_zone: document.time_zone,
    max_active_calls: document.max_active_calls,
    trunk_routing_permission: document.trunk_routing_permission,
    billing_cycle_day: document.billing_cycle_day,
    licences: canonicalJson(document.licences),
    feature_codes: canonicalJson(document.feature_codes),
    toll_limits: document.toll_limits === null ? null : canonicalJson(document.toll_limits),
  });
  for (const group of document.groups) planGroup(context, enterprise, group);
  planSchemes(context, enterprise);
  planDepartments(context, enterprise);
  planNumbers(context, enterprise);
  planUsers(enterprise, current, diffs.users, newId);
  planDocuments(context, enterprise);
}
