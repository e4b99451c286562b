import { expect, test } from '@jest/globals';
import { offer, type RawMessage, sdpBody } from '../../support/rawSip';
import { type Bench, HeardRequest, type HeardTarget } from './lab';
import type { Needing } from './needing';

export function midCallCases(bench: () => Bench, needing: Needing): void {
  const outgoing = async (): Promise<{ target: HeardTarget; invite: RawMessage }> => {
    const { peer, lab } = bench();
    const target = await bench().invite();
    const invite = peer.take('INVITE');
    peer.respond(invite, 200);
    await lab.settle();
    target.with((leg) => leg.acknowledge({}));
    await lab.settle();
    peer.take('ACK');
    return { target, invite };
  };

  test('their INFO: headers and body arrive, our answer goes back, again when it comes again', async () => {
    const { peer, lab } = bench();
    const { target, invite } = await outgoing();
    const headers = 'Content-Type: application/dtmf-relay\r\nX-Own: 1\r\n';
    const info = peer.inDialogOf(invite, 'INFO', { headers, body: 'Signal=1\r\n' });
    await lab.settle();
    const request = target.lastRequest();
    expect(request.method).toBe('INFO');
    expect(request.body).toEqual({
      headers: 'Content-Type: application/dtmf-relay\r\n',
      content: 'Signal=1\r\n',
    });
    expect(request.passed(true)).toBe('X-Own: 1\r\n');
    expect(request.passed(false)).toBe('');
    expect(peer.unread).toEqual([]);
    peer.sendText(info.text);
    await lab.settle();
    expect(target.requests).toHaveLength(1);
    request.respond(200, 'OK', {});
    request.respond(500, 'Too Late', {});
    peer.sendText(info.text);
    await lab.settle();
    expect(peer.takeAll()).toEqual(['200 INFO', '200 INFO']);
  });

  test('their INFO does not move the Contact, their UPDATE does', async () => {
    const { peer, lab } = bench();
    const { target, invite } = await outgoing();
    peer.inDialogOf(invite, 'INFO', { cseq: 1, contact: '<sip:elsewhere@127.0.1.2:5060>' });
    await lab.settle();
    target.lastRequest().respond(200, 'OK', {});
    target.with((leg) => leg.request('INFO', {}, new HeardRequest()));
    await lab.settle();
    peer.take('200 INFO');
    const info = peer.take('INFO');
    expect(info.uri).toBe('sip:peer@127.0.1.2:5060');
    peer.respond(info, 200);
    peer.inDialogOf(invite, 'UPDATE', { cseq: 2, contact: '<sip:elsewhere@127.0.1.2:5060>', body: offer });
    await lab.settle();
    target.lastRequest().respond(200, 'OK', { body: sdpBody });
    target.with((leg) => leg.request('INFO', {}, new HeardRequest()));
    await lab.settle();
    peer.take('200 UPDATE');
    const moved = peer.take('INFO');
    bench().onlyWith('messages', () => expect(moved.uri).toBe('sip:elsewhere@127.0.1.2:5060'));
  });

  test('our INFO: told what came of it', async () => {
    const { peer, lab } = bench();
    const { target, invite } = await outgoing();
    const heard = new HeardRequest();
    const body = { headers: 'Content-Type: application/dtmf-relay\r\n', content: 'Signal=2\r\n' };
    target.with((leg) => leg.request('INFO', { headers: 'X-Own: 2\r\n', body }, heard));
    await lab.settle();
    const info = peer.take('INFO');
    expect(info.header('CSeq')).toBe(`${invite.cseq + 1} INFO`);
    expect(info.header('X-Own')).toBe('2');
    expect(info.body).toBe('Signal=2\r\n');
    peer.respond(info, 200);
    peer.respond(info, 200);
    await lab.settle();
    expect(heard.events).toEqual(['final 200']);
  });

  test('our UPDATE carries Contact, and takes a new one from its 200', async () => {
    const { peer, lab } = bench();
    const { target, invite } = await outgoing();
    target.with((leg) => leg.request('UPDATE', { body: sdpBody }, new HeardRequest()));
    await lab.settle();
    const update = peer.take('UPDATE');
    expect(update.header('Contact')).toBe(invite.header('Contact'));
    peer.respond(update, 200, { headers: 'Contact: <sip:new@127.0.1.2:5060>\r\n', body: offer });
    await lab.settle();
    target.bye();
    await lab.settle();
    const bye = peer.take('BYE');
    bench().onlyWith('messages', () => expect(bye.uri).toBe('sip:new@127.0.1.2:5060'));
  });

  test.each([481, 408])('our INFO answered %i: final, then lost and BYE', async (status) => {
    const { peer, lab } = bench();
    const { target } = await outgoing();
    const heard = new HeardRequest();
    target.with((leg) => leg.request('INFO', {}, heard));
    await lab.settle();
    peer.respond(peer.take('INFO'), status);
    await lab.settle();
    expect(heard.events).toEqual([`final ${status}`]);
    expect(target.events).toEqual(['answered 200', 'ended lost']);
    expect(peer.takeAll()).toEqual(['BYE']);
  });

  test('our INFO never answered: 408, lost', async () => {
    const { peer, lab } = bench();
    const { target } = await outgoing();
    const heard = new HeardRequest();
    target.with((leg) => leg.request('INFO', {}, heard));
    await lab.advance(32_100 + lab.latenessMs);
    expect(heard.events).toEqual(['final 408 unheard']);
    expect(target.events).toEqual(['answered 200', 'ended lost']);
    expect(peer.takeAll().at(-1)).toBe('BYE');
  });

  test('their requests while it rings: UPDATE and INFO in the early dialog', async () => {
    const { peer, lab, handler } = bench();
    const invite = peer.send('INVITE');
    await lab.settle();
    handler.caller().with((leg) => leg.provisional(183, 'Session Progress', { body: sdpBody }));
    await lab.settle();
    peer.take('100 INVITE');
    peer.inDialog(invite, peer.take('183 INVITE'), 'UPDATE', { body: offer });
    await lab.settle();
    handler.caller().lastRequest().respond(200, 'OK', { body: sdpBody });
    await lab.settle();
    expect(peer.takeAll()).toEqual(['200 UPDATE']);
  });

  needing('early_requests')('our request while it rings goes into the early dialog', async () => {
    const { peer, lab } = bench();
    const target = await bench().invite();
    const invite = peer.take('INVITE');
    const recordRoute = 'Record-Route: <sip:127.0.1.2:5060;lr>\r\n';
    peer.respond(invite, 183, { body: offer, tag: 'early', headers: recordRoute });
    await lab.settle();
    const heard = new HeardRequest();
    target.with((leg) => leg.request('INFO', {}, heard));
    await lab.settle();
    const info = peer.take('INFO');
    expect(info.toTag).toBe('early');
    expect(info.uri).toBe('sip:peer@127.0.1.2:5060');
    expect(info.header('Route')).toBe('<sip:127.0.1.2:5060;lr>');
    peer.respond(info, 200);
    peer.respond(invite, 200, { tag: 'early' });
    await lab.settle();
    expect(heard.events).toEqual(['final 200']);
    expect(target.events).toEqual(['provisional 183', 'answered 200']);
    target.with((leg) => leg.acknowledge({}));
    await lab.settle();
    expect(peer.take('ACK').all('Route')).toEqual([]);
    target.bye();
    await lab.settle();
    expect(peer.take('BYE').header('CSeq')).toBe('3 BYE');
  });

  test('our request before there is any dialog: refused here, and the call goes on', async () => {
    const { peer, lab } = bench();
    const target = await bench().invite();
    const invite = peer.take('INVITE');
    const [info, again] = [new HeardRequest(), new HeardRequest()];
    target.with((leg) => {
      leg.request('INFO', {}, info);
      leg.request('INVITE', {}, again);
    });
    await lab.settle();
    expect(peer.unread).toEqual([]);
    expect(info.events).toEqual(['final 481 unheard']);
    expect(again.events).toEqual(['final 491 unheard']);
    peer.respond(invite, 200);
    await lab.settle();
    expect(target.events).toEqual(['answered 200']);
  });

  needing('early_requests')(
    'our INFO answered 481 while it rings: lost, and the INVITE is cancelled',
    async () => {
      const { peer, lab } = bench();
      const target = await bench().invite();
      const invite = peer.take('INVITE');
      peer.respond(invite, 180);
      await lab.settle();
      target.with((leg) => leg.request('INFO', {}, new HeardRequest()));
      await lab.settle();
      peer.respond(peer.take('INFO'), 481);
      await lab.settle();
      expect(target.events).toEqual(['provisional 180', 'ended lost']);
      expect(peer.takeAll()).toEqual(['CANCEL']);
      peer.respond(invite, 487);
      await lab.settle();
      expect(peer.takeAll()).toEqual(['ACK']);
    },
  );
}
