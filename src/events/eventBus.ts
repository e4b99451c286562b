/** Ends a subscription; doing it again does nothing. */
export interface Subscription {
  close(): void;
}

export interface EventListener<Event> {
  event(event: Event): void;
  /**
   * Events may have been lost: whatever was learned from them is to be read anew. What comes after it is whole again.
   */
  gap(): void;
}

/**
 * The seam of change events: who publishes knows nothing of who listens, be it in this thread, in the other one or on
 * another node. Implementations: between the threads of a node, later Redis, one contract suite.
 *
 * Every subscriber hears the events of one publisher in the order they were published, in a later turn or at once; the
 * publisher's own thread hears its own. A listener that throws disturbs nobody. Nothing waits for a slow listener: events
 * it does not take in time are dropped, and it is told of the gap.
 */
export interface EventBus<Events extends object> {
  publish<Name extends keyof Events & string>(name: Name, event: Events[Name]): void;
  /** Resolves once whatever is published anywhere is heard. */
  subscribe<Name extends keyof Events & string>(
    name: Name,
    listener: EventListener<Events[Name]>,
  ): Promise<Subscription>;
  /** False: nobody would hear it, so that an event that costs something need not be made. */
  isWanted(name: keyof Events & string): boolean;
}
