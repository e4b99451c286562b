import type { Invalidation } from './directory';

/**
 * The deployment as the signalling thread knows it: everything that decides where a call goes, immutable values only.
 * Trunk-level entities are always in memory; users and numbers are read on demand (see `directory.ts`).
 */

import type { FeatureCodes } from './featureCodes';
import type { GroupFeatures } from './groupFeatures';
import type { RedirectPolicy } from './redirection';
import type { SharedSchedule } from './schedule';
import type { TollLimits } from './tollLimits';
import type { TransferPolicy } from './transfer';

/** SIP transport names as they stand in a Via header, in lower case. */
export type SipTransport = 'udp' | 'tcp' | 'tls' | 'ws' | 'wss';

/** How numbers are written towards a peer: `+12125550101`, `12125550101` or `2125550101`. */
export type NumberFormat = 'e164_plus' | 'e164' | 'national';

/** A number that begins with `strip` has `add` in its place. */
export interface PrefixRule {
  /** Empty: every number begins with it. */
  readonly strip: string;
  readonly add: string;
}

/** How numbers are written in one direction; of the rules the first that fits counts. */
export interface NumberRules<Format> {
  readonly format: Format;
  readonly called: readonly PrefixRule[];
  readonly calling: readonly PrefixRule[];
}

/** How numbers are written to and by one peer, beyond its number format (peers.md 1.4). */
export interface NumberPolicy {
  /** Rules look at the number as the format has written it. */
  readonly sent: NumberRules<NumberFormat>;
  /** Rules look at the number as it came; it is read afterwards. Null: a dial plan's, whatever it is written like. */
  readonly received: NumberRules<NumberFormat | null>;
  /** Patterns of numbers that are left as they are. */
  readonly untouched: readonly string[];
}

/** One SIP address of a PBX or a carrier. Lowest priority first; weight shares calls among equals (RFC 2782). */
export interface Gateway {
  readonly host: string;
  readonly port: number;
  readonly transport: SipTransport;
  readonly priority: number;
  readonly weight: number;
}

/** OPTIONS to each address of a peer (flexible-reach.md 14.1). */
export interface ProbeSettings {
  /** Between probes of an available address. */
  readonly availableIntervalMs: number;
  readonly unavailableIntervalMs: number;
  /** Failed probes one after the other that make an address unavailable. */
  readonly failureThreshold: number;
  /** Passed ones that make it available again. */
  readonly successThreshold: number;
}

/** What tells an address of a peer that is down from one that is up (feature A5). */
export interface HealthSettings {
  /** Null: no probes are sent. */
  readonly probes: ProbeSettings | null;
  /** So many failed INVITEs within the window make an address unavailable; null: they are not counted. */
  readonly inviteFailures: { readonly threshold: number; readonly windowMs: number } | null;
}

/** INVITEs a second in the long run, and how many may come at once. */
export interface CallRate {
  readonly perSecond: number;
  readonly burst: number;
}

export interface Enterprise {
  readonly id: string;
  readonly name: string;
  /** ISO 3166-1 alpha-2; decides the numbering plan and the emergency numbers. */
  readonly country: string;
  /** Completes 7-digit dialling in the North American plan; null: not offered. */
  readonly areaCode: string | null;
  /** Concurrent trunk legs of the whole enterprise; null: no separate limit. */
  readonly maxActiveCalls: number | null;
  readonly featureCodes: FeatureCodes;
  /** Null: international and premium calls are not counted. */
  readonly tollLimits: TollLimits | null;
  /** Row of the usage board this enterprise is counted in. */
  readonly usageSlot: number;
}

export interface Group {
  /** The administrator's group id, e.g. `0012345`; unique on the platform. */
  readonly id: string;
  readonly name: string;
  readonly enterpriseId: string;
  readonly trunkGroupId: string;
  readonly defaultSchemeId: string;
  readonly features: GroupFeatures;
}

export type ScreeningAction = 'allow' | 'reject';

export interface Screening {
  /** `basic`: From only. `extended`: P-Preferred-Identity, P-Asserted-Identity, Remote-Party-ID, From, in that order. */
  readonly userLookup: 'basic' | 'extended';
  readonly unscreenedCalls: ScreeningAction;
  readonly unscreenedEmergencyCalls: ScreeningAction;
  /** Presented for an emergency call of an unknown caller; E.164. */
  readonly emergencyNumber: string | null;
}

/** How far a trunk group goes beyond its own maxima with what others of its enterprise have idle (decisions.md 28). */
export interface Bursting {
  /** Units it may borrow at most. */
  readonly maxActiveCalls: number;
  /** On top of the own incoming and outgoing maxima; null: those hold. */
  readonly maxIncomingCalls: number | null;
  readonly maxOutgoingCalls: number | null;
}

/** Where a trunk group's calls go instead (feature A4). */
export type OverflowAction =
  | { readonly action: 'none' }
  /** A public number or an extension of the enterprise. */
  | { readonly action: 'forward'; readonly number: string }
  | { readonly action: 'reroute'; readonly trunkGroupId: string };

/** When refusals for want of capacity are worth an alarm (flexible-reach.md 14.1); 0: never. */
export interface CapacityAlarm {
  /** At the so-manieth refused call. */
  readonly first: number;
  /** And whenever so many more were refused after it. */
  readonly every: number;
}

export interface TrunkGroup {
  /** Equal to the name: `<group id>GRPTRUNK01`, fixed and unique on the platform. */
  readonly id: string;
  readonly name: string;
  readonly groupId: string;
  readonly enterpriseId: string;
  readonly maxActiveCalls: number | null;
  readonly maxIncomingCalls: number | null;
  readonly maxOutgoingCalls: number | null;
  /** Null: off, or the trunk group has no maximum of its own to go beyond. */
  readonly bursting: Bursting | null;
  /** How long a PBX may say nothing beyond 100 before the call goes on to the next address. */
  readonly invitationTimeoutMs: number;
  /** Calls in progress from which an alarm says so; nothing is refused for it. Null: none. */
  readonly softMaxActiveCalls: number | null;
  readonly capacityAlarm: CapacityAlarm;
  /** What becomes of a call when hunting has nothing left and this trunk group, the first asked, was full. */
  readonly capacityExceeded: OverflowAction;
  /** The same where it could not be reached. */
  readonly unreachableDestination: OverflowAction;
  /** Where all its calls go, whether or not its PBX would take them. */
  readonly forwardAll: OverflowAction;
  /** From answer; the call is then ended by the service. Null: as long as it likes. */
  readonly maxCallDurationMs: number | null;
  /** Which transfers its users may ask for. */
  readonly transfers: TransferPolicy;
  /** What becomes of a call that its PBX redirects. */
  readonly redirects: RedirectPolicy;
  readonly screening: Screening;
  readonly pbx: readonly Gateway[];
  readonly health: HealthSettings;
  /** Of the calls through it, both directions together; null: no limit. */
  readonly callRate: CallRate | null;
  /** Of the calls its PBX sends; null: no limit. */
  readonly senderCallRate: CallRate | null;
  /** Addresses, CIDR blocks or address:port, as written. */
  readonly acceptFrom: readonly string[];
  readonly numberFormat: NumberFormat;
  /** Null: the number format is all there is to it. */
  readonly numberPolicy: NumberPolicy | null;
  /** Final responses that send a call on to the next address or trunk group. */
  readonly failoverCodes: readonly number[];
  /** The main number, for carriers that are shown it instead of the user's; E.164. */
  readonly callingLineId: string | null;
  /** A trusted peer sees identities under Privacy and exchanges unknown headers (RFC 3325). */
  readonly trusted: boolean;
  readonly usageSlot: number;
}

export type RoutingAlgorithm = 'linear' | 'round_robin' | 'percentage' | 'most_idle';

export interface RoutingScheme {
  readonly id: string;
  readonly name: string;
  readonly enterpriseId: string;
  readonly algorithm: RoutingAlgorithm;
  readonly members: readonly { readonly trunkGroupId: string; readonly percent: number | null }[];
  /** Further trunk groups tried after the first that failed, 1 to 10. */
  readonly maxReroutes: number;
  /** Number the call is sent to when hunting has nothing left; null: none. */
  readonly exhaustForwardTo: string | null;
}

/** Which number of a caller a carrier is shown. */
export interface CallerIdPolicy {
  /**
   * `user`: the calling line ID, else the public number. `trunk_group`: the main number of the trunk group.
   * `as_sent`: what the PBX has in From. Where there is none of a kind, the next one counts: user, then trunk group.
   */
  readonly present: 'user' | 'trunk_group' | 'as_sent';
  /** A number that is not in the enterprise's inventory is not shown: the next one counts. */
  readonly ownNumbersOnly: boolean;
}

export interface Carrier {
  readonly id: string;
  readonly name: string;
  readonly gateways: readonly Gateway[];
  readonly health: HealthSettings;
  /** Of the calls it sends; null: no limit. */
  readonly senderCallRate: CallRate | null;
  readonly acceptFrom: readonly string[];
  readonly numberFormat: NumberFormat;
  /** Null: the number format is all there is to it. */
  readonly numberPolicy: NumberPolicy | null;
  /** Final responses that send a call on to the next address or carrier. */
  readonly failoverCodes: readonly number[];
  readonly callerId: CallerIdPolicy;
  readonly trusted: boolean;
}

export interface RouteCarrier {
  readonly carrierId: string;
  /** Share of the route's calls; null on all carriers of a route that are tried in their order. */
  readonly weight: number | null;
}

export interface OutboundRoute {
  readonly id: string;
  /** Prefix of the E.164 number including `+`; null on an emergency route. */
  readonly prefix: string | null;
  readonly emergency: boolean;
  /** Empty on a route that blocks. */
  readonly carriers: readonly RouteCarrier[];
  /** Lowest first among the routes of a prefix. */
  readonly priority: number;
  /** Behind its carriers neither further priorities nor shorter prefixes are tried. */
  readonly stop: boolean;
  /** Status a call is refused with that comes here; null: the route leads somewhere. */
  readonly block: number | null;
}

/** Entities that are always in memory on the signalling thread, by kind. */
export interface ConfigurationEntities {
  enterprise: Enterprise;
  group: Group;
  trunk_group: TrunkGroup;
  routing_scheme: RoutingScheme;
  carrier: Carrier;
  outbound_route: OutboundRoute;
  schedule: SharedSchedule;
}

export type ConfigurationKind = keyof ConfigurationEntities;

export type ConfigurationUpsert = {
  [Kind in ConfigurationKind]: { readonly kind: Kind; readonly value: ConfigurationEntities[Kind] };
}[ConfigurationKind];

export interface ConfigurationReference {
  readonly kind: ConfigurationKind;
  readonly id: string;
}

/** What a change may have touched, gone or not. */
export type TouchedConfiguration = readonly ConfigurationReference[] | 'all';

/**
 * One step from a configuration to the next. The first after a start carries everything. Generations rise by one;
 * a gap means that a step was lost and the whole must be asked for again.
 */
export interface ConfigurationChange {
  readonly generation: number;
  /** True: what is not named here is gone. */
  readonly complete: boolean;
  readonly upsert: readonly ConfigurationUpsert[];
  readonly remove: readonly ConfigurationReference[];
  /** Directory entries that may have changed. */
  readonly invalidate: Invalidation;
}
