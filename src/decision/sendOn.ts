import { forwardPermission } from '../features/outbound/forwardPermission';
import type { PartyIdentity } from '../model/callFacts';
import { emergencyCall } from '../model/emergencyNumbers';
import { plainGroupFeatures } from '../model/groupFeatures';
import type { Enterprise } from '../model/settings';
import { routeOffNet } from './carriers';
import { say } from './decisionContext';
import { forwardLease } from './leaseRequests';
import type { Step, Taken } from './remedyStep';
import { analyseSetting, type AnalysedNumber } from './numberAnalysis';
import { mostForwardedCalls, mostForwards } from './forwardLimits';
import { outboundTarget } from './outboundTarget';
import { outside, type Forwarder, type ForwardRemedy, type Path } from './routeOrigin';
import { ringTimeoutMs } from './ringTime';
import { asListed } from './selection';
import { calledPartyOf, terminate } from './terminating';
import { tollCheck } from './tollCheck';

const leadsNowhere: Taken = { kind: 'leads_nowhere' };

/**
 * Sends a call on to a number, in the place of a user. Where a forward that comes before anything else leads nowhere, what
 * the user's features say without it is done instead.
 */
export function sendOn(step: Step, remedy: ForwardRemedy): Taken {
  const sent = sendTo(step, remedy);
  return sent.kind === 'leads_nowhere' && remedy.atOnce ? withoutIt(step, remedy) : sent;
}

function withoutIt(step: Step, remedy: ForwardRemedy): Taken {
  const { context, route } = step;
  const { user, to, forwarders, countedAnswers, notTo } = remedy;
  say(context, remedy.rule, `the call goes on as if it were not forwarded to ${to}`);
  const { calling, forwards, policed, answerConfirmation } = route.origin;
  const { asked, behind } = step;
  const termination = terminate(context, {
    ...{ user, calling, parties: route.parties, notTo: [...notTo, to] },
    path: { forwarders, forwards, asked, behind, countedAnswers, policed, answerConfirmation },
  });
  if (termination.kind === 'refused') {
    return termination.byFeatures ? { kind: 'refused', failure: termination.failure } : leadsNowhere;
  }
  return {
    kind: 'route',
    route: { ...route, ...termination.search },
    forwarded: null,
    forwardedBy: null,
  };
}

function sendTo(step: Step, remedy: ForwardRemedy): Taken {
  const { context, route } = step;
  const { user, to, reason, rule } = remedy;
  const enterprise = context.configuration.enterprises.get(user.enterpriseId);
  if (enterprise === undefined) return leadsNowhere;
  const going = reason === 'follow_me' ? `ring ${to}` : `forward to ${to}`;
  if (route.origin.forwards >= mostForwards) {
    say(context, rule, `${going}: sent on ${mostForwards} times already`);
    return { kind: 'ended', failure: 'too_many_hops' };
  }
  const identity: PartyIdentity = { scheme: 'sip', display: null, user: to, host: '' };
  if (emergencyCall(identity, enterprise.country) !== null) {
    say(context, rule, `${to} is an emergency number: nothing is forwarded there`);
    return leadsNowhere;
  }
  if (remedy.ofUser && context.forwardedCalls(user.id) >= mostForwardedCalls) {
    say(
      context,
      rule,
      `${going}: passed over, ${user.name} has ${mostForwardedCalls} forwarded calls already`,
    );
    return leadsNowhere;
  }
  const called = analyseSetting(to, enterprise, context.lookups);
  if (called === undefined) return { kind: 'pending' };
  if (remedy.ofUser && !isAllowed(step, remedy, called, enterprise)) return leadsNowhere;
  const forwarders: readonly Forwarder[] = [...remedy.forwarders, { user, reason }];
  switch (called.kind) {
    case 'user': {
      if (forwarders.some((forwarder) => forwarder.user.id === called.user.id)) {
        say(context, rule, `${going}: ${called.user.name} sent the call on before`);
        return { kind: 'ended', failure: 'forwarding_loop' };
      }
      say(context, rule, going);
      const termination = terminate(context, {
        user: called.user,
        calling: route.origin.calling,
        parties: route.parties,
        path: pathOf(step, remedy, forwarders),
        notTo: [],
      });
      if (termination.kind === 'refused') {
        return termination.byFeatures ? { kind: 'ended', failure: termination.failure } : leadsNowhere;
      }
      return {
        kind: 'route',
        route: { ...route, ...termination.search },
        forwarded: { party: calledPartyOf(context, called), number: called.number, reason },
        forwardedBy: remedy.ofUser ? user.id : null,
      };
    }
    case 'foreign':
      return sendOutside(step, remedy, enterprise, called, forwarders);
    case 'unassigned':
    case 'short':
    case 'impossible':
    case 'name':
      say(context, rule, `${going}: ${whyNot[called.kind]}`);
      return leadsNowhere;
    default:
      return called satisfies never;
  }
}

/** A call that the user makes: the user's restrictions of forwards, else the group's, are asked (flexible-reach.md 14.4). */
const isAllowed = (
  { context }: Step,
  { user }: ForwardRemedy,
  called: AnalysedNumber,
  plan: Enterprise,
): boolean => {
  const group = context.configuration.groups.get(user.groupId)?.features ?? plainGroupFeatures;
  return forwardPermission({ user, group, plan }, outboundTarget(called, user), (rule, result) => {
    say(context, rule, result);
  });
};

const whyNot = {
  unassigned: 'assigned to nobody',
  short: 'no extension',
  impossible: 'no number has this length',
  name: 'no number',
} as const;

function sendOutside(
  step: Step,
  remedy: ForwardRemedy,
  enterprise: Enterprise,
  called: AnalysedNumber,
  forwarders: readonly Forwarder[],
): Taken {
  const { context, route } = step;
  const { reason, rule } = remedy;
  const { number } = called;
  const toll = tollCheck(context, remedy.ofUser ? remedy.user : null, enterprise, called);
  if (toll.isRefused) return leadsNowhere;
  say(context, rule, reason === 'follow_me' ? `ring ${number}` : `forward to ${number}`);
  const { calling } = route.origin;
  const offNet = routeOffNet(context, {
    calling,
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
      return {
        kind: 'route',
        route: {
          ...route,
          ...{ candidates, selection: asListed, maxReroutes },
          // A place that a stage rings may be silent as long as the stage says.
          ringTimeoutMs: route.origin.onward ? route.ringTimeoutMs : ringTimeoutMs,
          origin: { calling, ...outside, ...pathOf(step, remedy, forwarders) },
          ...(toll.use === null ? {} : { toll: toll.use }),
        },
        forwarded: { party: null, number, reason },
        forwardedBy: remedy.ofUser ? remedy.user.id : null,
      };
    }
    default:
      return offNet satisfies never;
  }
}

/** Of whom the call is sent on to. */
const pathOf = (
  { route, asked, behind }: Step,
  { countedAnswers, answerConfirmation }: ForwardRemedy,
  forwarders: readonly Forwarder[],
): Path => ({
  forwarders,
  forwards: route.origin.forwards + 1,
  asked,
  behind,
  countedAnswers,
  policed: route.origin.policed,
  answerConfirmation,
});
