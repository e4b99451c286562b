import type { Named } from './liveCall';
import type { Gateway } from './settings';

/** What calls go to: a trunk group's PBX or a carrier. */
export type Target = Named & { readonly kind: 'trunk_group' | 'carrier' };

export type Availability = 'available' | 'unavailable';

/** Which addresses calls pass over, as a decision sees it (feature A5). */
export interface TargetHealth {
  /** Milliseconds since the Unix epoch from which on an address is unavailable; null: it may be tried. */
  unavailableSince(gateway: Gateway): number | null;
}

export const allAvailable: TargetHealth = { unavailableSince: () => null };

/** Statuses that say a target cannot serve anybody; 408 stands for silence, 503 for a transport error too (decisions.md 29). */
export const isTargetDown = (status: number): boolean =>
  status === 408 || status === 500 || status === 502 || status === 503 || status === 504;

/** What is known of one address; times are milliseconds since the Unix epoch. */
export interface AddressHealthReport {
  /** `host:port;transport`. */
  readonly address: string;
  readonly state: Availability;
  /** Null: it has been so from the start. */
  readonly since: number | null;
  /** Of the last probe: its final status, 408 for silence, 503 for a transport error; null: none has ended. */
  readonly lastResponse: number | null;
  readonly lastProbeAt: number | null;
  /** From the last probe to its answer; null: it had none. */
  readonly latencyMs: number | null;
}

/** A target is available while one of its addresses is. */
export interface TargetHealthReport {
  readonly target: Target;
  readonly state: Availability;
  readonly since: number | null;
  /** Those that are watched, in the order of the configuration. */
  readonly addresses: readonly AddressHealthReport[];
}

/** An address, or a target as a whole, became available or unavailable. */
export interface HealthChange {
  readonly at: number;
  readonly target: Target;
  /** Null: the target as a whole. */
  readonly address: string | null;
  readonly state: Availability;
  /** For a person to read. */
  readonly cause: string;
}

/** What became of the health of targets since the report before. */
export interface HealthReport {
  /** Everything before it is void. */
  readonly reset: boolean;
  readonly targets: readonly TargetHealthReport[];
  /** `kind id` of targets that are watched no more. */
  readonly remove: readonly string[];
  /** In the order in which they happened. */
  readonly changes: readonly HealthChange[];
}

export const targetKey = ({ kind, id }: Pick<Target, 'kind' | 'id'>): string => `${kind} ${id}`;
