import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AdmissionRequest } from '../../../src/routing/ledger/ledger';
import { fill, noTrunkGroup, request, slots, type CreateLedger, type LedgerUnderTest } from './fixtures';

/** What an admission would answer now (feature A14). */
export const previewCases = (create: CreateLedger): void => {
  describe('preview', () => {
    let under: LedgerUnderTest;
    beforeEach(async () => {
      under = await create();
    });
    afterEach(() => under.close());

    test('admits nothing, counts nothing and moves no share on', async () => {
      await fill(under.ledger, request('a1', 'incoming', { active: 1 }), 1);
      const asked: AdmissionRequest = {
        callId: 'call',
        candidates: [[request('a1', 'incoming', { active: 1 })], [request('a2', 'incoming')]],
        selection: { kind: 'shares', schemeId: 's', percents: [50, 50] },
      };
      const expected = {
        admitted: 1,
        order: [0, 1],
        refusals: [
          { candidate: 0, lease: 0, scope: 'trunk_group', id: 'a1', limit: 'max_active_calls', maximum: 1 },
        ],
      };
      for (let time = 0; time < 3; time += 1) expect(await under.ledger.preview(asked)).toEqual(expected);
      expect(under.usage.trunkGroup(slots.a1)).toEqual({ ...noTrunkGroup, active: 1, incoming: 1 });
      expect(under.usage.trunkGroup(slots.a2)).toEqual(noTrunkGroup);
      expect(under.ledger.size()).toBe(1);
      expect(await under.ledger.admit(asked)).toMatchObject(expected);
    });
  });
};
