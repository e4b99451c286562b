import {
  targetKey,
  type Availability,
  type HealthReport,
  type Target,
  type TargetHealthReport,
} from '../../model/targetHealth';

type Ref = Pick<Target, 'kind' | 'id'>;

/** What became of one target: null where it was, or is, not watched. */
export interface TargetTurn {
  readonly before: TargetHealthReport | null;
  readonly after: TargetHealthReport | null;
}

/** The health of the targets as this node's signalling thread last told it; what is not watched is available. */
export class TargetStates {
  #targets = new Map<string, TargetHealthReport>();
  readonly #listeners = new Set<(targets: readonly Target[]) => void>();

  /** Takes over a report. */
  apply({ reset, targets, remove }: HealthReport): readonly TargetTurn[] {
    const turns: TargetTurn[] = [];
    const turned: Target[] = [];
    const turn = (key: string, after: TargetHealthReport | null): void => {
      const before = this.#targets.get(key) ?? null;
      if (after === null) this.#targets.delete(key);
      else this.#targets.set(key, after);
      turns.push({ before, after });
      const target = (after ?? before)?.target;
      const isOther = (before?.state ?? 'available') !== (after?.state ?? 'available');
      if (target !== undefined && isOther) turned.push(target);
    };
    const told = new Set(targets.map(({ target }) => targetKey(target)));
    const gone = reset ? [...this.#targets.keys()].filter((key) => !told.has(key)) : remove;
    for (const key of gone) turn(key, null);
    for (const report of targets) turn(targetKey(report.target), report);
    if (turned.length > 0) for (const listener of this.#listeners) listener(turned);
    return turns;
  }

  stateOf(target: Ref): Availability {
    return this.#targets.get(targetKey(target))?.state ?? 'available';
  }

  /** Null: it is not watched. */
  read(target: Ref): TargetHealthReport | null {
    return this.#targets.get(targetKey(target)) ?? null;
  }

  all(): Iterable<TargetHealthReport> {
    return this.#targets.values();
  }

  /** Hears of those that became available or unavailable; returns what ends it. */
  listen(listener: (targets: readonly Target[]) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
