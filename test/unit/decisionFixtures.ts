import { defaultFeatureCodes } from '../../src/model/featureCodes';
import { plainGroupFeatures } from '../../src/model/groupFeatures';
import type { CallFacts, PartyIdentity, SourceAddress } from '../../src/model/callFacts';
import type { DirectoryEntry, NumberRecord, UserRecord } from '../../src/model/directory';
import type {
  Carrier,
  ConfigurationUpsert,
  Enterprise,
  Gateway,
  Group,
  HealthSettings,
  OutboundRoute,
  RoutingScheme,
  Screening,
  TrunkGroup,
} from '../../src/model/settings';
import { defaultFailoverCodes } from '../../src/model/targetFailure';
import { allAvailable } from '../../src/model/targetHealth';
import type { DecisionInputs } from '../../src/decision/decisionInputs';
import { Configuration } from '../../src/routing/configuration';

/** Values to build configurations and calls from, each with a default for what a test does not care about. */

export const gateway = (port: number, changes: Partial<Gateway> = {}): Gateway => ({
  host: '127.0.0.1',
  port,
  transport: 'udp',
  priority: 1,
  weight: 100,
  ...changes,
});

export const enterprise = (id: string, changes: Partial<Enterprise> = {}): Enterprise => ({
  id,
  name: id,
  country: 'US',
  areaCode: '212',
  maxActiveCalls: 40,
  featureCodes: defaultFeatureCodes,
  tollLimits: null,
  usageSlot: 0,
  ...changes,
});

export const screening = (changes: Partial<Screening> = {}): Screening => ({
  userLookup: 'extended',
  unscreenedCalls: 'reject',
  unscreenedEmergencyCalls: 'allow',
  emergencyNumber: '+12125550100',
  ...changes,
});

export const unwatched: HealthSettings = { probes: null, inviteFailures: null };

export const trunkGroup = (
  groupId: string,
  enterpriseId: string,
  changes: Partial<TrunkGroup> = {},
): TrunkGroup => ({
  id: `${groupId}GRPTRUNK01`,
  name: `${groupId}GRPTRUNK01`,
  groupId,
  enterpriseId,
  maxActiveCalls: 10,
  maxIncomingCalls: 8,
  maxOutgoingCalls: 6,
  bursting: null,
  softMaxActiveCalls: null,
  capacityAlarm: { first: 0, every: 0 },
  capacityExceeded: { action: 'none' },
  unreachableDestination: { action: 'none' },
  forwardAll: { action: 'none' },
  maxCallDurationMs: null,
  transfers: 'inside',
  redirects: 'refuse',
  invitationTimeoutMs: 6_000,
  screening: screening(),
  pbx: [gateway(5070)],
  health: unwatched,
  callRate: null,
  senderCallRate: null,
  acceptFrom: [],
  numberFormat: 'e164_plus',
  numberPolicy: null,
  failoverCodes: defaultFailoverCodes,
  callingLineId: null,
  trusted: false,
  usageSlot: 1,
  ...changes,
});

export const carrier = (name: string, changes: Partial<Carrier> = {}): Carrier => ({
  id: name,
  name,
  gateways: [gateway(5080)],
  health: unwatched,
  senderCallRate: null,
  acceptFrom: [],
  numberFormat: 'e164_plus',
  numberPolicy: null,
  failoverCodes: defaultFailoverCodes,
  callerId: { present: 'user', ownNumbersOnly: false },
  trusted: false,
  ...changes,
});

export const route = (
  id: string,
  prefix: string | null,
  carrierIds: readonly string[],
  changes: Partial<OutboundRoute> = {},
): OutboundRoute => ({
  id,
  prefix,
  emergency: false,
  carriers: carrierIds.map((carrierId) => ({ carrierId, weight: null })),
  priority: 1,
  stop: false,
  block: null,
  ...changes,
});

export const scheme = (
  id: string,
  enterpriseId: string,
  trunkGroupIds: readonly string[],
  changes: Partial<RoutingScheme> = {},
): RoutingScheme => ({
  id,
  name: id,
  enterpriseId,
  algorithm: 'linear',
  members: trunkGroupIds.map((trunkGroupId) => ({ trunkGroupId, percent: null })),
  maxReroutes: 1,
  exhaustForwardTo: null,
  ...changes,
});

export const user = (
  name: string,
  groupId: string,
  enterpriseId: string,
  changes: Partial<UserRecord> = {},
): UserRecord => ({
  id: name.toLowerCase(),
  name,
  kind: 'person',
  enterpriseId,
  groupId,
  extension: null,
  number: null,
  routingSchemeId: null,
  callingLineId: null,
  features: null,
  ...changes,
});

export const configurationOf = (upsert: readonly ConfigurationUpsert[]): Configuration => {
  const configuration = new Configuration();
  configuration.apply({ generation: 1, complete: true, upsert, remove: [], invalidate: 'all' });
  return configuration;
};

/** A group with its trunk group and its default scheme. */
export const site = (group: TrunkGroup): readonly ConfigurationUpsert[] => {
  const schemeId = `EntTrunkGroup${group.groupId}`;
  const value: Group = {
    id: group.groupId,
    name: `site ${group.groupId}`,
    enterpriseId: group.enterpriseId,
    trunkGroupId: group.id,
    defaultSchemeId: schemeId,
    features: plainGroupFeatures,
  };
  return [
    { kind: 'group', value },
    { kind: 'trunk_group', value: group },
    { kind: 'routing_scheme', value: scheme(schemeId, group.enterpriseId, [group.id]) },
  ];
};

/** The directory entries of some users, and of inventory numbers that nobody has. */
export const directoryEntries = (
  users: readonly UserRecord[],
  unassigned: readonly NumberRecord[] = [],
): readonly DirectoryEntry[] => [
  ...users.flatMap((each): DirectoryEntry[] => [
    ...(each.number === null
      ? []
      : [
          {
            key: `number:${each.number}` as const,
            value: { number: each.number, enterpriseId: each.enterpriseId, user: each },
          },
        ]),
    ...(each.extension === null
      ? []
      : [{ key: `extension:${each.enterpriseId}:${each.extension}` as const, value: each }]),
  ]),
  ...unassigned.map((record) => ({ key: `number:${record.number}` as const, value: record })),
];

export const identity = (userPart: string, changes: Partial<PartyIdentity> = {}): PartyIdentity => ({
  scheme: 'sip',
  display: null,
  user: userPart,
  host: '127.0.0.1',
  ...changes,
});

export const source = (port: number, changes: Partial<SourceAddress> = {}): SourceAddress => ({
  transport: 'udp',
  address: '127.0.0.1',
  port,
  ...changes,
});

export const facts = (
  from: SourceAddress,
  caller: string,
  called: string,
  changes: Partial<CallFacts> = {},
): CallFacts => ({
  source: from,
  called: identity(called),
  requestUri: `sip:${called}@127.0.0.1`,
  from: identity(caller),
  preferred: null,
  asserted: [],
  remoteParty: null,
  privacy: [],
  trunkGroupIdentities: [],
  redirections: [],
  ...changes,
});

/** What a decision looks at, where a test says nothing else: a Monday afternoon on which nobody calls anybody. */
export const inputsOf = (
  configuration: Configuration,
  directory: DecisionInputs['directory'],
  changes: Partial<DecisionInputs> = {},
): DecisionInputs => ({
  configuration,
  directory,
  random: () => 0,
  health: allAvailable,
  at: Date.UTC(2026, 10, 30, 15),
  activeCalls: () => 0,
  forwardedCalls: () => 0,
  tollCalls: () => ({ concurrent: 0, lastHour: 0 }),
  ...changes,
});
