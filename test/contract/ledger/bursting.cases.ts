import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { BurstingScope, Lease, LeaseRequest, TrunkDirection } from '../../../src/routing/ledger/ledger';
import {
  fill,
  lendersOf,
  listed,
  noTrunkGroup,
  request,
  slots,
  type CreateLedger,
  type LedgerUnderTest,
  type TrunkGroupId,
} from './fixtures';

const ofEnterpriseA = ['a1', 'a2', 'a3'] as const;

/** Bursting and sharing (feature A3, decisions.md 28). */
export const burstingCases = (create: CreateLedger): void => {
  describe('bursting', () => {
    let under: LedgerUnderTest;
    beforeEach(async () => {
      under = await create();
    });
    afterEach(() => under.close());

    type Maxima = Partial<Record<TrunkGroupId, number>>;
    const scope = (maxima: Maxima, changes: Partial<BurstingScope> = {}): BurstingScope => ({
      maxActiveCalls: 2,
      maxIncomingCalls: null,
      maxOutgoingCalls: null,
      lenders: () => lendersOf(maxima),
      ...changes,
    });
    /** A lease on a trunk group with these maxima, which bursts unless `bursting` says otherwise. */
    const lease = (
      id: TrunkGroupId,
      maxima: Maxima,
      bursting: BurstingScope | null = scope(maxima),
      direction: TrunkDirection = 'incoming',
    ): LeaseRequest => request(id, direction, { active: maxima[id] ?? null }, false, bursting);
    const usage = (id: TrunkGroupId) => under.usage.trunkGroup(slots[id]);
    const activeOfAll = (): number => ofEnterpriseA.reduce((sum, id) => sum + usage(id).active, 0);
    const release = async (leases: readonly Lease[]): Promise<void> => {
      for (const each of leases) under.ledger.release(each);
      await under.settled();
    };
    const one = async (each: LeaseRequest): Promise<boolean> =>
      (await fill(under.ledger, each, 1)).length === 1;

    test('two of 10 with bursting 2: 12 + 8, then 10 + 10, never 21', async () => {
      const maxima = { a1: 10, a2: 10 };
      const first = await fill(under.ledger, lease('a1', maxima), 15);
      expect(first).toHaveLength(12);
      expect(usage('a1')).toMatchObject({ active: 12, borrowed: 2, lent: 0, rejected: 3 });
      expect(usage('a2')).toMatchObject({ active: 0, borrowed: 0, lent: 2 });
      const second = await fill(under.ledger, lease('a2', maxima), 15);
      expect(second).toHaveLength(8);
      expect(usage('a2')).toMatchObject({ active: 8, borrowed: 0, lent: 2, rejected: 7 });

      await release(first.slice(0, 2));
      expect(usage('a1')).toMatchObject({ active: 10, borrowed: 0 });
      expect(usage('a2')).toMatchObject({ active: 8, lent: 0 });
      const third = await fill(under.ledger, lease('a2', maxima), 15);
      expect(third).toHaveLength(2);
      expect(await one(lease('a1', maxima))).toBe(false);
      expect([usage('a1').active, usage('a2').active]).toEqual([10, 10]);

      await release([...first.slice(2), ...second, ...third]);
      expect(usage('a1')).toEqual({ ...noTrunkGroup, rejected: 4 });
      expect(usage('a2')).toEqual({ ...noTrunkGroup, rejected: 20 });
    });

    test('both at once, admitted and released at random: never more in all than the maxima', async () => {
      const maxima = { a1: 10, a2: 10 };
      const live: Lease[] = [];
      await Promise.all(
        Array.from({ length: 400 }, async (_, nth) => {
          const id = nth % 3 === 0 ? 'a2' : 'a1';
          const admission = await under.ledger.admit({
            callId: `${nth}`,
            candidates: [[lease(id, maxima)]],
            selection: listed,
          });
          live.push(...admission.leases);
          expect(activeOfAll()).toBeLessThanOrEqual(20);
          if (nth % 2 === 0) {
            const ending = live.shift();
            if (ending !== undefined) under.ledger.release(ending);
          }
        }),
      );
      await under.settled();
      expect(activeOfAll()).toBe(live.length);
      await release(live);
      for (const id of ofEnterpriseA) expect(usage(id)).toMatchObject({ active: 0, borrowed: 0, lent: 0 });
    });

    test('the unit borrowed first goes back first, with whichever call ends', async () => {
      const maxima = { a1: 10, a2: 3, a3: 3 };
      const leases = await fill(under.ledger, lease('a1', maxima), 12);
      expect([usage('a2').lent, usage('a3').lent]).toEqual([1, 1]);
      await release(leases.slice(4, 5));
      expect([usage('a2').lent, usage('a3').lent, usage('a1').borrowed]).toEqual([0, 1, 1]);
      await release(leases.slice(11, 12));
      expect([usage('a2').lent, usage('a3').lent, usage('a1').borrowed]).toEqual([0, 0, 0]);
    });

    test('the idlest lends, equals as listed', async () => {
      const maxima = { a1: 10, a2: 3, a3: 4 };
      await fill(under.ledger, lease('a3', maxima), 2);
      await fill(under.ledger, lease('a1', maxima), 10);
      expect(await one(lease('a1', maxima))).toBe(true);
      expect([usage('a2').lent, usage('a3').lent]).toEqual([1, 0]);
      expect(await one(lease('a1', maxima))).toBe(true);
      expect([usage('a2').lent, usage('a3').lent]).toEqual([2, 0]);
    });

    test('what is lent is not at the disposal of the lender, which may borrow in its turn', async () => {
      const maxima = { a1: 10, a2: 10, a3: 10 };
      await fill(under.ledger, lease('a3', maxima, null), 1);
      await fill(under.ledger, lease('a1', maxima), 12);
      expect(usage('a2').lent).toBe(2);
      await fill(under.ledger, lease('a2', maxima, null), 8);
      expect(await one(lease('a2', maxima, null))).toBe(false);
      expect(await one(lease('a2', maxima))).toBe(true);
      expect(usage('a2')).toMatchObject({ active: 9, borrowed: 1, lent: 2 });
      expect(usage('a3')).toMatchObject({ active: 1, lent: 1 });
    });

    test('who borrows does not lend, nor does who is full, has no maximum, or is of another enterprise', async () => {
      const maxima = { a1: 5, a2: 5, a3: 5 };
      await fill(under.ledger, lease('a2', maxima, scope({ a3: 5 }, { maxActiveCalls: 1 })), 6);
      await fill(under.ledger, lease('a3', maxima, null), 4);
      expect(usage('a2').borrowed).toBe(1);
      expect(await fill(under.ledger, lease('a1', maxima), 6)).toHaveLength(5);
      expect(await one(lease('a1', {}, scope({ a2: 5, a3: 5 })))).toBe(true);
      expect(usage('a1').borrowed).toBe(0);
      expect(await fill(under.ledger, lease('b1', { b1: 1 }, scope({ b1: 1 })), 2)).toHaveLength(1);
    });

    test('a burst of 0 borrows nothing', async () => {
      const maxima = { a1: 1, a2: 10 };
      expect(
        await fill(under.ledger, lease('a1', maxima, scope(maxima, { maxActiveCalls: 0 })), 2),
      ).toHaveLength(1);
    });

    test.each<[string, Partial<BurstingScope>, number]>([
      ['holds', {}, 8],
      ['goes as far as its own burst says', { maxIncomingCalls: 1 }, 9],
      ['leaves the rest to the other direction', { maxOutgoingCalls: 5 }, 8],
    ])('the incoming maximum %s', async (_what, changes, admitted) => {
      const maxima = { a1: 10, a2: 10 };
      const limits = { active: 10, incoming: 8 };
      const incoming = request('a1', 'incoming', limits, false, scope(maxima, changes));
      expect(await fill(under.ledger, incoming, 12)).toHaveLength(admitted);
      const refused = await under.ledger.admit({ callId: 'x', candidates: [[incoming]], selection: listed });
      expect(refused.refusals).toEqual([
        {
          candidate: 0,
          lease: 0,
          scope: 'trunk_group',
          id: 'a1',
          limit: 'max_incoming_calls',
          maximum: admitted,
        },
      ]);
      const outgoing = request('a1', 'outgoing', limits, false, scope(maxima, changes));
      expect(await fill(under.ledger, outgoing, 12)).toHaveLength(12 - admitted);
      expect(usage('a1').borrowed).toBe(2);
    });

    test('a candidate that is not admitted whole leaves no loan behind', async () => {
      const maxima = { a1: 5, a2: 5 };
      await fill(under.ledger, lease('a1', maxima), 5);
      const refused = await under.ledger.admit({
        callId: 'x',
        candidates: [[lease('a1', maxima), request('b1', 'incoming', { active: 0 })]],
        selection: listed,
      });
      expect(refused.refusals).toMatchObject([{ lease: 1, id: 'b1' }]);
      expect(usage('a1')).toMatchObject({ active: 5, borrowed: 0 });
      expect(usage('a2').lent).toBe(0);
      const back = await under.ledger.admit({
        callId: 'y',
        candidates: [[lease('a1', maxima, undefined, 'outgoing'), lease('a1', maxima)]],
        selection: listed,
      });
      expect(back.admitted).toBe(0);
      expect(usage('a1')).toMatchObject({ active: 7, borrowed: 2 });
    });

    test('an emergency call borrows nothing, and its end gives nothing back', async () => {
      const maxima = { a1: 5, a2: 5 };
      await fill(under.ledger, lease('a1', maxima), 6);
      const [emergency] = await fill(under.ledger, request('a1', 'outgoing', { active: 5 }, true), 1);
      expect(usage('a1')).toMatchObject({ active: 6, borrowed: 1, emergency: 1 });
      if (emergency !== undefined) await release([emergency]);
      expect(usage('a1')).toMatchObject({ active: 6, borrowed: 1, emergency: 0 });
    });

    test('with a lowered maximum calls that end give back what is borrowed, and none is admitted', async () => {
      const maxima = { a1: 10, a2: 10 };
      const leases = await fill(under.ledger, lease('a1', maxima), 12);
      const lowered = lease('a1', { ...maxima, a1: 5 }, null);
      await release(leases.slice(0, 3));
      expect(usage('a1')).toMatchObject({ active: 9, borrowed: 0 });
      expect(await one(lowered)).toBe(false);
    });

    test('over any order the sum of calls never exceeds the sum of the maxima', async () => {
      const step = fc.record({ id: fc.constantFrom(...ofEnterpriseA), ends: fc.option(fc.nat(40)) });
      const maxima = fc.record({ a1: fc.nat(6), a2: fc.nat(6), a3: fc.nat(6) });
      await fc.assert(
        fc.asyncProperty(maxima, fc.array(step, { maxLength: 80 }), async (of, steps) => {
          const run = await create();
          const sum = of.a1 + of.a2 + of.a3;
          const live: Lease[] = [];
          for (const { id, ends } of steps) {
            const ending = ends === null ? undefined : live.splice(ends % Math.max(1, live.length), 1)[0];
            if (ending !== undefined) run.ledger.release(ending);
            else live.push(...(await fill(run.ledger, lease(id, of), 1)));
            await run.settled();
            const rows = ofEnterpriseA.map((each) => ({ ...run.usage.trunkGroup(slots[each]), id: each }));
            const total = (key: 'active' | 'borrowed' | 'lent'): number =>
              rows.reduce((all, row) => all + row[key], 0);
            expect(total('active')).toBeLessThanOrEqual(sum);
            expect(total('borrowed')).toBe(total('lent'));
            for (const row of rows) {
              expect(row.active).toBeLessThanOrEqual(of[row.id] - row.lent + row.borrowed);
              expect(row.borrowed).toBeLessThanOrEqual(2);
            }
          }
          for (const each of live) run.ledger.release(each);
          await run.settled();
          for (const id of ofEnterpriseA)
            expect(run.usage.trunkGroup(slots[id])).toMatchObject({ active: 0, borrowed: 0, lent: 0 });
          await run.close();
        }),
        { numRuns: 100 },
      );
    });
  });
};
