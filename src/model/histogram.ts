/** What a histogram holds at one moment, as Prometheus has it: counts are cumulative, the last one is of everything. */
export interface HistogramSnapshot {
  /** Upper bounds of the buckets, each inclusive, rising. */
  readonly bounds: readonly number[];
  /** Values up to and including the bound of the same place; one more than the bounds, for all values. */
  readonly counts: readonly number[];
  readonly sum: number;
}

/** Counts values by size in buckets fixed beforehand: an addition or two a value, nothing kept of the value itself. */
export class Histogram {
  readonly #bounds: readonly number[];
  readonly #counts: Float64Array;
  #sum = 0;

  /** `bounds` rise. */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = new Float64Array(bounds.length + 1);
  }

  record(value: number): void {
    let bucket = 0;
    // Small values are the many: looked for from below.
    while (bucket < this.#bounds.length && value > (this.#bounds[bucket] ?? 0)) bucket += 1;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sum += value;
  }

  snapshot(): HistogramSnapshot {
    let total = 0;
    const counts = Array.from(this.#counts, (count) => (total += count));
    return { bounds: this.#bounds, counts, sum: this.#sum };
  }
}
