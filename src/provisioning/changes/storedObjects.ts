import type {
  CarrierRecord,
  EnterpriseRecord,
  GroupRecord,
  OutboundRouteRecord,
  RoutingSchemeRecord,
  TrunkGroupRecord,
  UserRecord,
} from '../../../db/repositories/deploymentRecords';

/**
 * Stored objects as the deployment file writes them: the other way of `planDeployment`, so that an object can be changed
 * in part and checked as a whole. Applying what these give changes nothing.
 */

export const enterpriseDocument = (row: EnterpriseRecord) => ({
  name: row.name,
  country: row.country,
  area_code: row.area_code,
  time_zone: row.time_zone,
  max_active_calls: row.max_active_calls,
  trunk_routing_permission: row.trunk_routing_permission,
  licences: JSON.parse(row.licences) as object,
  billing_cycle_day: row.billing_cycle_day,
  feature_codes: JSON.parse(row.feature_codes) as object,
  toll_limits: row.toll_limits === null ? null : (JSON.parse(row.toll_limits) as object),
});

export const trunkGroupDocument = (row: TrunkGroupRecord) => ({
  max_active_calls: row.max_active_calls,
  max_incoming_calls: row.max_incoming_calls,
  max_outgoing_calls: row.max_outgoing_calls,
  invitation_timeout_s: row.invitation_timeout_s,
  screening: {
    user_lookup: row.user_lookup,
    unscreened_calls: row.unscreened_calls,
    unscreened_emergency_calls: row.unscreened_emergency_calls,
    emergency_number: row.emergency_number,
  },
  ...(JSON.parse(row.settings) as object),
  pbx: row.gateways,
  accept_from: row.accept_from,
  number_format: row.number_format,
  ...(JSON.parse(row.policies) as object),
  calling_line_id: row.calling_line_id,
  trusted: row.trusted === 1,
});

export const groupDocument = (row: GroupRecord) => ({
  name: row.name,
  ...(JSON.parse(row.settings) as object),
});

export const schemeDocument = (row: RoutingSchemeRecord) => ({
  name: row.name,
  algorithm: row.algorithm,
  trunk_groups: row.members.map(({ trunk_group_id, percent }) => ({ name: trunk_group_id, percent })),
  max_reroutes: row.max_reroutes,
  exhaust: {
    action: row.exhaust_action,
    ...(row.exhaust_number === null ? {} : { number: row.exhaust_number }),
  },
});

export const carrierDocument = (row: CarrierRecord) => ({
  name: row.name,
  gateways: row.gateways,
  accept_from: row.accept_from,
  ...(JSON.parse(row.reachability) as object),
  number_format: row.number_format,
  ...(JSON.parse(row.policies) as object),
  trusted: row.trusted === 1,
});

/** @param carrierNameOf by id */
export const routeDocument = (row: OutboundRouteRecord, carrierNameOf: (id: string) => string) => ({
  ...(row.prefix === null ? {} : { prefix: row.prefix }),
  emergency: row.emergency === 1,
  carriers: row.carriers.map(({ carrier_id, weight }) =>
    weight === null ? carrierNameOf(carrier_id) : { name: carrierNameOf(carrier_id), weight },
  ),
  priority: row.priority,
  stop: row.stop === 1,
  block: row.block,
});

/** @param names of the routing scheme and the department the user has ids of */
export function userDocument(
  row: UserRecord,
  names: { readonly scheme: string | null; readonly department: string | null },
) {
  const settings = JSON.parse(row.settings) as object;
  const { extension, number, group_id: group } = row;
  if (row.kind !== 'person') return { kind: row.kind, name: row.name, extension, number, group, ...settings };
  return {
    first_name: row.first_name,
    last_name: row.last_name,
    group,
    extension,
    number,
    routing_scheme: names.scheme,
    department: names.department,
    email: row.email,
    username: row.username,
    type: row.type,
    scope: row.scope,
    time_zone: row.time_zone,
    calling_line_id: row.calling_line_id,
    ...settings,
  };
}
