import { expect, test } from '@jest/globals';
import type { Bench } from './lab';

export function forkCases(bench: () => Bench): void {
  test('provisional responses of several branches are all told; the first 2xx wins', async () => {
    const { peer, lab } = bench();
    const target = await bench().invite();
    const invite = peer.take('INVITE');
    peer.respond(invite, 180, { tag: 'a' });
    peer.respond(invite, 183, { tag: 'b' });
    peer.respond(invite, 200, { tag: 'b', contact: '<sip:b@127.0.1.2:5060>' });
    await lab.settle();
    expect(target.events).toEqual(['provisional 180', 'provisional 183', 'answered 200']);
    target.with((leg) => leg.acknowledge({}));
    await lab.settle();
    expect(peer.take('ACK').toTag).toBe('b');
  });

  test('a second 2xx with another tag is acknowledged and hung up, again when it comes again', async () => {
    const { peer, lab } = bench();
    const target = await bench().invite();
    const invite = peer.take('INVITE');
    peer.respond(invite, 200, { tag: 'a', contact: '<sip:a@127.0.1.2:5060>' });
    await lab.settle();
    target.with((leg) => leg.acknowledge({}));
    await lab.settle();
    peer.take('ACK');
    const headers =
      'Record-Route: <sip:127.0.1.2:5060;lr;p=2>\r\nRecord-Route: <sip:127.0.1.2:5060;lr;p=1>\r\n';
    peer.respond(invite, 200, { tag: 'b', contact: '<sip:b@127.0.1.9>', headers });
    await lab.settle();
    const ack = peer.take('ACK');
    const bye = peer.take('BYE');
    for (const message of [ack, bye]) {
      expect(message.toTag).toBe('b');
      expect(message.uri).toBe('sip:b@127.0.1.9');
      expect(message.all('Route')).toEqual(['<sip:127.0.1.2:5060;lr;p=1>', '<sip:127.0.1.2:5060;lr;p=2>']);
    }
    expect(ack.cseq).toBe(1);
    peer.respond(bye, 200);
    await lab.settle();
    peer.respond(invite, 200, { tag: 'b', contact: '<sip:b@127.0.1.9>', headers });
    await lab.settle();
    expect(peer.take('ACK').toTag).toBe('b');
    // The call itself stands.
    expect(target.events).toEqual(['answered 200']);
    peer.inDialogOf(invite, 'BYE', {}, 'a');
    await lab.settle();
    expect(target.events).toEqual(['answered 200', 'ended bye']);
  });

  test('merged: the same INVITE over another path gets 482, and one call comes', async () => {
    const { peer, lab, handler } = bench();
    const invite = peer.send('INVITE', { branch: 'z9hG4bKone' });
    peer.sendText(invite.text.replace('z9hG4bKone', 'z9hG4bKtwo'));
    await lab.settle();
    expect(peer.unread).toEqual(['100 INVITE', '482 INVITE']);
    expect(handler.callers).toHaveLength(1);
  });

  test('a new attempt with a higher CSeq is no merge, nor is one after the first was forgotten', async () => {
    const { peer, lab, handler } = bench();
    handler.onCall = (caller) => caller.silentlyWith((leg) => leg.reject(480, 'Temporarily Unavailable', {}));
    const invite = peer.send('INVITE', { branch: 'z9hG4bKone' });
    await lab.settle();
    peer.acknowledge(invite, peer.take('480 INVITE'));
    peer.send('INVITE', { from: invite.header('From'), callId: invite.header('Call-ID'), cseq: 2 });
    await lab.settle();
    peer.take('480 INVITE');
    await lab.advance(40_000);
    peer.takeAll();
    peer.send('INVITE', { from: invite.header('From'), callId: invite.header('Call-ID'), cseq: 1 });
    await lab.settle();
    expect(peer.takeAll()).toEqual(['480 INVITE']);
    expect(handler.callers).toHaveLength(3);
  });
}
