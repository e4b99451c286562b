import type { Call } from './call';

/**
 * Calls in progress, by id and in the order they came, which is the order of their ids. A call that has ended leaves its
 * id behind as a mark until marks outnumber calls, so that joining and leaving cost the same at any size and a reader can
 * take up after any id.
 */
export class CallTable {
  readonly #byId = new Map<string, Call>();
  #order: (Call | string)[] = [];

  get size(): number {
    return this.#byId.size;
  }

  /** Adding it again does nothing. Ids rise. */
  add(call: Call): void {
    if (this.#byId.has(call.id)) return;
    this.#byId.set(call.id, call);
    call.tablePosition = this.#order.length;
    this.#order.push(call);
  }

  /** False: it was not there. */
  remove(call: Call): boolean {
    if (!this.#byId.delete(call.id)) return false;
    this.#order[call.tablePosition] = call.id;
    if (this.#order.length > 2 * this.#byId.size + 1024) this.#compact();
    return true;
  }

  get(id: string): Call | null {
    return this.#byId.get(id) ?? null;
  }

  /** Walks the calls after this id, all of them for null, until `visit` says false; the last id seen, null at the end. */
  walk(after: string | null, visit: (call: Call) => boolean): string | null {
    const order = this.#order;
    for (
      let position = after === null ? 0 : this.#positionAfter(after);
      position < order.length;
      position += 1
    ) {
      const entry = order[position];
      if (entry === undefined || typeof entry === 'string') continue;
      if (!visit(entry)) return entry.id;
    }
    return null;
  }

  all(): readonly Call[] {
    return [...this.#byId.values()];
  }

  /** By bisection. */
  #positionAfter(id: string): number {
    let low = 0;
    let high = this.#order.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const entry = this.#order[middle];
      const there = typeof entry === 'string' ? entry : (entry?.id ?? '');
      if (there <= id) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #compact(): void {
    this.#order = this.#order.filter((entry) => typeof entry !== 'string');
    this.#order.forEach((entry, position) => {
      if (typeof entry !== 'string') entry.tablePosition = position;
    });
  }
}
