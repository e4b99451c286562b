/** What the service held at one moment, after a garbage collection of its signalling thread. */
export interface MemorySample {
  /** Minutes since the start of the soak. */
  readonly minute: number;
  /** Process of the service; another after a crash. */
  readonly pid: number;
  readonly resident: number;
  readonly heap: number;
  readonly calls: number;
}

/** Least-squares slope of a series, in its unit a minute; null: too few samples. */
export function slope(
  samples: readonly { readonly minute: number; readonly value: number }[],
): number | null {
  if (samples.length < 3) return null;
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const atMean = mean(samples.map(({ minute }) => minute));
  const valueMean = mean(samples.map(({ value }) => value));
  let product = 0;
  let square = 0;
  for (const { minute, value } of samples) {
    product += (minute - atMean) * (value - valueMean);
    square += (minute - atMean) ** 2;
  }
  return square === 0 ? null : product / square;
}

/** The samples of the last process, without its first minutes, in which caches fill and code is compiled. */
export function settledSamples(
  samples: readonly MemorySample[],
  warmUpMinutes: number,
): readonly MemorySample[] {
  const pid = samples.at(-1)?.pid;
  const last = samples.filter((sample) => sample.pid === pid);
  const from = (last[0]?.minute ?? 0) + warmUpMinutes;
  return last.filter(({ minute }) => minute >= from);
}
