import type { TollCalls, TollScope } from '../../model/tollLimits';

/**
 * The seam of the limits of international and premium calls (decisions.md 32): how many such calls somebody has in progress,
 * and began within the last hour, counted by the minute. Implementations: memory, for a node by itself, and Redis, for all
 * nodes together; one contract suite.
 *
 * What is asked is answered from memory, at once. Over Redis it is what this node has last heard of the others, a few
 * milliseconds old: calls that begin on two nodes in the same moment may both find the last place free.
 */
export interface TollCounts {
  /** A call of this node begins to count. */
  began(scope: TollScope): void;
  /** One that did counts no more among those in progress. */
  ended(scope: TollScope): void;
  calls(scope: TollScope): TollCalls;
  /** Forgets who has no call and had none for an hour; to be called now and then. */
  sweep(): void;
  /** Users and enterprises with calls in progress on this node, for tests. */
  readonly active: number;
}

/** What counts are kept by. */
export const tollKey = ({ kind, id }: TollScope): string => `${kind} ${id}`;
