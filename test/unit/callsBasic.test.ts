import { describe, expect, test } from '@jest/globals';
import { message, sdp } from '../support/fakeStack';
import { Switchboard, candidate, routed } from '../support/switchboard';

describe('a call that is answered', () => {
  test('goes to the target, is acknowledged at once, and ends with the BYE of the caller', async () => {
    const board = new Switchboard();
    const caller = board.stack.call(board.control, {
      headers: { 'User-to-User': '00ff', 'X-Secret': 'yes', Reason: 'SIP;cause=200' },
      maxForwards: 20,
    });
    await board.settle();
    const target = board.stack.lastTarget;
    expect(target.invite).toMatchObject({
      requestUri: 'sip:+13125550111@one.example',
      from: '+12125550101',
      to: '+13125550111',
      maxForwards: 19,
      content: { body: sdp('caller'), headers: 'User-to-User: 00ff\r\nReason: SIP;cause=200\r\n' },
    });
    expect(board.ledger.size()).toBe(2);

    target.ring(100, 'Trying');
    target.ring(183, 'Session Progress', { body: sdp('early') });
    expect(caller.provisionals).toEqual([
      { status: 183, reason: 'Session Progress', content: { headers: '', body: sdp('early') } },
    ]);
    await board.pass(3000);
    target.accept();
    expect(caller.final).toEqual({
      status: 200,
      reason: 'OK',
      content: { headers: '', body: sdp('callee') },
    });
    expect(target.acknowledgement).toEqual({});
    caller.acknowledge();
    await board.pass(5000);
    caller.hangUp({ headers: { Reason: 'Q.850;cause=16' } });
    expect(target.byeContent).toEqual({ headers: 'Reason: Q.850;cause=16\r\n' });
    expect(board.leftOpen()).toBeUndefined();
    expect(board.record).toMatchObject({
      outcome: 'answered',
      endedBy: 'caller',
      sipCode: 200,
      q850Cause: 16,
      durationMs: 5000,
      failure: null,
      attempts: [{ address: 'one.example:5060;udp', sipCode: 200 }],
    });
    expect(board.record.ringingAt).not.toBeNull();
    expect(board.changes).toEqual(['routing', 'ringing', 'answered', 'ending']);
  });

  test('ends with the BYE of the callee, even before the ACK of the caller', async () => {
    const board = new Switchboard();
    const caller = board.stack.call(board.control);
    await board.settle();
    board.stack.lastTarget.accept();
    board.stack.lastTarget.hangUp({ headers: { Reason: 'Q.850;cause=102;text="expired"' } });
    expect(caller.byeContent?.headers).toContain('cause=102');
    expect(board.record).toMatchObject({ endedBy: 'callee', outcome: 'answered', q850Cause: 102 });
    expect(board.leftOpen()).toBeUndefined();
  });

  test('without an offer: the target hears its ACK, with the answer, when the caller has sent one', async () => {
    const board = new Switchboard();
    const caller = board.stack.call(board.control, { body: null });
    await board.settle();
    const target = board.stack.lastTarget;
    expect(target.invite.content.body).toBeNull();
    target.accept({ body: sdp('offer of the callee') });
    expect(caller.final?.content.body).toEqual(sdp('offer of the callee'));
    expect(target.acknowledgement).toBeNull();
    caller.acknowledge({ body: sdp('answer of the caller') });
    expect(target.acknowledgement).toEqual({ headers: '', body: sdp('answer of the caller') });
    caller.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });

  test.each(['caller hangs up', 'no ACK'])(
    'without an offer, and %s: acknowledged and hung up',
    async (how) => {
      const board = new Switchboard();
      const caller = board.stack.call(board.control, { body: null });
      await board.settle();
      const target = board.stack.lastTarget;
      target.accept();
      if (how === 'no ACK') caller.stayMute();
      else caller.hangUp();
      expect(target.acknowledgement).toEqual({});
      expect(target.byeContent).not.toBeNull();
      expect(board.leftOpen()).toBeUndefined();
    },
  );

  test('ends on both sides when the caller never acknowledges', async () => {
    const board = new Switchboard();
    const caller = board.stack.call(board.control);
    await board.settle();
    board.stack.lastTarget.accept();
    caller.stayMute();
    expect(board.stack.lastTarget.byeContent?.headers).toContain('cause=102');
    expect(board.record).toMatchObject({
      failure: 'no_acknowledgement',
      outcome: 'failed',
      endedBy: 'service',
    });
    expect(board.leftOpen()).toBeUndefined();
  });

  test('ends on both sides when one is lost', async () => {
    const board = new Switchboard();
    const caller = board.stack.call(board.control);
    await board.settle();
    board.stack.lastTarget.accept();
    caller.acknowledge();
    board.stack.lastTarget.end({ kind: 'lost' });
    expect(caller.byeContent).not.toBeNull();
    expect(board.record).toMatchObject({ outcome: 'answered', endedBy: 'service', sipCode: 200 });
    expect(board.leftOpen()).toBeUndefined();
  });

  test.each(['caller', 'target'] as const)(
    "ends on both sides when the %s's session expires",
    async (side) => {
      const board = new Switchboard();
      const caller = board.stack.call(board.control);
      await board.settle();
      const target = board.stack.lastTarget;
      target.accept();
      caller.acknowledge();
      const [silent, other] = side === 'caller' ? [caller, target] : [target, caller];
      silent.end({ kind: 'session_expired' });
      expect(other.byeContent?.headers).toContain('cause=102');
      expect(board.record).toMatchObject({
        ...{ outcome: 'answered', endedBy: 'service', sipCode: 200, q850Cause: 102 },
      });
      expect(board.record.trace).toContainEqual({
        rule: 'session_timer',
        result: `the ${side}'s session was not refreshed in time`,
      });
      expect(board.leftOpen()).toBeUndefined();
    },
  );

  test('passes unknown headers only between trusted peers', async () => {
    const board = new Switchboard({
      decide: () => routed({ peerTrusted: true, candidates: [candidate('one', { trusted: true })] }),
    });
    const caller = board.stack.call(board.control, { headers: { 'X-Secret': 'yes' } });
    await board.settle();
    expect(board.stack.lastTarget.invite.content.headers).toBe('X-Secret: yes\r\n');
    board.stack.lastTarget.accept({ headers: { 'X-Other': 'b' }, body: sdp('b') });
    expect(caller.final?.content.headers).toBe('X-Other: b\r\n');
    caller.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });
});

describe('a call that others have sent on', () => {
  test.each([
    [
      true,
      [
        { from: '1002', reason: 'busy' },
        { from: 'own', reason: 'unconditional' },
      ],
    ],
    [false, [{ from: 'own', reason: 'unconditional' }]],
  ])(
    'from a peer that is trusted (%s): their stations stand before ours',
    async (peerTrusted, redirections) => {
      const board = new Switchboard({
        decide: () =>
          routed({
            peerTrusted,
            candidates: [candidate('one', { redirections: [{ from: 'own', reason: 'unconditional' }] })],
          }),
      });
      board.stack.call(board.control, { headers: { Diversion: '<sip:1002@pbx.example>;reason=user-busy' } });
      await board.settle();
      expect(board.stack.lastTarget.invite.redirections).toEqual(redirections);
    },
  );
});

describe('a call that is cancelled', () => {
  test('after the answer, whose 200 the stack still held: the target is hung up, by the caller', async () => {
    const board = new Switchboard();
    const caller = board.stack.call(board.control);
    await board.settle();
    board.stack.lastTarget.accept();
    caller.end({ kind: 'cancelled', message: message() });
    expect(board.stack.lastTarget.byeContent).not.toBeNull();
    expect(board.record).toMatchObject({ outcome: 'answered', endedBy: 'caller' });
    expect(board.leftOpen()).toBeUndefined();
  });

  test('while it rings: the target is cancelled with the Reason, its lease stands until it confirms', async () => {
    const board = new Switchboard();
    const caller = board.stack.call(board.control);
    await board.settle();
    board.stack.lastTarget.ring();
    caller.cancel({ headers: { Reason: 'SIP;cause=200' } });
    expect(board.stack.lastTarget.cancelContent).toEqual({ headers: 'Reason: SIP;cause=200\r\n' });
    expect(board.ledger.size()).toBe(1);
    expect(board.records).toHaveLength(0);
    await board.pass(100);
    board.stack.lastTarget.confirmCancel();
    expect(board.record).toMatchObject({
      outcome: 'cancelled',
      endedBy: 'caller',
      sipCode: 487,
      q850Cause: 16,
    });
    expect(board.record.attempts[0]?.sipCode).toBe(487);
    expect(board.leftOpen()).toBeUndefined();
  });

  test('while the answer crosses: hung up, and over', async () => {
    const board = new Switchboard();
    const caller = board.stack.call(board.control);
    await board.settle();
    caller.cancel();
    board.stack.lastTarget.accept();
    expect(board.record.outcome).toBe('cancelled');
    expect(board.leftOpen()).toBeUndefined();
  });

  test('while the ledger is asked: what it grants is given back', async () => {
    const board = new Switchboard();
    const caller = board.stack.call(board.control);
    caller.cancel();
    expect(board.record.outcome).toBe('cancelled');
    await board.settle();
    expect(board.stack.targets).toHaveLength(0);
    expect(board.leftOpen()).toBeUndefined();
  });

  test('while the directory is asked: it is decided all the same, and recorded', async () => {
    let answer: () => void = () => undefined;
    let known = false;
    const board = new Switchboard({
      decide: () => (known ? routed() : { kind: 'lookup', keys: ['number:+13125550111'] }),
      fetch: () =>
        new Promise((resolve) => {
          answer = () => {
            known = true;
            resolve();
          };
        }),
    });
    const caller = board.stack.call(board.control);
    caller.cancel();
    await board.pass(50);
    expect(board.opened).toHaveLength(0);
    answer();
    await board.settle();
    expect(board.stack.targets).toHaveLength(0);
    expect(board.record).toMatchObject({ outcome: 'cancelled', durationMs: 0 });
    expect(board.record.endedAt).toBe(board.record.startedAt);
    expect(board.leftOpen()).toBeUndefined();
  });
});
