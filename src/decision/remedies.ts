import type { UserRecord } from '../model/directory';
import type { FailureClass } from '../model/outcome';
import type { OverflowAction } from '../model/settings';
import type { RedirectReason } from '../model/redirection';
import type { Configuration } from '../routing/configuration';
import type { HuntResult } from './huntResult';
import {
  afterRinging,
  type CountedAnswer,
  type Follows,
  type Remedy,
  type RouteOrigin,
  type StageRemedy,
} from './routeOrigin';
import { stageFailure, stageFailureOf, type StageFailure } from './stageResult';

type NobodyReached = Extract<HuntResult, { readonly kind: 'nobody_reached' }>;

/**
 * What can be done once a hunt has ended, the next first (design.md section 4, Failures): what this route's user leaves,
 * that is the scheme's exhaust action, the action of the trunk group asked first, the user's own forwarding; then what was
 * left before it. Who was reached and did not take the call leaves the own forwarding alone: nobody else is rung in that
 * user's place.
 */
export const remediesOf = (
  origin: RouteOrigin,
  result: HuntResult,
  configuration: Pick<Configuration, 'trunkGroups'>,
): readonly Remedy[] => {
  switch (result.kind) {
    case 'onward':
      return origin.behind;
    case 'stage_over':
      return origin.stage === null ? [] : afterStage(origin, origin.stage, result);
    case 'nobody_reached':
      return [
        ...exhaustOf(origin, result),
        ...overflowOf(origin, result, configuration),
        ...followsOf(origin, stageFailureOf(result.failure)),
        ...origin.behind,
      ];
    case 'forwarding_trunk_group':
      return [
        ...forwardAllOf(origin, result.trunkGroupId, configuration),
        ...followsOf(origin, 'not_reachable'),
        ...origin.behind,
      ];
    case 'not_taken':
      return followsOf(origin, stageFailureOf(result.failure));
    case 'redirected':
      return redirectsOf(origin, result.trunkGroupId, result.to, configuration);
    case 'caller_full':
    case 'policed':
      return [];
    default:
      return result satisfies never;
  }
};

/**
 * The next stage; behind the last, or where the user's phones are busy and that ends it, or the caller does, the user's own
 * forwarding.
 */
function afterStage(
  origin: RouteOrigin,
  stage: StageRemedy,
  { branches, isStopped = false }: Extract<HuntResult, { readonly kind: 'stage_over' }>,
): readonly Remedy[] {
  const { plan, index } = stage;
  const failure = stageFailure(branches);
  const isOwn = branches.some(({ own }) => own);
  const ownFailure = isOwn ? failure : stage.ownFailure;
  const endsHere = isStopped || (isOwn && failure === 'busy' && !plan.continueIfBusy);
  if (index + 1 < plan.stages.length && !endsHere) {
    return [{ ...stage, index: index + 1, ownFailure }, ...origin.behind];
  }
  const isNobodyReached = branches.every((branch) => unreached.has(branch.failure));
  return [...followsOf(origin, ownFailure ?? failure), ...(isNobodyReached ? origin.behind : [])];
}

const unreached: ReadonlySet<FailureClass> = new Set([
  'over_capacity',
  'call_rate_exceeded',
  'not_reachable',
]);

/** Where the user's own forwarding sends a call that failed like this. */
const followsOf = (
  { user, forwarders, follows, answerConfirmation }: RouteOrigin,
  failure: StageFailure,
): readonly Remedy[] => {
  const plan = follows === null || failure === 'declined' ? null : follows[followed[failure]];
  if (user === null || plan === null) return [];
  const { rule, number: to, reason } = plan;
  const place = { rule, user, forwarders, countedAnswers: notCounted };
  return [{ kind: 'forward', ...place, to, reason, ofUser: true, ...afterRinging, answerConfirmation }];
};

const followed = {
  busy: 'busy',
  no_answer: 'noAnswer',
  not_reachable: 'notReachable',
} as const satisfies Record<Exclude<StageFailure, 'declined'>, keyof Follows>;

/**
 * The numbers a PBX names instead of a user's phones, where its trunk group is believed: each a forward of the user's, the
 * next where one cannot be reached. Else it is a failure like others.
 */
const redirectsOf = (
  origin: RouteOrigin,
  trunkGroupId: string,
  numbers: readonly string[],
  { trunkGroups }: Pick<Configuration, 'trunkGroups'>,
): readonly Remedy[] => {
  const { user, forwarders, answerConfirmation } = origin;
  if (user === null || trunkGroups.get(trunkGroupId)?.redirects !== 'follow') {
    return followsOf(origin, stageFailureOf('redirected'));
  }
  const place = { rule: 'redirect', user, forwarders, countedAnswers: notCounted, ...afterRinging };
  return numbers.map((to) => ({
    ...{ kind: 'forward', ...place, to, reason: 'unconditional', ofUser: true, answerConfirmation },
  }));
};

const exhaustOf = (
  { user, scheme, forwarders, answerConfirmation }: RouteOrigin,
  { failure }: NobodyReached,
): readonly Remedy[] => {
  const to = scheme?.exhaustForwardTo ?? null;
  if (user === null || to === null) return [];
  const place = { rule: 'exhaust', user, forwarders, countedAnswers: notCounted };
  return [
    {
      kind: 'forward',
      ...place,
      to,
      reason: reasons[failure],
      ofUser: false,
      ...afterRinging,
      answerConfirmation,
    },
  ];
};

/** By the trunk group that was asked first; where none could be asked, by the first listed. */
const overflowOf = (
  origin: RouteOrigin,
  { first }: NobodyReached,
  { trunkGroups }: Pick<Configuration, 'trunkGroups'>,
): readonly Remedy[] => {
  if (origin.user === null) return [];
  const id = first?.trunkGroupId ?? origin.scheme?.members[0]?.trunkGroupId;
  const trunkGroup = id === undefined ? undefined : trunkGroups.get(id);
  if (trunkGroup === undefined) return [];
  return first?.full === true
    ? actionOf(origin, origin.user, 'capacity_exceeded', trunkGroup.capacityExceeded, 'busy', notCounted)
    : actionOf(
        origin,
        origin.user,
        'unreachable_destination',
        trunkGroup.unreachableDestination,
        'not_reachable',
        notCounted,
      );
};

/** Whoever answers there answers for the trunk group. */
const forwardAllOf = (
  origin: RouteOrigin,
  trunkGroupId: string,
  { trunkGroups }: Pick<Configuration, 'trunkGroups'>,
): readonly Remedy[] => {
  const trunkGroup = trunkGroups.get(trunkGroupId);
  if (origin.user === null || trunkGroup === undefined) return [];
  const countedAnswers = origin.countedAnswers.map((counted) => ({ ...counted, trunkGroupId }));
  return actionOf(origin, origin.user, 'forward_all', trunkGroup.forwardAll, 'unconditional', countedAnswers);
};

function actionOf(
  { forwarders, follows, answerConfirmation }: RouteOrigin,
  user: UserRecord,
  rule: string,
  action: OverflowAction,
  reason: RedirectReason,
  countedAnswers: readonly CountedAnswer[],
): readonly Remedy[] {
  switch (action.action) {
    case 'none':
      return [];
    case 'forward':
      return [
        {
          ...{ kind: 'forward', rule, user, forwarders, countedAnswers, to: action.number, reason },
          ...{ ofUser: false, ...afterRinging, answerConfirmation },
        },
      ];
    case 'reroute':
      return [
        {
          ...{ kind: 'reroute', rule, user, forwarders, countedAnswers },
          ...{ trunkGroupId: action.trunkGroupId, follows },
        },
      ];
    default:
      return action satisfies never;
  }
}

/** No room counts as busy (design.md section 4, Failures). */
const reasons = {
  over_capacity: 'busy',
  call_rate_exceeded: 'busy',
  not_reachable: 'not_reachable',
} as const;

const notCounted: readonly CountedAnswer[] = [];
