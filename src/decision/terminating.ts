import type { CalledParty } from '../model/callRecord';
import type { UserRecord } from '../model/directory';
import type { FailureClass } from '../model/outcome';
import { numberSent } from '../model/numberPolicy';
import { normaliseCarrierNumber } from '../model/phoneNumber';
import type { Carrier, Enterprise, Gateway, RoutingScheme, TrunkGroup } from '../model/settings';
import { ownedString } from '../model/ownedString';
import { orderGateways } from '../routing/gatewayOrder';
import { byAvailability } from './availability';
import { calledPlan } from './calledPlan';
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
import { policedLease, trunkLease, turnLease } from './leaseRequests';
import { analyseFromCarrier, formatFrom, isDialable, type AnalysedNumber } from './numberAnalysis';
import { displayOf, isAnonymous, isPrivate, present, type CallingParty } from './presentation';
import { redirectionsOf } from './redirections';
import { ringTimeoutMs } from './ringTime';
import {
  asReceived,
  outside,
  type CountedAnswer,
  type Follows,
  type Forwarder,
  type Remedy,
} from './routeOrigin';
import { asListed, selectionOf } from './selection';
import type { TerminatingCall } from './terminatingCall';

/** A search for somebody who answers. */
export type Search = Pick<CallRoute, 'candidates' | 'selection' | 'maxReroutes' | 'ringTimeoutMs' | 'origin'>;

/** Where a call for a user goes, or why nowhere. */
export type Termination =
  | { readonly kind: 'search'; readonly search: Search }
  /** `byFeatures`: the user does not take it; else the user cannot be rung at all. */
  | { readonly kind: 'refused'; readonly failure: FailureClass; readonly byFeatures: boolean };

/** A call for a user: what the user's features make of it, and where it rings. */
export const terminate = (context: RoutingContext, call: TerminatingCall): Termination => {
  const { user, path } = call;
  if (user.kind !== 'person') {
    const result = `${user.name} is ${user.kind.replaceAll('_', ' ')}, which cannot be rung yet`;
    sayOf(context, user.enterpriseId, 'terminating', result);
    return { kind: 'refused', failure: 'destination_not_ringable', byFeatures: false };
  }
  const plan = calledPlan(context, call);
  if (plan === null) return ringOwnPhones(context, call, untilAnswered);
  const policed = policedLease(user);
  const isCounted = path.policed.some(({ calledNumber }) => calledNumber.number === user.number);
  const counted: TerminatingCall =
    policed === null || isCounted
      ? call
      : { ...call, path: { ...path, policed: [...path.policed, policed] } };
  const { forwarders, countedAnswers } = path;
  const inPlace = { user, forwarders, countedAnswers };
  switch (plan.kind) {
    case 'refuse': {
      const { failure, rule } = plan;
      // Intercept stands above the policing, whatever else refuses stands below (decisions.md 20).
      if (policed === null || failure === 'intercepted')
        return { kind: 'refused', failure, byFeatures: true };
      return onward(counted, { kind: 'refuse', rule, ...inPlace, failure });
    }
    case 'forward': {
      const { rule, number: to, reason } = plan.to;
      const { answerConfirmation } = path;
      const sentOn = { to, reason, ofUser: true, atOnce: true, notTo: call.notTo, answerConfirmation };
      return onward(counted, { kind: 'forward', rule, ...inPlace, ...sentOn });
    }
    case 'ring': {
      const [first, ...more] = plan.stages;
      const [branch, ...others] = first?.branches ?? [];
      if (first !== undefined && branch?.kind === 'base' && more.length === 0 && others.length === 0) {
        const { timerMs } = branch;
        return ringOwnPhones(context, counted, { timerMs, ringMs: first.ringMs, follows: plan.behind });
      }
      const rule = plan.stages.length > 1 || others.length === 0 ? 'sequential_ring' : 'simultaneous_ring';
      return onward(counted, { kind: 'stage', rule, ...inPlace, plan, index: 0, ownFailure: null });
    }
    default:
      return plan satisfies never;
  }
};

/** A search along which nobody is hunted: what is to be done instead is done at once. */
const onward = ({ user, calling, path }: TerminatingCall, remedy: Remedy): Termination => ({
  kind: 'search',
  search: {
    candidates: [],
    selection: asListed,
    maxReroutes: 0,
    ringTimeoutMs,
    origin: { calling, ...outside, ...path, user, onward: true, behind: [remedy, ...path.behind] },
  },
});

/** How a user's own phones are rung. */
export interface OwnRinging {
  /** How long they may say nothing beyond 100; null: as the trunk group has it. */
  readonly timerMs: number | null;
  /** From the first 18x. */
  readonly ringMs: number;
  /** Where the call goes when they do not take it. */
  readonly follows: Follows | null;
}

const untilAnswered: OwnRinging = { timerMs: null, ringMs: ringTimeoutMs, follows: null };

/** A user's trunk groups by its routing scheme, the group's default one where it has none of its own. */
export const ringOwnPhones = (
  context: RoutingContext,
  call: TerminatingCall,
  { timerMs, ringMs, follows }: OwnRinging,
): Termination => {
  const { configuration } = context;
  const { user, calling, path } = call;
  const tell = (rule: string, result: string): void => {
    sayOf(context, user.enterpriseId, rule, result);
  };
  const enterprise = configuration.enterprises.get(user.enterpriseId);
  const scheme = schemeOf(context, user);
  if (enterprise === undefined || scheme === undefined) {
    tell('routing_scheme', `${user.name} has no routing scheme`);
    return { kind: 'refused', failure: 'not_reachable', byFeatures: false };
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
    const candidate = trunkGroupCandidate(context, trunkGroup, addresses, enterprise, {
      user,
      calling,
      forwarders: path.forwarders,
    });
    candidates.push(timerMs === null ? candidate : withTimer(candidate, timerMs));
    percents.push(percent ?? 0);
  }
  const names = candidates.map((candidate) => candidate.destination.name).join(', ');
  tell('routing_scheme', `${scheme.name} (${scheme.algorithm}): ${names || 'no trunk group'}`);
  const own =
    scheme.algorithm === 'round_robin' ? [{ schemeId: scheme.id, trunkGroupId: null }] : nothingCounted;
  const countedAnswers = path.countedAnswers.length === 0 ? own : [...path.countedAnswers, ...own];
  return {
    kind: 'search',
    search: {
      candidates,
      selection: selectionOf(scheme, percents),
      maxReroutes: scheme.maxReroutes,
      ringTimeoutMs: ringMs,
      origin: {
        calling,
        user,
        scheme,
        forwarders: path.forwarders,
        forwards: path.forwards,
        countedAnswers,
        asked: path.asked,
        behind: path.behind,
        onward: false,
        follows,
        stage: null,
        policed: path.policed,
        answerConfirmation: path.answerConfirmation,
      },
    },
  };
};

const nothingCounted: readonly CountedAnswer[] = [];

/** The user's own patience counts where it is shorter than the trunk group's. */
const withTimer = (candidate: RouteCandidate, timerMs: number): RouteCandidate => ({
  ...candidate,
  invitationTimeoutMs: Math.min(timerMs, candidate.invitationTimeoutMs),
});

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
  const parties = terminatingParties(context, carrier, called, calling);
  if (called.kind !== 'user') {
    const why = called.kind === 'unassigned' ? 'is assigned to nobody' : 'is none of ours';
    say(context, 'called_number', `${called.number} ${why}`);
    return refuse(context, 'number_not_found', parties);
  }
  say(context, 'called_number', `${called.number} is ${called.user.name}`);
  const termination = terminate(context, {
    user: called.user,
    calling,
    parties,
    path: asReceived(facts, carrier.trusted),
    notTo: [],
  });
  if (termination.kind === 'refused') return refuse(context, termination.failure, parties);
  return {
    kind: 'route',
    route: {
      parties,
      peerTrusted: carrier.trusted,
      originatingLease: null,
      maxCallDurationMs: null,
      codes: null,
      ...termination.search,
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

/** Whom a candidate rings. */
export interface RungUser {
  readonly user: UserRecord;
  readonly calling: CallingParty;
  /** Who sent the call on, the first first. */
  readonly forwarders: readonly Forwarder[];
}

/** A user's trunk group as one place to ring it. */
export const trunkGroupCandidate = (
  context: RoutingContext,
  trunkGroup: TrunkGroup,
  addresses: readonly Gateway[],
  enterprise: Enterprise,
  { user, calling, forwarders }: RungUser,
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
export const callingFromCarrier = (
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

export const terminatingParties = (
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
