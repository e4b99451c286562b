import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Admission, Lease, LeaseRequest, Ledger, TrunkDirection } from '../../src/routing/ledger/ledger';
import type { UsageReader } from '../../src/routing/ledger/usageBoard';

export interface LedgerUnderTest {
  readonly ledger: Ledger;
  /** Shows what the ledger holds; exact once `admit` has answered and `release` has returned. */
  readonly usage: UsageReader;
  close(): Promise<void>;
}

interface Limits {
  readonly active: number | null;
  readonly incoming: number | null;
  readonly outgoing: number | null;
  readonly enterprise: number | null;
}

const unlimited: Limits = { active: null, incoming: null, outgoing: null, enterprise: null };
const noTrunkGroup = { active: 0, incoming: 0, outgoing: 0, borrowed: 0, lent: 0, emergency: 0, rejected: 0 };

/** Trunk group `a1` lies in enterprise `a`, and so on; each has a slot of its own. */
const trunkGroups = ['a1', 'a2', 'b1'] as const;
type TrunkGroupId = (typeof trunkGroups)[number];
const enterprises = ['a', 'b'] as const;
const slots: Readonly<Record<TrunkGroupId | 'a' | 'b', number>> = { a: 0, b: 1, a1: 2, a2: 3, b1: 2_000 };
const enterpriseOf = (id: TrunkGroupId): 'a' | 'b' => (id === 'b1' ? 'b' : 'a');

const request = (
  id: TrunkGroupId,
  direction: TrunkDirection,
  limits: Partial<Limits> = {},
  emergency = false,
): LeaseRequest => {
  const { active, incoming, outgoing, enterprise } = { ...unlimited, ...limits };
  const enterpriseId = enterpriseOf(id);
  return {
    enterprise: { id: enterpriseId, usageSlot: slots[enterpriseId], maxActiveCalls: enterprise },
    trunkGroup: {
      id,
      usageSlot: slots[id],
      direction,
      maxActiveCalls: active,
      maxIncomingCalls: incoming,
      maxOutgoingCalls: outgoing,
    },
    emergency,
  };
};

/** What every ledger must do, whatever keeps its leases. */
export const ledgerContract = (name: string, create: () => Promise<LedgerUnderTest>): void => {
  describe(`ledger: ${name}`, () => {
    let under: LedgerUnderTest;
    beforeEach(async () => {
      under = await create();
    });
    afterEach(() => under.close());

    const admit = (...candidates: readonly (readonly LeaseRequest[])[]): Promise<Admission> =>
      under.ledger.admit({ callId: 'call', candidates });
    const fill = async (lease: LeaseRequest, count: number): Promise<Lease[]> => {
      const admissions = await Promise.all(Array.from({ length: count }, () => admit([lease])));
      return admissions.flatMap((admission) => admission.leases);
    };

    test('answers zeros for what never carried a call', () => {
      expect(under.usage.trunkGroup(slots.a1)).toEqual(noTrunkGroup);
      expect(under.usage.trunkGroup(1_000_000)).toEqual(noTrunkGroup);
      expect(under.usage.enterprise(slots.a)).toEqual({ active: 0 });
    });

    test('shows an admitted lease at once, and nothing of it after its release', async () => {
      const lease = request('a1', 'incoming');
      const admission = await admit([lease]);
      expect(admission).toMatchObject({ admitted: 0, refusals: [] });
      expect(admission.leases.map((each) => [each.callId, each.request])).toEqual([['call', lease]]);
      expect(under.usage.trunkGroup(slots.a1)).toEqual({ ...noTrunkGroup, active: 1, incoming: 1 });
      expect(under.usage.enterprise(slots.a)).toEqual({ active: 1 });
      expect(under.ledger.size()).toBe(1);
      for (const each of admission.leases) under.ledger.release(each);
      expect(under.usage.trunkGroup(slots.a1)).toEqual(noTrunkGroup);
      expect(under.usage.enterprise(slots.a)).toEqual({ active: 0 });
      expect(under.ledger.size()).toBe(0);
    });

    test('releasing twice does nothing, even after the capacity went to another call', async () => {
      const lease = request('a1', 'incoming', { active: 1 });
      const [first] = await fill(lease, 1);
      if (first === undefined) throw new Error('the first call was not admitted');
      under.ledger.release(first);
      under.ledger.release(first);
      await fill(lease, 1);
      under.ledger.release(first);
      expect(under.usage.trunkGroup(slots.a1).active).toBe(1);
      expect((await admit([lease])).admitted).toBeNull();
    });

    test.each<[string, TrunkDirection, Partial<Limits>, string, string]>([
      ['max_active_calls', 'incoming', { active: 8 }, 'trunk_group', 'a1'],
      ['max_active_calls', 'outgoing', { active: 8 }, 'trunk_group', 'a1'],
      ['max_incoming_calls', 'incoming', { active: 20, incoming: 8 }, 'trunk_group', 'a1'],
      ['max_outgoing_calls', 'outgoing', { active: 20, outgoing: 8 }, 'trunk_group', 'a1'],
      ['max_active_calls', 'incoming', { active: 20, enterprise: 8 }, 'enterprise', 'a'],
    ])('%s of 8 admits 8 of 12 %s calls at once: %j', async (limit, direction, limits, scope, id) => {
      const lease = request('a1', direction, limits);
      const admissions = await Promise.all(Array.from({ length: 12 }, () => admit([lease])));
      const refused = admissions.filter((admission) => admission.admitted === null);
      expect(refused).toHaveLength(4);
      for (const { leases, refusals } of refused) {
        expect(leases).toEqual([]);
        expect(refusals).toEqual([{ candidate: 0, lease: 0, scope, id, limit, maximum: 8 }]);
      }
      expect(under.usage.trunkGroup(slots.a1)).toMatchObject({ active: 8, [direction]: 8, rejected: 4 });
      expect(under.usage.enterprise(slots.a).active).toBe(8);
    });

    test('a maximum of one direction leaves the other alone', async () => {
      await fill(request('a1', 'incoming', { incoming: 1 }), 2);
      expect((await admit([request('a1', 'outgoing', { incoming: 1 })])).admitted).toBe(0);
      expect(under.usage.trunkGroup(slots.a1)).toMatchObject({ incoming: 1, outgoing: 1, active: 2 });
    });

    test('a maximum of 0 admits nothing', async () => {
      expect((await admit([request('a1', 'incoming', { active: 0 })])).admitted).toBeNull();
    });

    test("an enterprise counts the legs of all its trunk groups, and no other enterprise's", async () => {
      await fill(request('a1', 'incoming', { enterprise: 3 }), 2);
      expect((await admit([request('a2', 'outgoing', { enterprise: 3 })])).admitted).toBe(0);
      expect((await admit([request('a2', 'outgoing', { enterprise: 3 })])).admitted).toBeNull();
      expect((await admit([request('b1', 'outgoing', { enterprise: 3 })])).admitted).toBe(0);
      expect(under.usage.trunkGroup(slots.a2).rejected).toBe(1);
    });

    test('a lease without a trunk group counts for its enterprise alone', async () => {
      const lease: LeaseRequest = { ...request('a1', 'outgoing', { enterprise: 1 }), trunkGroup: null };
      expect((await admit([lease])).admitted).toBe(0);
      const refused = await admit([lease]);
      expect(refused).toMatchObject({ admitted: null, refusals: [{ scope: 'enterprise', id: 'a' }] });
      expect(under.usage.trunkGroup(slots.a1)).toEqual(noTrunkGroup);
    });

    test('takes the first candidate that fits and says why those before it did not', async () => {
      await fill(request('a1', 'incoming', { active: 1 }), 1);
      const admission = await admit(
        [request('a1', 'incoming', { active: 1 })],
        [request('a2', 'incoming')],
        [request('b1', 'incoming')],
      );
      expect(admission).toMatchObject({ admitted: 1, refusals: [{ candidate: 0, lease: 0, id: 'a1' }] });
      expect(under.usage.trunkGroup(slots.a1).rejected).toBe(1);
      expect(under.usage.trunkGroup(slots.b1)).toEqual(noTrunkGroup);
    });

    test('a candidate is admitted whole or not at all', async () => {
      await fill(request('a2', 'incoming', { active: 1 }), 1);
      const admission = await admit([request('a1', 'outgoing'), request('a2', 'incoming', { active: 1 })]);
      expect(admission).toMatchObject({ admitted: null, leases: [], refusals: [{ lease: 1, id: 'a2' }] });
      expect(under.usage.trunkGroup(slots.a1)).toEqual(noTrunkGroup);
      expect(under.usage.enterprise(slots.a).active).toBe(1);
    });

    test.each<[string, Partial<Limits>, boolean]>([
      ['two units of the trunk group', { active: 2 }, true],
      ['one unit of the trunk group', { active: 1 }, false],
      ['one unit of each direction', { incoming: 1, outgoing: 1 }, true],
      ['two units of the enterprise', { enterprise: 2 }, true],
      ['one unit of the enterprise', { enterprise: 1 }, false],
    ])('out and back on one trunk group with %s', async (_what, limits, fits) => {
      const admission = await admit([request('a1', 'outgoing', limits), request('a1', 'incoming', limits)]);
      expect(admission.admitted).toBe(fits ? 0 : null);
      expect(admission.leases).toHaveLength(fits ? 2 : 0);
      expect(under.usage.trunkGroup(slots.a1).active).toBe(fits ? 2 : 0);
      expect(under.usage.enterprise(slots.a).active).toBe(fits ? 2 : 0);
    });

    test('a trunk group that refuses a call several times over counts it once', async () => {
      const full = request('a1', 'outgoing', { outgoing: 0 });
      await admit([full, request('a2', 'incoming')], [full, request('b1', 'incoming')]);
      expect(under.usage.trunkGroup(slots.a1).rejected).toBe(1);
      expect(under.usage.trunkGroup(slots.a2).rejected).toBe(0);
    });

    test('an emergency call is admitted with everything full, shown apart, and takes nothing away', async () => {
      const limits = { active: 1, outgoing: 1, enterprise: 1 };
      const [ordinary] = await fill(request('a1', 'outgoing', limits), 1);
      const emergency = await fill(request('a1', 'outgoing', limits, true), 3);
      expect(emergency).toHaveLength(3);
      expect(under.usage.trunkGroup(slots.a1)).toEqual({
        ...noTrunkGroup,
        active: 1,
        outgoing: 1,
        emergency: 3,
      });
      expect(under.usage.enterprise(slots.a).active).toBe(1);
      if (ordinary !== undefined) under.ledger.release(ordinary);
      expect((await admit([request('a1', 'outgoing', limits)])).admitted).toBe(0);
      for (const lease of emergency) under.ledger.release(lease);
      expect(under.usage.trunkGroup(slots.a1)).toEqual({ ...noTrunkGroup, active: 1, outgoing: 1 });
    });

    test('a changed maximum is in force at the next call', async () => {
      const leases = await fill(request('a1', 'incoming', { active: 5 }), 5);
      expect((await admit([request('a1', 'incoming', { active: 6 })])).admitted).toBe(0);
      const lowered = request('a1', 'incoming', { active: 3 });
      expect((await admit([lowered])).admitted).toBeNull();
      for (const lease of leases.slice(0, 3)) under.ledger.release(lease);
      expect((await admit([lowered])).admitted).toBeNull();
      for (const lease of leases.slice(3, 4)) under.ledger.release(lease);
      expect((await admit([lowered])).admitted).toBe(0);
    });

    test('a trunk group that comes back under another slot shows its calls there', async () => {
      const lease = request('a1', 'incoming');
      const [first] = await fill(lease, 1);
      const { trunkGroup } = lease;
      if (first === undefined || trunkGroup === null) throw new Error('the first call was not admitted');
      await fill({ ...lease, trunkGroup: { ...trunkGroup, usageSlot: 50 } }, 1);
      expect(under.usage.trunkGroup(slots.a1)).toEqual(noTrunkGroup);
      expect(under.usage.trunkGroup(50).active).toBe(2);
      under.ledger.release(first);
      expect(under.usage.trunkGroup(slots.a1)).toEqual(noTrunkGroup);
      expect(under.usage.trunkGroup(50).active).toBe(1);
    });

    test('over any order of admissions and releases no limit is passed and all ends at zero', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 120 }), async (events) => {
          const run = await create();
          await play(run, events);
          await run.close();
        }),
        { numRuns: 150 },
      );
    });
  });
};

type Event =
  | { readonly kind: 'admit'; readonly candidates: readonly (readonly LeaseRequest[])[] }
  /** The nth lease ever given out; it may have been released before. */
  | { readonly kind: 'release'; readonly nth: number };

const maximum = fc.option(fc.nat(4), { nil: null });
const leaseRequest = fc
  .record({
    id: fc.constantFrom(...trunkGroups),
    direction: fc.constantFrom<TrunkDirection>('incoming', 'outgoing'),
    limits: fc.record({ active: maximum, incoming: maximum, outgoing: maximum, enterprise: maximum }),
    emergency: fc.nat(3).map((drawn) => drawn === 0),
    crossesTrunk: fc.nat(9).map((drawn) => drawn > 0),
  })
  .map(({ id, direction, limits, emergency, crossesTrunk }): LeaseRequest => {
    const lease = request(id, direction, limits, emergency);
    return crossesTrunk ? lease : { ...lease, trunkGroup: null };
  });
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({
    kind: fc.constant('admit' as const),
    candidates: fc.array(fc.array(leaseRequest, { minLength: 1, maxLength: 3 }), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
  fc.record({ kind: fc.constant('release' as const), nth: fc.nat(60) }),
);

/** Plays events against a ledger and a plain list of live leases that says what must be true after each. */
const play = async ({ ledger, usage }: LedgerUnderTest, events: readonly Event[]): Promise<void> => {
  const given: Lease[] = [];
  let live: Lease[] = [];
  const rejected = new Map<string, number>();
  for (const each of events) {
    if (each.kind === 'release') {
      const lease = given[each.nth % Math.max(given.length, 1)];
      if (lease === undefined) continue;
      ledger.release(lease);
      live = live.filter((other) => other !== lease);
    } else {
      const admission = await ledger.admit({ callId: 'call', candidates: each.candidates });
      const fitting = each.candidates.findIndex((candidate) => fits(live, candidate));
      expect(admission.admitted).toBe(fitting === -1 ? null : fitting);
      expect(admission.refusals.map(({ candidate }) => candidate)).toEqual(
        each.candidates.slice(0, fitting === -1 ? undefined : fitting).map((_, candidate) => candidate),
      );
      const admitted = fitting === -1 ? [] : (each.candidates[fitting] ?? []);
      expect(admission.leases.map((lease) => lease.request)).toEqual(admitted);
      given.push(...admission.leases);
      live.push(...admission.leases);
      const refusing = new Set(
        admission.refusals.map(({ candidate, lease }) => each.candidates[candidate]?.[lease]?.trunkGroup?.id),
      );
      for (const id of refusing) if (id !== undefined) rejected.set(id, (rejected.get(id) ?? 0) + 1);
    }
    expectUsage(ledger, usage, live, rejected);
  }
  for (const lease of given) ledger.release(lease);
  expectUsage(ledger, usage, [], rejected);
};

const counts = (
  live: readonly { readonly request: LeaseRequest }[],
  id: string,
  direction?: TrunkDirection,
): number =>
  live.filter(
    ({ request: { trunkGroup, emergency } }) =>
      !emergency && trunkGroup?.id === id && (direction === undefined || trunkGroup.direction === direction),
  ).length;

const enterpriseCounts = (live: readonly { readonly request: LeaseRequest }[], id: string): number =>
  live.filter(({ request: { enterprise, emergency } }) => !emergency && enterprise.id === id).length;

/** Whether a candidate fits: entered lease by lease, each must find all its counts at or below its maxima. */
const fits = (live: readonly Lease[], candidate: readonly LeaseRequest[]): boolean => {
  const entered: { readonly request: LeaseRequest }[] = [...live];
  return candidate.every((lease) => {
    entered.push({ request: lease });
    if (lease.emergency) return true;
    const { trunkGroup, enterprise } = lease;
    const within = (count: number, max: number | null): boolean => max === null || count <= max;
    if (!within(enterpriseCounts(entered, enterprise.id), enterprise.maxActiveCalls)) return false;
    if (trunkGroup === null) return true;
    const ofDirection =
      trunkGroup.direction === 'incoming' ? trunkGroup.maxIncomingCalls : trunkGroup.maxOutgoingCalls;
    return (
      within(counts(entered, trunkGroup.id), trunkGroup.maxActiveCalls) &&
      within(counts(entered, trunkGroup.id, trunkGroup.direction), ofDirection)
    );
  });
};

const expectUsage = (
  ledger: Ledger,
  usage: UsageReader,
  live: readonly Lease[],
  rejected: ReadonlyMap<string, number>,
): void => {
  expect(ledger.size()).toBe(live.length);
  for (const id of trunkGroups) {
    expect(usage.trunkGroup(slots[id])).toEqual({
      active: counts(live, id),
      incoming: counts(live, id, 'incoming'),
      outgoing: counts(live, id, 'outgoing'),
      borrowed: 0,
      lent: 0,
      emergency: live.filter(({ request: { trunkGroup, emergency } }) => emergency && trunkGroup?.id === id)
        .length,
      rejected: rejected.get(id) ?? 0,
    });
  }
  for (const id of enterprises)
    expect(usage.enterprise(slots[id])).toEqual({ active: enterpriseCounts(live, id) });
};
