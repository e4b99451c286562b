import type { CalledParty } from '../model/callRecord';
import type { UserRecord } from '../model/directory';
import type { FailureClass } from '../model/outcome';
import { numberSent } from '../model/numberPolicy';
import { normaliseCarrierNumber } from '../model/phoneNumber';
import type { Carrier, Enterprise, Gateway, RoutingScheme, TrunkGroup } from '../model/settings';
import { ownedString } from '../model/ownedString';
import { orderGateways } from '../routing/gatewayOrder';
import { byAvailability } from './availability';
import type { CallParties, CallRoute, Decision, RouteCandidate } from './decision';
import {
  dialledOf,
  lookup,
  named,
  namedPeer,
  refuse,
  say,
  sayOf,
  type DecisionContext,
  type RoutingContext,
} from './decisionContext';
import { trunkLease, turnLease } from './leaseRequests';
import { analyseFromCarrier, formatFrom, isDialable, type AnalysedNumber } from './numberAnalysis';
import { displayOf, isAnonymous, isPrivate, present, type CallingParty } from './presentation';
import { redirectionsOf } from './redirections';
import { asDialled, type Forwarder, type RouteOrigin } from './routeOrigin';
import { selectionOf } from './selection';

/** How long a phone may ring where nothing else is set (design.md section 4, Failures). */
export const ringTimeoutMs = 180_000;

/** A call for one of our users. */
export interface TerminatingCall {
  readonly user: UserRecord;
  readonly calling: CallingParty;
  /** Who sent it on before, the first first. */
  readonly forwarders: readonly Forwarder[];
}

/** A search among a user's trunk groups. */
export type Ringing = Pick<CallRoute, 'candidates' | 'selection' | 'maxReroutes'> &
  Pick<RouteOrigin, 'user' | 'scheme' | 'countedAnswers'>;

/** Where a called user rings, or why not. */
export type Termination =
  | { readonly kind: 'ringing'; readonly ringing: Ringing }
  | { readonly kind: 'refused'; readonly failure: FailureClass };

/** A called user's trunk groups by its routing scheme, the group's default one where it has none of its own. */
export const terminate = (context: RoutingContext, call: TerminatingCall): Termination => {
  const { configuration } = context;
  const { user } = call;
  const tell = (rule: string, result: string): void => {
    sayOf(context, user.enterpriseId, rule, result);
  };
  if (user.kind !== 'person') {
    tell('terminating', `${user.name} is ${user.kind.replaceAll('_', ' ')}, which cannot be rung yet`);
    return { kind: 'refused', failure: 'destination_not_ringable' };
  }
  const enterprise = configuration.enterprises.get(user.enterpriseId);
  const scheme = schemeOf(context, user);
  if (enterprise === undefined || scheme === undefined) {
    tell('routing_scheme', `${user.name} has no routing scheme`);
    return { kind: 'refused', failure: 'not_reachable' };
  }
  const candidates: RouteCandidate[] = [];
  const percents: number[] = [];
  for (const { trunkGroupId, percent } of scheme.members) {
    const trunkGroup = configuration.trunkGroups.get(trunkGroupId);
    if (trunkGroup === undefined) {
      tell('routing_scheme', `trunk group ${trunkGroupId} is not in the configuration`);
      continue;
    }
    const addresses = addressesToTry(context, trunkGroup, tell);
    if (addresses === null) continue;
    candidates.push(trunkGroupCandidate(context, trunkGroup, addresses, enterprise, call));
    percents.push(percent ?? 0);
  }
  const names = candidates.map((candidate) => candidate.destination.name).join(', ');
  tell('routing_scheme', `${scheme.name} (${scheme.algorithm}): ${names || 'no trunk group'}`);
  return {
    kind: 'ringing',
    ringing: {
      candidates,
      selection: selectionOf(scheme, percents),
      maxReroutes: scheme.maxReroutes,
      user,
      scheme,
      countedAnswers: scheme.algorithm === 'round_robin' ? [{ schemeId: scheme.id, trunkGroupId: null }] : [],
    },
  };
};

/**
 * The addresses a trunk group is tried at; null: it is passed over, and the trace says why. One that sends all its calls
 * elsewhere needs none.
 */
export const addressesToTry = (
  context: RoutingContext,
  trunkGroup: TrunkGroup,
  tell: (rule: string, result: string) => void,
): readonly Gateway[] | null => {
  if (trunkGroup.forwardAll.action !== 'none') return trunkGroup.pbx;
  if (trunkGroup.pbx.length === 0) {
    tell('routing_scheme', `trunk group ${trunkGroup.name} has no address`);
    return null;
  }
  const { open } = byAvailability(context, trunkGroup, tell);
  return open.length === 0 ? null : open;
};

/** A call from a carrier: for one of our users, or nobody's. */
export const decideFromCarrier = (context: DecisionContext, carrier: Carrier): Decision => {
  const { facts, configuration, lookups } = context;
  const called = analyseFromCarrier(facts.called, carrier, configuration.countries, lookups);
  if (called === undefined) return lookup(context);

  const enterprise = enterpriseOf(context, called);
  const calling = callingFromCarrier(context, carrier, enterprise);
  const parties = partiesOf(context, carrier, called, calling);
  if (called.kind !== 'user') {
    const why = called.kind === 'unassigned' ? 'is assigned to nobody' : 'is none of ours';
    say(context, 'called_number', `${called.number} ${why}`);
    return refuse(context, 'number_not_found', parties);
  }
  say(context, 'called_number', `${called.number} is ${called.user.name}`);
  const termination = terminate(context, { user: called.user, calling, forwarders: [] });
  if (termination.kind === 'refused') return refuse(context, termination.failure, parties);
  const { candidates, selection, maxReroutes, ...ringing } = termination.ringing;
  return {
    kind: 'route',
    route: {
      parties,
      peerTrusted: carrier.trusted,
      originatingLease: null,
      candidates,
      selection,
      maxReroutes,
      ringTimeoutMs,
      maxCallDurationMs: null,
      codes: null,
      origin: { calling, ...ringing, ...asDialled },
    },
    trace: context.trace,
    emergency: null,
  };
};

/** A user's own scheme; one that is gone falls back to the group's default. */
const schemeOf = ({ configuration }: RoutingContext, user: UserRecord): RoutingScheme | undefined => {
  const own =
    user.routingSchemeId === null ? undefined : configuration.routingSchemes.get(user.routingSchemeId);
  if (own !== undefined) return own;
  const group = configuration.groups.get(user.groupId);
  return group === undefined ? undefined : configuration.routingSchemes.get(group.defaultSchemeId);
};

/** A user's trunk group as one place to ring it. */
export const trunkGroupCandidate = (
  context: RoutingContext,
  trunkGroup: TrunkGroup,
  addresses: readonly Gateway[],
  enterprise: Enterprise,
  { user, calling, forwarders }: TerminatingCall,
): RouteCandidate => {
  const { failoverCodes, trusted } = trunkGroup;
  const { country, id: enterpriseId } = enterprise;
  const forwardsAll = trunkGroup.forwardAll.action !== 'none';
  return {
    destination: namedPeer(trunkGroup),
    lease: forwardsAll
      ? turnLease(trunkGroup, enterprise)
      : trunkLease(context.configuration, trunkGroup, enterprise, 'incoming', false),
    gateways: orderGateways(addresses, context.random),
    forwardsAll,
    requestUser:
      user.number === null ? (user.extension ?? '') : numberSent(trunkGroup, 'called', user.number, country),
    presentation: present(calling, { peer: trunkGroup, trusted, country, enterpriseId }),
    redirections: redirectionsOf(forwarders, trunkGroup, country),
    trusted,
    failoverCodes,
    invitationTimeoutMs: trunkGroup.invitationTimeoutMs,
    invitationTimeoutEnds: 'beyond_trying',
    maxCallDurationMs: trunkGroup.maxCallDurationMs,
  };
};

const enterpriseOf = ({ configuration }: RoutingContext, called: AnalysedNumber): Enterprise | null => {
  if (called.kind === 'user') return configuration.enterprises.get(called.user.enterpriseId) ?? null;
  if (called.kind === 'unassigned') return configuration.enterprises.get(called.enterpriseId) ?? null;
  return null;
};

/** The called side of a call to a number of ours; null: it is none. */
export const calledPartyOf = (context: RoutingContext, called: AnalysedNumber): CalledParty | null => {
  const { configuration } = context;
  const enterprise = enterpriseOf(context, called);
  if (enterprise === null) return null;
  const user = called.kind === 'user' ? called.user : null;
  const group = user === null ? undefined : configuration.groups.get(user.groupId);
  const trunkGroup = group === undefined ? undefined : configuration.trunkGroups.get(group.trunkGroupId);
  return {
    enterprise: named(enterprise),
    group: group === undefined ? null : named(group),
    user: user === null ? null : named(user),
    trunkGroup: trunkGroup === undefined ? null : named(trunkGroup),
  };
};

/** The asserted identity where the carrier is trusted (RFC 3325), else From; national numbers are the called side's. */
const callingFromCarrier = (
  { facts, configuration }: DecisionContext,
  carrier: Carrier,
  enterprise: Enterprise | null,
): CallingParty => {
  const asserted = carrier.trusted
    ? facts.asserted.find((given) => isDialable(given) && given.user !== '')
    : null;
  const identity = asserted ?? facts.from;
  const country = enterprise?.country ?? configuration.countries[0] ?? '';
  const read = normaliseCarrierNumber(identity.user, formatFrom(carrier), country);
  return {
    number: read?.number ?? (isAnonymous(identity) ? null : ownedString(identity.user)),
    internal: null,
    display: displayOf(identity) ?? displayOf(facts.from),
    private: isPrivate(facts),
    numbers: null,
  };
};

const partiesOf = (
  context: DecisionContext,
  carrier: Carrier,
  called: AnalysedNumber,
  calling: CallingParty,
): CallParties => {
  const party = calledPartyOf(context, called);
  return {
    direction: 'terminating',
    peer: namedPeer(carrier),
    enterprise: party?.enterprise ?? null,
    group: party?.group ?? null,
    user: party?.user ?? null,
    trunkGroup: party?.trunkGroup ?? null,
    called: null,
    // The called enterprise reads this record: a withheld number must not show there either.
    callingNumber: calling.private ? 'anonymous' : (calling.number ?? 'anonymous'),
    calledNumber: ownedString(called.number),
    dialled: dialledOf(context),
    emergency: false,
  };
};
