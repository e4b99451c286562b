import { describe, expect, test } from '@jest/globals';
import type { EarlyExchange } from '../../src/sip/stack';
import { FakeRequest, sdp, type FakeCaller, type FakeTarget } from '../support/fakeStack';
import { Switchboard } from '../support/switchboard';

interface Answered {
  readonly board: Switchboard;
  readonly caller: FakeCaller;
  readonly target: FakeTarget;
}

/** A fork behind the target: one branch plays something, another answers. */
async function answered(exchange: EarlyExchange, answer = sdp('other branch')): Promise<Answered> {
  const board = new Switchboard();
  const caller = board.stack.call(board.control);
  await board.settle();
  const target = board.stack.lastTarget;
  target.ring(183, 'Session Progress', { body: sdp('one branch') });
  target.ring(183, 'Session Progress', { body: sdp('other branch') });
  caller.earlyExchange = exchange;
  target.accept({ body: answer });
  return { board, caller, target };
}

describe('branches of a fork behind the target', () => {
  test('each is heard; the 200 says whose media it is', async () => {
    const { board, caller, target } = await answered('open');
    expect(caller.provisionals.map(({ content }) => content.body)).toEqual([
      sdp('one branch'),
      sdp('other branch'),
    ]);
    expect(caller.final?.content.body).toEqual(sdp('other branch'));
    caller.acknowledge();
    expect([...caller.sent, ...target.sent]).toEqual([]);
    caller.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('a caller that has taken the answer of one is offered the media of the other after its ACK', async () => {
    const { board, caller, target } = await answered('answered');
    expect(caller.sent).toEqual([]);
    caller.acknowledge();
    expect(caller.sent[0]).toMatchObject({ method: 'INVITE', content: { body: sdp('other branch') } });
    // Until it is settled, no other offer.
    expect(caller.ask(new FakeRequest('INVITE', { body: sdp('hold') })).finalStatus).toBe(491);
    caller.ask(new FakeRequest('INFO'));
    expect(target.sent.map(({ method }) => method)).toEqual(['INFO']);
    caller.sent[0]?.answer(200, 'OK', { body: sdp('caller') });
    expect(caller.sent[0]?.acknowledgement).toEqual({});
    // What it answers is what the target knows.
    expect(target.sent).toHaveLength(1);
    caller.ask(new FakeRequest('INVITE', { body: sdp('hold') }));
    expect(target.sent).toHaveLength(2);
    caller.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('an answer that is news to the target goes to it', async () => {
    const { board, caller, target } = await answered('answered');
    caller.acknowledge();
    caller.sent[0]?.answer(200, 'OK', {
      body: { ...sdp('x'), content: `${sdp('x').content}m=audio 4711 RTP/AVP 0\r\n` },
    });
    expect(target.sent[0]).toMatchObject({ method: 'INVITE' });
    expect(target.sent[0]?.content.body?.content).toContain('4711');
    target.sent[0]?.answer(200, 'OK', { body: sdp('other branch') });
    expect(target.sent[0]?.acknowledgement).toEqual({});
    target.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('the branch that was heard answers: nothing changes', async () => {
    const { board, caller } = await answered('answered', sdp('one branch'));
    caller.acknowledge();
    expect(caller.sent).toEqual([]);
    caller.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('a caller that refuses is hung up, and so is the target', async () => {
    const { board, caller, target } = await answered('answered');
    caller.acknowledge();
    caller.sent[0]?.answer(488, 'Not Acceptable Here');
    expect([caller.byeContent, target.byeContent].map((content) => content !== null)).toEqual([true, true]);
    expect(board.record).toMatchObject({ outcome: 'answered', endedBy: 'service' });
    expect(board.record.trace.at(-1)).toEqual({
      rule: 'joining',
      result: 'the caller answered the re-INVITE with 488',
    });
    expect(board.leftOpen()).toBeUndefined();
  });

  test.each([
    ['the caller hangs up', ({ caller }: Answered) => caller.hangUp()],
    ['the target hangs up', ({ target }: Answered) => target.hangUp()],
  ])('when %s meanwhile nothing is left', async (_, end) => {
    const scene = await answered('answered');
    scene.caller.acknowledge();
    // Once more, after a while.
    scene.caller.sent[0]?.answer(491, 'Request Pending');
    end(scene);
    expect(scene.board.leftOpen()).toBeUndefined();
    await scene.board.pass(5_000);
    expect(scene.caller.sent).toHaveLength(1);
  });

  test('the call ends before the ACK: nothing is offered', async () => {
    const { board, caller, target } = await answered('answered');
    target.hangUp();
    caller.acknowledge();
    expect(caller.sent).toEqual([]);
    expect(board.leftOpen()).toBeUndefined();
  });
});
