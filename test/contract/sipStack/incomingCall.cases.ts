import { expect, test } from '@jest/globals';
import { offer, type RawMessage, sdpBody } from '../../support/rawSip';
import type { Bench } from './lab';
import type { Needing } from './needing';

export function incomingCallCases(bench: () => Bench, needing: Needing): void {
  /** A call that rings: the INVITE and, read already, its 100. */
  const ringing = async (): Promise<RawMessage> => {
    const { peer, lab } = bench();
    const invite = peer.send('INVITE', { body: offer });
    await lab.settle();
    peer.take('100 INVITE');
    return invite;
  };

  test('100 goes out at once, exactly once', async () => {
    const { peer, lab, handler } = bench();
    peer.send('INVITE');
    await lab.settle();
    const trying = peer.take('100 INVITE');
    expect(trying.toTag).toBe('');
    await lab.advance(10_000);
    expect(peer.unread).toEqual([]);
    expect(handler.callers).toHaveLength(1);
  });

  test('no 100 when the handler rejects at once', async () => {
    const { peer, lab, handler } = bench();
    handler.onCall = (caller) =>
      caller.silentlyWith((leg) => {
        leg.reject(503, 'Service Unavailable', { headers: 'Reason: Q.850;cause=34\r\n' });
      });
    if (!bench().has('silence')) peer.passOver('100 INVITE');
    const invite = peer.send('INVITE');
    await lab.settle();
    const rejected = peer.take('503 INVITE');
    expect(rejected.startLine).toBe('SIP/2.0 503 Service Unavailable');
    expect(rejected.header('Reason')).toBe('Q.850;cause=34');
    expect(rejected.toTag).not.toBe('');
    expect(rejected.all('Contact')).toEqual([]);
    peer.acknowledge(invite, rejected);
    await lab.advance(40_000);
    expect(peer.unread).toEqual([]);
  });

  needing('silence')('ignore() sends nothing, ever', async () => {
    const { peer, lab, handler } = bench();
    handler.onCall = (caller) => caller.silentlyWith((leg) => leg.ignore());
    const invite = peer.send('INVITE');
    await lab.advance(500);
    peer.sendText(invite.text);
    await lab.advance(40_000);
    expect(peer.received).toEqual([]);
  });

  needing('silence')('dismiss() answers each INVITE once and repeats nothing', async () => {
    const { peer, lab, handler } = bench();
    handler.onCall = (caller) => caller.silentlyWith((leg) => leg.dismiss(403, 'Forbidden', {}));
    const invite = peer.send('INVITE');
    await lab.advance(40_000);
    expect(peer.received.map(({ kind }) => kind)).toEqual(['403 INVITE']);
    peer.sendText(invite.text);
    await lab.advance(40_000);
    expect(peer.received.map(({ kind }) => kind)).toEqual(['403 INVITE', '403 INVITE']);
  });

  needing('silence')('ignore() later sends nothing more', async () => {
    const { peer, lab, handler } = bench();
    await ringing();
    handler.caller().silentlyWith((leg) => leg.ignore());
    await lab.advance(40_000);
    expect(peer.unread).toEqual([]);
  });

  test('180, early media, 200 with one tag and Contact; ACK; the far end hangs up', async () => {
    const { peer, lab, handler } = bench();
    const invite = await ringing();
    const caller = handler.caller();
    caller.with((leg) => leg.provisional(180, 'Ringing', {}));
    caller.with((leg) => leg.provisional(183, 'Session Progress', { body: sdpBody }));
    caller.with((leg) => leg.answer({ headers: 'X-Note: yes\r\n', body: sdpBody }));
    await lab.settle();
    const alerting = peer.take('180 INVITE');
    const progress = peer.take('183 INVITE');
    const answer = peer.take('200 INVITE');
    expect(progress.body).toContain('m=audio 4000 RTP/AVP 0\r\n');
    expect(progress.header('Content-Type')).toBe('application/sdp');
    expect(progress.header('Content-Length')).toBe(String(progress.body.length));
    expect(alerting.header('Contact')).toBe(answer.header('Contact'));
    expect(answer.header('X-Note')).toBe('yes');
    expect(answer.header('Allow')).toContain('INVITE');
    expect(alerting.toTag).not.toBe('');
    expect([progress.toTag, answer.toTag]).toEqual([alerting.toTag, alerting.toTag]);
    peer.acknowledge(invite, answer, { body: offer });
    await lab.settle();
    expect(caller.acks[0]?.body?.content).toBe(offer);
    const bye = peer.inDialog(invite, answer, 'BYE', { headers: 'Reason: Q.850;cause=16\r\n' });
    await lab.settle();
    expect(peer.take('200 BYE').header('Via')).toContain(bye.branch);
    expect(caller.events).toEqual(['acknowledged', 'ended bye']);
    expect(caller.ends[0]).toMatchObject({ kind: 'bye' });
    const [end] = caller.ends;
    expect(end?.kind === 'bye' && end.message.header('reason')).toBe('Q.850;cause=16');
  });

  test('the handler sees the INVITE: source, Request-URI, Max-Forwards, headers, body', async () => {
    const { peer, lab, handler } = bench();
    let seen: unknown[] = [];
    handler.onCall = (_caller, invite) => {
      seen = [
        invite.source.address,
        invite.source.port,
        invite.source.transport,
        invite.requestUri,
        invite.maxForwards,
        invite.header('p-asserted-identity'),
        invite.headers('P-Asserted-Identity'),
        invite.header('X-None'),
        invite.body,
        invite.passed(false),
      ];
    };
    peer.send('INVITE', {
      maxForwards: 12,
      headers:
        'P-Asserted-Identity: <sip:1@a>,\r\n <tel:+15550100>\r\nX-Own: a\r\nReason:  SIP ;cause=302\r\n',
      via: `SIP/2.0/UDP 127.0.1.2:5060;branch=z9hG4bKsee`,
    });
    await lab.settle();
    expect(seen).toEqual([
      '127.0.1.2',
      5060,
      'udp',
      'sip:+4930123@127.0.1.1:5060',
      12,
      '<sip:1@a>',
      ['<sip:1@a>', '<tel:+15550100>'],
      undefined,
      null,
      'Reason:  SIP ;cause=302\r\n',
    ]);
  });

  needing('messages')(
    'the 2xx is repeated until the ACK, first after T1, then twice as late, T2 at most',
    async () => {
      const { peer, lab, handler } = bench();
      const invite = await ringing();
      handler.caller().with((leg) => leg.answer({ body: sdpBody }));
      await lab.settle();
      const answer = peer.take('200 INVITE');
      const at: number[] = [];
      for (let ms = 0; ms < 20_000; ms += 100) {
        await lab.advance(100);
        for (const kind of peer.takeAll()) {
          expect(kind).toBe('200 INVITE');
          at.push(ms + 100);
        }
      }
      expect(at.map((ms) => Math.floor(ms / 500) * 500)).toEqual([
        500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500,
      ]);
      expect(peer.received.at(-1)?.text).toBe(answer.text);
      peer.acknowledge(invite, answer);
      peer.acknowledge(invite, answer);
      await lab.advance(10_000);
      expect(peer.unread).toEqual([]);
      expect(handler.caller().events).toEqual(['acknowledged']);
    },
  );

  test('a lost ACK: the repeated 2xx brings another', async () => {
    const { peer, lab, handler } = bench();
    const invite = await ringing();
    handler.caller().with((leg) => leg.answer({}));
    await lab.settle();
    lab.treatNext(({ text }) => text.startsWith('ACK '), { drop: true });
    peer.acknowledge(invite, peer.take('200 INVITE'));
    await lab.advance(600);
    expect(handler.caller().events).toEqual([]);
    peer.acknowledge(invite, peer.take('200 INVITE'));
    await lab.settle();
    expect(handler.caller().events).toEqual(['acknowledged']);
    bench().onlyWith('messages', () => expect(lab.stack.statistics().responseRetransmissions).toBe(1));
  });

  test('a lost 2xx comes again', async () => {
    const { peer, lab, handler } = bench();
    await ringing();
    lab.treatNext(({ text }) => text.startsWith('SIP/2.0 200'), { drop: true });
    handler.caller().with((leg) => leg.answer({}));
    await lab.settle();
    expect(peer.unread).toEqual([]);
    await lab.advance(500);
    expect(peer.unread).toEqual(['200 INVITE']);
  });

  needing('messages')(
    'an INVITE that comes again gets the last provisional response again, and none once answered',
    async () => {
      const { peer, lab, handler } = bench();
      const invite = await ringing();
      peer.sendText(invite.text);
      await lab.settle();
      expect(peer.takeAll()).toEqual(['100 INVITE']);
      handler.caller().with((leg) => leg.provisional(180, 'Ringing', {}));
      peer.sendText(invite.text);
      await lab.settle();
      expect(peer.takeAll()).toEqual(['180 INVITE', '180 INVITE']);
      handler.caller().with((leg) => leg.answer({}));
      await lab.settle();
      const answer = peer.take('200 INVITE');
      peer.acknowledge(invite, answer);
      peer.sendText(invite.text);
      await lab.settle();
      expect(peer.unread).toEqual([]);
      expect(handler.callers).toHaveLength(1);
    },
  );

  needing('messages')(
    'a rejection is repeated until its ACK, which is absorbed when it comes again',
    async () => {
      const { peer, lab, handler } = bench();
      const invite = await ringing();
      handler.caller().silentlyWith((leg) => leg.reject(486, 'Busy Here', {}));
      await lab.advance(1_600);
      expect(peer.unread).toEqual(['486 INVITE', '486 INVITE', '486 INVITE']);
      const rejected = peer.take('486 INVITE');
      peer.takeAll();
      peer.acknowledge(invite, rejected);
      peer.acknowledge(invite, rejected);
      peer.sendText(invite.text);
      await lab.advance(20_000);
      expect(peer.unread).toEqual([]);
      expect(handler.callers).toHaveLength(1);
    },
  );

  test('no ACK within 64*T1: ended no_ack, and BYE', async () => {
    const { peer, lab, handler } = bench();
    const invite = await ringing();
    handler.caller().with((leg) => leg.answer({}));
    await lab.advance(31_900 - lab.latenessMs);
    expect(handler.caller().events).toEqual([]);
    await lab.advance(200 + 2 * lab.latenessMs);
    expect(handler.caller().events).toEqual(['ended no_ack']);
    const bye = peer.received.at(-1);
    expect(bye?.method).toBe('BYE');
    expect(bye?.header('Call-ID')).toBe(invite.header('Call-ID'));
    expect(bye?.fromTag).toBe(peer.take('200 INVITE').toTag);
    expect(bye?.toTag).toBe(invite.fromTag);
    expect(bye?.uri).toBe('sip:phone@127.0.1.2:5060');
  });

  test('only the first final answer counts', async () => {
    const { peer, lab, handler } = bench();
    const invite = await ringing();
    handler.caller().with((leg) => {
      leg.answer({});
      leg.reject(486, 'Busy Here', {});
      leg.provisional(180, 'Ringing', {});
      leg.ignore();
      leg.answer({});
    });
    await lab.settle();
    const answer = peer.take('200 INVITE');
    expect(peer.unread).toEqual([]);
    peer.acknowledge(invite, answer);
    await lab.settle();
    expect(handler.caller().events).toEqual(['acknowledged']);
  });

  test('two calls share nothing: tag, Contact', async () => {
    const { peer, lab, handler } = bench();
    handler.onCall = (caller) => caller.with((leg) => leg.provisional(180, 'Ringing', {}));
    peer.send('INVITE');
    peer.send('INVITE');
    await lab.settle();
    expect(handler.callers).toHaveLength(2);
    const [first, second] = peer.received.filter(({ status }) => status === 180);
    expect(second).toBeDefined();
    expect(first?.toTag).not.toBe(second?.toTag);
    expect(first?.header('Contact')).not.toBe(second?.header('Contact'));
  });
}
