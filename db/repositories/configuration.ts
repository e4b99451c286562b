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
  TouchedConfiguration,
  TrunkGroup,
} from '../../src/model/settings';
import type { SharedSchedule } from '../../src/model/schedule';
import { mostBursting } from '../../src/model/bursting';
import { groupBy } from '../groupBy';
import type { Database, DatabaseTransaction, GatewayRow, Schema } from '../schema';
import { readConfigurationTurn } from './configurationLock';
import { readFeatureCodes } from './featureCodes';
import { readTollLimits } from './tollLimits';
import { groupFeatures } from './groupFeatures';
import { callerId, numbering } from './peerPolicies';
import { healthOf, rateOf, type StoredReachability } from './reachability';
import { SharedSchedules } from './sharedSchedules';
import {
  readTrunkGroupSettings,
  type StoredOverflowAction,
  type TrunkGroupSettings,
} from './trunkGroupSettings';

/** What the signalling thread keeps in memory, but for the usage slots, which are not the database's. */
export interface StoredConfiguration {
  /** The last change that is in it. */
  readonly turn: number;
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
 * As it stands at one moment: all of it, or what is asked for, as far as it is there.
 * @param shared what was worked out of schedules before
 * @param now milliseconds since the Unix epoch: schedules are worked out from here
 */
export async function readConfiguration(
  db: Database,
  wanted: TouchedConfiguration = 'all',
  shared = new SharedSchedules(),
  now = Date.now(),
): Promise<StoredConfiguration> {
  const { schedules, timeZones, ...configuration } = await readRows(db, wanted);
  const timeZoneOf = (enterpriseId: string): string => timeZones.get(enterpriseId) ?? 'UTC';
  return {
    ...configuration,
    schedule: await shared.read(schedules, timeZoneOf, now, wanted === 'all'),
  };
}

async function readRows(db: Database, wanted: TouchedConfiguration) {
  const idsOf = (kind: ConfigurationKind): readonly string[] | null =>
    wanted === 'all' ? null : wanted.filter((one) => one.kind === kind).map(({ id }) => id);
  const groupIds = idsOf('group');
  const trunkGroupIds = idsOf('trunk_group');
  const schemeIds = idsOf('routing_scheme');
  const carrierIds = idsOf('carrier');
  const routeIds = idsOf('outbound_route');
  const scheduleIds = idsOf('schedule');
  return await db.transaction().execute(async (transaction) => {
    const turn = await readConfigurationTurn(transaction);
    const gateways = await ofOwners(transaction, 'gateways', trunkGroupIds, carrierIds);
    const sources = await ofOwners(transaction, 'accept_from', trunkGroupIds, carrierIds);
    const schemes = await rowsOf(transaction, 'routing_schemes', schemeIds);
    const members = await transaction
      .selectFrom('routing_scheme_members')
      .selectAll()
      .$if(schemeIds !== null, (query) => query.where('scheme_id', 'in', listed(schemeIds)))
      .orderBy('position')
      .execute();
    const routeCarriers = await transaction
      .selectFrom('outbound_route_carriers')
      .selectAll()
      .$if(routeIds !== null, (query) => query.where('route_id', 'in', listed(routeIds)))
      .orderBy('position')
      .execute();
    const trunkGroups = await rowsOf(transaction, 'trunk_groups', trunkGroupIds);
    const enterprises = await rowsOf(transaction, 'enterprises', idsOf('enterprise'));
    const groups = await rowsOf(transaction, 'groups', groupIds);
    const carriers = await rowsOf(transaction, 'carriers', carrierIds);
    const routes = await rowsOf(transaction, 'outbound_routes', routeIds);
    const groupsTrunkGroups = await transaction
      .selectFrom('trunk_groups')
      .select(['id', 'group_id'])
      .$if(groupIds !== null, (query) => query.where('group_id', 'in', listed(groupIds)))
      .execute();
    const groupsSchemes = await transaction
      .selectFrom('routing_schemes')
      .select(['id', 'default_group_id'])
      .$if(groupIds !== null, (query) => query.where('default_group_id', 'in', listed(groupIds)))
      .execute();
    const schedules = await transaction
      .selectFrom('documents')
      .selectAll()
      .where('kind', '=', 'schedule')
      .$if(scheduleIds !== null, (query) => query.where('id', 'in', listed(scheduleIds)))
      .orderBy('id')
      .execute();
    const timeZones = await transaction
      .selectFrom('enterprises')
      .select(['id', 'time_zone'])
      .where('id', 'in', listed([...new Set(schedules.map((row) => row.enterprise_id))]))
      .execute();

    const gatewaysOf = groupBy(gateways, (row) => row.trunk_group_id ?? row.carrier_id);
    const sourcesOf = groupBy(sources, (row) => row.trunk_group_id ?? row.carrier_id);
    const membersOf = groupBy(members, (row) => row.scheme_id);
    const carriersOf = groupBy(routeCarriers, (row) => row.route_id);
    const trunkGroupOf = new Map(groupsTrunkGroups.map((row) => [row.group_id, row.id]));
    const defaultSchemeOf = new Map(groupsSchemes.map((row) => [row.default_group_id, row.id]));
    const addressesOf = (id: string) => ({
      gateways: (gatewaysOf.get(id) ?? []).map(gateway),
      acceptFrom: (sourcesOf.get(id) ?? []).map((row) => row.address),
    });
    return {
      turn,
      enterprise: enterprises.map((row) => ({
        id: row.id,
        name: row.name,
        country: row.country,
        areaCode: row.area_code,
        maxActiveCalls: row.max_active_calls,
        featureCodes: readFeatureCodes(row.feature_codes),
        tollLimits: readTollLimits(row.toll_limits),
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
          transfers: settings.transfers,
          redirects: settings.redirects,
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
      timeZones: new Map(timeZones.map((row) => [row.id, row.time_zone])),
    };
  });
}

type KindTable =
  'enterprises' | 'groups' | 'trunk_groups' | 'routing_schemes' | 'carriers' | 'outbound_routes';

/** No list of SQL may be empty; no id is. */
const listed = (ids: readonly string[] | null): readonly string[] => ['', ...(ids ?? [])];

/** @param ids null: all there are */
async function rowsOf<Table extends KindTable>(
  db: DatabaseTransaction,
  table: Table,
  ids: readonly string[] | null,
): Promise<Schema[Table][]> {
  // Kysely cannot follow a table name that is a type parameter.
  const rows = await db
    .selectFrom(table as 'groups')
    .selectAll()
    .$if(ids !== null, (query) => query.where('id', 'in', listed(ids)))
    .orderBy('id')
    .execute();
  return rows as unknown as Schema[Table][];
}

/** Addresses in their order. @param trunkGroupIds null: of all trunk groups and carriers */
async function ofOwners<Table extends 'gateways' | 'accept_from'>(
  db: DatabaseTransaction,
  table: Table,
  trunkGroupIds: readonly string[] | null,
  carrierIds: readonly string[] | null,
): Promise<Schema[Table][]> {
  const select = db
    .selectFrom(table as 'accept_from')
    .selectAll()
    .orderBy('position');
  const rows =
    trunkGroupIds === null
      ? await select.execute()
      : [
          ...(await select.where('trunk_group_id', 'in', listed(trunkGroupIds)).execute()),
          ...(await select.where('carrier_id', 'in', listed(carrierIds)).execute()),
        ];
  return rows as unknown as Schema[Table][];
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
