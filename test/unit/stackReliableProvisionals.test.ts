import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ReliableReceiver, reliableReceiverTable } from '../../src/sip/embedded/dialog/reliableReceiver';
import { reliableSenderTable } from '../../src/sip/embedded/dialog/reliableSender';

describe('reliable provisional responses (RFC 3262)', () => {
  test('what is received, by where its RSeq stands', () => {
    expect(reliableReceiverTable).toEqual({
      unheard: { first: ['heard', 'take'] },
      heard: { next: ['heard', 'take'], repeated: ['heard', 'drop'], out_of_order: ['heard', 'drop'] },
    });
  });

  test('in whatever order they come, and however often: a run of numbers, each once', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1 }), (numbers) => {
        const receiver = new ReliableReceiver();
        const taken = numbers.filter((number) => receiver.takes(number));
        const [first = 0] = numbers;
        expect(taken).toEqual(taken.map((_, index) => first + index));
      }),
    );
  });

  test('the next states of what is sent', () => {
    const next = Object.entries(reliableSenderTable).map(([state, row]) => [
      state,
      Object.fromEntries(Object.entries(row).map(([input, [then]]) => [input, then])),
    ]);
    expect(Object.fromEntries(next)).toEqual({
      clear: { send: 'waiting', final: 'over' },
      waiting: { send: 'waiting', prack: 'clear', step: 'waiting', deadline: 'over', final: 'over' },
      over: { prack: 'over' },
    });
  });
});
