import type { CallCategory } from '../../model/dialRestrictions';
import type { TollCalls, TollLimit, TollLimits, TollScope, TollUse } from '../../model/tollLimits';
import type { Say } from '../../model/trace';

/** What fraudsters call: it costs, and somebody abroad earns by it. */
const costly: readonly CallCategory[] = ['international', 'premium_1', 'premium_2'];

export const isCostly = (category: CallCategory): boolean => costly.includes(category);

/**
 * Whether one more costly call may go out in somebody's name (decisions.md 32). Limits that do not refuse let it pass.
 *
 * @param calls others that count for a user or an enterprise
 */
export const tollVerdict = (
  limits: TollLimits,
  { userId, enterpriseId }: TollUse,
  calls: (scope: TollScope) => TollCalls,
  say: Say,
): 'allowed' | 'refused' => {
  const ofUser =
    userId === null || limits.user === null
      ? null
      : reached(limits.user, calls({ kind: 'user', id: userId }), 'the user');
  const ofEnterprise =
    limits.enterprise === null
      ? null
      : reached(limits.enterprise, calls({ kind: 'enterprise', id: enterpriseId }), 'the enterprise');
  let verdict: 'allowed' | 'refused' = 'allowed';
  for (const { limit, text } of [ofUser, ofEnterprise].filter((each) => each !== null)) {
    if (limit.refuse) verdict = 'refused';
    say('toll_limits', `${text}: ${limit.refuse ? 'refused' : 'allowed, with an alarm'}`);
  }
  return verdict;
};

/** The limit that a call more would go beyond; null: it would not. */
const reached = (
  limit: TollLimit,
  { concurrent, lastHour }: TollCalls,
  who: string,
): { readonly limit: TollLimit; readonly text: string } | null => {
  const { maxConcurrentCalls, maxCallsPerHour } = limit;
  const kind = 'international and premium calls';
  if (maxConcurrentCalls !== null && concurrent >= maxConcurrentCalls) {
    return { limit, text: `${who} has ${concurrent} ${kind} of at most ${maxConcurrentCalls} at a time` };
  }
  if (maxCallsPerHour !== null && lastHour >= maxCallsPerHour) {
    return { limit, text: `${who} had ${lastHour} ${kind} of at most ${maxCallsPerHour} in an hour` };
  }
  return null;
};
