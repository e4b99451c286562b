import { expect, test } from '@jest/globals';
import { offer, type RawMessage, sdpBody } from '../../support/rawSip';
import type { Bench, HeardTarget } from './lab';

export function outgoingCallCases(bench: () => Bench): void {
  const answered = async (): Promise<[HeardTarget, RawMessage]> => {
    const { peer, lab } = bench();
    const target = await bench().invite({ content: { body: sdpBody } });
    const invite = peer.take('INVITE');
    peer.respond(invite, 200, { body: offer });
    await lab.settle();
    target.with((leg) => leg.acknowledge({}));
    await lab.settle();
    peer.take('ACK');
    return [target, invite];
  };

  test('the INVITE: every header that has to be there, once', async () => {
    const { peer } = bench();
    const target = await bench().invite({
      display: 'Front "Desk"',
      asserted: '+15550199',
      privacy: true,
      content: { headers: 'Alert-Info: <urn:alert:x>\r\n', body: sdpBody },
    });
    const invite = peer.take('INVITE');
    expect(invite.startLine).toBe('INVITE sip:+4930123@127.0.1.2:5060 SIP/2.0');
    expect(invite.all('Via')).toHaveLength(1);
    expect(invite.all('Max-Forwards')).toEqual(['69']);
    expect(invite.header('From')).toMatch(
      /^"Front \\"Desk\\"" <sip:\+15550100@127\.0\.1\.1(:5060)?>;tag=\w+$/,
    );
    expect(invite.header('To')).toBe('<sip:+4930123@127.0.1.2>');
    expect(invite.header('Call-ID')).toBe(target.get().callId);
    expect(invite.cseqMethod).toBe('INVITE');
    expect(invite.header('Contact')).toMatch(/^<sip:[^@]+@127\.0\.1\.1:5060>$/);
    expect(invite.header('P-Asserted-Identity')).toMatch(/^<sip:\+15550199@127\.0\.1\.1(:5060)?>$/);
    expect(invite.header('Privacy')).toBe('id');
    expect(invite.header('Alert-Info')).toBe('<urn:alert:x>');
    expect(invite.header('Allow')).toContain('UPDATE');
    expect(invite.header('Content-Type')).toBe('application/sdp');
    expect(invite.header('Content-Length')).toBe(String(invite.body.length));
    expect(invite.body).toMatch(/^v=0\r\no=trunkline \d+ 1 IN IP4 127\.0\.1\.1\r\n/);
    bench().onlyWith('messages', () => {
      expect(invite.header('Via')).toMatch(
        /^SIP\/2\.0\/UDP 127\.0\.1\.1:5060;branch=z9hG4bK[0-9a-f]{20};rport$/,
      );
      expect(invite.header('From')).toMatch(/ <sip:\+15550100@127\.0\.1\.1>;tag=[0-9a-f]{20}$/);
      expect(invite.header('CSeq')).toBe('1 INVITE');
      expect(invite.header('P-Asserted-Identity')).toBe('<sip:+15550199@127.0.1.1>');
    });
  });

  test('an anonymous INVITE names nobody', async () => {
    const { peer } = bench();
    await bench().invite({ from: null, privacy: true });
    const invite = peer.take('INVITE');
    expect(invite.header('From')).toMatch(/^"Anonymous" <sip:anonymous@anonymous\.invalid>;tag=/);
    expect(invite.all('P-Asserted-Identity')).toEqual([]);
  });

  test('who transfers the call is named with our own host, and nobody where nobody does', async () => {
    await bench().invite({ referredBy: '+1 555' });
    const invite = bench().peer.take('INVITE');
    expect(invite.header('Referred-By')).toMatch(/^<sip:\+1%20555@127\.0\.1\.1(?::\d+)?>$/);
    await bench().invite();
    expect(bench().peer.take('INVITE').all('Referred-By')).toEqual([]);
  });

  test('100, 180, 183 with body and 200 are told; ACK in the dialog; we hang up', async () => {
    const { peer, lab } = bench();
    const target = await bench().invite();
    const invite = peer.take('INVITE');
    peer.respond(invite, 100);
    peer.respond(invite, 180);
    peer.respond(invite, 183, { body: offer });
    peer.respond(invite, 200, { body: offer });
    await lab.settle();
    const told = ['provisional 100', 'provisional 180', 'provisional 183', 'answered 200'];
    expect(target.events).toEqual(bench().told(told));
    expect(target.responses.at(-2)?.body?.content).toBe(offer);
    expect(target.responses.at(-1)?.reason).toBe('Whatever');
    expect(peer.unread).toEqual([]);
    target.with((leg) => leg.acknowledge({ body: sdpBody }));
    await lab.settle();
    const ack = peer.take('ACK');
    expect(ack.uri).toBe('sip:peer@127.0.1.2:5060');
    expect(ack.header('CSeq')).toBe(`${invite.cseq} ACK`);
    expect(ack.header('To')).toBe(`${invite.header('To')};tag=peer`);
    expect(ack.header('From')).toBe(invite.header('From'));
    expect(ack.branch).not.toBe(invite.branch);
    expect(ack.body).toContain('m=audio');
    target.bye({ headers: 'Reason: Q.850;cause=16\r\n' });
    await lab.settle();
    const bye = peer.take('BYE');
    expect(bye.uri).toBe('sip:peer@127.0.1.2:5060');
    expect(bye.header('CSeq')).toBe(`${invite.cseq + 1} BYE`);
    expect(bye.header('Reason')).toBe('Q.850;cause=16');
    peer.respond(bye, 200);
    await lab.advance(1_000);
    expect(lab.stack.statistics().dialogs).toBe(0);
    expect(peer.unread).toEqual([]);
  });

  test('a lost INVITE is sent again after T1; a provisional response stops that', async () => {
    const { peer, lab } = bench();
    lab.treatNext(({ text }) => text.startsWith('INVITE '), { drop: true });
    await bench().invite();
    expect(peer.unread).toEqual([]);
    await lab.advance(500 + lab.repeatsLateByMs);
    const invite = peer.take('INVITE');
    peer.respond(invite, 100);
    await lab.advance(30_000);
    expect(peer.unread).toEqual([]);
    bench().onlyWith('messages', () => expect(lab.stack.statistics().requestRetransmissions).toBe(1));
  });

  test('silence: seven INVITEs in 32 s, then timeout', async () => {
    const { peer, lab } = bench();
    const target = await bench().invite();
    await lab.advance(31_900 - lab.latenessMs);
    expect(target.events).toEqual([]);
    await lab.advance(200 + 2 * lab.latenessMs);
    expect(target.events).toEqual(['ended timeout']);
    const sent = peer.takeAll();
    expect(new Set(sent)).toEqual(new Set(['INVITE']));
    bench().onlyWith('messages', () => expect(sent).toHaveLength(7));
    await lab.advance(32_000);
    expect(peer.unread).toEqual([]);
  });

  test('a failure is acknowledged in the transaction, again when it comes again, and told once', async () => {
    const { peer, lab } = bench();
    const target = await bench().invite();
    const invite = peer.take('INVITE');
    peer.respond(invite, 486, { headers: 'Reason: Q.850;cause=17\r\n' });
    peer.respond(invite, 486, { headers: 'Reason: Q.850;cause=17\r\n' });
    await lab.settle();
    expect(target.events).toEqual(['ended failed']);
    const [end] = target.ends;
    expect(end?.kind === 'failed' && [end.response.status, end.response.header('Reason')]).toEqual([
      486,
      'Q.850;cause=17',
    ]);
    const ack = peer.take('ACK');
    expect(ack.uri).toBe(invite.uri);
    expect(ack.all('Via')).toEqual(invite.all('Via'));
    expect(ack.header('To')).toBe(`${invite.header('To')};tag=peer`);
    expect(ack.header('CSeq')).toBe(`${invite.cseq} ACK`);
    expect(peer.takeAll()).toEqual(['ACK']);
  });

  test('the 2xx that comes again, our ACK being lost, is acknowledged again, once it was acknowledged', async () => {
    const { peer, lab } = bench();
    const target = await bench().invite();
    const invite = peer.take('INVITE');
    peer.respond(invite, 200);
    await lab.settle();
    peer.respond(invite, 200);
    await lab.settle();
    expect(peer.unread).toEqual([]);
    lab.treatNext(({ text }) => text.startsWith('ACK '), { drop: true });
    target.with((leg) => leg.acknowledge({}));
    await lab.settle();
    expect(peer.unread).toEqual([]);
    peer.respond(invite, 200);
    await lab.settle();
    expect(peer.takeAll()).toEqual(['ACK']);
    expect(target.events).toEqual(['answered 200']);
  });

  test('bye() before acknowledge() acknowledges first', async () => {
    const { peer, lab } = bench();
    const target = await bench().invite();
    peer.respond(peer.take('INVITE'), 200);
    await lab.settle();
    target.bye();
    await lab.settle();
    expect(peer.takeAll()).toEqual(['ACK', 'BYE']);
  });

  test('the far end hangs up before we acknowledged: ACK, 200, ended', async () => {
    const { peer, lab } = bench();
    const target = await bench().invite();
    const invite = peer.take('INVITE');
    peer.respond(invite, 200);
    await lab.settle();
    peer.inDialogOf(invite, 'BYE');
    await lab.settle();
    expect(target.events).toEqual(['answered 200', 'ended bye']);
    const said = [...peer.takeAll()].sort();
    expect(said[0]).toBe('200 BYE');
    bench().onlyWith('messages', () => expect(said.slice(1)).toEqual(['ACK']));
  });

  test('the far end hangs up; its BYE that comes again is answered from the tombstone', async () => {
    const { peer, lab } = bench();
    const [target, invite] = await answered();
    const bye = peer.inDialogOf(invite, 'BYE');
    await lab.settle();
    const first = peer.take('200 BYE');
    await lab.advance(20_000);
    peer.sendText(bye.text);
    await lab.settle();
    expect(peer.take('200 BYE').text).toBe(first.text);
    expect(target.events).toEqual(['answered 200', 'ended bye']);
    expect(lab.stack.statistics().dialogs).toBe(0);
  });

  test('a host name that does not exist: transport_error', async () => {
    const { lab } = bench();
    const target = await bench().invite({
      target: { host: 'no-such-host.invalid', port: 5060, transport: 'udp' },
    });
    for (let wait = 0; wait < 500 && target.events.length === 0; wait += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      await lab.settle();
    }
    expect(target.events).toEqual(['ended transport_error']);
  });

  test('a transport nobody listens on: transport_error', async () => {
    const { lab } = bench();
    const target = await bench().invite({ target: { host: '127.0.1.2', port: 5061, transport: 'tls' } });
    await lab.settle();
    expect(target.events).toEqual(['ended transport_error']);
  });

  test('two legs share nothing: Call-ID, tag, branch, Contact', async () => {
    const { peer } = bench();
    await bench().invite();
    await bench().invite();
    const [first, second] = [peer.take('INVITE'), peer.take('INVITE')];
    for (const read of [
      (message: RawMessage) => message.header('Call-ID'),
      (message: RawMessage) => message.fromTag,
      (message: RawMessage) => message.branch,
      (message: RawMessage) => message.header('Contact'),
    ]) {
      expect(read(first)).not.toBe('');
      expect(read(first)).not.toBe(read(second));
    }
  });

  test('probe: the final status; 408 on silence; 503 without a way', async () => {
    const { peer, lab } = bench();
    const gateway = { host: '127.0.1.2', port: 5060, transport: 'udp' } as const;
    const alive = lab.stack.probe(gateway, 4_000);
    await lab.settle();
    const options = peer.take('OPTIONS');
    expect(options.header('Max-Forwards')).toBe('70');
    peer.respond(options, 404);
    await lab.settle();
    expect(await alive).toBe(404);
    const silent = lab.stack.probe(gateway, 4_000);
    await lab.advance(4_100);
    expect(await silent).toBe(408);
    // Nothing is repeated to who was given up.
    expect(lab.stack.statistics().transactions).toBe(0);
    expect(await lab.stack.probe({ ...gateway, transport: 'tls' }, 4_000)).toBe(503);
  });
}
