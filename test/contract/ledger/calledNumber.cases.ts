import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Admission, LeaseRequest } from '../../../src/routing/ledger/ledger';
import {
  listed,
  noTrunkGroup,
  request,
  slots,
  type CreateLedger,
  type LedgerUnderTest,
  type TrunkGroupId,
} from './fixtures';

/** Calls to one number at a time (DID policing, feature B3). */
export const calledNumberCases = (create: CreateLedger): void => {
  describe('called number', () => {
    let under: LedgerUnderTest;
    beforeEach(async () => {
      under = await create();
    });
    afterEach(() => under.close());

    const number = '+12125550101';
    const to = (id: TrunkGroupId, maxCalls: number, emergency = false): LeaseRequest => ({
      ...request(id, 'incoming', {}, emergency),
      calledNumber: { number, maxCalls },
    });
    const admit = (callId: string, lease: LeaseRequest): Promise<Admission> =>
      under.ledger.admit({ callId, candidates: [[lease]], selection: listed });

    test('admits so many calls, over whichever trunk group, and says what is full', async () => {
      const first = await admit('one', to('a1', 2));
      expect((await admit('two', to('a2', 2))).admitted).toBe(0);
      const refused = await admit('three', to('a1', 2));
      expect(refused).toMatchObject({ admitted: null, leases: [] });
      expect(refused.refusals).toEqual([
        { candidate: 0, lease: 0, scope: 'called_number', id: number, limit: 'max_calls', maximum: 2 },
      ]);
      expect(under.usage.trunkGroup(slots.a1)).toMatchObject({ active: 1, rejected: 0 });
      const other = { ...to('a1', 2), calledNumber: { number: '+12125550102', maxCalls: 2 } };
      expect((await admit('four', other)).admitted).toBe(0);
      for (const lease of first.leases) under.ledger.release(lease);
      expect((await admit('three', to('a1', 2))).admitted).toBe(0);
    });

    test('a call counts once however many legs it has, until the last is over', async () => {
      const [first, second] = [await admit('one', to('a1', 1)), await admit('one', to('a2', 1))];
      expect([first.admitted, second.admitted]).toEqual([0, 0]);
      for (const lease of first.leases) under.ledger.release(lease);
      expect((await admit('two', to('a1', 1))).admitted).toBeNull();
      for (const lease of second.leases) under.ledger.release(lease);
      expect((await admit('two', to('a1', 1))).admitted).toBe(0);
    });

    test('is asked before the trunk group', async () => {
      await admit('one', to('a1', 1));
      const both = { ...request('a1', 'incoming', { active: 0 }), calledNumber: { number, maxCalls: 1 } };
      expect((await admit('two', both)).refusals).toMatchObject([{ scope: 'called_number' }]);
    });

    test('a lease of the number alone stands beside the legs: the call counts for as long as it does', async () => {
      const alone: LeaseRequest = {
        ...{ enterprise: null, trunkGroup: null, emergency: false },
        calledNumber: { number, maxCalls: 1 },
      };
      const leg = request('a1', 'incoming', { active: 3, enterprise: 1 });
      const call = (callId: string): Promise<Admission> =>
        under.ledger.admit({ callId, candidates: [[alone, leg]], selection: listed });
      const [held, ofLeg] = (await call('one')).leases;
      if (held === undefined || ofLeg === undefined) throw new Error('the first call was not admitted');
      expect(under.usage.enterprise(slots.a)).toEqual({ active: 1 });
      under.ledger.release(ofLeg);
      await under.settled();
      expect(under.usage.enterprise(slots.a)).toEqual({ active: 0 });
      expect(under.usage.trunkGroup(slots.a1)).toEqual(noTrunkGroup);
      expect((await call('two')).refusals).toMatchObject([{ lease: 0, scope: 'called_number', id: number }]);
      under.ledger.release(held);
      const again = await call('two');
      expect(again.admitted).toBe(0);
      for (const lease of again.leases) under.ledger.release(lease);
      expect(under.ledger.size()).toBe(0);
    });

    test('an emergency call is neither refused nor counted', async () => {
      expect((await admit('one', to('a1', 1, true))).admitted).toBe(0);
      expect((await admit('two', to('a1', 1))).admitted).toBe(0);
      expect((await admit('three', to('a1', 1, true))).admitted).toBe(0);
    });
  });
};
