import { Histogram } from 'prom-client';
import type { HistogramSnapshot } from '../../model/histogram';

type Values = Awaited<ReturnType<Histogram['get']>>;

/** A histogram as Prometheus reads it, from buckets that were filled elsewhere; one snapshot a value of the label. */
export class SnapshotHistogram extends Histogram {
  readonly #metric: string;
  readonly #label: string;
  readonly #about: string;
  readonly #snapshots: ReadonlyMap<string, HistogramSnapshot>;

  constructor(name: string, help: string, label: string, snapshots: ReadonlyMap<string, HistogramSnapshot>) {
    super({ name, help, labelNames: [label], registers: [] });
    this.#metric = name;
    this.#about = help;
    this.#label = label;
    this.#snapshots = snapshots;
  }

  override get(): Promise<Values> {
    return Promise.resolve(this.getForPromString());
  }

  /** What the registry asks for where it is there. */
  getForPromString(): Values {
    const values: Values['values'] = [];
    for (const [value, { bounds, counts, sum }] of this.#snapshots) {
      const labels = { [this.#label]: value };
      counts.forEach((count, place) => {
        const le = bounds[place] ?? '+Inf';
        values.push({ metricName: `${this.#metric}_bucket`, labels: { ...labels, le }, value: count });
      });
      values.push({ metricName: `${this.#metric}_sum`, labels, value: sum });
      values.push({ metricName: `${this.#metric}_count`, labels, value: counts.at(-1) ?? 0 });
    }
    const type = 'histogram' as unknown as Values['type'];
    return {
      name: this.#metric,
      help: this.#about,
      type,
      values,
      aggregator: 'sum',
      collect: () => undefined,
    };
  }
}
