import type { EventBus, Subscription } from '../events/eventBus';
import type { NodeBus } from '../events/nodeBus';
import type { NodeEvents } from '../events/nodeEvents';
import type { ServiceEvents } from '../events/serviceEvents';

/**
 * Carries what becomes of this node's live calls from its signalling thread to whoever follows them, here or on other
 * nodes; while nobody does, it does not ask for it.
 */
export class CallRelay {
  readonly #threads: EventBus<ServiceEvents>;
  readonly #nodes: NodeBus<NodeEvents>;
  readonly #onFault: (error: unknown) => void;
  #subscription: Promise<Subscription> | null = null;

  private constructor(
    threads: EventBus<ServiceEvents>,
    nodes: NodeBus<NodeEvents>,
    onFault: (error: unknown) => void,
  ) {
    this.#threads = threads;
    this.#nodes = nodes;
    this.#onFault = onFault;
  }

  static async start(
    threads: EventBus<ServiceEvents>,
    nodes: NodeBus<NodeEvents>,
    onFault: (error: unknown) => void,
  ): Promise<void> {
    const relay = new CallRelay(threads, nodes, onFault);
    await nodes.subscribe('calls_wanted', {
      event: ({ to }) => {
        if (to === null || to === nodes.node) relay.#fill();
      },
      // Whoever asked in vain is told of the same gap and asks again.
      gap: () => undefined,
    });
  }

  /** Everything from the start, as the signalling thread tells it. */
  #fill(): void {
    this.#subscription ??= this.#threads.subscribe('calls', {
      event: (step) => {
        if (this.#nodes.isWanted('calls')) this.#nodes.publish('calls', { node: this.#nodes.node, step });
        else this.#stop();
      },
      gap: () => {
        this.#threads.publish('calls_wanted', null);
      },
    });
    this.#subscription.then(() => {
      this.#threads.publish('calls_wanted', null);
    }, this.#onFault);
  }

  #stop(): void {
    const subscription = this.#subscription;
    this.#subscription = null;
    subscription
      ?.then((made) => {
        made.close();
      })
      .catch(this.#onFault);
  }
}
