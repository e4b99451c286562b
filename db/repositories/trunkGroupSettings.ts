import type { RedirectPolicy } from '../../src/model/redirection';
import type { TransferPolicy } from '../../src/model/transfer';
import type { StoredRate, StoredReachability } from './reachability';

/** As the deployment file has it; a trunk group by its id. */
export type StoredOverflowAction =
  | { readonly action: 'none' }
  | { readonly action: 'forward'; readonly number: string }
  | { readonly action: 'reroute'; readonly trunk_group: string };

/** What `trunk_groups.settings` holds: those of a trunk group's settings that nobody searches by. */
export interface TrunkGroupSettings extends StoredReachability {
  readonly bursting: {
    readonly enabled: boolean;
    readonly max_active_calls: number | null;
    readonly max_incoming_calls: number | null;
    readonly max_outgoing_calls: number | null;
  };
  readonly soft_max_active_calls: number | null;
  readonly capacity_alarm: { readonly first: number; readonly every: number };
  readonly max_call_duration_s: number | null;
  readonly forward_all: StoredOverflowAction;
  readonly capacity_exceeded: StoredOverflowAction;
  readonly unreachable_destination: StoredOverflowAction;
  /** Calls a second through it, in both directions. */
  readonly call_rate: StoredRate | null;
  readonly transfers: TransferPolicy;
  readonly redirects: RedirectPolicy;
}

export const readTrunkGroupSettings = (json: string): TrunkGroupSettings =>
  JSON.parse(json) as TrunkGroupSettings;
