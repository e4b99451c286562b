import type { InboundPlan } from '../features/callPlan';
import type { FeaturedUser, InboundCaller } from '../features/inbound/inboundCall';
import { inboundPlan } from '../features/inbound/inboundPlan';
import { withoutForwards } from '../features/inbound/withoutForwards';
import { schedulesOf } from '../features/schedules/scheduleFinder';
import { sayOf, type RoutingContext } from './decisionContext';
import { ringTimeoutMs } from './ringTime';
import type { TerminatingCall } from './terminatingCall';

/** What a called user's features make of a call; null: the user has none. */
export const calledPlan = (context: RoutingContext, call: TerminatingCall): InboundPlan | null => {
  const { user, notTo } = call;
  if (!isFeatured(user)) return null;
  const { enterprises, sharedSchedules } = context.configuration;
  return inboundPlan(
    {
      user: notTo.length === 0 ? user : { ...user, features: withoutForwards(user.features, notTo) },
      caller: callerOf(call),
      country: enterprises.get(user.enterpriseId)?.country ?? '',
      at: context.at,
      schedules: schedulesOf(user, user.features, sharedSchedules),
      activeCalls: context.activeCalls(user.id),
      ringTimeoutMs,
    },
    (rule, result) => {
      sayOf(context, user.enterpriseId, rule, result);
    },
  );
};

const isFeatured = (user: TerminatingCall['user']): user is FeaturedUser => user.features !== null;

/** A call that was sent on is still the caller's. */
const callerOf = ({ user, calling, parties }: TerminatingCall): InboundCaller => {
  const isOurs = parties.direction === 'originating';
  const sameEnterprise = isOurs && parties.enterprise?.id === user.enterpriseId;
  return {
    number: calling.private ? null : calling.number,
    extension: sameEnterprise && !calling.private ? (calling.internal?.extension ?? null) : null,
    anonymous: calling.private,
    unavailable: !calling.private && calling.number === null && calling.internal === null,
    sameGroup: sameEnterprise && parties.group?.id === user.groupId,
    sameEnterprise,
  };
};
