import { entryId, entryKind, entryKinds } from './entry';

/** What the database is to know of the calls in progress. */
export interface OpenCallNews {
  /** Calls it does not know, by id, as their journal entry has them. */
  readonly opened: ReadonlyMap<string, string>;
  /** The latest entry of others that changed. */
  readonly changed: ReadonlyMap<string, string>;
}

/**
 * Gathers, out of the journal's entries, what the database does not know yet of the calls in progress. What is over before
 * it is handed on leaves nothing, and what was handed on is kept no longer: so it holds a few seconds' calls at most.
 */
export class OpenCallBook {
  #opened = new Map<string, string>();
  #changed = new Map<string, string>();

  take(payload: string): void {
    const id = entryId(payload);
    switch (entryKind(payload)) {
      case entryKinds.opened:
        this.#opened.set(id, payload);
        return;
      case entryKinds.changed:
        this.#changed.set(id, payload);
        return;
      case entryKinds.closed:
        this.#opened.delete(id);
        this.#changed.delete(id);
        return;
      default:
    }
  }

  /** Null: nothing is new. */
  handOn(): OpenCallNews | null {
    if (this.#opened.size + this.#changed.size === 0) return null;
    const news = { opened: this.#opened, changed: this.#changed };
    this.#opened = new Map();
    this.#changed = new Map();
    return news;
  }

  /** The database did not take it: it is handed on again, unless something newer is known. */
  takeBack({ opened, changed }: OpenCallNews): void {
    for (const [id, payload] of opened) if (!this.#opened.has(id)) this.#opened.set(id, payload);
    for (const [id, payload] of changed) if (!this.#changed.has(id)) this.#changed.set(id, payload);
  }
}
