import type { Lease } from '../ledger';
import type { RowKey } from './ledgerSteps';

/** Own leases by scope, in the columns of the rows of usage. */
export type OwnCounts = ReadonlyMap<RowKey, readonly number[]>;

/** The leases this node holds, whatever Redis knows of them. */
export class OwnLeases {
  readonly #live = new Map<number, Lease>();
  readonly #counts = new Map<RowKey, number[]>();

  get size(): number {
    return this.#live.size;
  }

  has(id: number): boolean {
    return this.#live.has(id);
  }

  all(): Iterable<Lease> {
    return this.#live.values();
  }

  add(lease: Lease): void {
    this.#live.set(lease.id, lease);
    this.#count(lease, 1);
  }

  /** False: it was not there. */
  remove(lease: Lease): boolean {
    const live = this.#live.get(lease.id);
    if (live === undefined) return false;
    this.#live.delete(lease.id);
    this.#count(live, -1);
    return true;
  }

  /** Of a trunk group or an enterprise. */
  values(key: RowKey): readonly number[] {
    return this.#counts.get(key) ?? [];
  }

  /** All counts as they are now, those of calls to called numbers included. */
  counts(): OwnCounts {
    const counts = new Map<RowKey, readonly number[]>();
    for (const [key, values] of this.#counts) counts.set(key, [...values]);
    const calls = new Map<RowKey, Set<string>>();
    for (const { callId, request } of this.#live.values()) {
      if (request.calledNumber === null || request.emergency) continue;
      const key: RowKey = `n${request.calledNumber.number}`;
      calls.set(key, (calls.get(key) ?? new Set()).add(callId));
    }
    for (const [key, ids] of calls) counts.set(key, [ids.size]);
    return counts;
  }

  #count({ request: { enterprise, trunkGroup, emergency } }: Lease, by: 1 | -1): void {
    if (!emergency && enterprise !== null) this.#change(`e${enterprise.id}`, 0, by);
    if (trunkGroup === null) return;
    this.#change(`t${trunkGroup.id}`, emergency ? 2 : trunkGroup.direction === 'incoming' ? 0 : 1, by);
  }

  #change(key: RowKey, column: number, by: 1 | -1): void {
    const values = this.#counts.get(key) ?? [0, 0, 0];
    values[column] = (values[column] ?? 0) + by;
    if (values.every((value) => value === 0)) this.#counts.delete(key);
    else this.#counts.set(key, values);
  }
}
