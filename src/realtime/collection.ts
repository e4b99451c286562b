/** A thing of a topic as clients see it; the id never changes. */
export interface Item {
  readonly id: string;
}

/** What one change says, ready to be sent. */
export interface Frame {
  readonly sequence: number;
  readonly bytes: Buffer;
}

/** How far back a client may resume. */
const mostFrames = 2_400;
const mostHistoryBytes = 4 * 1024 * 1024;
/** A client that missed more than this is better off with a snapshot, unless that is larger still. */
const smallReplayBytes = 64 * 1024;

/**
 * The things of one topic, one for all its subscribers: each kept as the JSON it is sent as, so that a change is
 * serialised once however many follow it. Every change that is one has a sequence of its own, one higher than the one
 * before; what it said is kept for a while, for clients that were cut off.
 *
 * Sequences begin with the time of the collection's birth in milliseconds and rise more slowly than time does, so that
 * one from an earlier life, of this process or another, is never taken for one of this.
 */
export class Collection {
  readonly #topic: string;
  readonly #items = new Map<string, string>();
  readonly #history: Frame[] = [];
  #historyBytes = 0;
  #sequence: number;
  #snapshot: Buffer | null = null;
  /** False: there are too many things to hold; clients read them in pages elsewhere. */
  #complete = true;

  /** @param birth milliseconds since the Unix epoch */
  constructor(topic: string, birth: number) {
    this.#topic = topic;
    this.#sequence = birth;
  }

  /** Of the last change. */
  get sequence(): number {
    return this.#sequence;
  }

  get size(): number {
    return this.#items.size;
  }

  get complete(): boolean {
    return this.#complete;
  }

  ids(): IterableIterator<string> {
    return this.#items.keys();
  }

  /** Takes over what became of some things, as JSON or null for gone; null: none of it was a change. */
  apply(changes: ReadonlyMap<string, string | null>): Frame | null {
    const add: string[] = [];
    const change: string[] = [];
    const remove: string[] = [];
    for (const [id, text] of changes) {
      const before = this.#items.get(id);
      if (text === null) {
        if (this.#items.delete(id)) remove.push(JSON.stringify(id));
      } else if (before !== text) {
        this.#items.set(id, text);
        (before === undefined ? add : change).push(text);
      }
    }
    if (add.length + change.length + remove.length === 0) return null;
    this.#sequence += 1;
    this.#snapshot = null;
    const frame = {
      sequence: this.#sequence,
      bytes: Buffer.from(
        `{"type":"change","topic":"${this.#topic}","sequence":${this.#sequence},` +
          `"add":[${add.join()}],"change":[${change.join()}],"remove":[${remove.join()}]}`,
      ),
    };
    this.#remember(frame);
    return frame;
  }

  /** There are too many things to hold: snapshots are empty and say so. What clients knew is void. */
  giveUp(): void {
    this.#items.clear();
    this.#history.length = 0;
    this.#historyBytes = 0;
    this.#complete = false;
    this.#sequence += 1;
    this.#snapshot = null;
  }

  /** Things are held again after `giveUp`; nobody can resume from before. */
  holdAgain(): void {
    this.#complete = true;
    this.#sequence += 1;
    this.#snapshot = null;
  }

  /** The whole, made once a sequence. */
  snapshot(): Buffer {
    this.#snapshot ??= Buffer.from(
      `{"type":"snapshot","topic":"${this.#topic}","sequence":${this.#sequence},` +
        `"complete":${String(this.#complete)},"items":[${[...this.#items.values()].join()}]}`,
    );
    return this.#snapshot;
  }

  /** The changes after a sequence, in order; null: they are not all known any more, or more than a snapshot. */
  since(sequence: number): readonly Frame[] | null {
    if (sequence > this.#sequence || !this.#complete) return null;
    const missed = this.#sequence - sequence;
    if (missed > this.#history.length) return null;
    const frames = missed === 0 ? [] : this.#history.slice(-missed);
    const bytes = frames.reduce((sum, frame) => sum + frame.bytes.length, 0);
    return bytes <= smallReplayBytes || bytes <= this.snapshot().length ? frames : null;
  }

  #remember(frame: Frame): void {
    this.#history.push(frame);
    this.#historyBytes += frame.bytes.length;
    let surplus = 0;
    while (
      this.#history.length - surplus > mostFrames ||
      (this.#historyBytes > mostHistoryBytes && surplus < this.#history.length)
    ) {
      this.#historyBytes -= this.#history[surplus]?.bytes.length ?? 0;
      surplus += 1;
    }
    if (surplus > 0) this.#history.splice(0, surplus);
  }
}
