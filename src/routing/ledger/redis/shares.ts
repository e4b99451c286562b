import type { AdmissionRequest, LeaseRequest, Refusal } from '../ledger';
import { directionMaximum } from '../leaseRequest';
import type { RowKey } from './ledgerSteps';
import type { OwnCounts } from './ownLeases';
import { Sight } from './sight';

/**
 * What a node may admit by itself: up to its own leases when it lost sight plus its share of what was free then
 * (decisions.md 30). Where more was in use than a lowered maximum allows, its share of that is taken off.
 */
export class Shares {
  readonly #own: OwnCounts;
  readonly #sight: Sight;

  constructor(sight: Sight, own: OwnCounts) {
    this.#own = own;
    this.#sight = new Sight(sight);
  }

  /** Nodes that shared the ledger then; 0: this one never saw any. */
  get nodes(): number {
    return this.#sight.nodes;
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
    return this.#sight.values(key);
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
              maxActiveCalls: this.#limit(enterprise.maxActiveCalls, `e${enterprise.id}`, 0, [0]),
            },
      trunkGroup: trunkGroup === null ? null : this.#trunkGroup(trunkGroup),
      calledNumber:
        calledNumber === null
          ? null
          : {
              ...calledNumber,
              maxCalls: this.#limit(calledNumber.maxCalls, `n${calledNumber.number}`, 0, [0]) ?? 0,
            },
      emergency,
    };
  }

  /** What was borrowed and lent stays as it was. */
  #trunkGroup(scope: NonNullable<LeaseRequest['trunkGroup']>): LeaseRequest['trunkGroup'] {
    const key: RowKey = `t${scope.id}`;
    const isIncoming = scope.direction === 'incoming';
    const direction = this.#limit(directionMaximum(scope), key, isIncoming ? 1 : 2, isIncoming ? [0] : [1]);
    return {
      ...scope,
      maxActiveCalls: this.#limit(scope.maxActiveCalls, key, 0, [0, 1]),
      maxIncomingCalls: isIncoming ? direction : scope.maxIncomingCalls,
      maxOutgoingCalls: isIncoming ? scope.maxOutgoingCalls : direction,
      bursting: null,
    };
  }

  /** `which`: of what maxima are for; `columns`: of the own leases, those it counts. */
  #limit(maximum: number | null, key: RowKey, which: number, columns: readonly number[]): number | null {
    if (maximum === null) return null;
    const held = this.#own.get(key) ?? [];
    const own = columns.reduce((all, column) => all + (held[column] ?? 0), 0);
    if (this.nodes === 0) return Math.min(own, maximum);
    return own + this.#sight.grant(key, which, maximum);
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
