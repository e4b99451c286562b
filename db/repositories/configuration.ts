import type {
  Bursting,
  Carrier,
  ConfigurationKind,
  Enterprise,
  Gateway,
  Group,
  OutboundRoute,
  OverflowAction,
  RoutingAlgorithm,
  RoutingScheme,
  ScreeningAction,
  SipTransport,
  TrunkGroup,
} from '../../src/model/settings';
import type { SharedSchedule } from '../../src/model/schedule';
import { mostBursting } from '../../src/model/bursting';
import { groupBy } from '../groupBy';
import type { Database, GatewayRow } from '../schema';
import { readFeatureCodes } from './featureCodes';
import { groupFeatures } from './groupFeatures';
import { callerId, numbering } from './peerPolicies';
import { healthOf, rateOf, type StoredReachability } from './reachability';
import { SharedSchedules } from './sharedSchedules';
import {
  readTrunkGroupSettings,
  type StoredOverflowAction,
  type TrunkGroupSettings,
} from './trunkGroupSettings';

/** Everything the signalling thread keeps in memory, but for the usage slots, which are not the database's. */
export interface StoredConfiguration {
  readonly enterprise: readonly Omit<Enterprise, 'usageSlot'>[];
  readonly group: readonly Group[];
  readonly trunk_group: readonly Omit<TrunkGroup, 'usageSlot'>[];
  readonly routing_scheme: readonly RoutingScheme[];
  /** In the order they were made: the order in which emergency calls without a route try them. */
  readonly carrier: readonly Carrier[];
  readonly outbound_route: readonly OutboundRoute[];
  readonly schedule: readonly SharedSchedule[];
}

export type StoredEntity = {
  [Kind in ConfigurationKind]: StoredConfiguration[Kind][number];
}[ConfigurationKind];

/**
 * @param shared what was worked out of schedules before
 * @param now milliseconds since the Unix epoch: schedules are worked out from here
 */
export async function readConfiguration(
  db: Database,
  shared = new SharedSchedules(),
  now = Date.now(),
): Promise<StoredConfiguration> {
  const { schedules, timeZones, ...configuration } = await readRows(db);
  const timeZoneOf = (enterpriseId: string): string => timeZones.get(enterpriseId) ?? 'UTC';
  return { ...configuration, schedule: await shared.read(schedules, timeZoneOf, now) };
}

async function readRows(db: Database) {
  return await db.transaction().execute(async (transaction) => {
    const gateways = await transaction.selectFrom('gateways').selectAll().orderBy('position').execute();
    const sources = await transaction.selectFrom('accept_from').selectAll().orderBy('position').execute();
    const schemes = await transaction.selectFrom('routing_schemes').selectAll().orderBy('id').execute();
    const members = await transaction
      .selectFrom('routing_scheme_members')
      .selectAll()
      .orderBy('position')
      .execute();
    const routeCarriers = await transaction
      .selectFrom('outbound_route_carriers')
      .selectAll()
      .orderBy('position')
      .execute();
    const trunkGroups = await transaction.selectFrom('trunk_groups').selectAll().orderBy('id').execute();
    const enterprises = await transaction.selectFrom('enterprises').selectAll().orderBy('id').execute();
    const groups = await transaction.selectFrom('groups').selectAll().orderBy('id').execute();
    const carriers = await transaction.selectFrom('carriers').selectAll().orderBy('id').execute();
    const routes = await transaction.selectFrom('outbound_routes').selectAll().orderBy('id').execute();
    const schedules = await transaction
      .selectFrom('documents')
      .selectAll()
      .where('kind', '=', 'schedule')
      .orderBy('id')
      .execute();

    const gatewaysOf = groupBy(gateways, (row) => row.trunk_group_id ?? row.carrier_id);
    const sourcesOf = groupBy(sources, (row) => row.trunk_group_id ?? row.carrier_id);
    const membersOf = groupBy(members, (row) => row.scheme_id);
    const carriersOf = groupBy(routeCarriers, (row) => row.route_id);
    const trunkGroupOf = new Map(trunkGroups.map((row) => [row.group_id, row.id]));
    const defaultSchemeOf = new Map(schemes.map((row) => [row.default_group_id, row.id]));
    const addressesOf = (id: string) => ({
      gateways: (gatewaysOf.get(id) ?? []).map(gateway),
      acceptFrom: (sourcesOf.get(id) ?? []).map((row) => row.address),
    });
    return {
      enterprise: enterprises.map((row) => ({
        id: row.id,
        name: row.name,
        country: row.country,
        areaCode: row.area_code,
        maxActiveCalls: row.max_active_calls,
        featureCodes: readFeatureCodes(row.feature_codes),
      })),
      group: groups.map((row) => ({
        id: row.id,
        name: row.name,
        enterpriseId: row.enterprise_id,
        trunkGroupId: trunkGroupOf.get(row.id) ?? '',
        defaultSchemeId: defaultSchemeOf.get(row.id) ?? '',
        features: groupFeatures(row),
      })),
      trunk_group: trunkGroups.map((row) => {
        const { gateways: pbx, acceptFrom } = addressesOf(row.id);
        const settings = readTrunkGroupSettings(row.settings);
        const { max_call_duration_s: maxCallDurationS } = settings;
        return {
          id: row.id,
          name: row.id,
          groupId: row.group_id,
          enterpriseId: row.enterprise_id,
          maxActiveCalls: row.max_active_calls,
          maxIncomingCalls: row.max_incoming_calls,
          maxOutgoingCalls: row.max_outgoing_calls,
          bursting: burstingOf(settings, row.max_active_calls),
          softMaxActiveCalls: settings.soft_max_active_calls,
          capacityAlarm: settings.capacity_alarm,
          capacityExceeded: overflowAction(settings.capacity_exceeded),
          unreachableDestination: overflowAction(settings.unreachable_destination),
          forwardAll: overflowAction(settings.forward_all),
          maxCallDurationMs: maxCallDurationS === null ? null : maxCallDurationS * 1000,
          invitationTimeoutMs: row.invitation_timeout_s * 1000,
          screening: {
            userLookup: row.user_lookup as 'basic' | 'extended',
            unscreenedCalls: row.unscreened_calls as ScreeningAction,
            unscreenedEmergencyCalls: row.unscreened_emergency_calls as ScreeningAction,
            emergencyNumber: row.emergency_number,
          },
          pbx,
          health: healthOf(settings),
          callRate: rateOf(settings.call_rate),
          senderCallRate: rateOf(settings.sender_call_rate),
          acceptFrom,
          ...numbering(row),
          callingLineId: row.calling_line_id,
          trusted: row.trusted === 1,
        };
      }),
      routing_scheme: schemes.map((row) => ({
        id: row.id,
        name: row.name,
        enterpriseId: row.enterprise_id,
        algorithm: row.algorithm as RoutingAlgorithm,
        members: (membersOf.get(row.id) ?? []).map((member) => ({
          trunkGroupId: member.trunk_group_id,
          percent: member.percent,
        })),
        maxReroutes: row.max_reroutes,
        exhaustForwardTo: row.exhaust_number,
      })),
      carrier: carriers.map((row) => {
        const reachability = JSON.parse(row.reachability) as StoredReachability;
        return {
          id: row.id,
          name: row.name,
          ...addressesOf(row.id),
          health: healthOf(reachability),
          senderCallRate: rateOf(reachability.sender_call_rate),
          ...numbering(row),
          callerId: callerId(row),
          trusted: row.trusted === 1,
        };
      }),
      outbound_route: routes.map((row) => ({
        id: row.id,
        prefix: row.prefix,
        emergency: row.emergency === 1,
        carriers: (carriersOf.get(row.id) ?? []).map(({ carrier_id, weight }) => ({
          carrierId: carrier_id,
          weight,
        })),
        priority: row.priority,
        stop: row.stop === 1,
        block: row.block,
      })),
      schedules,
      timeZones: new Map(enterprises.map((row) => [row.id, row.time_zone])),
    };
  });
}

const overflowAction = (stored: StoredOverflowAction): OverflowAction =>
  stored.action === 'reroute' ? { action: 'reroute', trunkGroupId: stored.trunk_group } : stored;

const gateway = ({ host, port, transport, priority, weight }: GatewayRow): Gateway => ({
  host,
  port,
  transport: transport as SipTransport,
  priority,
  weight,
});

/** Left out, the units it may borrow are as many as may be (decisions.md 28). */
function burstingOf({ bursting }: TrunkGroupSettings, maximum: number | null): Bursting | null {
  if (!bursting.enabled || maximum === null) return null;
  return {
    maxActiveCalls: bursting.max_active_calls ?? mostBursting(maximum),
    maxIncomingCalls: bursting.max_incoming_calls,
    maxOutgoingCalls: bursting.max_outgoing_calls,
  };
}
