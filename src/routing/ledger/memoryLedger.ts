import { afterLastAnswered } from '../schemes/afterLastAnswered';
import { listed } from '../schemes/listed';
import { mostIdle } from '../schemes/mostIdle';
import { afterAdmission, byShares, type Leads } from '../schemes/shares';
import type {
  Admission,
  AdmissionRequest,
  EnterpriseScope,
  Lease,
  LeaseRequest,
  Ledger,
  LenderScope,
  Refusal,
  TrunkGroupScope,
} from './ledger';
import { directionLimit, directionMaximum, refusing, trunkGroupOf } from './leaseRequest';
import { noUsage, type UsageWriter } from './usageBoard';

/** The live leases of one trunk group. An emergency lease is in `emergency` alone. */
interface TrunkGroupLeases {
  slot: number;
  readonly incoming: Set<Lease>;
  readonly outgoing: Set<Lease>;
  readonly emergency: Set<Lease>;
  /** Whose units it borrows, a unit each, the one borrowed first in front; never more than it has calls. */
  readonly borrowed: TrunkGroupLeases[];
  /** How often it stands in the `borrowed` of others: units that are not at its own disposal. */
  lent: number;
  /** Refusals since start; no capacity, so a plain count. */
  rejected: number;
}

/** The live leases of one enterprise, emergency ones left out. */
interface EnterpriseLeases {
  slot: number;
  readonly active: Set<Lease>;
}

type FullLimit = Omit<Refusal, 'candidate' | 'lease'>;

/** What came of asking candidates in order. What was entered is not on the board yet. */
interface Asked {
  readonly admitted: number | null;
  readonly entered: readonly Entered[];
  readonly refusals: readonly Refusal[];
}

/** A lease that stands in the sets of its scopes, and how it came there. */
interface Entered {
  readonly lease: Lease;
  /** Whose unit was borrowed for it. */
  readonly lender: TrunkGroupLeases | null;
}

/**
 * The ledger of one node. The life of a lease: `admit` puts it into the sets of its scopes, `release` takes it out, and
 * nothing else touches a set; capacity in use is the size of sets. Admission runs in one turn of the event loop, so no
 * other admission comes between the check and the entry. The limits are those the request brings: a changed maximum is
 * in force at the next call, and one set below what is in use admits nothing until enough calls have ended.
 */
export class MemoryLedger implements Ledger {
  readonly #live = new Map<number, Lease>();
  readonly #trunkGroups = new Map<string, TrunkGroupLeases>();
  readonly #enterprises = new Map<string, EnterpriseLeases>();
  /** By called number: the calls to it, and how many leases of each name it. */
  readonly #calledNumbers = new Map<string, Map<string, number>>();
  /** By scheme: the trunk group that last answered, and how far each is ahead of its share. */
  readonly #lastAnswered = new Map<string, string>();
  readonly #leads = new Map<string, Leads>();
  readonly #board: UsageWriter;
  #lastId = 0;

  constructor(board: UsageWriter) {
    this.#board = board;
  }

  admit(request: AdmissionRequest): Promise<Admission> {
    const order = this.#order(request);
    const { admitted, entered, refusals } = this.#ask(request, order);
    for (const each of entered) this.#publish(each);
    for (const scope of refusing(request, refusals)) this.#countRejected(scope);
    if (admitted !== null) this.#countShare(request, admitted);
    return Promise.resolve({ admitted, order, leases: entered.map(({ lease }) => lease), refusals });
  }

  preview(request: AdmissionRequest): Promise<Omit<Admission, 'leases'>> {
    const order = this.#order(request);
    const { admitted, entered, refusals } = this.#ask(request, order);
    for (const each of [...entered].reverse()) this.#undo(each);
    return Promise.resolve({ admitted, order, refusals });
  }

  release(lease: Lease): void {
    const live = this.#live.get(lease.id);
    if (live === undefined) return;
    this.#remove(live);
    const trunkGroup = this.#trunkGroups.get(live.request.trunkGroup?.id ?? '');
    const lender = live.request.emergency ? undefined : trunkGroup?.borrowed.shift();
    if (lender !== undefined) lender.lent -= 1;
    this.#publish({ lease: live, lender: lender ?? null });
  }

  answered(schemeId: string, trunkGroupId: string): void {
    this.#lastAnswered.set(schemeId, trunkGroupId);
  }

  size(): number {
    return this.#live.size;
  }

  /** Ids for leases that are admitted elsewhere; the first of so many. */
  reserve(count: number): number {
    const first = this.#lastId + 1;
    this.#lastId += count;
    return first;
  }

  /** Enters a lease that was admitted elsewhere, whatever the limits; its id was reserved. */
  hold(lease: Lease): void {
    this.#add(lease);
    this.#publish({ lease, lender: null });
  }

  /** The candidates in the order they are asked. */
  #order({ candidates, selection }: AdmissionRequest): readonly number[] {
    switch (selection.kind) {
      case 'listed':
        return listed(candidates.length);
      case 'after_last_answered': {
        const last = this.#lastAnswered.get(selection.schemeId) ?? null;
        return afterLastAnswered(candidates.map(trunkGroupOf), selection.members, last);
      }
      case 'shares':
        return byShares(
          candidates.map(trunkGroupOf),
          selection.percents,
          this.#leads.get(selection.schemeId) ?? noLeads,
        );
      case 'most_idle':
        return mostIdle(candidates.map((candidate) => this.#active(trunkGroupOf(candidate))));
      default:
        return selection satisfies never;
    }
  }

  #active(trunkGroupId: string | null): number {
    const leases = trunkGroupId === null ? undefined : this.#trunkGroups.get(trunkGroupId);
    return leases === undefined ? 0 : activeOf(leases);
  }

  #ask({ callId, candidates }: AdmissionRequest, order: readonly number[]): Asked {
    const refusals: Refusal[] = [];
    for (const candidate of order) {
      const entered = this.#enterAll(callId, candidate, candidates[candidate] ?? []);
      if ('limit' in entered) refusals.push(entered);
      else return { admitted: candidate, entered, refusals };
    }
    return { admitted: null, entered: [], refusals };
  }

  /** Enters all leases of a candidate, each checked against those before it, or none. */
  #enterAll(callId: string, candidate: number, requests: readonly LeaseRequest[]): Entered[] | Refusal {
    const entered: Entered[] = [];
    for (const [index, request] of requests.entries()) {
      const result = this.#enter(callId, request);
      if ('limit' in result) {
        for (const each of entered.reverse()) this.#undo(each);
        return { candidate, lease: index, ...result };
      }
      entered.push(result);
    }
    return entered;
  }

  #enter(callId: string, request: LeaseRequest): Entered | FullLimit {
    const lender = request.emergency ? null : this.#lenderFor(request.trunkGroup);
    const full = request.emergency ? null : this.#fullLimit(callId, request, lender !== null);
    if (full !== null) return full;
    if (lender !== null && request.trunkGroup !== null) {
      this.#trunkGroupLeases(request.trunkGroup).borrowed.push(lender);
      lender.lent += 1;
    }
    this.#lastId += 1;
    const lease: Lease = { id: this.#lastId, callId, request };
    this.#add(lease);
    return { lease, lender };
  }

  /** The first limit that has no room for a lease; `borrows`: a unit was found for it elsewhere. */
  #fullLimit(
    callId: string,
    { enterprise, trunkGroup, calledNumber }: LeaseRequest,
    borrows: boolean,
  ): FullLimit | null {
    if (calledNumber !== null) {
      const { number, maxCalls } = calledNumber;
      const calls = this.#calledNumbers.get(number);
      if (calls?.has(callId) !== true && isFull(calls?.size ?? 0, maxCalls))
        return { scope: 'called_number', id: number, limit: 'max_calls', maximum: maxCalls };
    }
    if (trunkGroup !== null) {
      const { id, direction, maxActiveCalls } = trunkGroup;
      const leases = this.#trunkGroups.get(id);
      if (!borrows && isFull(unitsInUse(leases), maxActiveCalls))
        return { scope: 'trunk_group', id, limit: 'max_active_calls', maximum: maxActiveCalls };
      const maximum = directionMaximum(trunkGroup);
      if (isFull(leases?.[direction].size ?? 0, maximum))
        return { scope: 'trunk_group', id, limit: directionLimit[direction], maximum };
    }
    if (enterprise === null) return null;
    const { id, maxActiveCalls } = enterprise;
    return isFull(this.#enterprises.get(id)?.active.size ?? 0, maxActiveCalls)
      ? { scope: 'enterprise', id, limit: 'max_active_calls', maximum: maxActiveCalls }
      : null;
  }

  /** Whose unit a full trunk group may borrow: of those with units to spare that borrow none, the idlest. */
  #lenderFor(scope: TrunkGroupScope | null): TrunkGroupLeases | null {
    if (scope?.bursting == null) return null;
    const own = this.#trunkGroups.get(scope.id);
    if (!isFull(unitsInUse(own), scope.maxActiveCalls)) return null;
    if (isFull(own?.borrowed.length ?? 0, scope.bursting.maxActiveCalls)) return null;
    let idlest: LenderScope | null = null;
    let most = 0;
    for (const lender of scope.bursting.lenders()) {
      const leases = this.#trunkGroups.get(lender.id);
      const spare = lender.maxActiveCalls - unitsInUse(leases);
      if (spare <= most || lender.id === scope.id || (leases?.borrowed.length ?? 0) > 0) continue;
      idlest = lender;
      most = spare;
    }
    return idlest === null ? null : this.#trunkGroupLeases(idlest);
  }

  /** Takes back what was entered last. */
  #undo({ lease, lender }: Entered): void {
    this.#remove(lease);
    if (lender === null) return;
    this.#trunkGroups.get(lease.request.trunkGroup?.id ?? '')?.borrowed.pop();
    lender.lent -= 1;
  }

  #add(lease: Lease): void {
    const { enterprise, trunkGroup, calledNumber, emergency } = lease.request;
    this.#live.set(lease.id, lease);
    if (trunkGroup !== null) {
      this.#trunkGroupLeases(trunkGroup)[emergency ? 'emergency' : trunkGroup.direction].add(lease);
    }
    if (emergency) return;
    if (enterprise !== null) this.#enterpriseLeases(enterprise).active.add(lease);
    if (calledNumber === null) return;
    const calls = this.#calledNumbers.get(calledNumber.number) ?? new Map<string, number>();
    this.#calledNumbers.set(calledNumber.number, calls);
    calls.set(lease.callId, (calls.get(lease.callId) ?? 0) + 1);
  }

  #remove(lease: Lease): void {
    const { enterprise, trunkGroup, calledNumber, emergency } = lease.request;
    this.#live.delete(lease.id);
    if (trunkGroup !== null) {
      this.#trunkGroups.get(trunkGroup.id)?.[emergency ? 'emergency' : trunkGroup.direction].delete(lease);
    }
    if (emergency) return;
    this.#enterprises.get(enterprise?.id ?? '')?.active.delete(lease);
    const calls = this.#calledNumbers.get(calledNumber?.number ?? '');
    if (calledNumber === null || calls === undefined) return;
    const left = (calls.get(lease.callId) ?? 0) - 1;
    if (left > 0) calls.set(lease.callId, left);
    else calls.delete(lease.callId);
    if (calls.size === 0) this.#calledNumbers.delete(calledNumber.number);
  }

  #countRejected(scope: TrunkGroupScope): void {
    const leases = this.#trunkGroupLeases(scope);
    leases.rejected += 1;
    this.#publishTrunkGroup(leases);
  }

  #countShare({ candidates, selection }: AdmissionRequest, admitted: number): void {
    if (selection.kind !== 'shares') return;
    const { schemeId, percents } = selection;
    const trunkGroupId = trunkGroupOf(candidates[admitted] ?? []);
    if (trunkGroupId === null) return;
    const leads = this.#leads.get(schemeId) ?? noLeads;
    this.#leads.set(schemeId, afterAdmission(leads, trunkGroupId, percents[admitted] ?? 0));
  }

  #trunkGroupLeases(scope: Pick<TrunkGroupScope, 'id' | 'usageSlot'>): TrunkGroupLeases {
    let leases = this.#trunkGroups.get(scope.id);
    if (leases === undefined) {
      leases = {
        slot: scope.usageSlot,
        incoming: new Set(),
        outgoing: new Set(),
        emergency: new Set(),
        borrowed: [],
        lent: 0,
        rejected: 0,
      };
      this.#trunkGroups.set(scope.id, leases);
    } else if (leases.slot !== scope.usageSlot) {
      // Removed and made again under another slot while calls went on: they show in the new row.
      this.#board.writeTrunkGroup(leases.slot, noUsage);
      leases.slot = scope.usageSlot;
    }
    return leases;
  }

  #enterpriseLeases(scope: EnterpriseScope): EnterpriseLeases {
    let leases = this.#enterprises.get(scope.id);
    if (leases === undefined) {
      leases = { slot: scope.usageSlot, active: new Set() };
      this.#enterprises.set(scope.id, leases);
    } else if (leases.slot !== scope.usageSlot) {
      this.#board.writeEnterprise(leases.slot, noUsage);
      leases.slot = scope.usageSlot;
    }
    return leases;
  }

  /** Shows what a lease that came or went has changed. */
  #publish({ lease: { request }, lender }: Entered): void {
    const enterprise = request.emergency ? undefined : this.#enterprises.get(request.enterprise?.id ?? '');
    if (enterprise !== undefined) {
      this.#board.writeEnterprise(enterprise.slot, { active: enterprise.active.size });
    }
    const trunkGroup = this.#trunkGroups.get(request.trunkGroup?.id ?? '');
    if (trunkGroup !== undefined) this.#publishTrunkGroup(trunkGroup);
    if (lender !== null) this.#publishTrunkGroup(lender);
  }

  #publishTrunkGroup(leases: TrunkGroupLeases): void {
    this.#board.writeTrunkGroup(leases.slot, {
      active: activeOf(leases),
      incoming: leases.incoming.size,
      outgoing: leases.outgoing.size,
      borrowed: leases.borrowed.length,
      lent: leases.lent,
      emergency: leases.emergency.size,
      rejected: leases.rejected,
    });
  }
}

const noLeads: Leads = new Map();

const activeOf = (leases: TrunkGroupLeases): number => leases.incoming.size + leases.outgoing.size;

/** Its calls and what it lent; a trunk group that never carried a call uses nothing. */
const unitsInUse = (leases: TrunkGroupLeases | undefined): number =>
  leases === undefined ? 0 : activeOf(leases) + leases.lent;

const isFull = (use: number, maximum: number | null): maximum is number => maximum !== null && use >= maximum;
