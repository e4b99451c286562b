import { expect, test } from '@jest/globals';
import type { Bench } from './lab';
import type { Needing } from './needing';

export function cancelCases(bench: () => Bench, needing: Needing): void {
  test('before any response: sent only when a provisional one has come', async () => {
    const { peer, lab } = bench();
    const target = await bench().invite();
    const invite = peer.take('INVITE');
    target.with((leg) => leg.cancel({ headers: 'Reason: SIP;cause=200\r\n' }));
    await lab.settle();
    expect(peer.unread).toEqual([]);
    peer.respond(invite, 100);
    await lab.settle();
    const cancel = peer.take('CANCEL');
    expect(cancel.uri).toBe(invite.uri);
    expect(cancel.all('Via')).toEqual(invite.all('Via'));
    expect(cancel.header('CSeq')).toBe(`${invite.cseq} CANCEL`);
    for (const name of ['From', 'To', 'Call-ID']) expect(cancel.header(name)).toBe(invite.header(name));
    expect(cancel.header('Reason')).toBe('SIP;cause=200');
    peer.respond(cancel, 200);
    peer.respond(invite, 487);
    await lab.settle();
    expect(peer.takeAll()).toEqual(['ACK']);
    expect(target.events).toEqual(['ended failed']);
  });

  test('before any response, and none ever comes: no CANCEL, timeout', async () => {
    const { peer, lab } = bench();
    const target = await bench().invite();
    target.with((leg) => leg.cancel());
    await lab.advance(32_100 + lab.latenessMs);
    expect(target.events).toEqual(['ended timeout']);
    expect(new Set(peer.takeAll())).toEqual(new Set(['INVITE']));
  });

  test.each([100, 180])('after %i: at once, once', async (status) => {
    const { peer, lab } = bench();
    const target = await bench().invite();
    const invite = peer.take('INVITE');
    peer.respond(invite, status);
    await lab.settle();
    target.with((leg) => {
      leg.cancel();
      leg.cancel();
    });
    await lab.settle();
    const cancel = peer.take('CANCEL');
    expect(cancel.header('To')).toBe(invite.header('To'));
    peer.respond(invite, 180);
    peer.respond(cancel, 200);
    peer.respond(invite, 487);
    await lab.settle();
    expect(peer.takeAll()).toEqual(['ACK']);
    expect(target.events).toEqual(bench().told([`provisional ${status}`, 'ended failed']));
  });

  test('a lost CANCEL is sent again', async () => {
    const { peer, lab } = bench();
    const target = await bench().invite();
    const invite = peer.take('INVITE');
    peer.respond(invite, 180);
    await lab.settle();
    lab.treatNext(({ text }) => text.startsWith('CANCEL '), { drop: true });
    target.with((leg) => leg.cancel());
    await lab.advance(600 + lab.repeatsLateByMs);
    peer.respond(peer.take('CANCEL'), 200);
    peer.respond(invite, 487);
    await lab.settle();
    expect(target.events).toEqual(['provisional 180', 'ended failed']);
  });

  test('crossing a 200: acknowledged and hung up, answered_late', async () => {
    const { peer, lab } = bench();
    const target = await bench().invite();
    const invite = peer.take('INVITE');
    peer.respond(invite, 180);
    await lab.settle();
    peer.respond(invite, 200);
    target.with((leg) => leg.cancel());
    await lab.settle();
    expect(target.events).toEqual(['provisional 180', 'ended answered_late']);
    // Over a server the 200 may come before the CANCEL is out.
    const cancel = peer.unread[0] === 'CANCEL' ? peer.take('CANCEL') : null;
    bench().onlyWith('messages', () => expect(cancel).not.toBeNull());
    expect(peer.take('ACK').toTag).toBe('peer');
    const bye = peer.take('BYE');
    expect(bye.toTag).toBe('peer');
    if (cancel !== null) peer.respond(cancel, 481);
    peer.respond(bye, 200);
    await lab.settle();
    expect(lab.stack.statistics()).toMatchObject({ dialogs: 0, transactions: 0 });
  });

  test('no final response comes: timeout 64*T1 after the CANCEL', async () => {
    const { peer, lab } = bench();
    const target = await bench().invite();
    const invite = peer.take('INVITE');
    peer.respond(invite, 180);
    await lab.advance(60_000);
    target.with((leg) => leg.cancel());
    await lab.settle();
    peer.respond(peer.take('CANCEL'), 200);
    await lab.advance(31_900 - lab.latenessMs);
    expect(target.events).toEqual(['provisional 180']);
    await lab.advance(200 + 2 * lab.latenessMs);
    expect(target.events).toEqual(['provisional 180', 'ended timeout']);
  });

  test('after the answer cancel() does nothing', async () => {
    const { peer, lab } = bench();
    const target = await bench().invite();
    peer.respond(peer.take('INVITE'), 200);
    await lab.settle();
    target.with((leg) => {
      leg.acknowledge({});
      leg.cancel();
    });
    await lab.settle();
    expect(peer.takeAll()).toEqual(['ACK']);
  });

  test('of an incoming call: 200, 487, ended cancelled; the CANCEL that comes again gets its 200 again', async () => {
    const { peer, lab, handler } = bench();
    const invite = peer.send('INVITE');
    await lab.settle();
    peer.take('100 INVITE');
    handler.caller().with((leg) => leg.provisional(180, 'Ringing', {}));
    await lab.settle();
    const alerting = peer.take('180 INVITE');
    const cancel = peer.cancel(invite, 'Reason: SIP;cause=200\r\n');
    await lab.settle();
    const ok = peer.take('200 CANCEL');
    const terminated = peer.take('487 INVITE');
    expect(terminated.toTag).toBe(alerting.toTag);
    // RFC 3261 section 9.2
    expect(ok.toTag).toBe(alerting.toTag);
    const [end] = handler.caller().ends;
    expect(end?.kind === 'cancelled' && end.message.header('Reason')).toBe('SIP;cause=200');
    peer.sendText(cancel.text);
    await lab.settle();
    expect(peer.take('200 CANCEL').text).toBe(ok.text);
    peer.acknowledge(invite, terminated);
    await lab.advance(5_000);
    expect(peer.unread).toEqual([]);
    expect(handler.caller().events).toEqual(['ended cancelled']);
    // What call control does now comes too late.
    handler.caller().with((leg) => {
      leg.answer({});
      leg.reject(486, 'Busy Here', {});
      leg.bye();
    });
    await lab.settle();
    expect(peer.unread).toEqual([]);
  });

  needing('messages')('of an incoming call that was answered: 200, and the call stands', async () => {
    const { peer, lab, handler } = bench();
    const invite = peer.send('INVITE');
    await lab.settle();
    handler.caller().with((leg) => leg.answer({}));
    peer.cancel(invite);
    await lab.settle();
    expect(peer.takeAll()).toEqual(['100 INVITE', '200 INVITE', '200 CANCEL']);
    const answer = peer.received[1];
    if (answer === undefined) throw new Error('no answer');
    expect(peer.received[2]?.toTag).toBe(answer.toTag);
    peer.acknowledge(invite, answer);
    await lab.settle();
    expect(handler.caller().events).toEqual(['acknowledged']);
  });

  needing('messages')('of nothing: 481', async () => {
    const { peer, lab, handler } = bench();
    const invite = peer.send('INVITE');
    await lab.settle();
    peer.take('100 INVITE');
    peer.send('CANCEL', {
      from: invite.header('From'),
      callId: invite.header('Call-ID'),
      branch: 'z9hG4bKother',
      contact: null,
    });
    await lab.settle();
    expect(peer.takeAll()).toEqual(['481 CANCEL']);
    expect(handler.caller().events).toEqual([]);
  });
}
