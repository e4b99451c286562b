import { expect, test } from '@jest/globals';
import { nextOffer, offer, type RawMessage, sdpBody } from '../../support/rawSip';
import { type Bench, HeardRequest, type HeardCaller, type HeardTarget } from './lab';
import type { Needing } from './needing';

export function reinviteCases(bench: () => Bench, needing: Needing): void {
  const incoming = async (): Promise<{ caller: HeardCaller; invite: RawMessage; answer: RawMessage }> => {
    const { peer, lab, handler } = bench();
    const invite = peer.send('INVITE', { body: offer });
    await lab.settle();
    const caller = handler.caller();
    caller.with((leg) => leg.answer({ body: sdpBody }));
    await lab.settle();
    peer.take('100 INVITE');
    const answer = peer.take('200 INVITE');
    peer.acknowledge(invite, answer);
    await lab.settle();
    // When it comes depends on the stack.
    peer.passOver('100 INVITE');
    return { caller, invite, answer };
  };

  const outgoing = async (): Promise<{ target: HeardTarget; invite: RawMessage }> => {
    const { peer, lab } = bench();
    const target = await bench().invite({ content: { body: sdpBody } });
    const invite = peer.take('INVITE');
    peer.respond(invite, 200, { body: offer });
    await lab.settle();
    target.with((leg) => leg.acknowledge({}));
    await lab.settle();
    peer.take('ACK');
    peer.passOver('100 INVITE');
    return { target, invite };
  };

  test('theirs, with a body: 200 with ours, repeated until the ACK', async () => {
    const { peer, lab } = bench();
    const { caller, invite, answer } = await incoming();
    const again = peer.inDialog(invite, answer, 'INVITE', {
      body: nextOffer,
      contact: '<sip:moved@127.0.1.2:5060>',
    });
    await lab.settle();
    expect(caller.events).toEqual(['acknowledged', 'request INVITE']);
    const request = caller.lastRequest();
    expect(request.body?.content).toBe(nextOffer);
    let acknowledged = 0;
    request.respond(200, 'OK', { body: sdpBody }, () => (acknowledged += 1));
    await lab.advance(600);
    const accepted = peer.take('200 INVITE');
    expect(accepted.header('Contact')).toBe(answer.header('Contact'));
    expect(accepted.header('CSeq')).toBe('2 INVITE');
    bench().onlyWith('messages', () => expect(peer.takeAll()).toEqual(['200 INVITE']));
    peer.acknowledge(again, accepted);
    await lab.advance(5_000);
    expect(peer.unread).toEqual([]);
    expect(acknowledged).toBe(1);
    caller.bye();
    await lab.settle();
    const bye = peer.take('BYE');
    bench().onlyWith('messages', () => expect(bye.uri).toBe('sip:moved@127.0.1.2:5060'));
  });

  test('theirs, without a body: the answer comes with the ACK', async () => {
    const { peer, lab } = bench();
    const { target, invite } = await outgoing();
    const again = peer.inDialogOf(invite, 'INVITE', { cseq: 5 });
    await lab.settle();
    expect(target.lastRequest().body).toBeNull();
    const answers: (string | undefined)[] = [];
    target.lastRequest().respond(200, 'OK', { body: sdpBody }, (ack) => answers.push(ack.body?.content));
    await lab.settle();
    peer.acknowledge(again, peer.take('200 INVITE'), { body: offer });
    await lab.settle();
    expect(answers).toEqual([offer]);
  });

  test('theirs, refused: the failure is repeated until its ACK and the call stands', async () => {
    const { peer, lab } = bench();
    const { caller, invite, answer } = await incoming();
    const again = peer.inDialog(invite, answer, 'INVITE', { body: nextOffer });
    await lab.settle();
    caller.lastRequest().respond(488, 'Not Acceptable Here', {});
    await lab.advance(600);
    const refused = peer.take('488 INVITE');
    expect(peer.takeAll()).toEqual(['488 INVITE']);
    peer.acknowledge(again, refused);
    await lab.advance(5_000);
    expect(peer.unread).toEqual([]);
    expect(lab.stack.statistics().dialogs).toBe(1);
  });

  test('theirs, and our 2xx is never acknowledged: no_ack, BYE', async () => {
    const { peer, lab } = bench();
    const { caller, invite, answer } = await incoming();
    peer.inDialog(invite, answer, 'INVITE', { body: nextOffer });
    await lab.settle();
    caller.lastRequest().respond(200, 'OK', { body: sdpBody });
    await lab.advance(32_100 + lab.latenessMs);
    expect(caller.events).toEqual(['acknowledged', 'request INVITE', 'ended no_ack']);
    expect(peer.takeAll().at(-1)).toBe('BYE');
  });

  needing('reinvite_progress')('theirs, provisional responses go through', async () => {
    const { peer, lab } = bench();
    const { caller, invite, answer } = await incoming();
    peer.inDialog(invite, answer, 'INVITE', { body: nextOffer });
    await lab.settle();
    caller.lastRequest().respond(180, 'Ringing', {});
    await lab.settle();
    expect(peer.takeAll()).toEqual(['180 INVITE']);
  });

  test('theirs over theirs: 500 with Retry-After', async () => {
    const { peer, lab } = bench();
    const { caller, invite, answer } = await incoming();
    peer.inDialog(invite, answer, 'INVITE', { cseq: 2, body: nextOffer });
    peer.inDialog(invite, answer, 'INVITE', { cseq: 3, body: nextOffer });
    await lab.settle();
    const refused = peer.take('500 INVITE');
    expect(Number(refused.header('Retry-After'))).toBeLessThanOrEqual(10);
    expect(refused.all('Retry-After')).toHaveLength(1);
    expect(caller.requests).toHaveLength(1);
  });

  needing('early_requests')('theirs before the first INVITE is answered: 500 with Retry-After', async () => {
    const { peer, lab, handler } = bench();
    const invite = peer.send('INVITE');
    await lab.settle();
    handler.caller().with((leg) => leg.provisional(180, 'Ringing', {}));
    await lab.settle();
    peer.take('100 INVITE');
    peer.inDialog(invite, peer.take('180 INVITE'), 'INVITE');
    await lab.settle();
    expect(peer.take('500 INVITE').header('Retry-After')).not.toBe('');
    expect(handler.caller().events).toEqual([]);
  });

  test('theirs over ours: 491', async () => {
    const { peer, lab } = bench();
    const { target, invite } = await outgoing();
    target.with((leg) => leg.request('INVITE', { body: sdpBody }, new HeardRequest()));
    peer.inDialogOf(invite, 'INVITE', { body: nextOffer });
    await lab.settle();
    expect([...peer.takeAll()].sort()).toEqual(['491 INVITE', 'INVITE']);
    expect(target.requests).toEqual([]);
  });

  test('ours over theirs: 491 without a word on the wire', async () => {
    const { peer, lab } = bench();
    const { target, invite } = await outgoing();
    peer.inDialogOf(invite, 'INVITE', { body: nextOffer });
    await lab.settle();
    const heard = new HeardRequest();
    target.with((leg) => leg.request('INVITE', { body: sdpBody }, heard));
    expect(heard.events).toEqual([]);
    await lab.settle();
    expect(heard.events).toEqual(['final 491 unheard']);
    expect(peer.unread).toEqual([]);
  });

  needing('reinvite_progress')('theirs, cancelled: 200, 487, onCancel', async () => {
    const { peer, lab } = bench();
    const { caller, invite, answer } = await incoming();
    const again = peer.inDialog(invite, answer, 'INVITE', { body: nextOffer });
    await lab.settle();
    let cancelled = 0;
    caller.lastRequest().onCancel = () => (cancelled += 1);
    peer.cancel(again);
    await lab.settle();
    expect(cancelled).toBe(1);
    peer.take('200 CANCEL');
    const terminated = peer.take('487 INVITE');
    peer.acknowledge(again, terminated);
    caller.lastRequest().respond(200, 'OK', {});
    await lab.advance(5_000);
    expect(peer.unread).toEqual([]);
    expect(lab.stack.statistics().dialogs).toBe(1);
  });

  test('the CANCEL of a refused re-INVITE leaves the one under way alone', async () => {
    const { peer, lab } = bench();
    const { caller, invite, answer } = await incoming();
    peer.inDialog(invite, answer, 'INVITE', { cseq: 2, body: nextOffer });
    const second = peer.inDialog(invite, answer, 'INVITE', { cseq: 3, body: nextOffer });
    await lab.settle();
    let cancelled = 0;
    caller.lastRequest().onCancel = () => (cancelled += 1);
    peer.cancel(second);
    await lab.settle();
    expect(cancelled).toBe(0);
    expect(peer.takeAll()).toEqual(['500 INVITE', '200 CANCEL']);
  });

  test('ours: CSeq rises, the answer is told, the ACK carries what it is given', async () => {
    const { peer, lab } = bench();
    const { target, invite } = await outgoing();
    const heard = new HeardRequest();
    let acknowledge = (): void => undefined;
    target.with((leg) => {
      const request = leg.request('INVITE', { body: sdpBody, headers: 'X-Hold: 1\r\n' }, heard);
      acknowledge = () => request.acknowledge({ body: sdpBody });
    });
    await lab.settle();
    const again = peer.take('INVITE');
    expect(again.header('CSeq')).toBe(`${invite.cseq + 1} INVITE`);
    expect(again.header('Contact')).toBe(invite.header('Contact'));
    expect(again.header('X-Hold')).toBe('1');
    expect(again.toTag).toBe('peer');
    bench().onlyWith('reinvite_progress', () => peer.respond(again, 180));
    peer.respond(again, 200, { body: offer });
    await lab.settle();
    expect(heard.events).toEqual(
      bench().has('reinvite_progress') ? ['provisional 180', 'final 200'] : ['final 200'],
    );
    expect(heard.response?.body?.content).toBe(offer);
    expect(peer.unread).toEqual([]);
    acknowledge();
    await lab.settle();
    const ack = peer.take('ACK');
    expect(ack.header('CSeq')).toBe(`${again.cseq} ACK`);
    expect(ack.body).toContain('m=audio');
  });

  needing('messages')(
    'ours, and the 2xx comes again: ACK again, before and after another request',
    async () => {
      const { peer, lab } = bench();
      const { target } = await outgoing();
      const heard = new HeardRequest();
      let acknowledge = (): void => undefined;
      target.with((leg) => {
        const request = leg.request('INVITE', { body: sdpBody }, heard);
        acknowledge = () => request.acknowledge({});
      });
      await lab.settle();
      const again = peer.take('INVITE');
      peer.respond(again, 200, { body: offer });
      await lab.settle();
      acknowledge();
      await lab.settle();
      peer.take('ACK');
      peer.respond(again, 200, { body: offer });
      await lab.settle();
      const ack = peer.take('ACK');
      expect(ack.header('CSeq')).toBe('2 ACK');
      expect(heard.events).toEqual(['final 200']);
    },
  );

  needing('messages')(
    'ours, twice one after the other: a late 2xx of the first still gets its ACK',
    async () => {
      const { peer, lab } = bench();
      const { target } = await outgoing();
      const requests: RawMessage[] = [];
      for (let turn = 0; turn < 2; turn += 1) {
        const heard = new HeardRequest();
        let acknowledge = (): void => undefined;
        target.with((leg) => {
          const request = leg.request('INVITE', { body: sdpBody }, heard);
          acknowledge = () => request.acknowledge({});
        });
        await lab.settle();
        const request = peer.take('INVITE');
        requests.push(request);
        peer.respond(request, 200, { body: offer });
        await lab.settle();
        acknowledge();
        await lab.settle();
        peer.take('ACK');
        expect(heard.events).toEqual(['final 200']);
      }
      const [, second] = requests;
      if (second === undefined) throw new Error('no second re-INVITE');
      peer.respond(second, 200);
      await lab.settle();
      expect(peer.take('ACK').header('CSeq')).toBe('3 ACK');
    },
  );

  test('ours, lost on the way: sent again', async () => {
    const { peer, lab } = bench();
    const { target } = await outgoing();
    lab.treatNext(({ text }) => text.startsWith('INVITE '), { drop: true });
    target.with((leg) => leg.request('INVITE', {}, new HeardRequest()));
    await lab.advance(600 + lab.repeatsLateByMs);
    expect(peer.takeAll()).toEqual(['INVITE']);
  });

  test('ours, refused: told, acknowledged, the call stands; 491 too', async () => {
    const { peer, lab } = bench();
    const { target } = await outgoing();
    for (const status of [488, 491]) {
      const heard = new HeardRequest();
      target.with((leg) => leg.request('INVITE', {}, heard));
      await lab.settle();
      peer.respond(peer.take('INVITE'), status);
      await lab.settle();
      expect(heard.events).toEqual([`final ${status}`]);
      expect(peer.takeAll()).toEqual(['ACK']);
    }
    expect(target.events).toEqual(['answered 200']);
  });

  test.each([481, 408])('ours, and the far end says %i: final, then lost, BYE', async (status) => {
    const { peer, lab } = bench();
    const { target } = await outgoing();
    const heard = new HeardRequest();
    target.with((leg) => leg.request('INVITE', {}, heard));
    await lab.settle();
    peer.respond(peer.take('INVITE'), status);
    await lab.settle();
    expect(heard.events).toEqual([`final ${status}`]);
    expect(target.events).toEqual(['answered 200', 'ended lost']);
    expect(peer.takeAll()).toEqual(['ACK', 'BYE']);
  });

  test('ours, and silence: 408, lost, BYE', async () => {
    const { peer, lab } = bench();
    const { target } = await outgoing();
    const heard = new HeardRequest();
    target.with((leg) => leg.request('INVITE', {}, heard));
    await lab.advance(32_100 + lab.latenessMs);
    expect(heard.events).toEqual(['final 408 unheard']);
    expect(target.events).toEqual(['answered 200', 'ended lost']);
    expect(peer.takeAll().at(-1)).toBe('BYE');
  });

  needing('reinvite_progress')('ours, cancelled: CANCEL after the provisional response', async () => {
    const { peer, lab } = bench();
    const { target } = await outgoing();
    const heard = new HeardRequest();
    target.with((leg) => leg.request('INVITE', {}, heard).cancel());
    await lab.settle();
    const again = peer.take('INVITE');
    expect(peer.unread).toEqual([]);
    peer.respond(again, 100);
    await lab.settle();
    const cancel = peer.take('CANCEL');
    expect(cancel.branch).toBe(again.branch);
    expect(cancel.header('CSeq')).toBe(`${again.cseq} CANCEL`);
    peer.respond(cancel, 200);
    peer.respond(again, 487);
    await lab.settle();
    expect(peer.takeAll()).toEqual(['ACK']);
    expect(heard.events).toEqual(bench().told(['provisional 100', 'final 487']));
    expect(target.events).toEqual(['answered 200']);
  });

  test('the far end hangs up during ours: its 487 is acknowledged, nobody is told', async () => {
    const { peer, lab } = bench();
    const { target, invite } = await outgoing();
    const heard = new HeardRequest();
    target.with((leg) => leg.request('INVITE', {}, heard));
    await lab.settle();
    const again = peer.take('INVITE');
    peer.inDialogOf(invite, 'BYE');
    peer.respond(again, 487);
    await lab.settle();
    const [answer, ...rest] = peer.takeAll();
    expect(answer).toBe('200 BYE');
    bench().onlyWith('messages', () => expect(rest).toEqual(['ACK']));
    expect(heard.events).toEqual([]);
    expect(target.events).toEqual(['answered 200', 'ended bye']);
  });

  test('the far end hangs up during ours and never answers it: nothing stays', async () => {
    const { peer, lab } = bench();
    const { target, invite } = await outgoing();
    target.with((leg) => leg.request('INVITE', {}, new HeardRequest()));
    await lab.settle();
    peer.respond(peer.take('INVITE'), 100);
    await lab.settle();
    peer.inDialogOf(invite, 'BYE');
    await lab.advance(33_000 + lab.latenessMs);
    expect(lab.stack.statistics()).toMatchObject({ transactions: 0, dialogs: 0 });
    expect(target.events).toEqual(['answered 200', 'ended bye']);
  });

  test('we hang up while theirs waits: it is answered 487', async () => {
    const { peer, lab } = bench();
    const { caller, invite, answer } = await incoming();
    peer.inDialog(invite, answer, 'INVITE', { body: nextOffer });
    await lab.settle();
    caller.bye();
    caller.lastRequest().respond(200, 'OK', {});
    await lab.settle();
    expect([...peer.takeAll()].sort()).toEqual(['487 INVITE', 'BYE']);
  });

  test('ours on a leg that is over: 481 without a word', async () => {
    const { peer, lab } = bench();
    const { target, invite } = await outgoing();
    peer.inDialogOf(invite, 'BYE');
    await lab.settle();
    peer.take('200 BYE');
    const heard = new HeardRequest();
    target.with((leg) => leg.request('INVITE', {}, heard));
    await lab.settle();
    expect(heard.events).toEqual(['final 481 unheard']);
    expect(peer.unread).toEqual([]);
  });
}
