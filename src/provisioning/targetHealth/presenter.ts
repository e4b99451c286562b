import type { HealthChangeItem } from '../../../db/lists/healthChanges';
import type { Target } from '../../model/targetHealth';
import type { TargetStates } from './targetStates';

const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** State and health of a trunk group or a carrier as the API shows them. */
export const presentHealth = (states: TargetStates, target: Pick<Target, 'kind' | 'id'>) => {
  const report = states.read(target);
  return {
    state: states.stateOf(target),
    health: {
      since: time(report?.since ?? null),
      addresses: (report?.addresses ?? []).map((address) => ({
        address: address.address,
        state: address.state,
        since: time(address.since),
        last_response: address.lastResponse,
        last_probe_at: time(address.lastProbeAt),
        latency_ms: address.latencyMs === null ? null : Math.round(address.latencyMs * 10) / 10,
      })),
    },
  };
};

export const presentHealthChange = ({
  id,
  at,
  address,
  state,
  cause,
  node_id,
  node_name,
}: HealthChangeItem) => ({
  id,
  at,
  address,
  state,
  cause,
  node: node_id === null ? null : { id: node_id, name: node_name ?? '' },
});
