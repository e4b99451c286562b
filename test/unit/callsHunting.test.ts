import { describe, expect, test } from '@jest/globals';
import type { HuntResult } from '../../src/decision/huntResult';
import type { CallRoute } from '../../src/decision/decision';
import { sdp } from '../support/fakeStack';
import {
  Switchboard,
  candidate,
  gateway,
  leaseOf,
  routed,
  type SwitchboardOptions,
} from '../support/switchboard';

async function placed(changes: Partial<CallRoute>, options: SwitchboardOptions = {}) {
  const board = new Switchboard({ decide: () => routed(changes), ...options });
  const caller = board.stack.call(board.control);
  await board.settle();
  return { board, caller, stack: board.stack };
}

const three = [candidate('one'), candidate('two'), candidate('three')];
const hosts = (board: Switchboard): string[] => board.stack.targets.map(({ invite }) => invite.target.host);

describe('a target that fails', () => {
  test.each([
    [486, 'Busy Here', 'busy', 17],
    [600, 'Busy Everywhere', 'busy', 17],
    [404, 'Not Found', 'failed', 1],
    [403, 'Forbidden', 'rejected', 21],
    [603, 'Decline', 'rejected', 21],
    [488, 'Not Acceptable Here', 'failed', 88],
  ])('with %i goes to the caller, not to the next target', async (status, reason, outcome, cause) => {
    const { board, caller, stack } = await placed({ candidates: three });
    stack.lastTarget.refuse(status, reason, { headers: { 'X-Internal': 'no' } });
    await board.settle();
    expect(stack.targets).toHaveLength(1);
    expect(caller.final).toMatchObject({ status, reason, content: { headers: '' } });
    expect(board.record).toMatchObject({ outcome, sipCode: status, q850Cause: cause, endedBy: 'callee' });
    expect(board.leftOpen()).toBeUndefined();
  });

  test.each([401, 407])('with %i is not relayed: 500', async (status) => {
    const { board, caller } = await placed({ candidates: three });
    board.stack.lastTarget.refuse(status, 'Who Are You', { headers: { Reason: 'Q.850;cause=57' } });
    await board.settle();
    expect(caller.final).toMatchObject({ status: 500, reason: 'Server Internal Error' });
    expect(caller.final?.content.headers).toBe('Reason: Q.850;cause=57\r\n');
    expect(board.record).toMatchObject({ q850Cause: 57 });
    expect(board.leftOpen()).toBeUndefined();
  });

  test('with a redirection: what follows is asked for with the numbers of Contact, the most wanted first', async () => {
    const results: HuntResult[] = [];
    const board = new Switchboard({
      decideNext: (_route, result) => {
        results.push(result);
        return { kind: 'answer', failure: null, trace: [] };
      },
    });
    const caller = board.stack.call(board.control);
    await board.settle();
    board.stack.lastTarget.refuse(302, 'Moved Temporarily', {
      headers: { Contact: '<sip:1003@pbx>;q=0.2, <mailto:a@b>, <tel:+14155550123>, <sip:1004@pbx>;q=0.7' },
    });
    await board.settle();
    expect(results).toEqual([
      { kind: 'redirected', trunkGroupId: 'one', to: ['+14155550123', '1004', '1003'] },
    ]);
    expect(caller.final?.status).toBe(480);
    expect(board.leftOpen()).toBeUndefined();
  });

  test('with a redirection: the class of its own answers', async () => {
    const { board, caller } = await placed({ candidates: three });
    board.stack.lastTarget.refuse(302, 'Moved Temporarily');
    await board.settle();
    expect(caller.final).toMatchObject({ status: 480, reason: 'Temporarily Unavailable' });
    expect(caller.final?.content.headers).toContain('cause=23');
    expect(board.leftOpen()).toBeUndefined();
  });

  test.each([408, 480, 500, 502, 503, 504])('with %i before ringing sends the call on', async (status) => {
    const { board, caller, stack } = await placed({ candidates: three });
    stack.lastTarget.refuse(status, 'Failed');
    await board.settle();
    expect(hosts(board)).toEqual(['one.example', 'two.example']);
    expect(board.ledger.size()).toBe(2);
    expect(caller.final).toBeNull();
    stack.lastTarget.accept();
    caller.hangUp();
    expect(board.record.attempts.map(({ sipCode }) => sipCode)).toEqual([status, 200]);
    expect(board.leftOpen()).toBeUndefined();
  });

  test('with a transport error or silence of the stack sends the call on', async () => {
    const { board, caller, stack } = await placed({ candidates: three });
    stack.lastTarget.end({ kind: 'transport_error' });
    await board.settle();
    stack.lastTarget.end({ kind: 'timeout' });
    await board.settle();
    stack.lastTarget.end({ kind: 'transport_error' });
    await board.settle();
    expect(caller.final).toMatchObject({ status: 480 });
    expect(caller.final?.content.headers).toBe('Reason: Q.850;cause=27;text="Destination out of order"\r\n');
    expect(board.record.attempts.map(({ sipCode }) => sipCode)).toEqual([503, 408, 503]);
    expect(board.leftOpen()).toBeUndefined();
  });

  test.each([408, 480])('with %i after ringing counts as no answer', async (status) => {
    const { board, caller, stack } = await placed({ candidates: three });
    stack.lastTarget.ring();
    stack.lastTarget.refuse(status, 'Nobody');
    await board.settle();
    expect(stack.targets).toHaveLength(1);
    expect(caller.final).toMatchObject({ status });
    expect(board.record.outcome).toBe('no_answer');
    expect(board.leftOpen()).toBeUndefined();
  });

  test('with 500 after 180 sends the call on, after early media it does not', async () => {
    const ringing = await placed({ candidates: three });
    ringing.stack.lastTarget.ring();
    ringing.stack.lastTarget.refuse(500, 'Broken');
    await ringing.board.settle();
    expect(ringing.stack.targets).toHaveLength(2);
    ringing.caller.cancel();
    ringing.stack.lastTarget.confirmCancel();
    expect(ringing.board.leftOpen()).toBeUndefined();

    const heard = await placed({ candidates: three });
    heard.stack.lastTarget.ring(183, 'Session Progress', { body: sdp('early') });
    heard.stack.lastTarget.ring(180, 'Ringing');
    heard.stack.lastTarget.refuse(503, 'Broken');
    await heard.board.settle();
    expect(heard.stack.targets).toHaveLength(1);
    expect(heard.caller.final).toMatchObject({ status: 500 });
    expect(heard.board.leftOpen()).toBeUndefined();
  });
});

describe('how far hunting goes', () => {
  test('the last final response stands when nothing is left, a 503 as 500', async () => {
    const { board, caller, stack } = await placed({ candidates: three.slice(0, 2) });
    stack.lastTarget.refuse(503, 'Service Unavailable');
    await board.settle();
    stack.lastTarget.end({ kind: 'timeout' });
    await board.settle();
    expect(caller.final).toMatchObject({ status: 500, reason: 'Server Internal Error' });
    expect(board.leftOpen()).toBeUndefined();
  });

  test('max_reroutes counts further trunk groups, not further addresses of one', async () => {
    const pair = (name: string) => candidate(name, { gateways: [gateway(`${name}a`), gateway(`${name}b`)] });
    const { board, caller, stack } = await placed({
      candidates: [pair('one'), pair('two'), pair('three')],
      maxReroutes: 1,
    });
    for (let attempt = 0; attempt < 4; attempt += 1) {
      stack.lastTarget.refuse(500, 'Broken');
      await board.settle();
    }
    expect(hosts(board)).toEqual(['onea', 'oneb', 'twoa', 'twob']);
    expect(caller.final?.status).toBe(500);
    expect(board.leftOpen()).toBeUndefined();
  });

  test('full trunk groups are skipped and do not count', async () => {
    const full = { lease: leaseOf('one', 'incoming', 0) };
    const { board, caller, stack } = await placed({
      candidates: [candidate('one', full), candidate('two'), candidate('three')],
      maxReroutes: 1,
    });
    stack.lastTarget.refuse(500, 'Broken');
    await board.settle();
    expect(hosts(board)).toEqual(['two.example', 'three.example']);
    stack.lastTarget.accept();
    caller.hangUp();
    expect(board.record.trace.map(({ result }) => result)).toContain(
      'trunk_group one is full: max_incoming_calls 0',
    );
    expect(board.leftOpen()).toBeUndefined();
  });

  test('all full: 503 with cause 34 at once, no Retry-After', async () => {
    const { board, caller, stack } = await placed({
      candidates: [candidate('one', { lease: leaseOf('one', 'incoming', 0) })],
    });
    expect(stack.targets).toHaveLength(0);
    expect(caller.final).toMatchObject({
      status: 503,
      content: { headers: 'Reason: Q.850;cause=34;text="No circuit/channel available"\r\n' },
    });
    expect(board.record).toMatchObject({ outcome: 'over_capacity', sipCode: 503, q850Cause: 34 });
    expect(board.leftOpen()).toBeUndefined();
  });

  test('one failed and the others full: the answer of the one that failed', async () => {
    const { board, caller, stack } = await placed({
      candidates: [candidate('one'), candidate('two', { lease: leaseOf('two', 'incoming', 0) })],
    });
    stack.lastTarget.refuse(504, 'Server Time-out');
    await board.settle();
    expect(caller.final?.status).toBe(504);
    expect(board.record.outcome).toBe('failed');
    expect(board.leftOpen()).toBeUndefined();
  });

  test('of twelve calls to a limit of eight, eight ring and four get 503', async () => {
    const board = new Switchboard({
      decide: () => routed({ candidates: [candidate('one', { lease: leaseOf('one', 'incoming', 8) })] }),
    });
    const callers = Array.from({ length: 12 }, () => board.stack.call(board.control));
    await board.settle();
    expect(board.stack.targets).toHaveLength(8);
    expect(callers.filter(({ final }) => final?.status === 503)).toHaveLength(4);
    expect(board.ledger.size()).toBe(16);
    board.control.close();
    expect(board.leftOpen()).toBeUndefined();
  });
});

describe('time', () => {
  test('a silent target is cancelled after the invitation timeout and the next is tried at once', async () => {
    const { board, caller, stack } = await placed({ candidates: three });
    stack.lastTarget.ring(100, 'Trying');
    await board.pass(5990);
    expect(stack.targets).toHaveLength(1);
    await board.pass(20);
    const [first, second] = stack.targets;
    expect(first?.isCancelled).toBe(true);
    expect(second?.invite.target.host).toBe('two.example');
    // The first leg may still ring somewhere: its lease stands until it says it does not.
    expect(board.ledger.size()).toBe(3);
    first?.confirmCancel();
    expect(board.ledger.size()).toBe(2);
    second?.accept();
    caller.hangUp();
    expect(board.record.attempts.map(({ sipCode }) => sipCode)).toEqual([408, 200]);
    expect(board.leftOpen()).toBeUndefined();
  });

  test('two addresses of one trunk group share its lease, which outlives neither', async () => {
    const { board, caller, stack } = await placed({
      candidates: [
        candidate('one', {
          lease: leaseOf('one', 'incoming', 1),
          gateways: [gateway('a'), gateway('b')],
        }),
      ],
    });
    await board.pass(6010);
    expect(hosts(board)).toEqual(['a', 'b']);
    expect(board.ledger.size()).toBe(2);
    stack.targets[1]?.accept();
    caller.hangUp();
    // The first address never said a word: it holds nothing, though its leg waits for one.
    expect(board.ledger.size()).toBe(0);
    stack.targets[0]?.end({ kind: 'timeout' });
    expect(board.leftOpen()).toBeUndefined();
  });

  test('any response ends the invitation timeout where the candidate says so', async () => {
    const { board, caller, stack } = await placed({
      candidates: [candidate('one', { invitationTimeoutEnds: 'any_response' }), candidate('two')],
    });
    stack.lastTarget.ring(100, 'Trying');
    await board.pass(60_000);
    expect(stack.targets).toHaveLength(1);
    await board.pass(121_000);
    expect(stack.targets).toHaveLength(2);
    caller.cancel();
    for (const target of stack.targets) target.confirmCancel();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('a phone that rings too long is cancelled; the caller gets 480 with cause 19 at once', async () => {
    const { board, caller, stack } = await placed({ candidates: three, ringTimeoutMs: 30_000 });
    await board.pass(5000);
    stack.lastTarget.ring();
    await board.pass(20_000);
    stack.lastTarget.ring();
    await board.pass(9990);
    expect(caller.final).toBeNull();
    await board.pass(20);
    expect(caller.final).toMatchObject({ status: 480 });
    expect(caller.final?.content.headers).toContain('cause=19');
    expect(stack.lastTarget.isCancelled).toBe(true);
    expect(stack.targets).toHaveLength(1);
    expect(board.ledger.size()).toBe(1);
    stack.lastTarget.confirmCancel();
    expect(board.record).toMatchObject({ outcome: 'no_answer', endedBy: 'service', q850Cause: 19 });
    expect(board.leftOpen()).toBeUndefined();
  });
});
