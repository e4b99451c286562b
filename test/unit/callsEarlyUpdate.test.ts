import { describe, expect, test } from '@jest/globals';
import type { EarlyExchange } from '../../src/sip/stack';
import { FakeRequest, sdp, type FakeCaller, type FakeTarget } from '../support/fakeStack';
import { Switchboard, candidate, routed } from '../support/switchboard';

interface Ringing {
  readonly board: Switchboard;
  readonly caller: FakeCaller;
  readonly target: FakeTarget;
}

/** A target that plays something, and how far the exchange is on each side. */
async function ringing(ofCaller: EarlyExchange, ofTarget: EarlyExchange): Promise<Ringing> {
  const board = new Switchboard();
  const caller = board.stack.call(board.control);
  await board.settle();
  const target = board.stack.lastTarget;
  target.ring(183, 'Session Progress', { body: sdp('early') });
  caller.earlyExchange = ofCaller;
  target.earlyExchange = ofTarget;
  return { board, caller, target };
}

const update = (body = sdp('anew')): FakeRequest => new FakeRequest('UPDATE', { body });

describe('UPDATE before the answer', () => {
  test.each(['caller', 'target'] as const)(
    'an offer of the %s goes through, with its answer',
    async (side) => {
      const { board, caller, target } = await ringing('updatable', 'updatable');
      const [from, to] = side === 'caller' ? [caller, target] : [target, caller];
      const request = from.ask(update());
      expect(to.sent[0]).toMatchObject({ method: 'UPDATE', content: { body: sdp('anew') } });
      const crossing = to.ask(update());
      const again = from.ask(update());
      expect([crossing.finalStatus, again.finalStatus]).toEqual([491, 500]);
      to.sent[0]?.answer(200, 'OK', { body: sdp('agreed') });
      expect(request.answers).toEqual([
        { status: 200, reason: 'OK', content: { headers: '', body: sdp('agreed') } },
      ]);
      target.accept();
      caller.acknowledge();
      caller.hangUp();
      expect(board.leftOpen()).toBeUndefined();
    },
  );

  test.each([
    ['caller', 'open', 'updatable', 500],
    ['target', 'updatable', 'open', 491],
    ['caller', 'answered', 'open', 504],
    ['caller', 'updatable', 'answered', 504],
    ['target', 'open', 'answered', 504],
    ['target', 'answered', 'updatable', 504],
  ] as const)(
    'an offer of the %s, the caller %s, the target %s: %i',
    async (side, ofCaller, ofTarget, status) => {
      const { caller, target } = await ringing(ofCaller, ofTarget);
      const request = (side === 'caller' ? caller : target).ask(update());
      expect(request.finalStatus).toBe(status);
      if (status === 500) expect(request.answers[0]?.content.headers).toBe('Retry-After: 2\r\n');
      expect([...caller.sent, ...target.sent]).toEqual([]);
    },
  );

  test('one without an offer is answered here, whatever the exchange', async () => {
    const { caller, target } = await ringing('open', 'open');
    for (const from of [caller, target]) {
      expect(from.ask(new FakeRequest('UPDATE')).finalStatus).toBe(200);
    }
    expect([...caller.sent, ...target.sent]).toEqual([]);
  });

  test('before anybody was rung: without an offer 200, with one 504', async () => {
    const board = new Switchboard();
    const caller = board.stack.call(board.control);
    caller.earlyExchange = 'updatable';
    await board.settle();
    expect(caller.ask(new FakeRequest('UPDATE')).finalStatus).toBe(200);
    expect(caller.ask(update()).finalStatus).toBe(504);
  });

  test('a target whose media the caller does not hear is offered nothing', async () => {
    const board = new Switchboard({ decide: () => routed({ candidates: [candidate('one')] }) });
    const caller = board.stack.call(board.control);
    await board.settle();
    const target = board.stack.lastTarget;
    target.ring();
    caller.earlyExchange = target.earlyExchange = 'updatable';
    expect(caller.ask(update()).finalStatus).toBe(504);
    expect(target.ask(update()).finalStatus).toBe(491);
  });

  test.each([
    ['the caller cancels', ({ caller }: Ringing) => caller.cancel()],
    ['the target refuses', ({ target }: Ringing) => target.refuse(486, 'Busy Here')],
    ['the target is lost', ({ target }: Ringing) => target.end({ kind: 'lost' })],
    [
      'an operator ends it',
      ({ board }: Ringing) => void board.control.liveCalls.end(board.opened[0] ?? '', 'service'),
    ],
  ])('what is under way when %s is answered 487, and nothing is left', async (_, end) => {
    const scene = await ringing('updatable', 'updatable');
    const asked = scene.caller.ask(update());
    end(scene);
    await scene.board.settle();
    scene.target.confirmCancel();
    scene.target.sent[0]?.answer(481, 'Call/Transaction Does Not Exist');
    expect(asked.answers.map(({ status }) => status)).toEqual([487]);
    expect(scene.board.leftOpen()).toBeUndefined();
  });

  test('an answer that crosses the UPDATE: both go through', async () => {
    const { board, caller, target } = await ringing('updatable', 'updatable');
    const request = caller.ask(update());
    target.accept();
    target.sent[0]?.answer(200, 'OK', { body: sdp('agreed') });
    expect(request.finalStatus).toBe(200);
    caller.acknowledge();
    target.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });
});
