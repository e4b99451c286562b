import { describe, expect, test } from '@jest/globals';
import { FakeRequest, sdp, type FakeCaller, type FakeTarget } from '../support/fakeStack';
import {
  ledgerWith,
  leaseOf,
  origin,
  parties,
  routed,
  takeoverOf,
  type Switchboard,
  type SwitchboardOptions,
} from '../support/switchboard';
import { adas, answered, lastOf, refer, talking } from '../support/transferScene';
import type { Decision } from '../../src/decision/decision';
import type { Admission } from '../../src/routing/ledger/ledger';

/** Whoever sends the INVITE with Replaces is at the trunk group that Ben, who is to be replaced, is at. */
const atOne = (remainingOf: () => string | null): Decision => {
  const remaining = remainingOf();
  return takeoverOf(remaining, {
    parties: parties({
      peer: { id: 'one', name: 'one', kind: 'trunk_group' },
      trunkGroup: { id: 'one', name: 'one' },
      user: { id: 'u3', name: 'Cleo' },
      callingNumber: '+12125550103',
      calledNumber: remaining ?? 'nobody',
    }),
    originatingLease: leaseOf('one', 'outgoing', 1),
    origin: origin({
      calling: {
        ...{ number: '+12125550103', display: null, private: false, numbers: null },
        internal: { enterpriseId: 'acme', extension: '0103' },
      },
    }),
  });
};

/** A newcomer whose INVITE names the dialog of an end. */
const replacing = (
  board: Switchboard,
  end: FakeCaller | FakeTarget,
  headers: Record<string, string> = {},
  body: ReturnType<typeof sdp> | null = sdp('cleo'),
): FakeCaller => board.stack.call(board.control, { headers: { Replaces: end.named, ...headers }, body });

const scene = (options: SwitchboardOptions = {}): ReturnType<typeof talking> =>
  talking({ decideTakeover: atOne, ...options });

describe('an INVITE with Replaces', () => {
  test.each(['target', 'caller'] as const)(
    'takes the place of the %s: who remains gets its offer, and its answer comes back',
    async (side) => {
      const decideTakeover = side === 'target' ? atOne : (of: () => string | null) => takeoverOf(of());
      const { board, caller, target } = await scene({ decideTakeover });
      const [replaced, remaining] = side === 'target' ? [target, caller] : [caller, target];
      const cleo = replacing(board, replaced);
      const offer = lastOf(remaining, 'INVITE');
      expect(offer.content.body).toEqual(sdp('cleo'));
      expect(cleo.final).toBeNull();
      offer.answer(200, 'OK', { body: sdp('remaining') });
      expect(offer.acknowledgement).toEqual({});
      expect(cleo.final).toMatchObject({ status: 200, content: { body: sdp('remaining') } });
      expect(replaced.byeContent).not.toBeNull();
      cleo.acknowledge();
      // One leg at each trunk group, and a log that is over: as of an attended transfer.
      expect(board.records).toMatchObject([
        { outcome: 'answered', endedBy: side === 'target' ? 'callee' : 'caller', q850Cause: 16 },
      ]);
      expect(board.usageOf('one').active).toBe(1);
      expect(board.usageOf('home').active).toBe(1);
      // They talk.
      cleo.ask(new FakeRequest('INVITE', { body: sdp('hold') }));
      lastOf(remaining, 'INVITE').answer(200, 'OK', { body: sdp('held') });
      remaining.ask(new FakeRequest('INFO'));
      expect(lastOf(cleo, 'INFO').content.body).toBeNull();
      remaining.hangUp();
      expect(cleo.byeContent).not.toBeNull();
      expect(board.leftOpen()).toBeUndefined();
      expect(board.control.users.size).toBe(0);
      const [first, second] = board.records;
      expect(second).toMatchObject({
        outcome: 'answered',
        callingNumber: side === 'target' ? '+12125550103' : '+12125550101',
        calledNumber: side === 'target' ? '+12125550101' : '+13125550111',
      });
      expect(first?.transferredTo?.callId).toBe(second?.id);
      expect(second?.transferredFrom?.callId).toBe(first?.id);
    },
  );

  test('to an emergency service: it is placed as any other, and the dialog it names stands', async () => {
    const notice = {
      ...{ enterprise: null, user: null, trunkGroup: null, dialled: '911' },
      ...{ callbackNumber: null, noEmergencyRoute: false },
    };
    const { board, caller, target } = await scene({
      decideTakeover: () => routed({ parties: parties({ emergency: true }) }, notice),
    });
    const before = board.stack.targets.length;
    const cleo = replacing(board, target);
    await board.settle();
    expect(board.stack.targets).toHaveLength(before + 1);
    expect(board.emergencies).toHaveLength(1);
    board.stack.targets.at(-1)?.accept();
    expect(cleo.final?.status).toBe(200);
    cleo.acknowledge();
    expect(target.byeContent).toBeNull();
    cleo.hangUp();
    caller.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('without an offer: who remains makes one, and its ACK has the answer', async () => {
    const { board, caller, target } = await scene();
    const cleo = replacing(board, target, {}, null);
    const asked = lastOf(caller, 'INVITE');
    expect(asked.content.body ?? null).toBeNull();
    asked.answer(200, 'OK', { body: sdp('ada') });
    expect(asked.acknowledgement).toBeNull();
    expect(cleo.final?.content.body).toEqual(sdp('ada'));
    cleo.acknowledge({ body: sdp('cleo') });
    expect(asked.acknowledgement?.body).toEqual(sdp('cleo'));
    cleo.hangUp();
    expect(caller.byeContent).not.toBeNull();
    expect(board.leftOpen()).toBeUndefined();
  });

  test.each(['hangs up', 'stays mute'])('without an offer, and it %s before its ACK', async (does) => {
    const { board, caller, target } = await scene();
    const cleo = replacing(board, target, {}, null);
    const asked = lastOf(caller, 'INVITE');
    asked.answer(200, 'OK', { body: sdp('ada') });
    if (does === 'hangs up') cleo.hangUp();
    else cleo.stayMute();
    expect(asked.acknowledgement).toEqual({});
    expect(caller.byeContent).not.toBeNull();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('stands on the lease of whom it replaces at a full trunk group, also when that one hangs up first', async () => {
    const { board, caller, target } = await scene();
    const cleo = replacing(board, target);
    expect(board.usageOf('one')).toMatchObject({ active: 1, incoming: 1, outgoing: 0 });
    target.hangUp();
    expect(board.usageOf('one').active).toBe(1);
    lastOf(caller, 'INVITE').answer(200, 'OK', { body: sdp('ada') });
    cleo.acknowledge();
    expect(board.usageOf('one').active).toBe(1);
    expect(board.records).toMatchObject([{ outcome: 'answered', endedBy: 'callee' }]);
    cleo.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('at another trunk group of the enterprise it takes a lease of its own, or is refused for want of one', async () => {
    const roomy = await talking();
    const cleo = replacing(roomy.board, roomy.target);
    await roomy.board.settle();
    expect(roomy.board.usageOf('home').active).toBe(2);
    lastOf(roomy.caller, 'INVITE').answer(200, 'OK', { body: sdp('ada') });
    cleo.acknowledge();
    expect(roomy.board.usageOf('one').active).toBe(0);
    expect(roomy.board.usageOf('home').active).toBe(2);
    cleo.hangUp();
    expect(roomy.board.leftOpen()).toBeUndefined();
    const full = await talking({
      decideTakeover: (remainingOf) =>
        takeoverOf(remainingOf(), { originatingLease: leaseOf('home', 'outgoing', 1) }),
    });
    const refused = replacing(full.board, full.target);
    await full.board.settle();
    expect(refused.final?.status).toBe(503);
    expect(full.caller.sent).toEqual([]);
    full.caller.hangUp();
    expect(full.board.leftOpen()).toBeUndefined();
    expect(full.board.records[0]).toMatchObject({ failure: 'over_capacity' });
  });

  test('what is dialled again in it, and transferred, is as in any other call', async () => {
    const { board, caller, target } = await scene();
    const cleo = replacing(board, target);
    lastOf(caller, 'INVITE').answer(200, 'OK', { body: sdp('ada') });
    cleo.acknowledge();
    // Cleo's dialog is replaced, too, by somebody else.
    const next = replacing(board, cleo);
    lastOf(caller, 'INVITE').answer(200, 'OK', { body: sdp('ada') });
    next.acknowledge();
    expect(cleo.byeContent).not.toBeNull();
    expect(board.usageOf('one').active).toBe(1);
    // Ada, who was called by nobody but talks all the same, transfers whom she talks to.
    expect(caller.ask(refer()).finalStatus).toBe(202);
    await board.settle();
    board.stack.lastTarget.accept({ body: sdp('third') });
    lastOf(next, 'INVITE').answer(200, 'OK', { body: sdp('next') });
    caller.hangUp();
    next.hangUp();
    expect(board.leftOpen()).toBeUndefined();
    expect(board.records).toHaveLength(4);
  });

  test('who remains was called abroad: the call goes on counting for whom it went out', async () => {
    const toll = { userId: 'u1', enterpriseId: 'acme' };
    const { board, caller, target } = await scene({
      decideTakeover: (remainingOf) => takeoverOf(remainingOf()),
      decide: () => routed({ toll, origin: origin({ calling: adas }) }),
    });
    const concurrent = (): number => board.toll.calls({ kind: 'user', id: 'u1' }).concurrent;
    expect(concurrent()).toBe(1);
    const cleo = replacing(board, caller);
    lastOf(target, 'INVITE').answer(200, 'OK', { body: sdp('abroad') });
    cleo.acknowledge();
    expect(board.records).toHaveLength(1);
    expect(concurrent()).toBe(1);
    cleo.hangUp();
    expect(concurrent()).toBe(0);
    expect(board.leftOpen()).toBeUndefined();
  });
});

describe('whose place may not be taken', () => {
  const refusedWith = async (
    status: number,
    options: SwitchboardOptions = {},
    headers: Record<string, string> = {},
  ): Promise<void> => {
    const { board, caller, target } = await scene(options);
    const cleo = replacing(board, target, headers);
    await board.settle();
    expect(cleo.final?.status).toBe(status);
    expect(caller.over || target.over).toBe(false);
    const info = caller.ask(new FakeRequest('INFO'));
    lastOf(target, 'INFO').answer(200, 'OK');
    expect(info.finalStatus).toBe(200);
    caller.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  };

  test.each([
    ['another Call-ID', 'nobody;to-tag=ours;from-tag=theirs', 481],
    ['another tag', 'leg-2;to-tag=ours;from-tag=others', 481],
    ['the tags the other way round', 'leg-2;to-tag=theirs;from-tag=ours', 481],
    ['no tags', 'leg-2', 400],
    ['two of them', 'leg-2;to-tag=ours;from-tag=theirs, leg-1;to-tag=ours;from-tag=theirs', 400],
  ])('%s', (_name, Replaces, status) => refusedWith(status, {}, { Replaces }));

  test('Replaces and Join: 400', () => refusedWith(400, {}, { Join: 'leg-2;to-tag=ours;from-tag=theirs' }));

  test('an answered one, where early-only was said: 486', () =>
    refusedWith(486, {}, { Replaces: 'leg-2;to-tag=ours;from-tag=theirs;early-only' }));

  test('that of somebody else: 403', () =>
    refusedWith(403, {
      decideTakeover: (remainingOf) =>
        takeoverOf(remainingOf(), {
          parties: parties({
            peer: { id: 'theirs', name: 'theirs', kind: 'trunk_group' },
            enterprise: { id: 'globex', name: 'globex' },
            trunkGroup: { id: 'theirs', name: 'theirs' },
          }),
        }),
    }));

  test('by the policy of its trunk group: 603, and 403 to whom it does not go', async () => {
    await refusedWith(603, { transferPolicy: () => 'off' });
    await refusedWith(403, {
      decideTransfer: () => ({
        ...{ kind: 'refuse', failure: 'dial_restricted', parties: null, trace: [], emergency: null },
      }),
    });
  });

  test('by a decision that refuses who sends it, or knows nobody of that address', async () => {
    await refusedWith(403, {
      decideTakeover: () => ({
        ...{ kind: 'refuse', failure: 'unscreened_caller', parties: parties(), trace: [], emergency: null },
      }),
    });
    await refusedWith(403, { decideTakeover: () => ({ kind: 'unknown_peer', closest: [], trace: [] }) });
  });

  test('one that has ended: 603', async () => {
    const { board, caller, target } = await scene();
    caller.hangUp();
    expect(replacing(board, target).final?.status).toBe(603);
    expect(replacing(board, caller).final?.status).toBe(603);
    expect(board.leftOpen()).toBeUndefined();
    expect(board.records.map(({ outcome }) => outcome)).toEqual(['answered', 'failed', 'failed']);
  });

  test('an early one, of a caller or a target: 481', async () => {
    const { board, caller, target } = await scene();
    const early = board.stack.call(board.control);
    await board.settle();
    const ringing = board.stack.lastTarget;
    ringing.ring();
    for (const end of [early, ringing]) expect(replacing(board, end).final?.status).toBe(481);
    early.cancel();
    ringing.confirmCancel();
    caller.hangUp();
    expect(target.over).toBe(true);
    expect(board.leftOpen()).toBeUndefined();
  });

  test('one that is being transferred, or replaced already: 491', async () => {
    const { board, caller, target } = await scene();
    const first = replacing(board, target);
    expect(replacing(board, target).final?.status).toBe(491);
    lastOf(caller, 'INVITE').answer(200, 'OK', { body: sdp('ada') });
    first.acknowledge();
    expect(replacing(board, target).final?.status).toBe(603);
    first.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });
});

describe('what crosses an INVITE with Replaces', () => {
  test("it comes before the caller's ACK: it waits for that", async () => {
    const { board, caller, target } = await answered({ decideTakeover: atOne });
    const cleo = replacing(board, target);
    expect(cleo.final).toBeNull();
    caller.acknowledge();
    lastOf(caller, 'INVITE').answer(200, 'OK', { body: sdp('ada') });
    expect(cleo.final?.status).toBe(200);
    cleo.acknowledge();
    cleo.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('the same, and it is cancelled, or the call ends, while it waits', async () => {
    const cancelled = await answered({ decideTakeover: atOne });
    replacing(cancelled.board, cancelled.target).cancel();
    cancelled.caller.acknowledge();
    expect(cancelled.caller.sent).toEqual([]);
    cancelled.caller.hangUp();
    expect(cancelled.board.leftOpen()).toBeUndefined();
    const ended = await answered({ decideTakeover: atOne });
    const cleo = replacing(ended.board, ended.target);
    ended.caller.hangUp();
    expect(cleo.final?.status).toBe(603);
    expect(ended.board.leftOpen()).toBeUndefined();
  });

  test('CANCEL while who remains is offered its media: that one gets the right media back', async () => {
    const { board, caller, target } = await scene();
    const cleo = replacing(board, target);
    const offered = lastOf(caller, 'INVITE');
    cleo.cancel();
    expect(cleo.final?.status).toBe(487);
    offered.answer(200, 'OK', { body: sdp('too late') });
    expect(offered.acknowledgement).toEqual({});
    const asked = lastOf(target, 'INVITE');
    asked.answer(200, 'OK', { body: sdp('ben again') });
    lastOf(caller, 'INVITE').answer(200, 'OK', { body: sdp('ada again') });
    expect(asked.acknowledgement?.body).toEqual(sdp('ada again'));
    expect(board.records).toMatchObject([{ outcome: 'cancelled' }]);
    expect(board.usageOf('one').active).toBe(1);
    caller.hangUp();
    expect(target.byeContent).not.toBeNull();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('who remains refuses its media: 488, and the call is as it was', async () => {
    const { board, caller, target } = await scene();
    const cleo = replacing(board, target);
    lastOf(caller, 'INVITE').answer(488, 'Not Acceptable Here');
    expect(cleo.final?.status).toBe(488);
    const info = caller.ask(new FakeRequest('INFO'));
    lastOf(target, 'INFO').answer(200, 'OK');
    expect(info.finalStatus).toBe(200);
    target.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('glare: the re-INVITE is sent again after 491', async () => {
    const { board, caller, target } = await scene();
    const cleo = replacing(board, target);
    lastOf(caller, 'INVITE').answer(491, 'Request Pending');
    // What its side offers meanwhile has to wait.
    expect(caller.ask(new FakeRequest('INVITE', { body: sdp('hold') })).finalStatus).toBe(491);
    await board.pass(2_100);
    lastOf(caller, 'INVITE').answer(200, 'OK', { body: sdp('ada') });
    expect(cleo.final?.status).toBe(200);
    cleo.acknowledge();
    cleo.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('who remains hangs up meanwhile: 603, and both are gone', async () => {
    const { board, caller, target } = await scene();
    const cleo = replacing(board, target);
    caller.hangUp();
    expect(cleo.final?.status).toBe(603);
    expect(target.byeContent).not.toBeNull();
    expect(board.leftOpen()).toBeUndefined();
    expect(board.records.map(({ failure }) => failure).sort()).toEqual(['dialog_ended', null].sort());
  });

  test('whom it replaces has hung up, and then it gives up: who remains is hung up on', async () => {
    const { board, caller, target } = await scene();
    const cleo = replacing(board, target);
    target.hangUp();
    cleo.cancel();
    expect(caller.byeContent).not.toBeNull();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('either call is ended by an operator', async () => {
    for (const which of [0, 1]) {
      const { board, caller, target } = await scene();
      const cleo = replacing(board, target);
      await board.control.liveCalls.end(board.opened[which] ?? '', 'service');
      expect(cleo.final?.status).toBe(which === 0 ? 603 : 480);
      lastOf(caller, 'INVITE').answer(200, 'OK', { body: sdp('late') });
      if (which === 1) caller.hangUp();
      expect(caller.over && target.over).toBe(true);
      expect(board.leftOpen()).toBeUndefined();
    }
  });

  test('the ledger is slow, and who is to be replaced, or the newcomer, leaves meanwhile', async () => {
    for (const leaves of ['target', 'cleo'] as const) {
      let grant: (() => void) | null = null;
      let isSlow = false;
      const { board, caller, target } = await talking({
        ledger: (ledger) =>
          ledgerWith(ledger, {
            admit: (request) =>
              isSlow
                ? new Promise<Admission>((resolve) => {
                    grant = () => {
                      resolve(ledger.admit(request));
                    };
                  })
                : ledger.admit(request),
          }),
      });
      isSlow = true;
      const cleo = replacing(board, target);
      if (leaves === 'cleo') cleo.cancel();
      else target.hangUp();
      (grant as (() => void) | null)?.();
      await board.settle();
      expect(cleo.final?.status).toBe(leaves === 'cleo' ? 487 : 603);
      caller.hangUp();
      expect(board.leftOpen()).toBeUndefined();
    }
  });
});
