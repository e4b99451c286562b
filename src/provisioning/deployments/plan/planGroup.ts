import { nameKey } from '../../../../db/nameKey';
import { canonicalJson } from '../canonicalJson';
import { groupPlaces } from '../numberPlaces';
import type { GroupDocument } from '../schema/deployment';
import type { EnterprisePlan } from './enterprisePlan';
import type { PlanContext } from './planContext';
import { putDocument } from './planDocuments';
import { planTrunkGroup } from './planTrunkGroup';

/** A group, matched by its id, with its trunk group and its schedules. */
export function planGroup(context: PlanContext, enterprise: EnterprisePlan, document: GroupDocument): void {
  const { current, diffs } = context;
  const before = current.groups.get(nameKey(document.id));
  const id = before?.id ?? document.id;
  context.nameGroup(id);
  const {
    id: _id,
    name,
    trunk_group: trunkGroup,
    schedules,
    ...settings
  } = enterprise.normalise(document, groupPlaces);
  const codes = settings.authorization_codes.map(({ code }) => code);
  diffs.groups.put(before, {
    id,
    enterprise_id: enterprise.id,
    name,
    name_key: nameKey(name),
    settings: canonicalJson(settings),
    // Codes that come later are custom users' from the next Sync Users on (decisions.md 21).
    synced_codes: before?.synced_codes ?? JSON.stringify(codes),
    synced_at: before?.synced_at ?? null,
  });
  planTrunkGroup(context, enterprise, id, trunkGroup);
  for (const schedule of schedules) putDocument(context, enterprise, 'schedule', id, schedule.name, schedule);
}
