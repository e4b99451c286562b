import { Counter, Gauge, Registry } from 'prom-client';
import type { HistogramSnapshot } from '../../model/histogram';
import { SnapshotHistogram } from './snapshotHistogram';

/** One figure and what tells it from its siblings. */
export interface Figure {
  readonly value: number;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Metrics of one reading: figures that were counted elsewhere, put down in the text format of Prometheus. */
export class MetricsWriter {
  readonly #registry = new Registry();

  gauge(name: string, help: string, figures: readonly Figure[] | number): void {
    const all = list(figures);
    if (all.length === 0) return;
    const gauge = new Gauge({ name, help, labelNames: labelNames(all), registers: [this.#registry] });
    for (const { value, labels } of all) gauge.set(labels ?? {}, value);
  }

  /** `name` ends in `_total`. */
  counter(name: string, help: string, figures: readonly Figure[] | number): void {
    const all = list(figures);
    if (all.length === 0) return;
    const counter = new Counter({ name, help, labelNames: labelNames(all), registers: [this.#registry] });
    for (const { value, labels } of all) counter.inc(labels ?? {}, value);
  }

  histogram(
    name: string,
    help: string,
    label: string,
    snapshots: readonly (readonly [string, HistogramSnapshot])[],
  ): void {
    this.#registry.registerMetric(new SnapshotHistogram(name, help, label, new Map(snapshots)));
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }
}

const list = (figures: readonly Figure[] | number): readonly Figure[] =>
  typeof figures === 'number' ? [{ value: figures }] : figures;

const labelNames = (figures: readonly Figure[]): string[] => Object.keys(figures[0]?.labels ?? {});
