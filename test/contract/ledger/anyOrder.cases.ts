import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Lease, LeaseRequest, TrunkDirection } from '../../../src/routing/ledger/ledger';
import {
  enterprises,
  lendersOf,
  listed,
  request,
  slots,
  trunkGroups,
  type CreateLedger,
  type LedgerUnderTest,
} from './fixtures';
import { LedgerModel } from './model';

/** Random admissions, releases and changing limits, against a model of two lists. */
export const anyOrderCases = (create: CreateLedger): void => {
  test('over any order of admissions and releases no limit is passed and all ends at zero', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 120 }), async (events) => {
        const under = await create();
        await play(under, events);
        await under.close();
      }),
      { numRuns: 150 },
    );
  });
};

type Event =
  | {
      readonly kind: 'admit';
      readonly callId: string;
      readonly candidates: readonly (readonly LeaseRequest[])[];
    }
  /** The nth lease ever given out; it may have been released before. */
  | { readonly kind: 'release'; readonly nth: number };

const maximum = fc.option(fc.nat(4), { nil: null });
/** Its lenders have maxima of their own, whatever requests for them say: limits change all the time. */
const bursting = fc
  .record({
    maxActiveCalls: fc.nat(2),
    maxIncomingCalls: fc.option(fc.nat(1), { nil: null }),
    maxOutgoingCalls: fc.option(fc.nat(1), { nil: null }),
    maxima: fc.record({ a1: fc.nat(4), a2: fc.nat(4), a3: fc.nat(4) }),
  })
  .map(({ maxima, ...scope }) => ({ ...scope, lenders: () => lendersOf(maxima) }));
const leaseRequest = fc
  .record({
    id: fc.constantFrom(...trunkGroups),
    direction: fc.constantFrom<TrunkDirection>('incoming', 'outgoing'),
    limits: fc.record({ active: maximum, incoming: maximum, outgoing: maximum, enterprise: maximum }),
    bursting: fc.option(bursting, { nil: null }),
    calledNumber: fc.option(
      fc.record({
        number: fc.constantFrom('+12125550101', '+12125550102'),
        maxCalls: fc.integer({ min: 1, max: 3 }),
      }),
      { nil: null },
    ),
    emergency: fc.nat(3).map((drawn) => drawn === 0),
    crossesTrunk: fc.nat(9).map((drawn) => drawn > 0),
  })
  .map(({ id, direction, limits, emergency, crossesTrunk, calledNumber, ...drawn }): LeaseRequest => {
    const { trunkGroup, enterprise } = request(id, direction, limits, emergency, drawn.bursting);
    // One call to a number stands beside the legs of the call, and counts for nothing else.
    if (calledNumber !== null && !crossesTrunk)
      return { enterprise: null, trunkGroup: null, calledNumber, emergency };
    return { enterprise, trunkGroup: crossesTrunk ? trunkGroup : null, calledNumber, emergency };
  });
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({
    kind: fc.constant('admit' as const),
    callId: fc.constantFrom('one', 'two', 'three', 'four'),
    candidates: fc.array(fc.array(leaseRequest, { minLength: 1, maxLength: 3 }), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
  fc.record({ kind: fc.constant('release' as const), nth: fc.nat(60) }),
);

const play = async (under: LedgerUnderTest, events: readonly Event[]): Promise<void> => {
  const { ledger } = under;
  const given: Lease[] = [];
  const released = new Set<Lease>();
  let model = new LedgerModel();
  const rejected = new Map<string, number>();
  const release = (lease: Lease): void => {
    ledger.release(lease);
    if (!released.has(lease)) model = model.release(lease);
    released.add(lease);
  };
  for (const each of events) {
    if (each.kind === 'release') {
      const lease = given[each.nth % Math.max(given.length, 1)];
      if (lease === undefined) continue;
      release(lease);
    } else {
      const { callId, candidates } = each;
      const asked = { callId, candidates, selection: listed };
      const models = candidates.map((candidate) => model.admit(callId, candidate));
      const fitting = models.findIndex((next) => next !== null);
      const refused = candidates.slice(0, fitting === -1 ? undefined : fitting);

      const preview = await ledger.preview(asked);
      const admission = await ledger.admit(asked);
      const { leases, ...seen } = admission;
      expect(preview).toEqual(seen);
      expect(seen.admitted).toBe(fitting === -1 ? null : fitting);
      expect(seen.refusals.map(({ candidate }) => candidate)).toEqual(refused.map((_, index) => index));
      expect(leases.map((lease) => lease.request)).toEqual(fitting === -1 ? [] : candidates[fitting]);
      given.push(...leases);
      model = models[fitting] ?? model;
      const refusing = new Set(
        seen.refusals.map(({ candidate, lease, scope }) =>
          scope === 'called_number' ? undefined : candidates[candidate]?.[lease]?.trunkGroup?.id,
        ),
      );
      for (const id of refusing) if (id !== undefined) rejected.set(id, (rejected.get(id) ?? 0) + 1);
    }
    await expectUsage(under, model, rejected);
  }
  for (const lease of given) release(lease);
  expect(model.held).toEqual([]);
  expect(model.loans).toEqual([]);
  await expectUsage(under, model, rejected);
};

const expectUsage = async (
  under: LedgerUnderTest,
  model: LedgerModel,
  rejected: ReadonlyMap<string, number>,
): Promise<void> => {
  await under.settled();
  const { ledger, usage } = under;
  expect(ledger.size()).toBe(model.held.length);
  for (const id of trunkGroups) {
    expect(usage.trunkGroup(slots[id])).toEqual({
      active: model.active(id),
      incoming: model.active(id, 'incoming'),
      outgoing: model.active(id, 'outgoing'),
      borrowed: model.borrowed(id),
      lent: model.lent(id),
      emergency: model.emergency(id),
      rejected: rejected.get(id) ?? 0,
    });
  }
  for (const id of enterprises) {
    expect(usage.enterprise(slots[id])).toEqual({ active: model.enterprise(id) });
  }
};
