import type { LeaseRequest, TrunkDirection } from '../../../src/routing/ledger/ledger';

interface Held {
  readonly callId: string;
  readonly request: LeaseRequest;
}

interface Loan {
  readonly borrower: string;
  readonly lender: string;
}

/** What a ledger must do, in the plainest words: two lists, and counts over them. */
export class LedgerModel {
  constructor(
    readonly held: readonly Held[] = [],
    /** The oldest first. */
    readonly loans: readonly Loan[] = [],
  ) {}

  /** With all leases of a candidate; null: it does not fit. */
  admit(callId: string, candidate: readonly LeaseRequest[]): LedgerModel | null {
    return candidate.reduce<LedgerModel | null>((model, lease) => model?.enter(callId, lease) ?? null, this);
  }

  release(held: Held): LedgerModel {
    const borrower = held.request.emergency ? null : held.request.trunkGroup?.id;
    const returned = this.loans.find((loan) => loan.borrower === borrower);
    const at = this.held.findIndex((other) => other.callId === held.callId && other.request === held.request);
    return new LedgerModel(
      this.held.filter((_, index) => index !== at),
      this.loans.filter((loan) => loan !== returned),
    );
  }

  active(id: string, direction?: TrunkDirection): number {
    return this.held.filter(
      ({ request: { trunkGroup, emergency } }) =>
        !emergency &&
        trunkGroup?.id === id &&
        (direction === undefined || trunkGroup.direction === direction),
    ).length;
  }

  emergency(id: string): number {
    return this.held.filter(({ request }) => request.emergency && request.trunkGroup?.id === id).length;
  }

  borrowed(id: string): number {
    return this.loans.filter((loan) => loan.borrower === id).length;
  }

  lent(id: string): number {
    return this.loans.filter((loan) => loan.lender === id).length;
  }

  enterprise(id: string): number {
    return this.held.filter(({ request }) => !request.emergency && request.enterprise?.id === id).length;
  }

  private enter(callId: string, request: LeaseRequest): LedgerModel | null {
    const entered = new LedgerModel([...this.held, { callId, request }], this.loans);
    const { enterprise, trunkGroup, calledNumber, emergency } = request;
    if (emergency) return entered;
    if (enterprise !== null && !within(entered.enterprise(enterprise.id), enterprise.maxActiveCalls))
      return null;
    if (calledNumber !== null) {
      const [before, after] = [this.callsTo(calledNumber.number), entered.callsTo(calledNumber.number)];
      if (after > before && after > calledNumber.maxCalls) return null;
    }
    if (trunkGroup === null) return entered;
    const { id, direction, bursting } = trunkGroup;
    const [maximum, burst] =
      direction === 'incoming'
        ? [trunkGroup.maxIncomingCalls, bursting?.maxIncomingCalls]
        : [trunkGroup.maxOutgoingCalls, bursting?.maxOutgoingCalls];
    if (!within(entered.active(id, direction), maximum === null ? null : maximum + (burst ?? 0))) return null;
    if (within(entered.active(id) + this.lent(id), trunkGroup.maxActiveCalls)) return entered;
    if (bursting === null || this.borrowed(id) >= bursting.maxActiveCalls) return null;
    const spare = bursting
      .lenders()
      .filter((lender) => lender.id !== id && this.borrowed(lender.id) === 0)
      .map((lender) => ({
        id: lender.id,
        units: lender.maxActiveCalls - this.active(lender.id) - this.lent(lender.id),
      }))
      .filter(({ units }) => units > 0);
    const most = Math.max(...spare.map(({ units }) => units));
    const lender = spare.find(({ units }) => units === most);
    return lender === undefined
      ? null
      : new LedgerModel(entered.held, [...this.loans, { borrower: id, lender: lender.id }]);
  }

  private callsTo(number: string): number {
    const calls = this.held.filter(
      ({ request }) => !request.emergency && request.calledNumber?.number === number,
    );
    return new Set(calls.map(({ callId }) => callId)).size;
  }
}

const within = (count: number, maximum: number | null): boolean => maximum === null || count <= maximum;
