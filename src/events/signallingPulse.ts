/** Cells: the tenth of a second of the last beat, and whether the thread called itself overloaded. */
const beatCell = 0;
const overloadedCell = 1;
const cells = 2;
const unitMs = 100;
const neverBeaten = 0;

/**
 * The signalling thread's sign of life, in memory that threads share: so the worker knows of a thread that is too busy to
 * say so. One thread writes.
 */
export class SignallingPulse {
  /** To hand to the other thread. */
  readonly buffer: SharedArrayBuffer;
  readonly #cells: Int32Array<SharedArrayBuffer>;

  constructor(buffer?: SharedArrayBuffer) {
    this.buffer = buffer ?? new SharedArrayBuffer(cells * Int32Array.BYTES_PER_ELEMENT);
    this.#cells = new Int32Array(this.buffer);
  }

  /** `wallTime`: milliseconds since the Unix epoch, the one clock that threads have in common. */
  beat(wallTime: number, overloaded: boolean): void {
    Atomics.store(this.#cells, overloadedCell, overloaded ? 1 : 0);
    Atomics.store(this.#cells, beatCell, unitOf(wallTime));
  }

  get overloaded(): boolean {
    return Atomics.load(this.#cells, overloadedCell) === 1;
  }

  /** Milliseconds since the last beat, to a tenth of a second; 0 before the first. */
  silentMs(wallTime: number): number {
    const beat = Atomics.load(this.#cells, beatCell);
    // The difference is right also where the units have run over 32 bits.
    return beat === neverBeaten ? 0 : Math.max(0, (unitOf(wallTime) - beat) | 0) * unitMs;
  }
}

const unitOf = (wallTime: number): number => Math.floor(wallTime / unitMs) | 0;
