import { beforeEach, expect, test } from '@jest/globals';
import type { TriedAddress } from '../../src/calls/attempt';
import { candidate, gateway, routed, Switchboard } from '../support/switchboard';

/** What an attempt tells of the address it tried. */
let told: string[];
let board: Switchboard;
beforeEach(() => {
  told = [];
  board = new Switchboard({
    decide: () => routed({ candidates: [candidate('one', { gateways: [gateway('a'), gateway('b')] })] }),
    addressHealth: ({ host }): TriedAddress => ({
      inviteSent: () => told.push(`${host} sent`),
      invitePassed: () => told.push(`${host} passed`),
      inviteFailed: (status) => told.push(`${host} failed ${status}`),
      inviteUndecided: () => told.push(`${host} undecided`),
    }),
  });
});

const target = (place = 0) => {
  const found = board.stack.targets[place];
  if (found === undefined) throw new Error('no target');
  return found;
};

const place = async () => {
  const caller = board.stack.call(board.control);
  await board.settle();
  return caller;
};

test.each([408, 500, 502, 503, 504])(
  'a final %i before anything else: failed; the next address is told of too',
  async (status) => {
    const caller = await place();
    target().refuse(status, 'no');
    await board.settle();
    caller.cancel();
    expect(told).toEqual(['a sent', `a failed ${status}`, 'b sent', 'b undecided']);
  },
);

test.each([404, 480, 486, 403, 603, 302, 401])('a final %i is a sign of life', async (status) => {
  await place();
  target().refuse(status, 'no');
  await board.settle();
  expect(told.slice(0, 2)).toEqual(['a sent', 'a passed']);
});

test('once it rings it has passed, whatever comes then', async () => {
  await place();
  target().ring(180, 'Ringing');
  target().refuse(503, 'no');
  await board.settle();
  expect(told.slice(0, 2)).toEqual(['a sent', 'a passed']);
});

test('100 and 199 alone decide nothing; an answer does, and only once', async () => {
  const caller = await place();
  target().ring(100, 'Trying');
  target().ring(199, 'Early Dialog Terminated');
  expect(told).toEqual(['a sent']);
  target().accept();
  caller.acknowledge();
  await board.settle();
  caller.hangUp();
  await board.settle();
  expect(told).toEqual(['a sent', 'a passed']);
  expect(board.leftOpen()).toBeUndefined();
});

test('silence until the invitation timeout is a failure, what comes afterwards is not told', async () => {
  await place();
  await board.pass(6_100);
  expect(told).toEqual(['a sent', 'a failed 408', 'b sent']);
  target().end({ kind: 'timeout' });
  expect(told).toHaveLength(3);
});

test('a transport error is one too', async () => {
  await place();
  target().end({ kind: 'transport_error' });
  await board.settle();
  expect(told).toEqual(['a sent', 'a failed 503', 'b sent']);
});

test('a caller who leaves before anything is known decides nothing', async () => {
  const caller = await place();
  target().ring(100, 'Trying');
  caller.cancel();
  target().refuse(487, 'Request Terminated');
  await board.settle();
  expect(told).toEqual(['a sent', 'a undecided']);
  expect(board.leftOpen()).toBeUndefined();
});
