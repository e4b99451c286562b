import type { AdmissionRequest, LeaseRequest, Refusal } from '../ledger';
import { directionMaximum } from '../leaseRequest';
import type { RowKey, UsageRow } from './ledgerSteps';
import type { OwnCounts } from './ownLeases';

/** For so long the fullest counts: what was free a moment ago others may have taken just before Redis was lost. */
const windowMs = 1_000;

/** A row with the most it showed in this window of time and in the one before. */
interface SeenRow {
  row: UsageRow;
  since: number;
  most: readonly number[];
  mostBefore: readonly number[];
}

/** What a node last saw of the usage of all nodes. */
export class Sight {
  readonly #rows = new Map<RowKey, SeenRow>();
  /** Nodes that shared the ledger; 0: it never saw any. */
  nodes = 0;

  /** False: the row is older than what it showed already. */
  see(row: UsageRow, now: number): boolean {
    const seen = this.#rows.get(row.key);
    if (seen === undefined) {
      this.#rows.set(row.key, { row, since: now, most: row.values, mostBefore: row.values });
      return true;
    }
    if (row.seq < seen.row.seq) return false;
    // Called numbers come and go.
    if (row.key.startsWith('n') && row.values[0] === 0) this.#rows.delete(row.key);
    if (now - seen.since >= windowMs) {
      seen.mostBefore = now - seen.since >= 2 * windowMs ? seen.row.values : seen.most;
      seen.most = seen.row.values;
      seen.since = now;
    }
    seen.row = row;
    seen.most = greater(seen.most, row.values);
    return true;
  }

  values(key: RowKey): readonly number[] {
    return this.#rows.get(key)?.row.values ?? [];
  }

  /** The most that was in use of late. */
  most(key: RowKey, now: number): readonly number[] {
    const seen = this.#rows.get(key);
    if (seen === undefined) return [];
    const age = now - seen.since;
    if (age >= 2 * windowMs) return seen.row.values;
    return age >= windowMs ? seen.most : greater(seen.most, seen.mostBefore);
  }

  keys(): Iterable<RowKey> {
    return this.#rows.keys();
  }

  /** Forgets the rows: those of an emptied Redis begin anew. */
  clear(): void {
    this.#rows.clear();
  }
}

const greater = (one: readonly number[], other: readonly number[]): readonly number[] =>
  one.map((value, index) => Math.max(value, other[index] ?? 0));

/**
 * What a node may admit by itself: up to its own leases when it lost sight plus its share of what was free then
 * (decisions.md 30). Where more was in use than a lowered maximum allows, its share of that is taken off.
 */
export class Shares {
  readonly #nodes: number;
  readonly #own: OwnCounts;
  readonly #most: ReadonlyMap<RowKey, readonly number[]>;
  readonly #last: ReadonlyMap<RowKey, readonly number[]>;

  constructor(sight: Sight, own: OwnCounts, now: number) {
    this.#nodes = sight.nodes;
    this.#own = own;
    this.#most = new Map([...sight.keys()].map((key) => [key, sight.most(key, now)]));
    this.#last = new Map([...sight.keys()].map((key) => [key, sight.values(key)]));
  }

  /** The same request with this node's part of each maximum. */
  of(request: AdmissionRequest): AdmissionRequest {
    return {
      ...request,
      candidates: request.candidates.map((candidate) => candidate.map((each) => this.#part(each))),
    };
  }

  /** What was last seen of all nodes. */
  last(key: RowKey): readonly number[] {
    return this.#last.get(key) ?? [];
  }

  /** The part of it that was this node's own. */
  own(key: RowKey): readonly number[] {
    return this.#own.get(key) ?? [];
  }

  #part(request: LeaseRequest): LeaseRequest {
    const { enterprise, trunkGroup, calledNumber, emergency } = request;
    return {
      enterprise:
        enterprise === null
          ? null
          : {
              ...enterprise,
              maxActiveCalls: this.#limit(enterprise.maxActiveCalls, `e${enterprise.id}`, [0]),
            },
      trunkGroup: trunkGroup === null ? null : this.#trunkGroup(trunkGroup),
      calledNumber:
        calledNumber === null
          ? null
          : {
              ...calledNumber,
              maxCalls: this.#limit(calledNumber.maxCalls, `n${calledNumber.number}`, [0]) ?? 0,
            },
      emergency,
    };
  }

  /** What was borrowed and lent stays as it was. */
  #trunkGroup(scope: NonNullable<LeaseRequest['trunkGroup']>): LeaseRequest['trunkGroup'] {
    const key: RowKey = `t${scope.id}`;
    const [, , , borrowed = 0, lent = 0] = this.#most.get(key) ?? [];
    const own = scope.maxActiveCalls === null ? null : scope.maxActiveCalls + borrowed - lent;
    const direction = this.#limit(directionMaximum(scope), key, scope.direction === 'incoming' ? [0] : [1]);
    return {
      ...scope,
      maxActiveCalls: this.#limit(own, key, [0, 1]),
      maxIncomingCalls: scope.direction === 'incoming' ? direction : scope.maxIncomingCalls,
      maxOutgoingCalls: scope.direction === 'outgoing' ? direction : scope.maxOutgoingCalls,
      bursting: null,
    };
  }

  /** `columns`: of the row, whose sum the maximum is for. */
  #limit(maximum: number | null, key: RowKey, columns: readonly number[]): number | null {
    if (maximum === null) return null;
    const sum = (values: readonly number[] | undefined): number =>
      columns.reduce((all, column) => all + (values?.[column] ?? 0), 0);
    const own = sum(this.#own.get(key));
    if (this.#nodes === 0) return Math.min(own, maximum);
    return own + Math.floor((maximum - sum(this.#most.get(key))) / this.#nodes);
  }
}

/** A refusal by a part of a maximum, told as one by the whole. */
export const byTheWhole = (refusal: Refusal, request: AdmissionRequest): Refusal => {
  const asked = request.candidates[refusal.candidate]?.[refusal.lease];
  if (asked === undefined) return refusal;
  const { enterprise, trunkGroup, calledNumber } = asked;
  const maximum = {
    enterprise: enterprise?.maxActiveCalls ?? null,
    called_number: calledNumber?.maxCalls ?? null,
    trunk_group:
      refusal.limit === 'max_active_calls'
        ? (trunkGroup?.maxActiveCalls ?? null)
        : trunkGroup === null
          ? null
          : directionMaximum(trunkGroup),
  }[refusal.scope];
  return { ...refusal, maximum: maximum ?? refusal.maximum };
};
