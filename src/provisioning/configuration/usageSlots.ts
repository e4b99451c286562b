import { usageSlotKey, type UsageSlotKind } from '../../events/workerProtocol';

/**
 * Rows of the usage board, given out once to each trunk group and enterprise and kept for the life of the process, so
 * that a thing that goes and comes back finds its own counts and nobody ever reads another's.
 */
export class UsageSlots {
  readonly #slots: Map<string, number>;
  #next = 0;

  /** `known`: slots given out before, by the worker that this one stands in for. */
  constructor(known: ReadonlyMap<string, number> = new Map()) {
    this.#slots = new Map(known);
    for (const slot of known.values()) this.#next = Math.max(this.#next, slot + 1);
  }

  slotOf(kind: UsageSlotKind, id: string): number {
    const key = usageSlotKey(kind, id);
    const known = this.#slots.get(key);
    if (known !== undefined) return known;
    const slot = this.#next;
    this.#next += 1;
    this.#slots.set(key, slot);
    return slot;
  }
}
