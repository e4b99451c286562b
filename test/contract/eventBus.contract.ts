import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { EventBus, EventListener } from '../../src/events/eventBus';
import { eventually } from '../support/eventually';

/** Events for the suite alone. */
export interface TestEvents {
  count: number;
  word: { readonly text: string; readonly by: Date };
}

export interface BusUnderTest {
  /** Two places that share the bus: threads, or nodes. */
  readonly one: EventBus<TestEvents>;
  readonly other: EventBus<TestEvents>;
  /** Cuts the two off from each other, and joins them again. */
  cut(): Promise<void>;
  join(): Promise<void>;
  close(): Promise<void>;
}

const listener = <Event>(heard: Event[], onGap: () => void = () => undefined): EventListener<Event> => ({
  event: (event) => heard.push(event),
  gap: onGap,
});

export function eventBusContract(
  name: string,
  start: (onFault: (error: unknown) => void) => Promise<BusUnderTest>,
): void {
  describe(`event bus: ${name}`, () => {
    let bus: BusUnderTest;
    let faults: unknown[];
    beforeEach(async () => {
      faults = [];
      bus = await start((error) => faults.push(error));
    });
    afterEach(() => bus.close());

    test('what is published is heard on both sides, in order', async () => {
      const here: number[] = [];
      const there: number[] = [];
      await bus.one.subscribe('count', listener(here));
      await bus.other.subscribe('count', listener(there));
      const numbers = Array.from({ length: 100 }, (_, index) => index);
      for (const number of numbers) bus.one.publish('count', number);
      await eventually(() => {
        expect(here).toEqual(numbers);
        expect(there).toEqual(numbers);
      });
    });

    test('a subscription that has resolved hears what is published anywhere from then on', async () => {
      for (let turn = 0; turn < 20; turn += 1) {
        const heard: number[] = [];
        const subscription = await bus.one.subscribe('count', listener(heard));
        bus.other.publish('count', turn);
        await eventually(() => {
          expect(heard).toEqual([turn]);
        });
        subscription.close();
      }
    });

    test('other names are not heard, and events keep their shape', async () => {
      const words: TestEvents['word'][] = [];
      const counts: number[] = [];
      await bus.other.subscribe('word', listener(words));
      await bus.one.subscribe('count', listener(counts));
      const by = new Date(5);
      bus.one.publish('word', { text: 'ä\u0000\u{1f600}', by });
      await eventually(() => {
        expect(words).toEqual([{ text: 'ä\u0000\u{1f600}', by }]);
      });
      expect(counts).toEqual([]);
    });

    test('a closed subscription hears nothing more, its neighbour does', async () => {
      const closed: number[] = [];
      const stays: number[] = [];
      const same = listener(closed);
      const first = await bus.one.subscribe('count', same);
      const second = await bus.one.subscribe('count', same);
      await bus.one.subscribe('count', listener(stays));
      bus.other.publish('count', 1);
      await eventually(() => {
        expect(closed).toEqual([1, 1]);
      });
      first.close();
      first.close();
      bus.other.publish('count', 2);
      await eventually(() => {
        expect(stays).toEqual([1, 2]);
      });
      expect(closed).toEqual([1, 1, 2]);
      second.close();
    });

    test('wanted is what anybody listens to, here or there', async () => {
      const subscription = await bus.other.subscribe('count', listener([]));
      expect(bus.one.isWanted('count')).toBe(true);
      expect(bus.other.isWanted('count')).toBe(true);
      expect(bus.one.isWanted('word')).toBe(false);
      subscription.close();
      await eventually(() => {
        expect(bus.one.isWanted('count')).toBe(false);
      });
    });

    test('a listener that throws disturbs nobody', async () => {
      const heard: number[] = [];
      await bus.other.subscribe('count', {
        event: () => {
          throw new Error('mine');
        },
        gap: () => undefined,
      });
      await bus.other.subscribe('count', listener(heard));
      bus.one.publish('count', 1);
      bus.one.publish('count', 2);
      await eventually(() => {
        expect(heard).toEqual([1, 2]);
        expect(faults).toHaveLength(2);
      });
    });

    test('cut off, each side goes on by itself; joined again, listeners are told of the gap and hear everything', async () => {
      const heard: number[] = [];
      let gaps = 0;
      await bus.one.subscribe(
        'count',
        listener(heard, () => (gaps += 1)),
      );
      await bus.cut();
      bus.other.publish('count', 1);
      bus.one.publish('count', 2);
      await bus.join();
      await eventually(() => {
        expect(gaps).toBeGreaterThan(0);
      });
      bus.other.publish('count', 3);
      await eventually(() => {
        expect(heard).toEqual([2, 3]);
      });
    });

    test('who publishes faster than the other side takes loses events and says so; nothing is out of order', async () => {
      const heard: number[] = [];
      let gapAfter = -1;
      await bus.other.subscribe(
        'count',
        listener(heard, () => (gapAfter = heard.length)),
      );
      for (let number = 0; number < 5_000; number += 1) bus.one.publish('count', number);
      await eventually(() => {
        expect(gapAfter).toBeGreaterThan(0);
      });
      const before = heard.length;
      expect(before).toBeLessThan(5_000);
      expect(heard).toEqual(heard.map((_number, index) => index));
      bus.one.publish('count', -1);
      await eventually(() => {
        expect(heard.slice(before)).toEqual([-1]);
      });
    });
  });
}
