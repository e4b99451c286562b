import { Histogram, type HistogramSnapshot } from '../model/histogram';
import { setupStages, type SetupStage } from '../model/signallingMetrics';
import type { StageRecorder } from './callPorts';

/** From our own work, below a millisecond, to the patience of who lets it ring. */
const boundsS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 180];

/** How long calls take to each stage of their set-up. */
export class SetupTimes implements StageRecorder {
  readonly #seconds: Readonly<Record<SetupStage, Histogram>> = perStage(() => new Histogram(boundsS));

  record(stage: SetupStage, afterMs: number): void {
    this.#seconds[stage].record(afterMs / 1000);
  }

  /** In seconds. */
  snapshot(): Readonly<Record<SetupStage, HistogramSnapshot>> {
    return perStage((stage) => this.#seconds[stage].snapshot());
  }
}

const perStage = <Value>(make: (stage: SetupStage) => Value): Record<SetupStage, Value> =>
  Object.fromEntries(setupStages.map((stage) => [stage, make(stage)])) as Record<SetupStage, Value>;
