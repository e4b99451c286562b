/// <reference lib="es2024.sharedmemory" />

/** What a trunk group carries now; `rejected` counts calls refused since start (design.md section 5). */
export interface TrunkGroupUsage {
  readonly active: number;
  readonly incoming: number;
  readonly outgoing: number;
  /** Units taken from, and given to, other trunk groups of the enterprise. */
  readonly borrowed: number;
  readonly lent: number;
  /** Emergency calls; in no other figure. */
  readonly emergency: number;
  readonly rejected: number;
}

export interface EnterpriseUsage {
  readonly active: number;
}

export const noUsage: TrunkGroupUsage = {
  active: 0,
  incoming: 0,
  outgoing: 0,
  borrowed: 0,
  lent: 0,
  emergency: 0,
  rejected: 0,
};

export interface UsageWriter {
  writeTrunkGroup(slot: number, usage: TrunkGroupUsage): void;
  writeEnterprise(slot: number, usage: EnterpriseUsage): void;
}

/** Reads usage from any thread; a slot nobody has written to answers zeros. */
export interface UsageReader {
  /** Another number after each change of any row; equal numbers mean that nothing changed. */
  version(): number;
  trunkGroup(slot: number): {
    active: number;
    incoming: number;
    outgoing: number;
    borrowed: number;
    lent: number;
    emergency: number;
    rejected: number;
  };
  enterprise(slot: number): { active: number };
}

/** Where a figure stands in each of a row's two halves. */
const column = {
  active: 0,
  incoming: 1,
  outgoing: 2,
  borrowed: 3,
  lent: 4,
  emergency: 5,
  rejected: 6,
} as const;
const halfColumns = 7;
/** The last cell of a row: how often it was written. Even: the first half holds the figures; odd: the second. */
const turnColumn = 15;
const columns = 16;
const rowBytes = columns * Int32Array.BYTES_PER_ELEMENT;
const firstSlots = 1024;
/** Address space only: memory is taken as the board grows. */
const maxSlots = 1 << 20;
/** Cell of the first row, which is no slot's, that holds the version of the whole board. */
const versionCell = 0;

/**
 * Usage in memory that threads share: the signalling thread writes a row after each change of its leases, the API reads
 * it, so an answer is exact the moment a call is. Trunk groups and enterprises share one space of slot numbers; a board
 * made from another's buffer sees the same rows, growth included.
 *
 * One thread writes. It writes the half of a row that does not count and then turns it, so that a reader who finds the
 * same turn before and after has figures of one moment, and is never kept waiting by a writer that was put to sleep.
 * Watchers compare the version of the board, which costs the writer one store a change however many watch.
 */
export class UsageBoard implements UsageReader, UsageWriter {
  /** To hand to another thread. */
  readonly buffer: SharedArrayBuffer;
  readonly #cells: Int32Array<SharedArrayBuffer>;

  constructor(buffer?: SharedArrayBuffer) {
    this.buffer =
      buffer ??
      new SharedArrayBuffer((1 + firstSlots) * rowBytes, { maxByteLength: (1 + maxSlots) * rowBytes });
    this.#cells = new Int32Array(this.buffer);
  }

  version(): number {
    return Atomics.load(this.#cells, versionCell);
  }

  trunkGroup(slot: number): TrunkGroupUsage {
    // Another turn means that the writer has come further, so this ends.
    for (;;) {
      const turn = this.#read(slot, turnColumn);
      const half = halfOf(turn);
      const usage = {
        active: this.#read(slot, half + column.active),
        incoming: this.#read(slot, half + column.incoming),
        outgoing: this.#read(slot, half + column.outgoing),
        borrowed: this.#read(slot, half + column.borrowed),
        lent: this.#read(slot, half + column.lent),
        emergency: this.#read(slot, half + column.emergency),
        rejected: this.#read(slot, half + column.rejected),
      };
      if (this.#read(slot, turnColumn) === turn) return usage;
    }
  }

  enterprise(slot: number): EnterpriseUsage {
    return { active: this.#read(slot, column.active) };
  }

  /** Throws RangeError for a slot outside 0 to 1,048,575. */
  writeTrunkGroup(slot: number, usage: TrunkGroupUsage): void {
    this.#grow(slot);
    const row = (slot + 1) * columns;
    const turn = (Atomics.load(this.#cells, row + turnColumn) + 1) | 0;
    const half = row + halfOf(turn);
    Atomics.store(this.#cells, half + column.active, usage.active);
    Atomics.store(this.#cells, half + column.incoming, usage.incoming);
    Atomics.store(this.#cells, half + column.outgoing, usage.outgoing);
    Atomics.store(this.#cells, half + column.borrowed, usage.borrowed);
    Atomics.store(this.#cells, half + column.lent, usage.lent);
    Atomics.store(this.#cells, half + column.emergency, usage.emergency);
    Atomics.store(this.#cells, half + column.rejected, usage.rejected);
    Atomics.store(this.#cells, row + turnColumn, turn);
    this.#countChange();
  }

  /** Throws RangeError for a slot outside 0 to 1,048,575. */
  writeEnterprise(slot: number, usage: EnterpriseUsage): void {
    this.#grow(slot);
    Atomics.store(this.#cells, (slot + 1) * columns + column.active, usage.active);
    this.#countChange();
  }

  /** This thread alone writes, so that the value read is the value it wrote. */
  #countChange(): void {
    Atomics.store(this.#cells, versionCell, (Atomics.load(this.#cells, versionCell) + 1) | 0);
  }

  #read(slot: number, at: number): number {
    const cell = (slot + 1) * columns + at;
    return Number.isInteger(slot) && slot >= 0 && cell < this.#cells.length
      ? Atomics.load(this.#cells, cell)
      : 0;
  }

  #grow(slot: number): void {
    if (slot < 0 || slot >= maxSlots || !Number.isInteger(slot)) {
      throw new RangeError(`usage slot ${slot} is outside 0 to ${maxSlots - 1}`);
    }
    const needed = (slot + 2) * rowBytes;
    if (needed <= this.buffer.byteLength) return;
    this.buffer.grow(Math.min((1 + maxSlots) * rowBytes, Math.max(needed, this.buffer.byteLength * 2)));
  }
}

const halfOf = (turn: number): number => ((turn & 1) === 0 ? 0 : halfColumns);
