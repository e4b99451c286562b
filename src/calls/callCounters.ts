import type { ClosedCalls } from '../model/signallingMetrics';
import type { CallObserver } from './callPorts';
import type { ObservedCall } from './callRecord';

/** Counts calls as they open and close, for the metrics. */
export class CallCounters implements CallObserver {
  #opened = 0;
  /** By outcome and failure class, of which there are a few dozen. */
  readonly #closed = new Map<string, { -readonly [Key in keyof ClosedCalls]: ClosedCalls[Key] }>();

  get totalOpened(): number {
    return this.#opened;
  }

  opened(): void {
    this.#opened += 1;
  }

  changed(): void {
    // A call is counted at its ends.
  }

  closed(call: ObservedCall): void {
    const { outcome, failure } = call.end();
    const key = `${outcome} ${failure ?? ''}`;
    const known = this.#closed.get(key);
    if (known === undefined) this.#closed.set(key, { outcome, failure, count: 1 });
    else known.count += 1;
  }

  closedCalls(): readonly ClosedCalls[] {
    return [...this.#closed.values()].map((calls) => ({ ...calls }));
  }
}
