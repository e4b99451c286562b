import type { CalledParty } from '../model/callRecord';
import type { UserRecord } from '../model/directory';
import type { FailureClass } from '../model/outcome';
import { numberSent } from '../model/numberPolicy';
import { normaliseCarrierNumber } from '../model/phoneNumber';
import type { Carrier, Enterprise, Gateway, RoutingScheme, TrunkGroup } from '../model/settings';
import { ownedString } from '../model/ownedString';
import { orderGateways } from '../routing/gatewayOrder';
import { orderMembers } from '../routing/schemes/memberOrder';
import { byAvailability } from './availability';
import type { CallParties, Decision, RouteCandidate } from './decision';
import {
  dialledOf,
  lookup,
  named,
  namedPeer,
  refuse,
  say,
  sayCalled,
  type DecisionContext,
} from './decisionContext';
import { trunkLease } from './leaseRequests';
import { analyseFromCarrier, formatFrom, isDialable, type AnalysedNumber } from './numberAnalysis';
import { displayOf, isAnonymous, isPrivate, present, type CallingParty } from './presentation';

/** How long a phone may ring where nothing else is set (design.md section 4, Failures). */
export const ringTimeoutMs = 180_000;

/** Where a called user rings, or why not. */
export type Termination =
  | {
      readonly kind: 'candidates';
      readonly candidates: readonly RouteCandidate[];
      readonly maxReroutes: number;
    }
  | { readonly kind: 'refused'; readonly failure: FailureClass };

/** A called user's trunk groups by its routing scheme, the group's default one where it has none of its own. */
export const terminate = (context: DecisionContext, user: UserRecord, calling: CallingParty): Termination => {
  const { configuration } = context;
  if (user.kind !== 'person') {
    sayCalled(
      context,
      'terminating',
      `${user.name} is ${user.kind.replaceAll('_', ' ')}, which cannot be rung yet`,
    );
    return { kind: 'refused', failure: 'destination_not_ringable' };
  }
  const enterprise = configuration.enterprises.get(user.enterpriseId);
  const scheme = schemeOf(context, user);
  if (enterprise === undefined || scheme === undefined) {
    sayCalled(context, 'routing_scheme', `${user.name} has no routing scheme`);
    return { kind: 'refused', failure: 'not_reachable' };
  }
  const candidates: RouteCandidate[] = [];
  for (const id of orderMembers(scheme)) {
    const trunkGroup = configuration.trunkGroups.get(id);
    if (trunkGroup === undefined || trunkGroup.pbx.length === 0) {
      sayCalled(context, 'routing_scheme', `trunk group ${trunkGroup?.name ?? id} has no address`);
      continue;
    }
    const { open } = byAvailability(context, trunkGroup, sayCalled);
    if (open.length > 0) {
      candidates.push(trunkGroupCandidate(context, trunkGroup, open, enterprise, user, calling));
    }
  }
  const names = candidates.map((candidate) => candidate.destination.name).join(', ');
  sayCalled(context, 'routing_scheme', `${scheme.name} (${scheme.algorithm}): ${names || 'no trunk group'}`);
  if (candidates.length === 0) return { kind: 'refused', failure: 'not_reachable' };
  return { kind: 'candidates', candidates, maxReroutes: scheme.maxReroutes };
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
  const termination = terminate(context, called.user, calling);
  if (termination.kind === 'refused') return refuse(context, termination.failure, parties);
  return {
    kind: 'route',
    route: {
      parties,
      peerTrusted: carrier.trusted,
      originatingLease: null,
      candidates: termination.candidates,
      maxReroutes: termination.maxReroutes,
      ringTimeoutMs,
    },
    trace: context.trace,
    emergency: null,
  };
};

/** A user's own scheme; one that is gone falls back to the group's default. */
const schemeOf = ({ configuration }: DecisionContext, user: UserRecord): RoutingScheme | undefined => {
  const own =
    user.routingSchemeId === null ? undefined : configuration.routingSchemes.get(user.routingSchemeId);
  if (own !== undefined) return own;
  const group = configuration.groups.get(user.groupId);
  return group === undefined ? undefined : configuration.routingSchemes.get(group.defaultSchemeId);
};

const trunkGroupCandidate = (
  context: DecisionContext,
  trunkGroup: TrunkGroup,
  addresses: readonly Gateway[],
  enterprise: Enterprise,
  user: UserRecord,
  calling: CallingParty,
): RouteCandidate => {
  const { failoverCodes, trusted } = trunkGroup;
  const { country, id: enterpriseId } = enterprise;
  return {
    destination: namedPeer(trunkGroup),
    lease: trunkLease(context.configuration, trunkGroup, enterprise, 'incoming', false),
    gateways: orderGateways(addresses, context.random),
    requestUser:
      user.number === null ? (user.extension ?? '') : numberSent(trunkGroup, 'called', user.number, country),
    presentation: present(calling, { peer: trunkGroup, trusted, country, enterpriseId }),
    trusted,
    failoverCodes,
    invitationTimeoutMs: trunkGroup.invitationTimeoutMs,
    invitationTimeoutEnds: 'beyond_trying',
  };
};

const enterpriseOf = ({ configuration }: DecisionContext, called: AnalysedNumber): Enterprise | null => {
  if (called.kind === 'user') return configuration.enterprises.get(called.user.enterpriseId) ?? null;
  if (called.kind === 'unassigned') return configuration.enterprises.get(called.enterpriseId) ?? null;
  return null;
};

/** The called side of a call to a number of ours; null: it is none. */
export const calledPartyOf = (context: DecisionContext, called: AnalysedNumber): CalledParty | null => {
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
