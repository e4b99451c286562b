import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { TollScope } from '../../src/model/tollLimits';
import type { TollCounts } from '../../src/routing/toll/tollCounts';
import { eventually } from '../support/eventually';

/** The counts as one node has them and as another has; where there is one node alone, the same. */
export interface TollCountsUnderTest {
  readonly one: TollCounts;
  readonly other: TollCounts;
  /** Lets so much time pass for both. */
  advance(ms: number): void;
  close(): Promise<void>;
}

const minuteMs = 60_000;
const ada: TollScope = { kind: 'user', id: 'ada' };
const acme: TollScope = { kind: 'enterprise', id: 'acme' };

/** What is known on each of some nodes, be it at once or a moment later. */
export const expectCalls = (
  scope: TollScope,
  nodes: readonly TollCounts[],
  concurrent: number,
  lastHour: number,
): Promise<void> =>
  eventually(() => {
    expect(nodes.map((node) => node.calls(scope))).toEqual(nodes.map(() => ({ concurrent, lastHour })));
  }, 5_000);

/** What every implementation of `TollCounts` does. */
export function tollCountsContract(name: string, start: () => Promise<TollCountsUnderTest>): void {
  describe(`toll counts: ${name}`, () => {
    let counts: TollCountsUnderTest;
    beforeEach(async () => {
      counts = await start();
    });
    afterEach(() => counts.close());

    test('calls are counted wherever they are, until they end; the hour keeps them', async () => {
      const { one, other } = counts;
      await expectCalls(ada, [one, other], 0, 0);
      one.began(ada);
      other.began(ada);
      other.began(ada);
      await expectCalls(ada, [one, other], 3, 3);
      one.ended(ada);
      await expectCalls(ada, [one, other], 2, 3);
      other.ended(ada);
      other.ended(ada);
      await expectCalls(ada, [one, other], 0, 3);
    });

    test('each user and enterprise is counted apart', async () => {
      const { one, other } = counts;
      one.began(ada);
      other.began(acme);
      other.began({ kind: 'user', id: 'acme' });
      await expectCalls(ada, [one, other], 1, 1);
      await expectCalls(acme, [one, other], 1, 1);
      await expectCalls({ kind: 'user', id: 'acme' }, [one, other], 1, 1);
      await expectCalls({ kind: 'user', id: 'a b' }, [one, other], 0, 0);
    });

    test('names with spaces and signs are names like others', async () => {
      const odd: TollScope = { kind: 'user', id: 'ada "the" first, é\n%s' };
      counts.one.began(odd);
      await expectCalls(odd, [counts.one, counts.other], 1, 1);
      await expectCalls({ ...odd, id: 'ada' }, [counts.one, counts.other], 0, 0);
    });

    test('the hour passes minute by minute, on every node alike', async () => {
      const { one, other } = counts;
      one.began(ada);
      await expectCalls(ada, [one, other], 1, 1);
      counts.advance(30 * minuteMs);
      other.began(ada);
      await expectCalls(ada, [one, other], 2, 2);
      counts.advance(28 * minuteMs);
      expect([one, other].map((node) => node.calls(ada).lastHour)).toEqual([2, 2]);
      counts.advance(3 * minuteMs);
      expect([one, other].map((node) => node.calls(ada).lastHour)).toEqual([1, 1]);
      counts.advance(30 * minuteMs);
      expect([one, other].map((node) => node.calls(ada).lastHour)).toEqual([0, 0]);
      await expectCalls(ada, [one, other], 2, 0);
    });

    test('sweeping forgets nobody who counts', async () => {
      const { one, other } = counts;
      one.began(ada);
      other.began(acme);
      await expectCalls(ada, [one, other], 1, 1);
      await expectCalls(acme, [one, other], 1, 1);
      other.ended(acme);
      counts.advance(61 * minuteMs);
      for (const node of [one, other]) node.sweep();
      await expectCalls(ada, [one, other], 1, 0);
      await expectCalls(acme, [one, other], 0, 0);
      one.ended(ada);
      for (const node of [one, other]) node.sweep();
      one.began(ada);
      await expectCalls(ada, [one, other], 1, 1);
      expect(one.active).toBe(1);
    });
  });
}
