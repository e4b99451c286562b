import type { PartyIdentity } from '../model/callFacts';
import type { ForwardedTo } from '../model/callRecord';
import type { Directory, DirectoryKey } from '../model/directory';
import { emergencyCall } from '../model/emergencyNumbers';
import type { FailureClass } from '../model/outcome';
import type { Random } from '../model/ports';
import type { Enterprise } from '../model/settings';
import type { TargetHealth } from '../model/targetHealth';
import type { Trace } from '../model/trace';
import type { Configuration } from '../routing/configuration';
import { routeOffNet } from './carriers';
import type { CallRoute } from './decision';
import { say, type RoutingContext } from './decisionContext';
import type { HuntResult } from './huntResult';
import { forwardLease } from './leaseRequests';
import { Lookups } from './lookups';
import { analyseSetting } from './numberAnalysis';
import { remediesOf } from './remedies';
import {
  outside,
  type Forwarder,
  type ForwardRemedy,
  type Remedy,
  type RerouteRemedy,
  type RouteOrigin,
} from './routeOrigin';
import { asListed } from './selection';
import { addressesToTry, calledPartyOf, terminate, trunkGroupCandidate } from './terminating';

/** A call is sent on so often at most (design.md section 4.4). */
const mostForwards = 10;

/** What a call does once its hunt has ended. */
export type NextDecision =
  /** Facts are missing: fetch them and decide again. */
  | { readonly kind: 'lookup'; readonly keys: readonly DirectoryKey[] }
  | {
      readonly kind: 'route';
      readonly route: CallRoute;
      /** Whom the call was sent on to; null: the same user by another way. */
      readonly forwarded: Pick<ForwardedTo, 'party' | 'number' | 'reason'> | null;
      readonly trace: Trace;
    }
  /** The caller is answered: with this failure, or, where it is null, with the best that was heard. */
  | { readonly kind: 'answer'; readonly failure: FailureClass | null; readonly trace: Trace };

/**
 * What comes when the hunt along a route has nothing left: the one place that decides it (design.md section 4,
 * Failures). Remedies are tried in their order until one leads anywhere; after the last the caller is answered. Pure, as
 * `decide`.
 */
export const decideNext = (
  route: CallRoute,
  result: HuntResult,
  configuration: Configuration,
  directory: Directory,
  random: Random,
  health: TargetHealth,
): NextDecision => {
  const lookups = new Lookups(directory);
  const trace: Trace = [];
  const remedies = remediesOf(route.origin, result, configuration);
  const asked = askedBy(result);
  for (const [index, remedy] of remedies.entries()) {
    const side = remedy.user.enterpriseId;
    const context: RoutingContext = { configuration, lookups, random, health, trace, side };
    const step: Step = {
      context,
      route,
      asked: [...route.origin.asked, ...asked],
      behind: remedies.slice(index + 1),
    };
    const taken = remedy.kind === 'forward' ? forward(step, remedy) : reroute(step, remedy);
    switch (taken.kind) {
      case 'pending':
        return { kind: 'lookup', keys: lookups.missing };
      case 'route':
        return { ...taken, trace };
      case 'refused':
        return { kind: 'answer', failure: taken.failure, trace };
      case 'leads_nowhere':
        break;
      default:
        taken satisfies never;
    }
  }
  return { kind: 'answer', failure: null, trace };
};

/** The trunk groups whose turn it was. */
const askedBy = (result: HuntResult): readonly string[] => {
  if (result.kind === 'nobody_reached') return result.asked;
  return result.kind === 'forwarding_trunk_group' ? [result.trunkGroupId] : [];
};

/** A remedy being tried. */
interface Step {
  readonly context: RoutingContext;
  /** The one whose hunt has ended. */
  readonly route: CallRoute;
  readonly asked: readonly string[];
  readonly behind: readonly Remedy[];
}

type Taken =
  | Omit<Extract<NextDecision, { readonly kind: 'route' }>, 'trace'>
  /** The call must not go on. */
  | { readonly kind: 'refused'; readonly failure: FailureClass }
  /** The next remedy may. */
  | { readonly kind: 'leads_nowhere' }
  /** Facts are missing. */
  | { readonly kind: 'pending' };

const leadsNowhere: Taken = { kind: 'leads_nowhere' };

function reroute(step: Step, remedy: RerouteRemedy): Taken {
  const { context, route, asked, behind } = step;
  const { trunkGroupId, user, forwarders, rule, countedAnswers } = remedy;
  const trunkGroup = context.configuration.trunkGroups.get(trunkGroupId);
  const enterprise = context.configuration.enterprises.get(user.enterpriseId);
  if (trunkGroup === undefined || enterprise === undefined) {
    say(context, rule, `trunk group ${trunkGroupId} is not in the configuration`);
    return leadsNowhere;
  }
  if (asked.includes(trunkGroupId)) {
    say(context, rule, `reroute to ${trunkGroup.name}, which was asked before`);
    return leadsNowhere;
  }
  say(context, rule, `reroute to ${trunkGroup.name}`);
  const addresses = addressesToTry(context, trunkGroup, (of, result) => {
    say(context, of, result);
  });
  if (addresses === null) return leadsNowhere;
  const { calling } = route.origin;
  return {
    kind: 'route',
    route: {
      ...route,
      candidates: [
        trunkGroupCandidate(context, trunkGroup, addresses, enterprise, { user, calling, forwarders }),
      ],
      selection: asListed,
      maxReroutes: 0,
      origin: { ...route.origin, user, scheme: null, forwarders, countedAnswers, asked, behind },
    },
    // From a user the call had been sent on to, it comes back.
    forwarded:
      user.id === route.origin.user?.id
        ? null
        : {
            party: calledPartyOf(context, { kind: 'user', number: user.number ?? '', user }),
            number: user.number ?? user.extension ?? '',
            reason: 'not_reachable',
          },
  };
}

function forward(step: Step, remedy: ForwardRemedy): Taken {
  const { context, route } = step;
  const { user, to, reason, rule } = remedy;
  const enterprise = context.configuration.enterprises.get(user.enterpriseId);
  if (enterprise === undefined) return leadsNowhere;
  if (route.origin.forwards >= mostForwards) {
    say(context, rule, `forward to ${to}: sent on ${mostForwards} times already`);
    return { kind: 'refused', failure: 'too_many_hops' };
  }
  const identity: PartyIdentity = { scheme: 'sip', display: null, user: to, host: '' };
  if (emergencyCall(identity, enterprise.country) !== null) {
    say(context, rule, `${to} is an emergency number: nothing is forwarded there`);
    return leadsNowhere;
  }
  const called = analyseSetting(to, enterprise, context.lookups);
  if (called === undefined) return { kind: 'pending' };
  const forwarders: readonly Forwarder[] = [...remedy.forwarders, { user, reason }];
  switch (called.kind) {
    case 'user': {
      if (forwarders.some((forwarder) => forwarder.user.id === called.user.id)) {
        say(context, rule, `forward to ${to}: ${called.user.name} sent the call on before`);
        return { kind: 'refused', failure: 'forwarding_loop' };
      }
      say(context, rule, `forward to ${to}`);
      const { calling } = route.origin;
      const termination = terminate(context, { user: called.user, calling, forwarders });
      if (termination.kind === 'refused') return leadsNowhere;
      const { candidates, selection, maxReroutes, ...towards } = termination.ringing;
      const countedAnswers = [...remedy.countedAnswers, ...towards.countedAnswers];
      return {
        kind: 'route',
        route: {
          ...route,
          ...{ candidates, selection, maxReroutes },
          origin: originOf(step, forwarders, { ...towards, countedAnswers }),
        },
        forwarded: { party: calledPartyOf(context, called), number: called.number, reason },
      };
    }
    case 'foreign':
      return forwardOutside(step, remedy, enterprise, called.number, forwarders);
    case 'unassigned':
    case 'short':
    case 'impossible':
    case 'name':
      say(context, rule, `forward to ${to}: ${whyNot[called.kind]}`);
      return leadsNowhere;
    default:
      return called satisfies never;
  }
}

const whyNot = {
  unassigned: 'assigned to nobody',
  short: 'no extension',
  impossible: 'no number has this length',
  name: 'no number',
} as const;

function forwardOutside(
  step: Step,
  remedy: ForwardRemedy,
  enterprise: Enterprise,
  number: string,
  forwarders: readonly Forwarder[],
): Taken {
  const { context, route } = step;
  say(context, remedy.rule, `forward to ${number}`);
  const offNet = routeOffNet(context, {
    calling: route.origin.calling,
    called: number,
    country: enterprise.country,
    forwarders,
    lease: forwardLease(enterprise),
  });
  switch (offNet.kind) {
    case 'pending':
      return { kind: 'pending' };
    case 'blocked':
    case 'none':
    case 'unreachable':
      return leadsNowhere;
    case 'candidates': {
      const { candidates, maxReroutes } = offNet;
      const { countedAnswers, reason } = remedy;
      return {
        kind: 'route',
        route: {
          ...route,
          ...{ candidates, selection: asListed, maxReroutes },
          origin: originOf(step, forwarders, { ...outside, countedAnswers }),
        },
        forwarded: { party: null, number, reason },
      };
    }
    default:
      return offNet satisfies never;
  }
}

/** Of a route the call is sent on to. */
const originOf = (
  { route, asked, behind }: Step,
  forwarders: readonly Forwarder[],
  towards: Pick<RouteOrigin, 'user' | 'scheme' | 'countedAnswers'>,
): RouteOrigin => ({
  calling: route.origin.calling,
  ...towards,
  forwarders,
  forwards: route.origin.forwards + 1,
  asked,
  behind,
});
