import { callCategory } from '../features/outbound/callCategory';
import { isCostly, tollVerdict } from '../features/outbound/tollVerdict';
import type { UserRecord } from '../model/directory';
import type { Enterprise } from '../model/settings';
import type { TollUse } from '../model/tollLimits';
import { say, type RoutingContext } from './decisionContext';
import type { AnalysedNumber } from './numberAnalysis';
import { outboundTarget } from './outboundTarget';

/**
 * A call that goes to the public network, as the limits of international and premium calls see it (decisions.md 32).
 * `use` null: it does not count.
 */
export const tollCheck = (
  context: RoutingContext,
  user: Pick<UserRecord, 'id' | 'groupId'> | null,
  enterprise: Enterprise,
  called: AnalysedNumber,
): { readonly use: TollUse | null; readonly isRefused: boolean } => {
  const { tollLimits: limits } = enterprise;
  if (limits === null) return uncounted;
  const from = { groupId: user?.groupId ?? '', enterpriseId: enterprise.id };
  if (!isCostly(callCategory(outboundTarget(called, from), enterprise))) return uncounted;
  const use: TollUse = { userId: user?.id ?? null, enterpriseId: enterprise.id };
  const verdict = tollVerdict(limits, use, context.tollCalls, (rule, result) => {
    say(context, rule, result);
  });
  return { use, isRefused: verdict === 'refused' };
};

const uncounted = { use: null, isRefused: false } as const;
