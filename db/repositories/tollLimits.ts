import type { TollLimit, TollLimits } from '../../src/model/tollLimits';

interface StoredLimit {
  readonly max_concurrent_calls: number | null;
  readonly max_calls_per_hour: number | null;
  readonly refuse: boolean;
}

/** An enterprise's limits of international and premium calls from `enterprises.toll_limits`; null: nothing is limited. */
export function readTollLimits(json: string | null): TollLimits | null {
  if (json === null) return null;
  const stored = JSON.parse(json) as Readonly<Record<keyof TollLimits, StoredLimit | null>>;
  const limits = { user: limitOf(stored.user), enterprise: limitOf(stored.enterprise) };
  return limits.user === null && limits.enterprise === null ? null : limits;
}

const limitOf = (stored: StoredLimit | null): TollLimit | null =>
  stored === null || (stored.max_concurrent_calls === null && stored.max_calls_per_hour === null)
    ? null
    : {
        maxConcurrentCalls: stored.max_concurrent_calls,
        maxCallsPerHour: stored.max_calls_per_hour,
        refuse: stored.refuse,
      };
