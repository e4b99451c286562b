import type { UserRecord } from '../model/directory';
import type { OverflowAction } from '../model/settings';
import type { RedirectReason } from '../model/redirection';
import type { Configuration } from '../routing/configuration';
import type { HuntResult } from './huntResult';
import type { CountedAnswer, Remedy, RouteOrigin } from './routeOrigin';

type NobodyReached = Extract<HuntResult, { readonly kind: 'nobody_reached' }>;

/**
 * What can be done once a hunt has ended, the next first: what this route's user leaves (the scheme's exhaust action, then
 * the action of the trunk group asked first), then what was left before it (design.md section 4, Failures). Somebody who
 * was reached and did not take the call ends it: nobody else is rung in that user's place.
 */
export const remediesOf = (
  origin: RouteOrigin,
  result: HuntResult,
  configuration: Pick<Configuration, 'trunkGroups'>,
): readonly Remedy[] => {
  switch (result.kind) {
    case 'nobody_reached':
      return [...exhaustOf(origin, result), ...overflowOf(origin, result, configuration), ...origin.behind];
    case 'forwarding_trunk_group':
      return [...forwardAllOf(origin, result.trunkGroupId, configuration), ...origin.behind];
    case 'not_taken':
    case 'caller_full':
      return [];
    default:
      return result satisfies never;
  }
};

const exhaustOf = (
  { user, scheme, forwarders }: RouteOrigin,
  { failure }: NobodyReached,
): readonly Remedy[] => {
  const to = scheme?.exhaustForwardTo ?? null;
  if (user === null || to === null) return [];
  const rule = 'exhaust';
  return [
    { kind: 'forward', rule, user, forwarders, to, reason: reasons[failure], countedAnswers: notCounted },
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
  { forwarders }: RouteOrigin,
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
      return [{ kind: 'forward', rule, user, forwarders, to: action.number, reason, countedAnswers }];
    case 'reroute':
      return [{ kind: 'reroute', rule, user, forwarders, trunkGroupId: action.trunkGroupId, countedAnswers }];
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
