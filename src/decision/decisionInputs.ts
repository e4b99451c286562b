import type { Directory } from '../model/directory';
import type { Random } from '../model/ports';
import type { TargetHealth } from '../model/targetHealth';
import type { TollCalls, TollScope } from '../model/tollLimits';
import type { Configuration } from '../routing/configuration';

/** All that a decision may look at besides the call itself. */
export interface DecisionInputs {
  readonly configuration: Configuration;
  readonly directory: Directory;
  /** Draws among gateways of equal priority, and carriers that share calls by weight. */
  readonly random: Random;
  /** Says which addresses calls pass over. */
  readonly health: TargetHealth;
  /** When it is, in milliseconds since the Unix epoch: what schedules go by. */
  readonly at: number;
  /** Calls in progress that a user is on: as the caller, or having answered. Of this node. */
  readonly activeCalls: (userId: string) => number;
  /** Other calls in progress that a user's features sent on, or ring at further numbers. Of this node. */
  readonly forwardedCalls: (userId: string) => number;
  /** Other international and premium calls that count for a user or an enterprise. Of all nodes. */
  readonly tollCalls: (scope: TollScope) => TollCalls;
}
