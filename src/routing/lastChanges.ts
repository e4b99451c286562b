/**
 * When things last changed, by name, as generations of the configuration; bounded. What is no longer remembered counts as
 * changed when the latest of all that was forgotten did: rather too late than too early.
 */
export class LastChanges {
  /** The newest change last. */
  readonly #generations = new Map<string, number>();
  readonly #most: number;
  #forgotten = 0;

  constructor(most: number) {
    this.#most = most;
  }

  note(name: string, generation: number): void {
    this.#generations.delete(name);
    this.#generations.set(name, generation);
    if (this.#generations.size <= this.#most) return;
    for (const [oldest, changedAt] of this.#generations) {
      this.#generations.delete(oldest);
      this.#forgotten = changedAt;
      return;
    }
  }

  /** Everything changed. */
  noteAll(generation: number): void {
    this.#generations.clear();
    this.#forgotten = generation;
  }

  of(name: string): number {
    return this.#generations.get(name) ?? this.#forgotten;
  }
}
