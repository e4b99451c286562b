import type { EventBus, EventListener, Subscription } from './eventBus';
import { Listeners } from './listeners';

/** What the two ends of a bus say to each other. */
export type BusMessage =
  | { readonly type: 'event'; readonly name: string; readonly event: unknown }
  /** Answers so many events. */
  | { readonly type: 'taken'; readonly count: number }
  /** Events were dropped here. */
  | { readonly type: 'gap' }
  /** From here on events of this name are, or are not, asked for. */
  | { readonly type: 'interest'; readonly id: number; readonly name: string; readonly wanted: boolean }
  | { readonly type: 'heeded'; readonly id: number };

/** Events on their way to the other end; beyond it they are dropped until all of those have been taken. */
const mostUnderWay = 256;

/**
 * The event bus between the two threads of a node: one end in each. An event goes to the other end only where somebody
 * there listens. An end that has no other, because the worker has not started or has ended, is a bus of its own; when
 * they are connected again its listeners are told of the gap.
 */
export class ThreadEventBus<Events extends object> implements EventBus<Events> {
  readonly #listeners: Listeners<Events>;
  /** Null: there is no other end. */
  #send: ((message: BusMessage) => void) | null = null;
  readonly #wantedThere = new Set<string>();
  #underWay = 0;
  #dropped = false;
  /** Events taken from the other end and not yet told to it as taken. */
  #taken = 0;
  readonly #heeded = new Map<number, () => void>();
  #lastId = 0;
  #wasConnected = false;

  /** `onFault` hears what a listener throws. */
  constructor(onFault: (error: unknown) => void) {
    this.#listeners = new Listeners(onFault);
  }

  /** There is another end now, which hears what is sent. */
  connect(send: (message: BusMessage) => void): void {
    this.disconnect();
    this.#send = send;
    const heeded = this.#listeners.names().map((name) => this.#tellInterest(name, true));
    const hasMissed = this.#wasConnected;
    this.#wasConnected = true;
    if (!hasMissed) return;
    // Told only when the other end sends again, so that nothing is missed after it.
    void Promise.all(heeded).then(() => {
      if (this.#send === send) this.#listeners.tellGap();
    });
  }

  /** The other end is gone. */
  disconnect(): void {
    this.#send = null;
    this.#wantedThere.clear();
    this.#underWay = 0;
    this.#dropped = false;
    this.#taken = 0;
    for (const heeded of this.#heeded.values()) heeded();
    this.#heeded.clear();
  }

  publish<Name extends keyof Events & string>(name: Name, event: Events[Name]): void {
    this.#listeners.deliver(name, event);
    if (this.#send === null || !this.#wantedThere.has(name)) return;
    if (this.#dropped || this.#underWay >= mostUnderWay) {
      this.#dropped = true;
      return;
    }
    this.#underWay += 1;
    this.#send({ type: 'event', name, event });
  }

  async subscribe<Name extends keyof Events & string>(
    name: Name,
    listener: EventListener<Events[Name]>,
  ): Promise<Subscription> {
    const subscription = this.#listeners.add(name, listener, () => {
      void this.#tellInterest(name, false);
    });
    await this.#tellInterest(name, true);
    return subscription;
  }

  isWanted(name: keyof Events & string): boolean {
    return this.#listeners.has(name) || this.#wantedThere.has(name);
  }

  /** The other end has said this. */
  receive(message: BusMessage): void {
    switch (message.type) {
      case 'event':
        this.#listeners.deliver(message.name, message.event);
        this.#take();
        return;
      case 'taken':
        this.#underWay -= message.count;
        if (this.#underWay > 0 || !this.#dropped) return;
        this.#dropped = false;
        this.#send?.({ type: 'gap' });
        return;
      case 'gap':
        this.#listeners.tellGap();
        return;
      case 'interest':
        if (message.wanted) this.#wantedThere.add(message.name);
        else this.#wantedThere.delete(message.name);
        this.#send?.({ type: 'heeded', id: message.id });
        return;
      case 'heeded':
        this.#heeded.get(message.id)?.();
        this.#heeded.delete(message.id);
    }
  }

  /** Events of one turn are answered together. */
  #take(): void {
    this.#taken += 1;
    if (this.#taken > 1) return;
    setImmediate(() => {
      const count = this.#taken;
      this.#taken = 0;
      if (count > 0) this.#send?.({ type: 'taken', count });
    });
  }

  #tellInterest(name: string, wanted: boolean): Promise<void> {
    const send = this.#send;
    if (send === null) return Promise.resolve();
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      this.#heeded.set(id, resolve);
      send({ type: 'interest', id, name, wanted });
    });
  }
}
