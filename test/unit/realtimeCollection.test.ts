import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Collection } from '../../src/realtime/collection';

const birth = 1_000_000;
const parsed = (bytes: Buffer): Record<string, unknown> =>
  JSON.parse(bytes.toString()) as Record<string, unknown>;
const text = (id: string, value = 0): string => JSON.stringify({ id, value });

test('tells additions, changes and removals apart; what is none has no sequence', () => {
  const collection = new Collection('calls', birth);
  const first = collection.apply(
    new Map([
      ['a', text('a')],
      ['b', text('b')],
    ]),
  );
  expect(parsed(first?.bytes ?? Buffer.alloc(0))).toEqual({
    type: 'change',
    topic: 'calls',
    sequence: birth + 1,
    add: [
      { id: 'a', value: 0 },
      { id: 'b', value: 0 },
    ],
    change: [],
    remove: [],
  });
  const second = collection.apply(
    new Map<string, string | null>([
      ['a', text('a', 1)],
      ['b', null],
      ['c', null],
    ]),
  );
  expect(parsed(second?.bytes ?? Buffer.alloc(0))).toMatchObject({
    sequence: birth + 2,
    add: [],
    change: [{ id: 'a', value: 1 }],
    remove: ['b'],
  });
  expect(collection.apply(new Map([['a', text('a', 1)]]))).toBeNull();
  expect(collection.sequence).toBe(birth + 2);
  expect(parsed(collection.snapshot())).toEqual({
    type: 'snapshot',
    topic: 'calls',
    sequence: birth + 2,
    complete: true,
    items: [{ id: 'a', value: 1 }],
  });
});

test('a snapshot and every way to resume end in the same things', () => {
  const step = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.option(fc.nat(3)), { maxKeys: 3 });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const collection = new Collection('calls', birth);
      const states = [new Map<string, number>()];
      for (const changes of steps) {
        const frame = collection.apply(
          new Map(
            Object.entries(changes).map(([id, value]) => [id, value === null ? null : text(id, value)]),
          ),
        );
        if (frame === null) continue;
        const state = new Map(states.at(-1));
        for (const [id, value] of Object.entries(changes)) {
          if (value === null) state.delete(id);
          else state.set(id, value);
        }
        states.push(state);
      }
      for (const [place, before] of states.entries()) {
        const state = new Map(before);
        const frames = collection.since(birth + place);
        expect(frames?.map(({ sequence }) => sequence)).toEqual(
          states.slice(place + 1).map((_state, index) => birth + place + 1 + index),
        );
        for (const { bytes } of frames ?? []) {
          const { add, change, remove } = parsed(bytes) as Record<string, { id: string; value: number }[]>;
          for (const { id, value } of [...(add ?? []), ...(change ?? [])]) state.set(id, value);
          for (const id of (remove ?? []) as unknown as string[]) state.delete(id);
        }
        expect(state).toEqual(states.at(-1));
      }
    }),
  );
});

test('what lies before the history, or ahead, cannot be resumed', () => {
  const collection = new Collection('calls', birth);
  collection.apply(new Map([['a', text('a')]]));
  expect(collection.since(birth)).toHaveLength(1);
  expect(collection.since(birth + 1)).toEqual([]);
  expect(collection.since(birth - 1)).toBeNull();
  expect(collection.since(birth + 2)).toBeNull();
});

test('the history is bounded by number and by bytes', () => {
  const collection = new Collection('calls', birth);
  for (let turn = 0; turn < 5_000; turn += 1) collection.apply(new Map([['a', text('a', turn)]]));
  expect(collection.since(birth + 5_000 - 2_401)).toBeNull();
  // Within the history, but a snapshot says it in less.
  expect(collection.since(birth + 5_000 - 2_400)).toBeNull();
  expect(collection.since(birth + 5_000 - 500)).toHaveLength(500);
  const heavy = 'x'.repeat(1024 * 1024);
  for (let turn = 0; turn < 8; turn += 1)
    collection.apply(new Map([[`b${turn}`, JSON.stringify({ id: heavy })]]));
  expect(collection.since(birth + 5_008 - 3)).toHaveLength(3);
  expect(collection.since(birth + 5_008 - 5)).toBeNull();
});

test('given up, it holds nothing, and nobody resumes across it', () => {
  const collection = new Collection('users', birth);
  collection.apply(new Map([['a', text('a')]]));
  collection.giveUp();
  expect(parsed(collection.snapshot())).toMatchObject({ complete: false, items: [], sequence: birth + 2 });
  expect(collection.since(birth + 2)).toBeNull();
  collection.holdAgain();
  collection.apply(new Map([['b', text('b')]]));
  expect(collection.since(birth + 2)).toBeNull();
  expect(collection.since(birth + 3)).toHaveLength(1);
});
