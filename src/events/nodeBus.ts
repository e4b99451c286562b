import type { EventBus, Subscription } from './eventBus';

/** Hears of the other nodes as they come and go. */
export interface NodeListener {
  joined(node: string): void;
  gone(node: string, why: NodeLoss): void;
}

/**
 * Why another node is gone: it said goodbye; it has not been heard of for a while, dead or cut off, or has begun anew without
 * a goodbye; or this node is cut off itself, and nobody here knows what became of it.
 */
export type NodeLoss = 'left' | 'silent' | 'cut_off';

/** An event bus between nodes, which knows who is on it. */
export interface NodeBus<Events extends object> extends EventBus<Events> {
  /** Id of this node. */
  readonly node: string;
  /** Ids of the others that are there now. */
  others(): readonly string[];
  followNodes(listener: NodeListener): Subscription;
}
