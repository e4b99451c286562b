import { expect, test } from '@jest/globals';
import { RawMessage } from '../../support/rawSip';
import type { Bench } from './lab';

export function messageCases(bench: () => Bench): void {
  test('every Via comes back in order; the topmost says where the request came from', async () => {
    const { peer, lab } = bench();
    peer.send('OPTIONS', {
      via:
        'SIP/2.0/UDP proxy.example:5070;branch=z9hG4bKa;rport;x=y, SIP/2.0/TCP b.example;branch=z9hG4bKb\r\n' +
        'Via: SIP/2.0/TLS c.example;branch=z9hG4bKc;rport=9;received=1.2.3.4',
    });
    await lab.settle();
    expect(peer.take('200 OPTIONS').all('Via')).toEqual([
      'SIP/2.0/UDP proxy.example:5070;branch=z9hG4bKa;rport=5060;x=y;received=127.0.1.2, SIP/2.0/TCP b.example;branch=z9hG4bKb',
      'SIP/2.0/TLS c.example;branch=z9hG4bKc;rport=9;received=1.2.3.4',
    ]);
  });

  test('without rport the answer goes to the sent-by port of the source address', async () => {
    const { lab } = bench();
    const natted = lab.newPeer('127.0.1.8:40001');
    const listening = lab.newPeer('127.0.1.8:5062');
    natted.send('OPTIONS', { via: 'SIP/2.0/UDP 192.168.0.9:5062;branch=z9hG4bKn' });
    await lab.settle();
    expect(natted.received).toEqual([]);
    expect(listening.take('200 OPTIONS').header('Via')).toBe(
      'SIP/2.0/UDP 192.168.0.9:5062;branch=z9hG4bKn;received=127.0.1.8',
    );
  });

  test('with rport it goes back where it came from', async () => {
    const { lab } = bench();
    const natted = lab.newPeer('127.0.1.8:40001');
    natted.send('OPTIONS', { via: 'SIP/2.0/UDP 127.0.1.8:5062;rport;branch=z9hG4bKn' });
    await lab.settle();
    expect(natted.take('200 OPTIONS').header('Via')).toBe(
      'SIP/2.0/UDP 127.0.1.8:5062;rport=40001;branch=z9hG4bKn;received=127.0.1.8',
    );
  });

  test('a forged received is put right', async () => {
    const { peer, lab } = bench();
    peer.send('OPTIONS', { via: 'SIP/2.0/UDP h:5060;received=6.6.6.6;branch=z9hG4bKf' });
    await lab.settle();
    expect(peer.take('200 OPTIONS').header('Via')).toBe(
      'SIP/2.0/UDP h:5060;branch=z9hG4bKf;received=127.0.1.2',
    );
  });

  test('IPv6 in Via and Contact', async () => {
    const { lab, handler } = bench();
    const peer = lab.newPeer('[2001:db8::9]:5060');
    const invite = peer.send('INVITE', { via: 'SIP/2.0/UDP [2001:db8::9];branch=z9hG4bK6;rport' });
    await lab.settle();
    expect(peer.take('100 INVITE').header('Via')).toBe(
      'SIP/2.0/UDP [2001:db8::9];branch=z9hG4bK6;rport=5060;received=2001:db8::9',
    );
    expect(handler.invites[0]?.source).toMatchObject({ address: '2001:db8::9', port: 5060 });
    handler.caller().with((leg) => leg.answer({}));
    await lab.settle();
    peer.acknowledge(invite, peer.take('200 INVITE'));
    await lab.settle();
    handler.caller().bye();
    await lab.settle();
    expect(peer.take('BYE').uri).toBe('sip:phone@[2001:db8::9]:5060');
  });

  test('folded lines, compact forms, odd case and white space are all one', async () => {
    const { peer, lab, handler } = bench();
    peer.sendText(
      'INVITE sip:+4930123@127.0.1.1 SIP/2.0\r\n' +
        'v : SIP / 2.0 / UDP\r\n\t10.0.0.2:5060 ;branch = z9hG4bKfold\r\n' +
        'mAX-fORWARDS:\t68 \r\n' +
        'f:"Joe \\" <x>;tag=no" <sip:joe@127.0.1.2> ; TAG = joe-1\r\n' +
        'T:\r\n sip:+4930123@127.0.1.1\r\n' +
        'I\t: fold@call\r\n' +
        'CSEQ:  0009\r\n INVITE\r\n' +
        'm: <sip:joe@127.0.1.2>\r\n' +
        'X-Odd :  one\r\n\ttwo  \r\n' +
        'l: 0\r\n\r\n',
    );
    await lab.settle();
    const trying = new RawMessage(peer.take('100 INVITE').text.replace(/\r\n[ \t]+/g, ' '));
    expect(trying.header('Via')).toContain('z9hG4bKfold');
    expect(trying.header('Call-ID')).toBe('fold@call');
    expect(trying.cseq).toBe(9);
    const [invite] = handler.invites;
    expect(invite?.maxForwards).toBe(68);
    expect(invite?.header('x-odd')).toBe('one two');
    expect(invite?.header('from')).toBe('"Joe \\" <x>;tag=no" <sip:joe@127.0.1.2> ; TAG = joe-1');
    expect(invite?.passed(true)).toBe('X-Odd :  one\r\n\ttwo  \r\n');
    handler.caller().with((leg) => leg.answer({}));
    await lab.settle();
    const answer = peer.take('200 INVITE');
    peer.send('ACK', {
      from: '<sip:joe@127.0.1.2>;tag=joe-1',
      to: `<sip:+4930123@127.0.1.1>;tag=${/tag=([0-9a-f]+)/.exec(answer.header('To'))?.[1] ?? ''}`,
      callId: 'fold@call',
      cseq: 9,
    });
    await lab.settle();
    expect(handler.caller().events).toEqual(['acknowledged']);
  });

  test('empty lines before a message are skipped', async () => {
    const { peer, lab } = bench();
    peer.sendText(`\r\n\r\n${peer.request('OPTIONS')}`);
    await lab.settle();
    expect(peer.takeAll()).toEqual(['200 OPTIONS']);
  });

  test('keep-alives are no messages', async () => {
    const { peer, lab } = bench();
    for (const text of ['\r\n\r\n', '\0', '', '\r\n']) peer.sendText(text);
    await lab.settle();
    expect(peer.received).toEqual([]);
  });

  test('100 carries the Timestamp back', async () => {
    const { peer, lab } = bench();
    peer.send('INVITE', { headers: 'Timestamp: 54.21\r\n' });
    await lab.settle();
    expect(peer.take('100 INVITE').header('Timestamp')).toBe('54.21');
  });

  test('a session id a leg, the version one higher at each change', async () => {
    const { peer, lab, handler } = bench();
    peer.send('INVITE');
    await lab.settle();
    peer.take('100 INVITE');
    const body = (port: number) => ({
      headers: 'Content-Type: application/sdp\r\n',
      content: `v=0\r\no=x 1 1 IN IP4 9.9.9.9\r\ns=-\r\nt=0 0\r\nm=audio ${port} RTP/AVP 0\r\n`,
    });
    handler.caller().with((leg) => {
      leg.provisional(183, 'Session Progress', { body: body(1000) });
      leg.provisional(183, 'Session Progress', { body: body(1000) });
      leg.answer({ body: body(2000) });
    });
    await lab.settle();
    const origins = [peer.take('183 INVITE'), peer.take('183 INVITE'), peer.take('200 INVITE')].map(
      (message) => /\r\no=(.*)\r\n/.exec(message.body)?.[1]?.split(' ') ?? [],
    );
    expect(origins.map(([, , version]) => version)).toEqual(['1', '1', '2']);
    expect(new Set(origins.map(([, session]) => session)).size).toBe(1);
    expect(origins[0]?.slice(3)).toEqual(['IN', 'IP4', '127.0.1.1']);
  });
}
