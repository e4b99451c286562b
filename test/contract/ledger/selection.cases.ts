import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Admission, LeaseRequest, Selection } from '../../../src/routing/ledger/ledger';
import { fill, request, type CreateLedger, type LedgerUnderTest, type TrunkGroupId } from './fixtures';

/** In which order trunk groups are asked (feature A7). */
export const selectionCases = (create: CreateLedger): void => {
  describe('selection', () => {
    let under: LedgerUnderTest;
    beforeEach(async () => {
      under = await create();
    });
    afterEach(() => under.close());

    const members = ['a1', 'a2', 'a3'] as const;
    const room = (id: TrunkGroupId): LeaseRequest => request(id, 'incoming');
    const full = (id: TrunkGroupId): LeaseRequest => request(id, 'incoming', { active: 0 });
    const admit = (selection: Selection, ...leases: readonly LeaseRequest[]): Promise<Admission> =>
      under.ledger.admit({ callId: 'call', candidates: leases.map((lease) => [lease]), selection });
    const admittedTo = async (selection: Selection, ...leases: readonly LeaseRequest[]): Promise<string> => {
      const admission = await admit(selection, ...leases);
      return admission.leases[0]?.request.trunkGroup?.id ?? 'none';
    };

    test('listed: as listed', async () => {
      const admission = await admit({ kind: 'listed' }, full('a1'), room('a2'), room('a3'));
      expect(admission).toMatchObject({ admitted: 1, order: [0, 1, 2] });
    });

    describe('after the last answered', () => {
      const roundRobin: Selection = { kind: 'after_last_answered', schemeId: 's', members };

      test('stays until a call was answered, then goes around', async () => {
        const all = [room('a1'), room('a2'), room('a3')];
        expect(await admittedTo(roundRobin, ...all)).toBe('a1');
        expect(await admittedTo(roundRobin, ...all)).toBe('a1');
        for (const [answered, next] of [
          ['a1', 'a2'],
          ['a2', 'a3'],
          ['a3', 'a1'],
        ] as const) {
          under.ledger.answered('s', answered);
          expect(await admittedTo(roundRobin, ...all)).toBe(next);
        }
      });

      test('is kept for each scheme', async () => {
        under.ledger.answered('s', 'a1');
        const other: Selection = { ...roundRobin, schemeId: 't' };
        expect(await admittedTo(other, room('a1'), room('a2'))).toBe('a1');
        expect(await admittedTo(roundRobin, room('a1'), room('a2'))).toBe('a2');
      });

      test('goes past full members and those that are no candidates now', async () => {
        under.ledger.answered('s', 'a2');
        const admission = await admit(roundRobin, room('a1'), full('a3'));
        expect(admission).toMatchObject({ order: [1, 0], admitted: 0, refusals: [{ candidate: 1 }] });
        under.ledger.answered('s', 'a1');
        expect((await admit(roundRobin, room('a1'), room('a3'))).order).toEqual([1, 0]);
      });

      test('starts as listed when the one that answered is a member no more', async () => {
        under.ledger.answered('s', 'b1');
        expect((await admit(roundRobin, room('a1'), room('a2'), room('a3'))).order).toEqual([0, 1, 2]);
      });
    });

    describe('shares', () => {
      const shares = (...percents: readonly number[]): Selection => ({
        ...{ kind: 'shares', schemeId: 's' },
        percents,
      });
      const spread = async (
        calls: number,
        selection: Selection,
        ...leases: readonly LeaseRequest[]
      ): Promise<Record<string, number>> => {
        const counts: Record<string, number> = {};
        for (let call = 0; call < calls; call += 1) {
          const id = await admittedTo(selection, ...leases);
          counts[id] = (counts[id] ?? 0) + 1;
        }
        return counts;
      };
      const all = [room('a1'), room('a2'), room('a3')];

      test.each([[[50, 30, 20]], [[1, 98, 1]], [[33, 33, 34]], [[7, 90, 3]]])(
        'of %j: exact over each 100 calls',
        async (percents) => {
          const [first = 0, second = 0, third = 0] = percents;
          for (let hundred = 0; hundred < 3; hundred += 1) {
            expect(await spread(100, shares(...percents), ...all)).toEqual({
              a1: first,
              a2: second,
              a3: third,
            });
          }
        },
      );

      test('are never far behind on the way', async () => {
        expect(await spread(10, shares(50, 30, 20), ...all)).toEqual({ a1: 5, a2: 3, a3: 2 });
      });

      test('of a full one go to the others by theirs, and are not made up for', async () => {
        expect(await spread(500, shares(50, 30, 20), full('a1'), room('a2'), room('a3'))).toEqual({
          a2: 300,
          a3: 200,
        });
        const after = await spread(100, shares(50, 30, 20), ...all);
        for (const [id, percent] of [
          ['a1', 50],
          ['a2', 30],
          ['a3', 20],
        ] as const)
          expect(Math.abs((after[id] ?? 0) - percent)).toBeLessThanOrEqual(1);
      });

      test('of one that is no candidate likewise, nor does a new member take all calls', async () => {
        expect(await spread(500, shares(30, 20), room('a2'), room('a3'))).toEqual({ a2: 300, a3: 200 });
        const after = await spread(100, shares(50, 30, 20), ...all);
        expect(Math.abs((after.a1 ?? 0) - 50)).toBeLessThanOrEqual(1);
      });

      test('count where a call was admitted, whoever was asked first', async () => {
        await admit(shares(50, 50), full('a1'), room('a2'));
        expect((await admit(shares(50, 50), room('a1'), room('a2'))).order).toEqual([0, 1]);
        expect((await admit(shares(50, 50), full('a1'), full('a2'))).admitted).toBeNull();
        expect((await admit(shares(50, 50), room('a1'), room('a2'))).order).toEqual([0, 1]);
      });

      test('that changed are in force at the next call', async () => {
        await spread(150, shares(90, 5, 5), ...all);
        const after = await spread(100, shares(5, 5, 90), ...all);
        expect(Math.abs((after.a3 ?? 0) - 90)).toBeLessThanOrEqual(2);
      });

      test('of 0 get what the others have no room for', async () => {
        expect(await spread(10, shares(0, 100, 0), ...all)).toEqual({ a2: 10 });
        expect(await spread(10, shares(0, 100, 0), room('a1'), full('a2'), room('a3'))).toEqual({ a1: 10 });
      });
    });

    describe('most idle', () => {
      const mostIdle: Selection = { kind: 'most_idle' };

      test('fewest calls first, equals as listed', async () => {
        const all = [room('a1'), room('a2'), room('a3')];
        const seen: string[] = [];
        for (let call = 0; call < 7; call += 1) seen.push(await admittedTo(mostIdle, ...all));
        expect(seen).toEqual(['a1', 'a2', 'a3', 'a1', 'a2', 'a3', 'a1']);
        const [busy] = await fill(under.ledger, room('a2'), 4);
        expect((await admit(mostIdle, ...all)).order).toEqual([2, 0, 1]);
        if (busy !== undefined) under.ledger.release(busy);
        expect((await admit(mostIdle, ...all)).order).toEqual([0, 2, 1]);
      });

      test('the last lease of a candidate says which trunk group it is', async () => {
        await fill(under.ledger, room('a1'), 1);
        const admission = await under.ledger.admit({
          callId: 'call',
          candidates: [
            [room('a3'), room('a1')],
            [room('a3'), room('a2')],
          ],
          selection: mostIdle,
        });
        expect(admission).toMatchObject({ order: [1, 0], admitted: 1 });
      });
    });
  });
};
