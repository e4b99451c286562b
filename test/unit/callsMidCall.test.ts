import { describe, expect, test } from '@jest/globals';
import type { MidCallMethod } from '../../src/sip/stack';
import { FakeRequest, sdp, type FakeCaller, type FakeTarget } from '../support/fakeStack';
import { Switchboard } from '../support/switchboard';

async function established(): Promise<{ board: Switchboard; caller: FakeCaller; target: FakeTarget }> {
  const board = new Switchboard();
  const caller = board.stack.call(board.control);
  await board.settle();
  const target = board.stack.lastTarget;
  target.accept();
  caller.acknowledge();
  return { board, caller, target };
}

describe('requests inside an established call', () => {
  test.each(['caller', 'target'] as const)(
    'a re-INVITE of the %s goes through, with its answer',
    async (side) => {
      const { board, caller, target } = await established();
      const [from, to] = side === 'caller' ? [caller, target] : [target, caller];
      const request = from.ask(new FakeRequest('INVITE', { body: sdp('hold') }));
      expect(to.sent[0]).toMatchObject({ method: 'INVITE', content: { body: sdp('hold') } });
      to.sent[0]?.answer(200, 'OK', { body: sdp('held') });
      expect(to.sent[0]?.acknowledgement).toEqual({});
      expect(request.answers).toEqual([
        { status: 200, reason: 'OK', content: { headers: '', body: sdp('held') } },
      ]);
      request.acknowledge();
      // The exchange is over: the next offer goes through.
      to.ask(new FakeRequest('INVITE', { body: sdp('retrieve') }));
      expect(from.sent).toHaveLength(1);
      caller.hangUp();
      expect(board.leftOpen()).toBeUndefined();
    },
  );

  test('a re-INVITE without SDP: the ACK goes on when it has come, with the answer', async () => {
    const { board, caller, target } = await established();
    const request = caller.ask(new FakeRequest('INVITE'));
    target.sent[0]?.answer(200, 'OK', { body: sdp('offer') });
    expect(target.sent[0]?.acknowledgement).toBeNull();
    request.acknowledge({ body: sdp('answer') });
    expect(target.sent[0]?.acknowledgement).toEqual({ headers: '', body: sdp('answer') });
    target.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('offers that cross: 491 to the second, 500 with Retry-After to a second of the same side', async () => {
    const { board, caller, target } = await established();
    const first = caller.ask(new FakeRequest('INVITE', { body: sdp('a') }));
    const crossing = target.ask(new FakeRequest('UPDATE', { body: sdp('b') }));
    const again = caller.ask(new FakeRequest('UPDATE', { body: sdp('c') }));
    expect(crossing.finalStatus).toBe(491);
    expect(again.answers[0]).toMatchObject({ status: 500, content: { headers: 'Retry-After: 2\r\n' } });
    expect(target.sent).toHaveLength(1);
    // What makes no offer is not held up.
    target.ask(
      new FakeRequest('INFO', {
        body: { headers: 'Content-Type: application/dtmf-relay\r\n', content: 'Signal=1' },
      }),
    );
    expect(caller.sent).toHaveLength(1);
    target.sent[0]?.answer(488, 'Not Acceptable Here');
    expect(first.finalStatus).toBe(488);
    caller.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });

  test.each(['caller', 'target'] as const)(
    'a 491 to the re-INVITE of the %s goes back to it; nothing is sent again for it',
    async (side) => {
      const { board, caller, target } = await established();
      const [from, to] = side === 'caller' ? [caller, target] : [target, caller];
      const request = from.ask(new FakeRequest('INVITE', { body: sdp('hold') }));
      to.sent[0]?.answer(491, 'Request Pending');
      expect(request.answers.map(({ status, reason }) => [status, reason])).toEqual([
        [491, 'Request Pending'],
      ]);
      await board.pass(10_000);
      expect(to.sent).toHaveLength(1);
      // The next try is its own, and passes.
      from.ask(new FakeRequest('INVITE', { body: sdp('hold') }));
      expect(to.sent).toHaveLength(2);
      caller.hangUp();
      expect(board.leftOpen()).toBeUndefined();
    },
  );

  test('CANCEL of a re-INVITE is passed on; an acceptance that crosses it is acknowledged', async () => {
    const { board, caller, target } = await established();
    const request = caller.ask(new FakeRequest('INVITE', { body: sdp('a') }));
    target.sent[0]?.answer(180, 'Ringing');
    request.onCancel?.();
    expect(target.sent[0]?.cancelled).toBe(true);
    target.sent[0]?.answer(200, 'OK', { body: sdp('b') });
    expect(target.sent[0]?.acknowledgement).toEqual({});
    expect(request.answers.map(({ status }) => status)).toEqual([180]);
    target.ask(new FakeRequest('INVITE', { body: sdp('c') }));
    expect(caller.sent).toHaveLength(1);
    caller.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });

  test.each(['INFO', 'UPDATE', 'MESSAGE', 'NOTIFY', 'OPTIONS'] as MidCallMethod[])(
    '%s goes through',
    async (method) => {
      const { caller, target } = await established();
      const request = target.ask(new FakeRequest(method, { headers: { 'User-to-User': '01' } }));
      expect(caller.sent[0]).toMatchObject({ method, content: { headers: 'User-to-User: 01\r\n' } });
      caller.sent[0]?.answer(200, 'OK');
      expect(request.finalStatus).toBe(200);
    },
  );

  test.each([
    [503, 500],
    [407, 500],
    [302, 500],
    [415, 415],
  ])('a final %i comes back as %i', async (status, relayed) => {
    const { caller, target } = await established();
    const request = caller.ask(new FakeRequest('INFO'));
    target.sent[0]?.answer(status, 'No');
    expect(request.finalStatus).toBe(relayed);
  });

  test('an offer before the ACK of the answer gets 491, a REFER waits for it', async () => {
    const board = new Switchboard();
    const caller = board.stack.call(board.control);
    await board.settle();
    const target = board.stack.lastTarget;
    target.accept();
    expect(target.ask(new FakeRequest('INVITE', { body: sdp('early') })).finalStatus).toBe(491);
    target.ask(new FakeRequest('INFO'));
    expect(caller.sent.map(({ method }) => method)).toEqual(['INFO']);
    const refer = target.ask(new FakeRequest('REFER'));
    expect(refer.finalStatus).toBeNull();
    caller.acknowledge();
    expect(refer.finalStatus).toBe(400);
    expect(target.sent).toHaveLength(0);
  });

  test('what is pending when the call ends is answered 487', async () => {
    const { board, caller, target } = await established();
    const info = caller.ask(new FakeRequest('INFO'));
    target.hangUp();
    expect(info.finalStatus).toBe(487);
    expect(board.leftOpen()).toBeUndefined();
    expect(caller.ask(new FakeRequest('INFO')).answers).toHaveLength(0);
  });
});
