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

/** Reads usage from any thread; a slot nobody has written to answers zeros. */
export interface UsageReader {
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

/** Columns of a row; the last of the eight is spare. */
const column = {
  active: 0,
  incoming: 1,
  outgoing: 2,
  borrowed: 3,
  lent: 4,
  emergency: 5,
  rejected: 6,
} as const;
const columns = 8;
const rowBytes = columns * Int32Array.BYTES_PER_ELEMENT;
const firstSlots = 1024;
/** Address space only: memory is taken as the board grows. */
const maxSlots = 1 << 20;

/**
 * Usage in memory that threads share: the signalling thread writes a row after each change of its leases, the API reads
 * it, so an answer is exact the moment a call is. Trunk groups and enterprises share one space of slot numbers; a board
 * made from another's buffer sees the same rows, growth included.
 */
export class UsageBoard implements UsageReader {
  /** To hand to another thread. */
  readonly buffer: SharedArrayBuffer;
  readonly #cells: Int32Array<SharedArrayBuffer>;

  constructor(buffer?: SharedArrayBuffer) {
    this.buffer =
      buffer ?? new SharedArrayBuffer(firstSlots * rowBytes, { maxByteLength: maxSlots * rowBytes });
    this.#cells = new Int32Array(this.buffer);
  }

  trunkGroup(slot: number): TrunkGroupUsage {
    return {
      active: this.#read(slot, column.active),
      incoming: this.#read(slot, column.incoming),
      outgoing: this.#read(slot, column.outgoing),
      borrowed: this.#read(slot, column.borrowed),
      lent: this.#read(slot, column.lent),
      emergency: this.#read(slot, column.emergency),
      rejected: this.#read(slot, column.rejected),
    };
  }

  enterprise(slot: number): EnterpriseUsage {
    return { active: this.#read(slot, column.active) };
  }

  /** Throws RangeError for a slot outside 0 to 1,048,575. */
  writeTrunkGroup(slot: number, usage: TrunkGroupUsage): void {
    this.#grow(slot);
    const row = slot * columns;
    Atomics.store(this.#cells, row + column.active, usage.active);
    Atomics.store(this.#cells, row + column.incoming, usage.incoming);
    Atomics.store(this.#cells, row + column.outgoing, usage.outgoing);
    Atomics.store(this.#cells, row + column.borrowed, usage.borrowed);
    Atomics.store(this.#cells, row + column.lent, usage.lent);
    Atomics.store(this.#cells, row + column.emergency, usage.emergency);
    Atomics.store(this.#cells, row + column.rejected, usage.rejected);
  }

  /** Throws RangeError for a slot outside 0 to 1,048,575. */
  writeEnterprise(slot: number, usage: EnterpriseUsage): void {
    this.#grow(slot);
    Atomics.store(this.#cells, slot * columns + column.active, usage.active);
  }

  #read(slot: number, at: number): number {
    const cell = slot * columns + at;
    return Number.isInteger(slot) && slot >= 0 && cell < this.#cells.length
      ? Atomics.load(this.#cells, cell)
      : 0;
  }

  #grow(slot: number): void {
    if (slot < 0 || slot >= maxSlots || !Number.isInteger(slot)) {
      throw new RangeError(`usage slot ${slot} is outside 0 to ${maxSlots - 1}`);
    }
    const needed = (slot + 1) * rowBytes;
    if (needed <= this.buffer.byteLength) return;
    this.buffer.grow(Math.min(maxSlots * rowBytes, Math.max(needed, this.buffer.byteLength * 2)));
  }
}
