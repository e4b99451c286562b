import { expect, test } from '@jest/globals';
import { offer } from '../../support/rawSip';
import type { Bench } from './lab';

export function refusalCases(bench: () => Bench): void {
  test('Max-Forwards 0: 483', async () => {
    const { peer, lab, handler } = bench();
    const invite = peer.send('INVITE', { maxForwards: 0 });
    await lab.settle();
    peer.acknowledge(invite, peer.take('483 INVITE'));
    await lab.settle();
    expect(handler.callers).toEqual([]);
  });

  test.each(['REGISTER', 'SUBSCRIBE', 'PUBLISH', 'FROBNICATE', "!we'ird~`+"])(
    '%s: 405 with Allow',
    async (method) => {
      const { peer, lab } = bench();
      peer.send(method);
      await lab.settle();
      const refused = peer.take(`405 ${method}`);
      expect(refused.header('Allow').split(', ')).toEqual(
        expect.arrayContaining(['INVITE', 'ACK', 'BYE', 'CANCEL']),
      );
      expect(refused.toTag).not.toBe('');
    },
  );

  test('an INVITE that requires `replaces` reaches call control, and what we say lists it', async () => {
    const { peer, lab, handler } = bench();
    const invite = peer.send('INVITE', {
      headers: 'Require: replaces\r\nReplaces: other@127.0.1.2;to-tag=a;from-tag=b\r\n',
    });
    await lab.settle();
    peer.take('100 INVITE');
    expect(handler.invites[0]?.headers('Replaces')).toEqual(['other@127.0.1.2;to-tag=a;from-tag=b']);
    handler.caller().with((leg) => leg.answer({}));
    await lab.settle();
    const answer = peer.take('200 INVITE');
    expect(answer.header('Supported')).toContain('replaces');
    peer.acknowledge(invite, answer);
    peer.send('OPTIONS');
    await lab.settle();
    expect(peer.take('200 OPTIONS').header('Supported')).toContain('replaces');
  });

  test('Require: 420 with what is not supported', async () => {
    const { peer, lab, handler } = bench();
    peer.send('INVITE', { headers: 'Require: precondition, gruu\r\nRequire: x-odd\r\n' });
    await lab.settle();
    expect(peer.take('420 INVITE').header('Unsupported')).toBe('precondition, gruu, x-odd');
    expect(handler.callers).toEqual([]);
  });

  test('Require counts for nothing in CANCEL and ACK', async () => {
    const { peer, lab, handler } = bench();
    const invite = peer.send('INVITE');
    await lab.settle();
    peer.take('100 INVITE');
    peer.cancel(invite, 'Require: x-odd\r\n');
    await lab.settle();
    expect(peer.takeAll()).toEqual(['200 CANCEL', '487 INVITE']);
    expect(handler.caller().events).toEqual(['ended cancelled']);
  });

  test('a body we cannot read: 415 with Accept', async () => {
    const { peer, lab, handler } = bench();
    peer.send('INVITE', { headers: 'Content-Type: application/isup\r\n', body: 'x' });
    peer.send('INVITE', {
      headers: 'Content-Type: application/sdp\r\nContent-Encoding: gzip\r\n',
      body: 'x',
    });
    peer.send('INVITE', { headers: 'c: text/plain\r\nX: Content-Type\r\n', body: 'x' });
    await lab.settle();
    expect(peer.take('415 INVITE').header('Accept')).toContain('application/sdp');
    expect(peer.take('415 INVITE').header('Accept-Encoding')).toBe('identity');
    expect(peer.take('415 INVITE').header('Accept')).toContain('application/sdp');
    expect(handler.callers).toEqual([]);
  });

  test('a body we can read or need not: multipart, SDP with parameters, optional handling', async () => {
    const { peer, lab, handler } = bench();
    peer.send('INVITE', { headers: 'Content-Type: multipart/mixed;boundary=b\r\n', body: '--b--' });
    peer.send('INVITE', { headers: 'Content-Type: Application/SDP ; charset=utf-8\r\n', body: offer });
    peer.send('INVITE', {
      headers: 'Content-Type: application/isup\r\nContent-Disposition: signal; handling = optional\r\n',
      body: 'x',
    });
    await lab.settle();
    expect(peer.takeAll()).toEqual(['100 INVITE', '100 INVITE', '100 INVITE']);
    expect(handler.callers).toHaveLength(3);
  });

  test.each(['http://example.com', 'mailto:a@b', 'soap.beep://192.0.2.103:3002'])('%s: 416', async (uri) => {
    const { peer, lab } = bench();
    peer.send('INVITE', { uri });
    peer.send('OPTIONS', { uri });
    await lab.settle();
    expect(peer.takeAll()).toEqual(['416 INVITE', '416 OPTIONS']);
  });

  test.each(['<sip:x@y>', 'x', 'sip:x@y?Route=%3Csip:z%3E'])('%s: 400', async (uri) => {
    const { peer, lab } = bench();
    peer.send('OPTIONS', { uri });
    await lab.settle();
    expect(peer.takeAll()).toEqual(['400 OPTIONS']);
  });

  test.each(['sip:a?b@y', 'tel:+15550100', 'sips:x@y', 'urn:service:sos', 'SIP:x@y'])(
    '%s is taken',
    async (uri) => {
      const { peer, lab, handler } = bench();
      peer.send('INVITE', { uri });
      await lab.settle();
      expect(peer.takeAll()).toEqual(['100 INVITE']);
      expect(handler.invites[0]?.requestUri).toBe(uri);
    },
  );

  test('OPTIONS: the handler answers; Allow and Accept', async () => {
    const { peer, lab, handler } = bench();
    peer.send('OPTIONS');
    await lab.settle();
    const ok = peer.take('200 OPTIONS');
    expect(ok.header('Allow')).toContain('INVITE');
    expect(ok.header('Accept')).toContain('application/sdp');
    handler.optionsAnswer = { status: 503, reason: 'Service Unavailable', headers: 'Retry-After: 30\r\n' };
    peer.send('OPTIONS');
    await lab.settle();
    expect(peer.take('503 OPTIONS').header('Retry-After')).toBe('30');
  });

  test('OPTIONS the handler is silent to', async () => {
    const { peer, lab, handler } = bench();
    handler.optionsAnswer = null;
    peer.send('OPTIONS');
    await lab.advance(1_000);
    expect(peer.received).toEqual([]);
    expect(lab.stack.statistics().transactions).toBe(0);
  });

  test('OPTIONS inside a dialog goes to the leg, for an unknown one 481', async () => {
    const { peer, lab, handler } = bench();
    const invite = peer.send('INVITE');
    await lab.settle();
    peer.take('100 INVITE');
    handler.caller().with((leg) => leg.answer({}));
    await lab.settle();
    const answer = peer.take('200 INVITE');
    peer.acknowledge(invite, answer);
    peer.inDialog(invite, answer, 'OPTIONS');
    peer.inDialog(invite, answer, 'OPTIONS', { cseq: 3, callId: 'unknown' });
    await lab.settle();
    expect(handler.caller().events).toEqual(['acknowledged', 'request OPTIONS']);
    expect(peer.takeAll()).toEqual(['481 OPTIONS']);
    handler.caller().lastRequest().respond(200, 'OK', {});
    await lab.settle();
    expect(peer.takeAll()).toEqual(['200 OPTIONS']);
  });

  test.each(['INFO', 'UPDATE', 'NOTIFY'])('%s outside a dialog: 481', async (method) => {
    const { peer, lab } = bench();
    peer.send(method);
    await lab.settle();
    expect(peer.takeAll()).toEqual([`481 ${method}`]);
  });

  test('INVITE for an unknown dialog: 481', async () => {
    const { peer, lab, handler } = bench();
    peer.send('INVITE', { to: '<sip:x@127.0.1.1>;tag=nobody' });
    await lab.settle();
    expect(peer.takeAll()).toEqual(['481 INVITE']);
    expect(handler.callers).toEqual([]);
  });

  test("a stray ACK, and stray responses, are nobody's business", async () => {
    const { peer, lab } = bench();
    peer.send('ACK', { to: '<sip:x@127.0.1.1>;tag=nobody' });
    const target = await bench().invite();
    const invite = peer.take('INVITE');
    peer.sendText(
      peer
        .request('X')
        .replace(/^[^\r]*/, 'SIP/2.0 200 OK')
        .replace('1 X', '1 INVITE'),
    );
    peer.respond(invite, 200);
    await lab.settle();
    expect(target.events).toEqual(['answered 200']);
    peer.respond(invite, 180);
    peer.respond(invite, 486);
    await lab.settle();
    expect(peer.unread).toEqual([]);
    expect(target.events).toEqual(['answered 200']);
  });

  test("a response whose CSeq names another method is not the INVITE's", async () => {
    const { peer, lab } = bench();
    const target = await bench().invite();
    const invite = peer.take('INVITE');
    peer.sendText(
      `SIP/2.0 200 OK\r\nVia: ${invite.header('Via')}\r\nFrom: ${invite.header('From')}\r\n` +
        `To: ${invite.header('To')};tag=x\r\nCall-ID: ${invite.header('Call-ID')}\r\nCSeq: 1 BYE\r\n\r\n`,
    );
    await lab.settle();
    expect(target.events).toEqual([]);
  });
}
