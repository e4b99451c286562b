import type { EventListener, Subscription } from './eventBus';

type Listener = EventListener<unknown>;

/** Who listens to which events at one end of a bus. What one of them throws disturbs nobody. */
export class Listeners<Events extends object> {
  readonly #byName = new Map<string, Set<Listener>>();
  readonly #onFault: (error: unknown) => void;

  constructor(onFault: (error: unknown) => void) {
    this.#onFault = onFault;
  }

  /** Names somebody listens to. */
  names(): string[] {
    return [...this.#byName.keys()];
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /** `lastGone` is called when nobody listens to the name any more. */
  add<Name extends keyof Events & string>(
    name: Name,
    listener: EventListener<Events[Name]>,
    lastGone: () => void,
  ): Subscription {
    let listeners = this.#byName.get(name);
    if (listeners === undefined) {
      listeners = new Set();
      this.#byName.set(name, listeners);
    }
    // An entry of its own, so that one listener may subscribe twice.
    const entry: Listener = {
      event: (event) => {
        listener.event(event as Events[Name]);
      },
      gap: () => {
        listener.gap();
      },
    };
    listeners.add(entry);
    return {
      close: () => {
        const left = this.#byName.get(name);
        if (left?.delete(entry) !== true || left.size > 0) return;
        this.#byName.delete(name);
        lastGone();
      },
    };
  }

  deliver(name: string, event: unknown): void {
    for (const listener of this.#byName.get(name) ?? []) {
      this.#guarded(() => {
        listener.event(event);
      });
    }
  }

  tellGap(): void {
    for (const listeners of this.#byName.values()) {
      for (const listener of listeners) {
        this.#guarded(() => {
          listener.gap();
        });
      }
    }
  }

  #guarded(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      this.#onFault(error);
    }
  }
}
