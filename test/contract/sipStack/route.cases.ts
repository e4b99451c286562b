import { expect, test } from '@jest/globals';
import type { Bench } from './lab';

const loose = ['<sip:127.0.1.3:5060;lr>', '<sip:127.0.1.4:5060;lr>'];
const strict = ['<sip:127.0.1.3:5060>', '<sip:127.0.1.4:5060;lr>'];

export function routeCases(bench: () => Bench): void {
  test('called side: Record-Route is echoed in order, and is the route set in that order', async () => {
    const { peer, lab, handler } = bench();
    const proxy = lab.newPeer('127.0.1.3:5060');
    const headers = `Record-Route: ${loose[0]} , <sip:a,b@127.0.1.5;lr>\r\nRecord-Route: ${loose[1]}\r\n`;
    const invite = peer.send('INVITE', { headers });
    await lab.settle();
    peer.take('100 INVITE');
    const caller = handler.caller();
    caller.with((leg) => {
      leg.provisional(180, 'Ringing', {});
      leg.answer({});
    });
    await lab.settle();
    expect(peer.take('180 INVITE').all('Record-Route').join(', ')).toBe(
      `${loose[0]} , <sip:a,b@127.0.1.5;lr>, ${loose[1]}`,
    );
    const answer = peer.take('200 INVITE');
    expect(answer.all('Record-Route')).toHaveLength(2);
    peer.acknowledge(invite, answer);
    await lab.settle();
    caller.bye();
    await lab.settle();
    expect(peer.unread).toEqual([]);
    const bye = proxy.take('BYE');
    expect(bye.uri).toBe('sip:phone@127.0.1.2:5060');
    expect(bye.all('Route')).toEqual([loose[0], '<sip:a,b@127.0.1.5;lr>', loose[1]]);
  });

  test('calling side: the route set is Record-Route backwards', async () => {
    const { peer, lab } = bench();
    const proxy = lab.newPeer('127.0.1.4:5060');
    const target = await bench().invite();
    const invite = peer.take('INVITE');
    peer.respond(invite, 200, { headers: `Record-Route: ${loose[0]}\r\nRecord-Route: ${loose[1]}\r\n` });
    await lab.settle();
    target.with((leg) => leg.acknowledge({}));
    await lab.settle();
    const ack = proxy.take('ACK');
    expect(ack.uri).toBe('sip:peer@127.0.1.2:5060');
    expect(ack.all('Route')).toEqual([loose[1], loose[0]]);
    target.bye();
    await lab.settle();
    expect(proxy.take('BYE').all('Route')).toEqual([loose[1], loose[0]]);
  });

  test('a strict router first: it stands in the Request-URI, the Contact last in the route', async () => {
    const { peer, lab, handler } = bench();
    const proxy = lab.newPeer('127.0.1.3:5060');
    const invite = peer.send('INVITE', { headers: `Record-Route: ${strict.join(', ')}\r\n` });
    await lab.settle();
    peer.take('100 INVITE');
    handler.caller().with((leg) => leg.answer({}));
    await lab.settle();
    peer.acknowledge(invite, peer.take('200 INVITE'));
    await lab.settle();
    handler.caller().bye();
    await lab.settle();
    const bye = proxy.take('BYE');
    expect(bye.uri).toBe('sip:127.0.1.3:5060');
    expect(bye.all('Route')).toEqual(['<sip:127.0.1.4:5060;lr>', '<sip:phone@127.0.1.2:5060>']);
  });

  test('no Record-Route: requests go to the Contact', async () => {
    const { peer, lab } = bench();
    const phone = lab.newPeer('127.0.1.7:5080');
    const target = await bench().invite();
    peer.respond(peer.take('INVITE'), 200, { contact: '"a <b>" <sip:x@127.0.1.7:5080;ob>;expires=5' });
    await lab.settle();
    target.with((leg) => leg.acknowledge({}));
    await lab.settle();
    expect(phone.take('ACK').uri).toBe('sip:x@127.0.1.7:5080;ob');
  });

  test('a Contact on a transport we have not: requests go where the peer was heard', async () => {
    const { peer, lab } = bench();
    const target = await bench().invite();
    peer.respond(peer.take('INVITE'), 200, { contact: '<sips:x@127.0.1.7:5080>' });
    await lab.settle();
    target.with((leg) => leg.acknowledge({}));
    await lab.settle();
    expect(peer.take('ACK').uri).toBe('sips:x@127.0.1.7:5080');
  });

  test("no Contact at all: the caller's From is asked, where it was heard", async () => {
    const { peer, lab, handler } = bench();
    const invite = peer.send('INVITE', { contact: null, from: '<sip:old@198.51.100.1>;tag=old' });
    await lab.settle();
    peer.take('100 INVITE');
    handler.caller().with((leg) => leg.answer({}));
    await lab.settle();
    peer.acknowledge(invite, peer.take('200 INVITE'));
    await lab.settle();
    handler.caller().bye();
    await lab.settle();
    expect(peer.take('BYE').uri).toBe('sip:old@198.51.100.1');
  });
}
