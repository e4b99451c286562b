import type { RingBranch } from '../features/callPlan';
import type { CallBranch, CallRoute } from './decision';
import { say } from './decisionContext';
import type { Step, Taken } from './remedyStep';
import {
  afterRinging,
  type BaseRemedy,
  type Remedy,
  type RerouteRemedy,
  type StageRemedy,
} from './routeOrigin';
import { asListed } from './selection';
import { addressesToTry, calledPartyOf, ringOwnPhones, trunkGroupCandidate } from './terminating';

/** How long a place that is rung may say nothing beyond 100, on top of the time it may ring. */
const patienceMs = 30_000;

const leadsNowhere: Taken = { kind: 'leads_nowhere' };

/** The user is rung through another trunk group. */
export function reroute(step: Step, remedy: RerouteRemedy): Taken {
  const { context, route, asked } = step;
  const { trunkGroupId, user, forwarders, rule, countedAnswers, follows } = remedy;
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
  // What the user's forwarding says goes by how this ends, no longer by how it began.
  const behind = step.behind.filter((other) => !isForwardingOf(other, user.id));
  return {
    kind: 'route',
    route: {
      ...route,
      candidates: [
        trunkGroupCandidate(context, trunkGroup, addresses, enterprise, { user, calling, forwarders }),
      ],
      selection: asListed,
      maxReroutes: 0,
      origin: {
        ...route.origin,
        ...{ user, scheme: null, forwarders, countedAnswers, asked, behind, follows },
        ...{ onward: false, stage: null },
      },
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
    forwardedBy: null,
  };
}

const isForwardingOf = (remedy: Remedy, userId: string): boolean =>
  remedy.kind === 'forward' && remedy.ofUser && remedy.user.id === userId;

/** The user's own phones, as one branch of a stage. */
export function ringBase(step: Step, { user, timerMs, countedAnswers }: BaseRemedy): Taken {
  const { context, route, asked, behind } = step;
  const { calling, forwarders, forwards, policed, answerConfirmation } = route.origin;
  const path = { forwarders, forwards, asked, behind, countedAnswers, policed, answerConfirmation };
  const ringing = { timerMs, ringMs: route.ringTimeoutMs, follows: null };
  const termination = ringOwnPhones(
    context,
    { user, calling, parties: route.parties, path, notTo: [] },
    ringing,
  );
  return termination.kind === 'search'
    ? {
        kind: 'route',
        route: { ...route, ...termination.search },
        forwarded: null,
        forwardedBy: null,
      }
    : leadsNowhere;
}

/** All branches of a stage, each a route of its own. */
export function ringStage(step: Step, remedy: StageRemedy): Taken {
  const { context, asked, behind } = step;
  const { user, forwarders, rule, countedAnswers, plan, index } = remedy;
  const stage = plan.stages[index];
  if (stage === undefined) return leadsNowhere;
  const places = stage.branches.map((branch) => placeOf(branch, user.name)).join(', ');
  const turn = plan.stages.length === 1 ? '' : `place ${index + 1} of ${plan.stages.length}: `;
  say(context, rule, `${turn}rings ${places} for ${stage.ringMs / 1000} s`);
  const { calling, forwards, policed, answerConfirmation } = step.route.origin;
  const route: CallRoute = {
    ...step.route,
    candidates: [],
    selection: asListed,
    maxReroutes: 0,
    ringTimeoutMs: stage.ringMs + patienceMs,
    origin: {
      ...{ calling, user, scheme: null, forwarders, forwards, countedAnswers, asked, behind },
      ...{ onward: true, follows: plan.behind, stage: remedy, policed, answerConfirmation },
    },
  };
  const branches = stage.branches.map((branch): CallBranch => {
    const place = { user, forwarders, countedAnswers };
    const first: Remedy =
      branch.kind === 'base'
        ? { kind: 'base', rule, ...place, timerMs: branch.timerMs }
        : {
            ...{ kind: 'forward', rule, ...place, to: branch.number, reason: 'follow_me', ofUser: true },
            ...afterRinging,
            answerConfirmation: answerConfirmation || branch.answerConfirmation,
          };
    const origin = { ...route.origin, behind: [first], follows: null, stage: null };
    return { route: { ...route, origin }, own: branch.kind === 'base' };
  });
  return { kind: 'fork', fork: { route, branches, ringMs: stage.ringMs } };
}

const placeOf = (branch: RingBranch, name: string): string =>
  branch.kind === 'base' ? `${name}'s phones` : branch.number;
