import type { EventBus, Subscription } from './eventBus';

/** Hears of the other nodes as they come and go. */
export interface NodeListener {
  joined(node: string): void;
  /** It said goodbye, or has not been heard of for a while. */
  gone(node: string): void;
}

/** An event bus between nodes, which knows who is on it. */
export interface NodeBus<Events extends object> extends EventBus<Events> {
  /** Id of this node. */
  readonly node: string;
  /** Ids of the others that are there now. */
  others(): readonly string[];
  followNodes(listener: NodeListener): Subscription;
}
