/**
 * Rows of the usage board, given out once to each trunk group and enterprise and kept for the life of the process, so
 * that a thing that goes and comes back finds its own counts and nobody ever reads another's.
 */
export class UsageSlots {
  readonly #slots = new Map<string, number>();

  slotOf(kind: 'enterprise' | 'trunk_group', id: string): number {
    const key = `${kind} ${id}`;
    const known = this.#slots.get(key);
    if (known !== undefined) return known;
    const slot = this.#slots.size;
    this.#slots.set(key, slot);
    return slot;
  }
}
