import { nameKey } from '../../../../db/nameKey';
import type { EnterprisePlan } from './enterprisePlan';
import type { PlanContext } from './planContext';

/** Departments of an enterprise, matched by name within the enterprise or their group. */
export function planDepartments(context: PlanContext, enterprise: EnterprisePlan): void {
  const { current, diffs, newId } = context;
  for (const { name, group } of enterprise.document.departments) {
    const groupId = group === null ? null : context.groupId(group);
    const before = current.department(enterprise.id, groupId, name);
    const id = before?.id ?? newId();
    enterprise.departments.set(`${groupId ?? ''} ${nameKey(name)}`, id);
    diffs.departments.put(before, {
      id,
      enterprise_id: enterprise.id,
      group_id: groupId,
      name,
      name_key: nameKey(name),
    });
  }
}
