import type { Deployment } from '../schema/deployment';

/** What a trunk group and a carrier have in common of probing and rates. */
export const reachabilityOf = ({
  options_ping,
  invite_failure_threshold,
  invite_failure_window_s,
  sender_call_rate,
}: Pick<
  Deployment['carriers'][number],
  'options_ping' | 'invite_failure_threshold' | 'invite_failure_window_s' | 'sender_call_rate'
>) => ({ options_ping, invite_failure_threshold, invite_failure_window_s, sender_call_rate });
