import { setTimeout as sleep } from 'node:timers/promises';

/** How long another node may take to heed what is said to it. */
export const heedMs = 1_000;

interface Heed {
  readonly heeded: Set<string>;
  /** How many others heard it; null: Redis has not said. */
  expected: number | null;
  readonly done: () => void;
}

/** What was said to the other nodes and waits for them to heed it. */
export class Heeds {
  readonly #waiting = new Map<number, Heed>();
  #lastId = 0;

  /**
   * Says something under an id that the others answer to; resolves when all who heard it have, or took too long.
   * `say` resolves to how many heard it, this node among them; what it rejects with, this does.
   */
  async said(say: (id: number) => Promise<number>): Promise<void> {
    this.#lastId += 1;
    const id = this.#lastId;
    const late = new AbortController();
    try {
      await new Promise<void>((done, fail) => {
        const heed: Heed = { heeded: new Set(), expected: null, done };
        this.#waiting.set(id, heed);
        sleep(heedMs, undefined, { ref: false, signal: late.signal }).then(done, () => undefined);
        say(id).then((heard) => {
          heed.expected = heard - 1;
          if (heed.heeded.size >= heed.expected) done();
        }, fail);
      });
    } finally {
      late.abort();
      this.#waiting.delete(id);
    }
  }

  heeded(id: number, node: string): void {
    const heed = this.#waiting.get(id);
    heed?.heeded.add(node);
    if (heed?.expected != null && heed.heeded.size >= heed.expected) heed.done();
  }

  /** Nobody will answer any more. */
  giveUp(): void {
    for (const { done } of this.#waiting.values()) done();
  }
}
