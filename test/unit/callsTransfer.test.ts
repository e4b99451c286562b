import { describe, expect, test } from '@jest/globals';
import type { TransferRequest } from '../../src/decision/transfer';
import { FakeRequest, sdp, type FakeCaller, type FakeTarget } from '../support/fakeStack';
import {
  candidate,
  leaseOf,
  origin,
  parties,
  referredTo,
  routed,
  type SwitchboardOptions,
} from '../support/switchboard';
import { adas, answered, ben, lastOf, notifies, refer, talking, told } from '../support/transferScene';

describe('a blind transfer', () => {
  test.each(['target', 'caller'] as const)(
    'by the %s: who remains talks to whom it goes to',
    async (side) => {
      const { board, caller, target } = await talking();
      const [by, remaining] = side === 'target' ? [target, caller] : [caller, target];
      const request = by.ask(refer());
      expect(request.finalStatus).toBe(202);
      await board.settle();
      const third = board.stack.lastTarget;
      expect(third.invite.target.host).toBe('two.example');
      expect(third.invite.content.body).toBeNull();
      expect(board.usageOf('two').incoming).toBe(1);
      third.ring();
      expect(told(by)).toEqual(['100 Trying', '180 Ringing']);
      third.accept({ body: sdp('third') });
      expect(third.acknowledgement).toBeNull();
      const offer = lastOf(remaining, 'INVITE');
      expect(offer.content.body).toEqual(sdp('third'));
      expect(told(by)).toHaveLength(2);
      offer.answer(200, 'OK', { body: sdp('remaining') });
      expect(offer.acknowledgement).toEqual({});
      expect(third.acknowledgement?.body).toEqual(sdp('remaining'));
      expect(told(by)).toEqual(['100 Trying', '180 Ringing', '200 OK']);
      const final = notifies(by).at(-1);
      expect(final?.content.headers).toBe(
        'Event: refer;id=7\r\nSubscription-State: terminated;reason=noresource\r\n',
      );
      // Who asked for it hangs up, and gives its lease back.
      by.hangUp();
      expect(remaining.over).toBe(false);
      expect(board.records).toHaveLength(1);
      const [first] = board.records;
      expect(first).toMatchObject({
        outcome: 'answered',
        endedBy: side === 'target' ? 'callee' : 'caller',
        sipCode: 200,
        q850Cause: 16,
      });
      expect(board.usageOf(side === 'target' ? 'one' : 'home').active).toBe(0);
      expect(board.usageOf(side === 'target' ? 'home' : 'one').active).toBe(1);
      // They talk.
      remaining.ask(new FakeRequest('INVITE', { body: sdp('hold') }));
      lastOf(third, 'INVITE').answer(200, 'OK', { body: sdp('held') });
      third.ask(new FakeRequest('INFO'));
      expect(lastOf(remaining, 'INFO').content.body).toBeNull();
      remaining.hangUp();
      expect(third.byeContent).not.toBeNull();
      expect(board.leftOpen()).toBeUndefined();
      const [, second] = board.records;
      expect(second).toMatchObject({ outcome: 'answered', endedBy: 'caller' });
      expect(first?.transferredTo?.callId).toBe(second?.id);
      expect(second?.transferredFrom?.callId).toBe(first?.id);
    },
  );

  test('whom it goes to hangs up afterwards: who remains hears it', async () => {
    const { board, caller, target } = await talking();
    target.ask(refer());
    await board.settle();
    const third = board.stack.lastTarget;
    third.accept();
    lastOf(caller, 'INVITE').answer(200, 'OK', { body: sdp('a') });
    target.hangUp();
    third.hangUp({ headers: { Reason: 'Q.850;cause=16' } });
    expect(caller.byeContent?.headers).toBe('Reason: Q.850;cause=16\r\n');
    expect(board.leftOpen()).toBeUndefined();
  });

  test('who asked for it does not hang up: it is hung up on after 5 s', async () => {
    const { board, caller, target } = await talking();
    target.ask(refer());
    await board.settle();
    const third = board.stack.lastTarget;
    third.accept();
    lastOf(caller, 'INVITE').answer(200, 'OK', { body: sdp('a') });
    await board.pass(4900);
    expect(target.over).toBe(false);
    await board.pass(200);
    expect(target.byeContent).not.toBeNull();
    expect(board.records).toHaveLength(1);
    caller.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('busy: it is told, and the call goes on as it was', async () => {
    const { board, caller, target } = await talking();
    target.ask(refer());
    await board.settle();
    board.stack.lastTarget.refuse(486, 'Busy Here');
    await board.settle();
    expect(told(target)).toEqual(['100 Trying', '486 Busy Here']);
    const info = caller.ask(new FakeRequest('INFO'));
    lastOf(target, 'INFO').answer(200, 'OK');
    expect(info.finalStatus).toBe(200);
    // And can be transferred again.
    target.ask(refer());
    await board.settle();
    expect(board.stack.targets).toHaveLength(3);
    caller.hangUp();
    board.stack.lastTarget.confirmCancel();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('full: 503, and the call goes on', async () => {
    const { board, caller, target } = await talking({
      decideTransfer: () => {
        const decision = referredTo('two');
        if (decision.kind !== 'route') return decision;
        const lease = leaseOf('two', 'incoming', 0);
        return { ...decision, route: { ...decision.route, candidates: [candidate('two', { lease })] } };
      },
    });
    target.ask(refer());
    await board.settle();
    expect(told(target)).toEqual(['100 Trying', '503 Service Unavailable']);
    expect(caller.over || target.over).toBe(false);
    caller.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('refused by the decision: 403 is told', async () => {
    const { board, caller, target } = await talking({
      decideTransfer: () => ({
        ...{ kind: 'refuse', failure: 'dial_restricted', parties: null, trace: [], emergency: null },
      }),
    });
    target.ask(refer());
    expect(told(target)).toEqual(['100 Trying', '403 Forbidden']);
    caller.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('refused by a limit of costly calls: 403 is told, nothing counts, and the call goes on', async () => {
    const { board, caller, target } = await talking({
      decideTransfer: () => ({
        ...{ kind: 'refuse', failure: 'toll_limited', parties: parties(), trace: [], emergency: null },
      }),
    });
    target.ask(refer());
    expect(told(target)).toEqual(['100 Trying', '403 Forbidden']);
    expect(board.records).toMatchObject([{ outcome: 'blocked', failure: 'toll_limited', sipCode: 403 }]);
    expect(board.tollCounts.active).toBe(0);
    const info = caller.ask(new FakeRequest('INFO'));
    lastOf(target, 'INFO').answer(200, 'OK');
    expect(info.finalStatus).toBe(200);
    caller.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('whom the caller had called abroad goes on: the call counts for the caller as long as that lasts', async () => {
    const { board, caller, target } = await talking({
      decide: () =>
        routed({ toll: { userId: 'u1', enterpriseId: 'acme' }, origin: origin({ calling: adas }) }),
    });
    const concurrent = (): number => board.toll.calls({ kind: 'user', id: 'u1' }).concurrent;
    caller.ask(refer());
    await board.settle();
    const third = board.stack.lastTarget;
    third.accept({ body: sdp('third') });
    expect(concurrent()).toBe(1);
    lastOf(target, 'INVITE').answer(200, 'OK', { body: sdp('abroad') });
    caller.hangUp();
    expect(board.records).toHaveLength(1);
    expect(concurrent()).toBe(1);
    target.hangUp();
    expect(concurrent()).toBe(0);
    expect(board.leftOpen()).toBeUndefined();
  });

  test('the transfer is that of who asked, with who remains as the caller where it called', async () => {
    const asked: TransferRequest[] = [];
    const { target, caller } = await talking({
      decideTransfer: (transfer) => {
        asked.push(transfer);
        return { kind: 'refuse', failure: 'no_route', parties: null, trace: [], emergency: null };
      },
    });
    target.ask(refer());
    caller.ask(refer());
    expect(asked).toMatchObject([
      { transferor: { trunkGroupId: 'one', extension: ben.extension }, calling: { number: '+12125550101' } },
      { transferor: { trunkGroupId: 'home', extension: '0101', number: '+12125550101' }, calling: null },
    ]);
  });

  test.each([
    ['none', {}, 400],
    ['two', { 'Refer-To': '<sip:a@b>, <sip:c@d>' }, 400],
    ['no URI', { 'Refer-To': 'nonsense' }, 400],
    ['mail', { 'Refer-To': '<mailto:a@b>' }, 416],
    ['another method', { 'Refer-To': '<sip:a@b;method=BYE>' }, 400],
    ['a broken Replaces', { 'Refer-To': '<sip:a@b?Replaces=abc>' }, 400],
  ])('Refer-To: %s', async (_name, headers, status) => {
    const { board, caller, target } = await talking();
    const request = target.ask(new FakeRequest('REFER', { headers }));
    expect(request.finalStatus).toBe(status);
    caller.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('no NOTIFY where none is wanted (RFC 4488)', async () => {
    const { board, caller, target } = await talking();
    const request = target.ask(refer(undefined, { 'Refer-Sub': 'false' }));
    expect(request.answers[0]).toMatchObject({ status: 202, content: { headers: 'Refer-Sub: false\r\n' } });
    await board.settle();
    board.stack.lastTarget.accept();
    lastOf(caller, 'INVITE').answer(200, 'OK', { body: sdp('a') });
    expect(notifies(target)).toHaveLength(0);
    target.hangUp();
    caller.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('a trunk group that transfers nothing: 603; a second REFER meanwhile: 491', async () => {
    const off = await talking({ transferPolicy: () => 'off' });
    expect(off.target.ask(refer()).finalStatus).toBe(603);
    const { board, caller, target } = await talking();
    target.ask(refer());
    expect(target.ask(refer()).finalStatus).toBe(491);
    expect(caller.ask(refer()).finalStatus).toBe(491);
    await board.settle();
    caller.hangUp();
    board.stack.lastTarget.confirmCancel();
    expect(board.leftOpen()).toBeUndefined();
  });
});

describe('a blind transfer and what crosses it', () => {
  test("asked for before the caller's ACK: it begins when that is in", async () => {
    const { board, caller, target } = await answered();
    const request = target.ask(refer());
    expect(request.answers).toEqual([]);
    await board.pass(500);
    caller.acknowledge();
    expect(request.finalStatus).toBe(202);
    await board.settle();
    const third = board.stack.lastTarget;
    third.accept({ body: sdp('third') });
    lastOf(caller, 'INVITE').answer(200, 'OK', { body: sdp('a') });
    expect(told(target)).toEqual(['100 Trying', '200 OK']);
    target.hangUp();
    caller.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('the same twice: the second gets 491', async () => {
    const { board, caller, target } = await answered();
    const [first, second] = [target.ask(refer()), target.ask(refer())];
    caller.acknowledge();
    expect([first.finalStatus, second.finalStatus]).toEqual([202, 491]);
    await board.settle();
    caller.hangUp();
    board.stack.lastTarget.confirmCancel();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('asked for before an ACK that is 5 s late: 491; the call ends first: 481', async () => {
    const late = await answered();
    const first = late.target.ask(refer());
    await late.board.pass(4900);
    expect(first.finalStatus).toBeNull();
    await late.board.pass(200);
    expect(first.finalStatus).toBe(491);
    late.caller.acknowledge();
    late.caller.hangUp();
    expect(late.board.leftOpen()).toBeUndefined();
    for (const end of ['mute', 'caller', 'target'] as const) {
      const { board, caller, target } = await answered();
      const request = target.ask(refer());
      if (end === 'mute') caller.stayMute();
      else if (end === 'caller') caller.hangUp();
      else target.hangUp();
      expect(request.finalStatus).toBe(481);
      expect(board.leftOpen()).toBeUndefined();
    }
  });

  test('who asked for it hangs up while the other rings: it goes on', async () => {
    const { board, caller, target } = await talking();
    target.ask(refer());
    await board.settle();
    const third = board.stack.lastTarget;
    third.ring();
    target.hangUp();
    expect(board.usageOf('one').active).toBe(0);
    expect(caller.over).toBe(false);
    expect(caller.ask(new FakeRequest('INVITE', { body: sdp('x') })).finalStatus).toBe(491);
    third.accept({ body: sdp('third') });
    lastOf(caller, 'INVITE').answer(200, 'OK', { body: sdp('a') });
    expect(board.records).toMatchObject([{ endedBy: 'callee', outcome: 'answered' }]);
    third.hangUp();
    expect(caller.byeContent).not.toBeNull();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('the same, and the other is busy: who remains is hung up on', async () => {
    const { board, caller, target } = await talking();
    caller.ask(refer());
    await board.settle();
    caller.hangUp();
    expect(board.usageOf('home').active).toBe(0);
    expect(target.over).toBe(false);
    board.stack.lastTarget.refuse(486, 'Busy Here');
    await board.settle();
    expect(target.byeContent).not.toBeNull();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('who remains hangs up while the other rings: that one is cancelled, and it is told', async () => {
    const { board, caller, target } = await talking();
    target.ask(refer());
    await board.settle();
    const third = board.stack.lastTarget;
    third.ring();
    caller.hangUp();
    expect(third.isCancelled).toBe(true);
    expect(target.byeContent).not.toBeNull();
    expect(notifies(target).at(-1)?.content.body?.content).toContain('487');
    third.confirmCancel();
    expect(board.leftOpen()).toBeUndefined();
    expect(board.records.map(({ outcome }) => outcome).sort()).toEqual(['answered', 'cancelled']);
  });

  test('who remains refuses the media: the other is hung up on, and the call goes on', async () => {
    const { board, caller, target } = await talking();
    target.ask(refer());
    await board.settle();
    const third = board.stack.lastTarget;
    third.accept();
    lastOf(caller, 'INVITE').answer(488, 'Not Acceptable Here');
    expect(third.byeContent).not.toBeNull();
    expect(told(target).at(-1)).toContain('488');
    expect(caller.over || target.over).toBe(false);
    expect(board.records).toMatchObject([{ failure: 'media_not_joined' }]);
    target.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('glare: the re-INVITE is sent again after 491', async () => {
    const { board, caller, target } = await talking();
    target.ask(refer());
    await board.settle();
    const third = board.stack.lastTarget;
    third.accept();
    lastOf(caller, 'INVITE').answer(491, 'Request Pending');
    await board.pass(2100);
    expect(caller.sent.filter(({ method }) => method === 'INVITE')).toHaveLength(2);
    lastOf(caller, 'INVITE').answer(200, 'OK', { body: sdp('a') });
    expect(third.acknowledgement?.body).toEqual(sdp('a'));
    target.hangUp();
    caller.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('the hold of who asked is still on its way: who remains is offered the other media after it', async () => {
    const { board, caller, target } = await talking();
    const hold = target.ask(new FakeRequest('INVITE', { body: sdp('hold') }));
    target.ask(refer());
    await board.settle();
    const third = board.stack.lastTarget;
    third.accept({ body: sdp('third') });
    expect(caller.sent).toHaveLength(1);
    caller.sent[0]?.answer(200, 'OK', { body: sdp('held') });
    hold.acknowledge();
    await board.pass(2100);
    expect(lastOf(caller, 'INVITE').content.body).toEqual(sdp('third'));
    lastOf(caller, 'INVITE').answer(200, 'OK', { body: sdp('a') });
    caller.hangUp();
    target.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('the other leaves while who remains takes its media: the two of the call get their own back', async () => {
    const { board, caller, target } = await talking();
    target.ask(refer());
    await board.settle();
    const third = board.stack.lastTarget;
    third.accept({ body: sdp('third') });
    const taken = lastOf(caller, 'INVITE');
    third.hangUp();
    taken.answer(200, 'OK', { body: sdp('too late') });
    const asked = lastOf(target, 'INVITE');
    expect(asked.content.body).toBeNull();
    asked.answer(200, 'OK', { body: sdp('ben again') });
    expect(lastOf(caller, 'INVITE').content.body).toEqual(sdp('ben again'));
    lastOf(caller, 'INVITE').answer(200, 'OK', { body: sdp('ada again') });
    expect(asked.acknowledgement?.body).toEqual(sdp('ada again'));
    expect(told(target).at(-1)).toBe('480 Temporarily Unavailable');
    const info = caller.ask(new FakeRequest('INFO'));
    lastOf(target, 'INFO').answer(200, 'OK');
    expect(info.finalStatus).toBe(200);
    caller.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('ended by an operator on either call', async () => {
    const { board, caller, target } = await talking();
    target.ask(refer());
    await board.settle();
    const third = board.stack.lastTarget;
    third.ring();
    await board.control.liveCalls.end(board.opened[1] ?? '', 'service');
    expect(third.isCancelled).toBe(true);
    third.confirmCancel();
    expect(told(target).at(-1)).toContain('480');
    expect(caller.over).toBe(false);
    target.ask(refer());
    await board.settle();
    await board.control.liveCalls.end(board.opened[0] ?? '', 'service');
    expect(caller.over && target.over).toBe(true);
    board.stack.lastTarget.confirmCancel();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('a transferred call is transferred once more, and hung up', async () => {
    const { board, caller, target } = await talking();
    target.ask(refer());
    await board.settle();
    const third = board.stack.lastTarget;
    third.accept({ body: sdp('third') });
    lastOf(caller, 'INVITE').answer(200, 'OK', { body: sdp('a') });
    told(target);
    target.hangUp();
    // Ada, who was the caller, transfers whom she talks to now.
    expect(caller.ask(refer()).finalStatus).toBe(202);
    await board.settle();
    const fourth = board.stack.lastTarget;
    fourth.accept({ body: sdp('fourth') });
    expect(lastOf(third, 'INVITE').content.body).toEqual(sdp('fourth'));
    lastOf(third, 'INVITE').answer(200, 'OK', { body: sdp('b') });
    expect(told(caller)).toEqual(['100 Trying', '200 OK']);
    caller.hangUp();
    fourth.hangUp();
    expect(third.byeContent).not.toBeNull();
    expect(board.records).toHaveLength(3);
    expect(board.leftOpen()).toBeUndefined();
    expect(board.control.users.size).toBe(0);
  });
});

describe('an attended transfer', () => {
  /** Ada talks to Ben, who has called, or was called by, somebody else on a second call. */
  async function consulting(second: 'called' | 'calls', options: SwitchboardOptions = {}) {
    const { board, caller, target } = await talking(options);
    const other = board.stack.call(board.control);
    await board.settle();
    const callee = board.stack.lastTarget;
    callee.accept();
    other.acknowledge();
    // Whoever has the fake's second call is Ben again, on one side or the other.
    const [bens, third] = second === 'calls' ? [other, callee] : [callee, other];
    return { board, ada: caller, ben: target, bens, third };
  }
  const attended = (leg: FakeCaller | FakeTarget): FakeRequest =>
    refer(`<sip:1003@trunk.example?Replaces=${leg.replaces}>`);

  test.each(['called', 'calls'] as const)(
    'of a second call that the transferring phone %s',
    async (second) => {
      const { board, ada, ben: first, bens, third } = await consulting(second);
      expect(first.ask(attended(bens)).finalStatus).toBe(202);
      const asked = lastOf(ada, 'INVITE');
      expect(asked.content.body ?? null).toBeNull();
      asked.answer(200, 'OK', { body: sdp('ada') });
      const offered = lastOf(third, 'INVITE');
      expect(offered.content.body).toEqual(sdp('ada'));
      expect(asked.acknowledgement).toBeNull();
      offered.answer(200, 'OK', { body: sdp('third') });
      expect(offered.acknowledgement).toEqual({});
      expect(asked.acknowledgement?.body).toEqual(sdp('third'));
      // Its second leg is ended by us, the first by itself.
      expect(bens.byeContent).not.toBeNull();
      expect(told(first)).toEqual(['100 Trying', '200 OK']);
      first.hangUp();
      expect(board.records).toHaveLength(1);
      expect(ada.over || third.over).toBe(false);
      const info = ada.ask(new FakeRequest('INFO'));
      lastOf(third, 'INFO').answer(200, 'OK');
      expect(info.finalStatus).toBe(200);
      third.ask(new FakeRequest('INVITE', { body: sdp('hold') }));
      expect(lastOf(ada, 'INVITE').content.body).toEqual(sdp('hold'));
      expect(board.usageOf('home').active + board.usageOf('one').active).toBe(2);
      ada.hangUp();
      expect(third.byeContent).not.toBeNull();
      expect(board.leftOpen()).toBeUndefined();
      expect(board.control.users.size).toBe(0);
      const [one, two] = board.records;
      expect(one?.transferredTo?.callId).toBe(two?.id);
      expect(two?.transferredFrom?.callId).toBe(one?.id);
    },
  );

  test('Replaces that names nothing, or the call itself: 481, and the call goes on', async () => {
    const { board, ada, ben: first, third } = await consulting('calls');
    first.ask(refer('<sip:a@b?Replaces=nobody%3Bto-tag%3Da%3Bfrom-tag%3Db>'));
    expect(told(first).at(-1)).toContain('481');
    first.ask(attended(ada));
    expect(told(first).at(-1)).toContain('481');
    ada.hangUp();
    third.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('an early dialog is not taken over: 481', async () => {
    const { board, caller, target } = await talking();
    const early = board.stack.call(board.control);
    await board.settle();
    board.stack.lastTarget.ring();
    target.ask(attended(early));
    expect(told(target).at(-1)).toContain('481');
    early.cancel();
    board.stack.lastTarget.confirmCancel();
    caller.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('who may not be transferred to: 403', async () => {
    const {
      board,
      ada,
      ben: first,
      bens,
      third,
    } = await consulting('calls', {
      decideTransfer: () => ({
        ...{ kind: 'refuse', failure: 'dial_restricted', parties: null, trace: [], emergency: null },
      }),
    });
    first.ask(attended(bens));
    expect(told(first).at(-1)).toContain('403');
    ada.hangUp();
    third.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('the other side does not take the media: who remains is declined, both calls go on', async () => {
    const { board, ada, ben: first, bens, third } = await consulting('calls');
    first.ask(attended(bens));
    const asked = lastOf(ada, 'INVITE');
    const body = {
      headers: 'Content-Type: application/sdp\r\n',
      content: 'v=0\r\nm=audio 4000 RTP/AVP 0\r\n',
    };
    asked.answer(200, 'OK', { body });
    lastOf(third, 'INVITE').answer(488, 'Not Acceptable Here');
    expect(asked.acknowledgement?.body?.content).toBe('v=0\r\nm=audio 0 RTP/AVP 0\r\n');
    expect(told(first).at(-1)).toContain('488');
    expect(ada.over || first.over || bens.over || third.over).toBe(false);
    ada.hangUp();
    bens.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('it hangs up both its legs after the 202: the transfer goes on', async () => {
    const { board, ada, ben: first, bens, third } = await consulting('calls');
    first.ask(attended(bens));
    first.hangUp();
    bens.hangUp();
    lastOf(ada, 'INVITE').answer(200, 'OK', { body: sdp('ada') });
    lastOf(third, 'INVITE').answer(200, 'OK', { body: sdp('third') });
    expect(ada.over || third.over).toBe(false);
    third.hangUp();
    expect(ada.byeContent).not.toBeNull();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('who remains, or the other side, hangs up meanwhile', async () => {
    for (const leaves of ['ada', 'third'] as const) {
      const scene = await consulting('calls');
      scene.ben.ask(attended(scene.bens));
      lastOf(scene.ada, 'INVITE').answer(200, 'OK', { body: sdp('ada') });
      scene[leaves].hangUp();
      await scene.board.pass(10);
      expect(scene.ada.over).toBe(leaves === 'ada');
      expect(scene.third.over).toBe(leaves === 'third');
      scene.ada.hangUp();
      scene.third.hangUp();
      expect(scene.board.leftOpen()).toBeUndefined();
    }
  });
});
