import type { Subscription } from '../eventBus';
import type { NodeListener, NodeLoss } from '../nodeBus';

interface Known {
  /** Of the node's bus: another one has forgotten whatever was said to the first. */
  readonly instance: string;
  wanted: ReadonlySet<string>;
  /** Milliseconds of the caller's clock. */
  heardAt: number;
}

/** The other nodes on a bus: what each listens to, and when it was last heard of. */
export class NodeRoll {
  readonly #nodes = new Map<string, Known>();
  readonly #listeners = new Set<NodeListener>();
  readonly #onFault: (error: unknown) => void;

  /** `onFault` hears what a listener throws. */
  constructor(onFault: (error: unknown) => void) {
    this.#onFault = onFault;
  }

  nodes(): string[] {
    return [...this.#nodes.keys()];
  }

  isWanted(name: string): boolean {
    for (const { wanted } of this.#nodes.values()) if (wanted.has(name)) return true;
    return false;
  }

  follow(listener: NodeListener): Subscription {
    this.#listeners.add(listener);
    return {
      close: () => {
        this.#listeners.delete(listener);
      },
    };
  }

  heard(node: string, instance: string, wanted: readonly string[], now: number): void {
    const known = this.#nodes.get(node);
    if (known !== undefined && known.instance !== instance) this.#drop(node, 'silent');
    const isNew = !this.#nodes.has(node);
    this.#nodes.set(node, { instance, wanted: new Set(wanted), heardAt: now });
    if (isNew) this.#tell((listener) => listener.joined(node));
  }

  /** It said goodbye. */
  left(node: string): void {
    this.#drop(node, 'left');
  }

  /** Those not heard of since `before` are gone. */
  dropSilent(before: number): void {
    for (const [node, { heardAt }] of [...this.#nodes]) if (heardAt < before) this.#drop(node, 'silent');
  }

  /** This node is cut off from all of them. */
  clear(): void {
    for (const node of this.nodes()) this.#drop(node, 'cut_off');
  }

  #drop(node: string, why: NodeLoss): void {
    if (this.#nodes.delete(node)) this.#tell((listener) => listener.gone(node, why));
  }

  #tell(tell: (listener: NodeListener) => void): void {
    for (const listener of [...this.#listeners]) {
      try {
        tell(listener);
      } catch (error) {
        this.#onFault(error);
      }
    }
  }
}
