import { nameKey } from '../../../../db/nameKey';
import type {
  StoredOverflowAction,
  TrunkGroupSettings,
} from '../../../../db/repositories/trunkGroupSettings';
import { canonicalJson } from '../canonicalJson';
import { trunkGroupNameOf } from '../names';
import type { GroupDocument } from '../schema/deployment';
import type { EnterprisePlan } from './enterprisePlan';
import type { PlanContext } from './planContext';
import { reachabilityOf } from './reachability';

/** The trunk group of a group, which goes by the group's id. */
export function planTrunkGroup(
  context: PlanContext,
  enterprise: EnterprisePlan,
  groupId: string,
  trunkGroup: GroupDocument['trunk_group'],
): void {
  const { current, diffs } = context;
  const { screening } = trunkGroup;
  const action = (given: StoredOverflowAction): StoredOverflowAction =>
    given.action === 'reroute'
      ? { ...given, trunk_group: context.trunkGroupId(enterprise.document, given.trunk_group) }
      : given;
  const settings: TrunkGroupSettings = {
    bursting: trunkGroup.bursting,
    soft_max_active_calls: trunkGroup.soft_max_active_calls,
    capacity_alarm: trunkGroup.capacity_alarm,
    max_call_duration_s: trunkGroup.max_call_duration_s,
    forward_all: action(trunkGroup.forward_all),
    capacity_exceeded: action(trunkGroup.capacity_exceeded),
    unreachable_destination: action(trunkGroup.unreachable_destination),
    call_rate: trunkGroup.call_rate,
    transfers: trunkGroup.transfers,
    redirects: trunkGroup.redirects,
    ...reachabilityOf(trunkGroup),
  };
  const id = trunkGroupNameOf(groupId);
  diffs.trunk_groups.put(current.trunkGroups.get(nameKey(id)), {
    id,
    group_id: groupId,
    enterprise_id: enterprise.id,
    max_active_calls: trunkGroup.max_active_calls,
    max_incoming_calls: trunkGroup.max_incoming_calls,
    max_outgoing_calls: trunkGroup.max_outgoing_calls,
    invitation_timeout_s: trunkGroup.invitation_timeout_s,
    user_lookup: screening.user_lookup,
    unscreened_calls: screening.unscreened_calls,
    unscreened_emergency_calls: screening.unscreened_emergency_calls,
    emergency_number: screening.emergency_number,
    number_format: trunkGroup.number_format,
    policies: canonicalJson({
      number_policy: trunkGroup.number_policy,
      failover_codes: trunkGroup.failover_codes,
    }),
    calling_line_id: trunkGroup.calling_line_id,
    trusted: trunkGroup.trusted ? 1 : 0,
    settings: canonicalJson(settings),
    gateways: trunkGroup.pbx,
    accept_from: trunkGroup.accept_from,
  });
}
