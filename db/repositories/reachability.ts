import type { CallRate, HealthSettings } from '../../src/model/settings';

export interface StoredRate {
  readonly per_second: number;
  /** Null: as many as a second's. */
  readonly burst: number | null;
}

/** Probing and call rates as the JSON of trunk groups and carriers has them. */
export interface StoredReachability {
  readonly options_ping: {
    readonly enabled: boolean;
    readonly available_interval_s: number;
    readonly unavailable_interval_s: number;
    readonly failure_threshold: number;
    readonly success_threshold: number;
  };
  readonly invite_failure_threshold: number | null;
  readonly invite_failure_window_s: number;
  readonly sender_call_rate: StoredRate | null;
}

export const rateOf = (stored: StoredRate | null): CallRate | null =>
  stored === null ? null : { perSecond: stored.per_second, burst: stored.burst ?? stored.per_second };

export const healthOf = (stored: StoredReachability): HealthSettings => {
  const { options_ping: ping, invite_failure_threshold: threshold, invite_failure_window_s: window } = stored;
  return {
    probes: ping.enabled
      ? {
          availableIntervalMs: ping.available_interval_s * 1_000,
          unavailableIntervalMs: ping.unavailable_interval_s * 1_000,
          failureThreshold: ping.failure_threshold,
          successThreshold: ping.success_threshold,
        }
      : null,
    inviteFailures: threshold === null ? null : { threshold, windowMs: window * 1_000 },
  };
};
