import type { LeaseRequest } from '../ledger';
import type { Frame, RowKey, Shown } from './ledgerSteps';
import type { SharedUsage } from './sharedUsage';
import type { Sight } from './sight';

/** What is seen of the usage of all nodes comes onto the board while they count together. */
export class SeenUsage {
  readonly #sight: Sight;
  readonly #usage: SharedUsage;
  readonly #isTogether: () => boolean;
  /** Rows shown before Redis was emptied. */
  readonly #stale = new Set<RowKey>();

  constructor(sight: Sight, usage: SharedUsage, isTogether: () => boolean) {
    this.#sight = sight;
    this.#usage = usage;
    this.#isTogether = isTogether;
  }

  see(shown: Shown): void {
    for (const row of this.#sight.see(shown)) if (this.#isTogether()) this.#usage.show(row);
  }

  /** All rows are as they were seen, but those that are seen next. */
  refresh(frame: Frame): void {
    this.#sight.refresh(frame);
  }

  /** Takes the slots that a request of a call brings. */
  learn(request: LeaseRequest): void {
    this.#usage.learn(request, (key) => this.#sight.values(key));
  }

  /** Redis was emptied: rows begin anew. What is shown stays until all nodes count together. */
  forget(): void {
    for (const key of this.#sight.keys()) this.#stale.add(key);
    this.#sight.clear();
  }

  /** Nodes count together from here on. */
  showAll(): void {
    for (const key of this.#stale) this.#usage.show({ key, values: [] });
    this.#stale.clear();
    for (const key of this.#sight.keys()) this.#usage.show({ key, values: this.#sight.values(key) });
  }
}
