import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Admission, Lease, LeaseRequest, TrunkDirection } from '../../src/routing/ledger/ledger';
import { anyOrderCases } from './ledger/anyOrder.cases';
import { burstingCases } from './ledger/bursting.cases';
import { calledNumberCases } from './ledger/calledNumber.cases';
import {
  fill as fillLedger,
  listed,
  noTrunkGroup,
  request,
  slots,
  type CreateLedger,
  type LedgerUnderTest,
  type Limits,
} from './ledger/fixtures';
import { previewCases } from './ledger/preview.cases';
import { selectionCases } from './ledger/selection.cases';

/** What every ledger must do, whatever keeps its leases. */
export const ledgerContract = (name: string, create: CreateLedger): void => {
  describe(`ledger: ${name}`, () => {
    let under: LedgerUnderTest;
    beforeEach(async () => {
      under = await create();
    });
    afterEach(() => under.close());

    const admit = (...candidates: readonly (readonly LeaseRequest[])[]): Promise<Admission> =>
      under.ledger.admit({ callId: 'call', candidates, selection: listed });
    const fill = (lease: LeaseRequest, count: number): Promise<Lease[]> =>
      fillLedger(under.ledger, lease, count);

    test('answers zeros for what never carried a call', () => {
      expect(under.usage.trunkGroup(slots.a1)).toEqual(noTrunkGroup);
      expect(under.usage.trunkGroup(1_000_000)).toEqual(noTrunkGroup);
      expect(under.usage.enterprise(slots.a)).toEqual({ active: 0 });
    });

    test('shows an admitted lease at once, and nothing of it after its release', async () => {
      const lease = request('a1', 'incoming');
      const admission = await admit([lease]);
      expect(admission).toMatchObject({ admitted: 0, order: [0], refusals: [] });
      expect(admission.leases.map((each) => [each.callId, each.request])).toEqual([['call', lease]]);
      expect(under.usage.trunkGroup(slots.a1)).toEqual({ ...noTrunkGroup, active: 1, incoming: 1 });
      expect(under.usage.enterprise(slots.a)).toEqual({ active: 1 });
      expect(under.ledger.size()).toBe(1);
      for (const each of admission.leases) under.ledger.release(each);
      await under.settled();
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
      await under.settled();
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
      await under.settled();
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
      await under.settled();
      expect(under.usage.trunkGroup(slots.a1)).toEqual(noTrunkGroup);
      expect(under.usage.trunkGroup(50).active).toBe(1);
    });

    anyOrderCases(create);
    burstingCases(create);
    calledNumberCases(create);
    previewCases(create);
    selectionCases(create);
  });
};
