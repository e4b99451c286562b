import type { Target } from './targetHealth';

/** Which rate a call was too much for: what a peer may send, or what a trunk group may carry both ways. */
export type RateLimit = 'sender' | 'trunk_group';

/** Calls refused for one rate since start. */
export interface RefusedByRate extends Target {
  readonly limit: RateLimit;
  readonly count: number;
}
