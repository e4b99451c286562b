import { afterEach, describe, expect, test } from '@jest/globals';
import { FakeRequest, type FakeCaller } from '../support/fakeStack';
import { audio, bodyOf } from '../support/sdpTexts';
import { Switchboard, candidate, gateway, origin, routed } from '../support/switchboard';

const callerOffer = bodyOf(audio('192.0.2.1', 4000, [0, 101]));
const calleeAnswer = bodyOf(audio('192.0.2.2', 6000, [0, 101]));
const calleeToCaller = bodyOf(audio('192.0.2.2', 6002, [0, 101]));

let board: Switchboard;
let caller: FakeCaller;

const media = () => board.media.last;
const target = () => board.stack.lastTarget;

/** A call to a place where the answer has to be confirmed. */
async function placed(
  body = callerOffer as typeof callerOffer | null,
  ringTimeoutMs = 20_000,
): Promise<void> {
  board = new Switchboard({
    decide: () =>
      routed({
        candidates: [candidate('one', { gateways: [gateway('a.one')] })],
        ringTimeoutMs,
        origin: origin({ answerConfirmation: true }),
      }),
  });
  caller = board.stack.call(board.control, { body });
  await board.settle();
}

async function answered(): Promise<void> {
  await placed();
  target().ring(183, 'Session Progress', { body: calleeAnswer });
  target().accept({ body: calleeAnswer });
}

afterEach(async () => {
  await board.pass(64_000);
  expect(board.leftOpen()).toBeUndefined();
});

describe('an answer that has to be confirmed', () => {
  test('our offer, the prompt, the digit; then the callee gets the offer of the caller, and the caller its answer', async () => {
    await answered();
    expect(target().invite.content.body?.content).toContain('c=IN IP4 127.0.0.9');
    expect(target().acknowledgement).toEqual({});
    // The caller hears that it rings, and nothing of what the callee sent us.
    expect(caller.provisionals).toEqual([
      { status: 180, reason: 'Ringing', content: { headers: '', body: null } },
    ]);
    expect(media().heard).toEqual(['press-one-to-accept']);
    expect(caller.final).toBeNull();

    media().press('1');
    expect(target().sent.map(({ content }) => content.body)).toEqual([callerOffer]);
    target().sent[0]?.answer(200, 'OK', { body: calleeToCaller });
    expect(caller.final).toMatchObject({ status: 200, content: { body: calleeToCaller } });
    expect(target().sent[0]?.acknowledgement).toEqual({});
    expect(media().isClosed).toBe(true);
    caller.acknowledge();
    await board.pass(3000);
    caller.hangUp();
    expect(target().byeContent).not.toBeNull();
    expect(board.record).toMatchObject({ outcome: 'answered', durationMs: 3000 });
  });

  test('without an offer of the caller: the offer of the callee, and the ACK brings the answer', async () => {
    await placed(null);
    target().accept({ body: calleeAnswer });
    media().press('1');
    expect(target().sent[0]?.content.body).toBeNull();
    target().sent[0]?.answer(200, 'OK', { body: calleeToCaller });
    expect(target().sent[0]?.acknowledgement).toBeNull();
    caller.acknowledge({ body: callerOffer });
    expect(target().sent[0]?.acknowledgement?.body).toEqual(callerOffer);
    caller.hangUp();
  });

  test('no digit, twice: BYE, and it counts as not answered', async () => {
    await answered();
    media().finish();
    await board.pass(5100);
    expect(media().heard).toEqual(['press-one-to-accept']);
    media().press('7');
    expect(target().byeContent?.headers).toContain('cause=19');
    expect(caller.final?.status).toBe(480);
    expect(board.record).toMatchObject({ outcome: 'no_answer', answeredAt: null });
  });

  test('the time to ring does not end while it is confirmed', async () => {
    await placed(callerOffer, 6000);
    target().ring();
    await board.pass(5900);
    target().accept({ body: calleeAnswer });
    await board.pass(3000);
    media().press('1');
    target().sent[0]?.answer(200, 'OK', { body: calleeToCaller });
    expect(caller.final?.status).toBe(200);
    caller.acknowledge();
    caller.hangUp();
  });

  test('the callee hangs up, or cannot take the media of the caller: not answered', async () => {
    await answered();
    target().hangUp();
    expect(board.record.outcome).toBe('no_answer');
    await answered();
    media().press('1');
    target().sent[0]?.answer(488, 'Not Acceptable Here');
    expect(target().byeContent).not.toBeNull();
    expect(board.record.outcome).toBe('no_answer');
  });

  test('the caller gives up meanwhile: BYE to who is asked, or about to be joined', async () => {
    await answered();
    caller.cancel();
    await board.settle();
    expect(target().byeContent).not.toBeNull();
    expect(board.record.outcome).toBe('cancelled');
    await answered();
    media().press('1');
    caller.cancel();
    target().sent[0]?.answer(200, 'OK', { body: calleeToCaller });
    await board.settle();
    expect(target().byeContent).not.toBeNull();
    expect(board.record.outcome).toBe('cancelled');
  });

  test('digits by INFO; the media thread ends; nobody can be asked', async () => {
    await answered();
    const body = { headers: 'Content-Type: application/dtmf\r\n', content: '1' };
    expect(target().ask(new FakeRequest('INFO', { body })).finalStatus).toBe(200);
    expect(target().sent).toHaveLength(1);
    media().die();
    expect(board.record.outcome).toBe('no_answer');

    await answered();
    media().die();
    expect(target().byeContent).not.toBeNull();
    expect(board.record.outcome).toBe('no_answer');

    await placed();
    board.media.refusal = 'no_free_port';
    caller.cancel();
    target().confirmCancel();
    const second = board.stack.call(board.control, { body: callerOffer });
    await board.settle();
    expect(second.final?.status).toBe(480);
    expect(board.record.failure).toBe('not_reachable');
  });
});
