import { TimerNode, type TimerWheel } from '../../model/timerWheel';
import type { HealthChange, HealthReport, TargetHealthReport } from '../../model/targetHealth';

/** What a probe said is told within this; that something turned, at once. */
const detailsMs = 1_000;
/** Of one report; the rest follows with the next. */
const mostTargets = 500;
const mostChanges = 1_000;
const nextMs = 20;
/** Changes kept while nobody takes them, the oldest giving way. */
const mostWaiting = 20_000;

export interface HealthFeedPorts {
  readonly wheel: TimerWheel;
  /** Null: it is not watched. */
  readonly report: (key: string) => TargetHealthReport | null;
  readonly keys: () => Iterable<string>;
  /** Whether there is somebody to tell. */
  readonly isTaken: () => boolean;
  readonly send: (report: HealthReport) => void;
}

/**
 * Tells what becomes of the health of targets to who keeps it for the API: changes at once and in order, what is known
 * of a target as often as once a second, each as it is then.
 */
export class HealthFeed extends TimerNode {
  readonly #ports: HealthFeedPorts;
  readonly #touched = new Set<string>();
  readonly #removed = new Set<string>();
  #changes: HealthChange[] = [];
  #reset = false;

  constructor(ports: HealthFeedPorts) {
    super();
    this.#ports = ports;
  }

  touched(key: string): void {
    this.#touched.add(key);
    this.#removed.delete(key);
    if (!this.#ports.wheel.isScheduled(this)) this.#ports.wheel.scheduleIn(this, detailsMs);
  }

  removed(key: string): void {
    this.#touched.delete(key);
    this.#removed.add(key);
    this.#ports.wheel.scheduleIn(this, 0);
  }

  changed(change: HealthChange): void {
    if (this.#changes.length >= mostWaiting) this.#changes.shift();
    this.#changes.push(change);
    this.#ports.wheel.scheduleIn(this, 0);
  }

  /** Somebody begins to listen: they are told the whole. */
  refill(): void {
    this.#reset = true;
    this.#removed.clear();
    for (const key of this.#ports.keys()) this.#touched.add(key);
    this.#ports.wheel.scheduleIn(this, 0);
  }

  close(): void {
    this.#ports.wheel.cancel(this);
  }

  override onTimer(): void {
    if (!this.#ports.isTaken()) {
      this.#ports.wheel.scheduleIn(this, detailsMs);
      return;
    }
    const targets: TargetHealthReport[] = [];
    for (const key of this.#touched) {
      if (targets.length >= mostTargets) break;
      this.#touched.delete(key);
      const report = this.#ports.report(key);
      if (report !== null) targets.push(report);
    }
    const changes = this.#changes.slice(0, mostChanges);
    this.#ports.send({ reset: this.#reset, targets, remove: [...this.#removed], changes });
    this.#reset = false;
    this.#removed.clear();
    this.#changes = this.#changes.slice(changes.length);
    if (this.#touched.size > 0 || this.#changes.length > 0) this.#ports.wheel.scheduleIn(this, nextMs);
  }
}
