import { expect, test } from '@jest/globals';
import { offer, type RawMessage, type RequestParts, sdpBody, nextOffer } from '../../support/rawSip';
import { type Bench, type HeardCaller, HeardRequest, type HeardTarget } from './lab';

const elsewhere = { ...sdpBody, content: offer.replace('4000', '5000') };
const reliable = (number: number): string => `Require: 100rel\r\nRSeq: ${number}\r\n`;

/** RFC 3262: provisional responses that are acknowledged. */
export function reliableProvisionalCases(bench: () => Bench): void {
  const inviting = async (): Promise<{ target: HeardTarget; invite: RawMessage }> => {
    const target = await bench().invite({ content: { body: sdpBody } });
    return { target, invite: bench().peer.take('INVITE') };
  };

  const called = async (
    headers: string,
    parts: RequestParts = {},
  ): Promise<{ caller: HeardCaller; invite: RawMessage }> => {
    const { peer, lab, handler } = bench();
    const invite = peer.send('INVITE', { headers, body: offer, ...parts });
    await lab.settle();
    peer.take('100 INVITE');
    return { caller: handler.caller(), invite };
  };

  const prack = (invite: RawMessage, response: RawMessage, cseq: number, parts: RequestParts = {}): void => {
    const headers = `RAck: ${response.header('RSeq')} ${invite.cseq} INVITE\r\n`;
    bench().peer.inDialog(invite, response, 'PRACK', { cseq, headers, ...parts });
  };

  const require = 'Require: 100rel\r\n';
  const support = 'Supported: timer, 100rel\r\n';

  // Ours is the INVITE.

  test('the INVITE says that we acknowledge provisional responses, unless it makes no offer', async () => {
    const { invite } = await inviting();
    expect(invite.header('Supported')).toBe('replaces, 100rel');
    expect(invite.header('Allow')).toContain('PRACK');
    await bench().invite();
    expect(bench().peer.take('INVITE').all('Supported')).toEqual(['replaces']);
  });

  test('each is acknowledged in its dialog, in order, and told; the answer goes with the 2xx', async () => {
    const { peer, lab } = bench();
    const { target, invite } = await inviting();
    const route = 'Record-Route: <sip:127.0.1.2:5060;lr>\r\n';
    peer.respond(invite, 183, { headers: reliable(776656) + route, body: offer });
    await lab.settle();
    const first = peer.take('PRACK');
    expect(first.uri).toBe('sip:peer@127.0.1.2:5060');
    expect(first.header('RAck')).toBe('776656 1 INVITE');
    expect(first.header('CSeq')).toBe('2 PRACK');
    expect(first.toTag).toBe('peer');
    expect(first.all('Route')).toEqual(['<sip:127.0.1.2:5060;lr>']);
    expect(first.body).toBe('');
    peer.respond(first, 200);
    peer.respond(invite, 180, { headers: reliable(776657) + route });
    await lab.settle();
    const second = peer.take('PRACK');
    expect(second.header('RAck')).toBe('776657 1 INVITE');
    expect(second.header('CSeq')).toBe('3 PRACK');
    peer.respond(second, 200);
    peer.respond(invite, 200);
    await lab.settle();
    expect(target.events).toEqual(['provisional 183', 'provisional 180', 'answered 200']);
    expect(target.responses.at(-1)?.body?.content).toBe(offer);
    expect(target.responses.at(-1)?.reason).toBe('Whatever');
    target.with((leg) => leg.acknowledge({}));
    target.bye();
    await lab.settle();
    expect(peer.take('ACK').header('CSeq')).toBe('1 ACK');
    expect(peer.take('BYE').header('CSeq')).toBe('4 BYE');
  });

  test('a 2xx that describes the session again is told as it is', async () => {
    const { peer, lab } = bench();
    const { target, invite } = await inviting();
    peer.respond(invite, 183, { headers: reliable(1), body: offer });
    peer.respond(invite, 200, { body: elsewhere.content });
    await lab.settle();
    expect(target.responses.at(-1)?.body?.content).toBe(elsewhere.content);
  });

  test('one that comes again is neither told nor acknowledged again; its PRACK repeats itself', async () => {
    const { peer, lab } = bench();
    const { target, invite } = await inviting();
    lab.treatNext(({ text }) => text.startsWith('PRACK '), { drop: true });
    peer.respond(invite, 183, { headers: reliable(5) });
    await lab.settle();
    expect(peer.unread).toEqual([]);
    peer.respond(invite, 183, { headers: reliable(5) });
    await lab.advance(500);
    expect(target.events).toEqual(['provisional 183']);
    const repeated = peer.take('PRACK');
    expect(repeated.header('RAck')).toBe('5 1 INVITE');
    peer.respond(repeated, 200);
    await lab.advance(10_000);
    expect(peer.unread).toEqual([]);
  });

  test('out of order: dropped, and taken when the one before has come', async () => {
    const { peer, lab } = bench();
    const { target, invite } = await inviting();
    const acknowledge = async (): Promise<string> => {
      await lab.settle();
      const message = peer.take('PRACK');
      peer.respond(message, 200);
      return message.header('RAck');
    };
    peer.respond(invite, 183, { headers: reliable(10) });
    expect(await acknowledge()).toBe('10 1 INVITE');
    peer.respond(invite, 180, { headers: reliable(12) });
    await lab.settle();
    expect(peer.unread).toEqual([]);
    peer.respond(invite, 181, { headers: reliable(11) });
    expect(await acknowledge()).toBe('11 1 INVITE');
    peer.respond(invite, 180, { headers: reliable(12) });
    expect(await acknowledge()).toBe('12 1 INVITE');
    peer.respond(invite, 183, { headers: reliable(10) });
    await lab.settle();
    expect(peer.unread).toEqual([]);
    expect(target.events).toEqual(['provisional 183', 'provisional 181', 'provisional 180']);
  });

  test('each branch of a fork has its own numbers and its own dialog; the one that answers goes on', async () => {
    const { peer, lab } = bench();
    const { target, invite } = await inviting();
    const branch = (tag: string, number: number, body = ''): void => {
      peer.respond(invite, 183, {
        tag,
        headers: reliable(number),
        contact: `<sip:${tag}@127.0.1.2:5060>`,
        body,
      });
    };
    branch('a', 100, offer);
    branch('b', 7, elsewhere.content);
    branch('b', 8);
    await lab.settle();
    const sent = ['PRACK', 'PRACK', 'PRACK'].map((kind) => peer.take(kind));
    expect(sent.map(({ toTag, uri, cseq }) => [toTag, uri, cseq])).toEqual([
      ['a', 'sip:a@127.0.1.2:5060', 2],
      ['b', 'sip:b@127.0.1.2:5060', 2],
      ['b', 'sip:b@127.0.1.2:5060', 3],
    ]);
    for (const message of sent) peer.respond(message, 200);
    peer.respond(invite, 200, { tag: 'b', contact: '<sip:b@127.0.1.2:5060>' });
    await lab.settle();
    expect(target.responses.at(-1)?.body?.content).toBe(elsewhere.content);
    target.bye();
    await lab.settle();
    expect([peer.take('ACK').toTag, peer.take('BYE').cseq]).toEqual(['b', 4]);
  });

  test('a request of ours before the answer shares the numbers of the PRACK before it', async () => {
    const { peer, lab } = bench();
    const { target, invite } = await inviting();
    peer.respond(invite, 183, { headers: reliable(1), body: offer });
    await lab.settle();
    peer.respond(peer.take('PRACK'), 200);
    const heard = new HeardRequest();
    target.with((leg) => leg.request('UPDATE', { body: elsewhere }, heard));
    await lab.settle();
    const update = peer.take('UPDATE');
    expect([update.header('CSeq'), update.toTag]).toEqual(['3 UPDATE', 'peer']);
    // One session, described anew.
    const origin = (message: RawMessage): string[] =>
      /^o=\S+ (\d+) (\d+)/m.exec(message.body)?.slice(1) ?? [];
    expect(origin(update)).toEqual([origin(invite)[0], '2']);
    peer.respond(update, 200, { body: offer });
    await lab.settle();
    expect(heard.events).toEqual(['final 200']);
  });

  test('an answer that came reliably may be followed by an offer, in an UPDATE where that is allowed', async () => {
    const { peer, lab } = bench();
    const { target, invite } = await inviting();
    const exchange = (): string => target.get().earlyExchange;
    peer.respond(invite, 183, { body: offer });
    await lab.settle();
    expect(exchange()).toBe('open');
    peer.respond(invite, 183, { headers: reliable(1), body: offer });
    await lab.settle();
    expect(exchange()).toBe('answered');
    peer.respond(invite, 180, { headers: `${reliable(2)}Allow: INVITE, UPDATE\r\n` });
    await lab.settle();
    expect(exchange()).toBe('updatable');
    peer.inDialogOf(invite, 'UPDATE', { body: elsewhere.content });
    await lab.settle();
    target.lastRequest().respond(200, 'OK', { body: sdpBody });
    await lab.settle();
    expect(peer.takeAll()).toEqual(['PRACK', 'PRACK', '200 UPDATE']);
  });

  test('100, one without RSeq, and one to an INVITE that offers nothing are not acknowledged', async () => {
    const { peer, lab } = bench();
    const { target, invite } = await inviting();
    peer.respond(invite, 100, { headers: reliable(1) });
    peer.respond(invite, 183, { headers: 'Require: 100rel\r\n' });
    const offerless = await bench().invite();
    const plain = peer.take('INVITE');
    peer.respond(plain, 183, { headers: reliable(1), body: offer });
    await lab.settle();
    expect(peer.unread).toEqual([]);
    expect(target.events).toEqual(['provisional 100', 'provisional 183']);
    expect(offerless.events).toEqual(['provisional 183']);
  });

  test('CANCEL and a refusal while the PRACK is not answered: nothing is left', async () => {
    const { peer, lab } = bench();
    const { target, invite } = await inviting();
    peer.respond(invite, 183, { headers: reliable(1) });
    await lab.settle();
    peer.take('PRACK');
    target.with((leg) => leg.cancel());
    await lab.settle();
    peer.respond(peer.take('CANCEL'), 200);
    peer.respond(invite, 183, { headers: reliable(2) });
    peer.respond(invite, 487);
    await lab.settle();
    expect(peer.takeAll()).toEqual(['ACK']);
    expect(target.events).toEqual(['provisional 183', 'ended failed']);
  });

  test('a PRACK that nobody answers does not end the call', async () => {
    const { peer, lab } = bench();
    const { target, invite } = await inviting();
    peer.respond(invite, 183, { headers: reliable(1) });
    await lab.advance(33_000);
    expect(new Set(peer.takeAll())).toEqual(new Set(['PRACK']));
    peer.respond(invite, 200, { body: offer });
    await lab.settle();
    expect(target.events).toEqual(['provisional 183', 'answered 200']);
  });

  // Theirs is the INVITE.

  test('who requires it gets every provisional response reliably, repeated at T1, 2*T1, ... until the PRACK', async () => {
    const { peer, lab } = bench();
    const { caller, invite } = await called(require);
    caller.with((leg) => leg.provisional(180, 'Ringing', {}));
    await lab.settle();
    const ringing = peer.take('180 INVITE');
    expect(ringing.header('Require')).toBe('100rel');
    const number = Number(ringing.header('RSeq'));
    expect(number).toBeGreaterThan(0);
    expect(number).toBeLessThan(2 ** 31);
    await lab.advance(500);
    peer.take('180 INVITE');
    await lab.advance(900);
    expect(peer.unread).toEqual([]);
    await lab.advance(100);
    expect(peer.take('180 INVITE').text).toBe(ringing.text);
    prack(invite, ringing, 2);
    await lab.settle();
    expect(peer.take('200 PRACK').header('CSeq')).toBe('2 PRACK');
    await lab.advance(20_000);
    expect(peer.unread).toEqual([]);
    caller.with((leg) => leg.answer({ body: sdpBody }));
    await lab.settle();
    const answer = peer.take('200 INVITE');
    expect(answer.body).not.toBe('');
    expect(answer.all('RSeq')).toEqual([]);
    peer.acknowledge(invite, answer);
    await lab.settle();
    expect(caller.events).toEqual(['acknowledged']);
  });

  test('who supports it gets those reliably that describe the session', async () => {
    const { peer, lab } = bench();
    const { caller, invite } = await called(support);
    caller.with((leg) => {
      leg.provisional(180, 'Ringing', {});
      leg.provisional(183, 'Session Progress', { body: sdpBody });
    });
    await lab.settle();
    expect(peer.take('180 INVITE').all('RSeq')).toEqual([]);
    const progress = peer.take('183 INVITE');
    expect(progress.header('Require')).toBe('100rel');
    expect(progress.body).toContain('m=audio');
    prack(invite, progress, 2);
    await lab.settle();
    peer.take('200 PRACK');
    // The session is described once: neither a later provisional response nor the 2xx does it again.
    caller.with((leg) => {
      leg.provisional(183, 'Session Progress', { body: sdpBody });
      leg.answer({ body: sdpBody });
    });
    await lab.settle();
    const [again, answer] = [peer.take('183 INVITE'), peer.take('200 INVITE')];
    expect([again.body, again.all('RSeq'), answer.body]).toEqual(['', [], '']);
  });

  test.each([
    ['INVITE, ACK, BYE', 'answered'],
    ['INVITE, UPDATE', 'updatable'],
  ])('a caller that allows %s: %s once the session description is acknowledged', async (allow, exchange) => {
    const { peer, lab } = bench();
    const { caller, invite } = await called(`${require}Allow: ${allow}\r\n`);
    caller.with((leg) => leg.provisional(183, 'Session Progress', { body: sdpBody }));
    await lab.settle();
    expect(caller.get().earlyExchange).toBe('open');
    prack(invite, peer.take('183 INVITE'), 2);
    await lab.settle();
    expect(caller.get().earlyExchange).toBe(exchange);
    peer.take('200 PRACK');
  });

  test('our UPDATE to a caller that does not know the dialog: the INVITE is answered 487, lost', async () => {
    const { peer, lab } = bench();
    const { caller, invite } = await called('');
    caller.with((leg) => leg.provisional(183, 'Session Progress', { body: sdpBody }));
    caller.with((leg) => leg.request('UPDATE', { body: elsewhere }, new HeardRequest()));
    await lab.settle();
    peer.take('183 INVITE');
    peer.respond(peer.take('UPDATE'), 481);
    await lab.settle();
    peer.acknowledge(invite, peer.take('487 INVITE'));
    await lab.settle();
    expect(caller.events).toEqual(['ended lost']);
  });

  test('who says nothing of it gets none', async () => {
    const { peer, lab } = bench();
    const { caller } = await called('');
    caller.with((leg) => leg.provisional(183, 'Session Progress', { body: sdpBody }));
    await lab.settle();
    expect(peer.take('183 INVITE').all('RSeq')).toEqual([]);
    await lab.advance(5_000);
    expect(peer.unread).toEqual([]);
  });

  test('the next one waits for the PRACK of the one before', async () => {
    const { peer, lab } = bench();
    const { caller, invite } = await called(require);
    caller.with((leg) => {
      leg.provisional(180, 'Ringing', {});
      leg.provisional(181, 'Call Is Being Forwarded', {});
      leg.provisional(183, 'Session Progress', { body: sdpBody });
    });
    await lab.settle();
    const numbers: number[] = [];
    for (const [index, status] of [180, 181, 183].entries()) {
      const response = peer.take(`${status} INVITE`);
      expect(peer.unread).toEqual([]);
      numbers.push(Number(response.header('RSeq')));
      prack(invite, response, 2 + index);
      await lab.settle();
      peer.take('200 PRACK');
    }
    const [first = 0] = numbers;
    expect(numbers).toEqual([first, first + 1, first + 2]);
  });

  test('a 2xx waits for the PRACK of a session description, but not of a mere 180', async () => {
    const { peer, lab } = bench();
    const { caller, invite } = await called(require);
    caller.with((leg) => {
      leg.provisional(183, 'Session Progress', { body: sdpBody });
      leg.answer({ body: sdpBody });
    });
    await lab.settle();
    const progress = peer.take('183 INVITE');
    expect(peer.unread).toEqual([]);
    prack(invite, progress, 2);
    await lab.settle();
    peer.take('200 PRACK');
    const answer = peer.take('200 INVITE');
    expect(answer.body).toBe('');
    peer.acknowledge(invite, answer);
    await lab.settle();
    expect(caller.events).toEqual(['acknowledged']);

    const other = await called(require);
    other.caller.with((leg) => {
      leg.provisional(180, 'Ringing', {});
      leg.provisional(183, 'Session Progress', { body: sdpBody });
      leg.answer({ body: sdpBody });
    });
    await lab.settle();
    const ringing = peer.take('180 INVITE');
    // What described the session was never sent: the 2xx does.
    expect(peer.take('200 INVITE').body).toContain('m=audio');
    // A PRACK that crossed the 2xx is taken all the same; once.
    prack(other.invite, ringing, 2);
    prack(other.invite, ringing, 3);
    await lab.settle();
    peer.take('200 PRACK');
    peer.take('481 PRACK');
  });

  test('no PRACK within 64*T1: 504, and the leg is over', async () => {
    const { peer, lab } = bench();
    const { caller, invite } = await called(require);
    caller.with((leg) => leg.provisional(180, 'Ringing', {}));
    await lab.advance(31_900);
    expect(new Set(peer.takeAll())).toEqual(new Set(['180 INVITE']));
    expect(caller.events).toEqual([]);
    await lab.advance(200);
    expect(caller.events).toEqual(['ended no_ack']);
    peer.acknowledge(invite, peer.take('504 INVITE'));
    await lab.settle();
    expect(lab.stack.statistics().dialogs).toBe(0);
  });

  test('a PRACK that matches nothing: 481, and the response is repeated still', async () => {
    const { peer, lab } = bench();
    const { caller, invite } = await called(require);
    caller.with((leg) => leg.provisional(180, 'Ringing', {}));
    await lab.settle();
    const ringing = peer.take('180 INVITE');
    const number = Number(ringing.header('RSeq'));
    const wrong = [`${number + 1} 1 INVITE`, `${number} 2 INVITE`, `${number} 1 UPDATE`, 'nonsense', ''];
    for (const [index, rack] of wrong.entries()) {
      prack(invite, ringing, 2 + index, { headers: rack === '' ? '' : `RAck: ${rack}\r\n` });
      await lab.settle();
      peer.take('481 PRACK');
    }
    await lab.advance(500);
    peer.take('180 INVITE');
    prack(invite, ringing, 10);
    await lab.settle();
    peer.take('200 PRACK');
    prack(invite, ringing, 11);
    await lab.settle();
    peer.take('481 PRACK');
    expect(caller.events).toEqual([]);
  });

  test('a PRACK that comes again gets its 200 again', async () => {
    const { peer, lab } = bench();
    const { caller, invite } = await called(require);
    caller.with((leg) => leg.provisional(180, 'Ringing', {}));
    await lab.settle();
    const parts = { branch: 'z9hG4bKprack' };
    const ringing = peer.take('180 INVITE');
    prack(invite, ringing, 2, parts);
    prack(invite, ringing, 2, parts);
    await lab.settle();
    expect(peer.takeAll()).toEqual(['200 PRACK', '200 PRACK']);
  });

  test('an offer in a PRACK is asked of call control, and answered with its answer', async () => {
    const { peer, lab } = bench();
    const { caller, invite } = await called(require);
    caller.with((leg) => leg.provisional(183, 'Session Progress', { body: sdpBody }));
    await lab.settle();
    const progress = peer.take('183 INVITE');
    const headers = `RAck: ${progress.header('RSeq')} 1 INVITE\r\n`;
    prack(invite, progress, 2, { headers, body: elsewhere.content });
    await lab.settle();
    expect(caller.events).toEqual(['request UPDATE']);
    expect(caller.lastRequest().body?.content).toBe(elsewhere.content);
    caller.lastRequest().respond(200, 'OK', { body: sdpBody });
    await lab.settle();
    expect(peer.take('200 PRACK').body).toContain('m=audio');
    await lab.advance(5_000);
    expect(peer.unread).toEqual([]);
  });

  test('no offer in the INVITE: nothing is sent reliably, and to who requires it nothing before the answer', async () => {
    const { peer, lab } = bench();
    const ring = async ({ caller }: { caller: HeardCaller }): Promise<readonly string[]> => {
      caller.with((leg) => {
        leg.provisional(180, 'Ringing', {});
        leg.answer({ body: sdpBody });
      });
      await lab.settle();
      return peer.takeAll();
    };
    expect(await ring(await called(support, { body: '' }))).toEqual(['180 INVITE', '200 INVITE']);
    expect(await ring(await called(require, { body: '' }))).toEqual(['200 INVITE']);
  });

  const early = (leg: { provisional: (s: number, r: string, c: object) => void }): void =>
    leg.provisional(183, 'Session Progress', { body: sdpBody });

  test.each([false, true])(
    'CANCEL while it waits (a 2xx waits too: %s): 487, nothing is left',
    async (held) => {
      const { peer, lab } = bench();
      const { caller, invite } = await called(require);
      caller.with((leg) => {
        early(leg);
        if (held) leg.answer({ body: sdpBody });
      });
      await lab.settle();
      peer.take('183 INVITE');
      peer.cancel(invite);
      await lab.settle();
      peer.take('200 CANCEL');
      peer.acknowledge(invite, peer.take('487 INVITE'));
      await lab.advance(5_000);
      expect(caller.events).toEqual(['ended cancelled']);
      expect(peer.unread).toEqual([]);
    },
  );

  test('BYE in the early dialog while it waits: 487, nothing is left', async () => {
    const { peer, lab } = bench();
    const { caller, invite } = await called(require);
    caller.with(early);
    await lab.settle();
    peer.inDialog(invite, peer.take('183 INVITE'), 'BYE');
    await lab.settle();
    peer.take('200 BYE');
    peer.acknowledge(invite, peer.take('487 INVITE'));
    await lab.advance(5_000);
    expect(caller.events).toEqual(['ended bye']);
    expect(peer.unread).toEqual([]);
  });

  test('a refusal while it waits ends the repetition', async () => {
    const { peer, lab } = bench();
    const { caller, invite } = await called(require);
    caller.with(early);
    caller.silentlyWith((leg) => leg.reject(486, 'Busy Here', {}));
    await lab.settle();
    peer.take('183 INVITE');
    peer.acknowledge(invite, peer.take('486 INVITE'));
    await lab.advance(5_000);
    expect(peer.unread).toEqual([]);
  });

  test('hung up while the 2xx waits: 480 instead of it', async () => {
    const { peer, lab } = bench();
    const { caller, invite } = await called(require);
    caller.with((leg) => {
      early(leg);
      leg.answer({ body: sdpBody });
    });
    caller.bye({ headers: 'Reason: Q.850;cause=16\r\n' });
    await lab.settle();
    peer.take('183 INVITE');
    const refusal = peer.take('480 INVITE');
    expect(refusal.header('Reason')).toBe('Q.850;cause=16');
    peer.acknowledge(invite, refusal);
    await lab.advance(5_000);
    expect(peer.unread).toEqual([]);
  });

  test('a re-INVITE that requires it gets no provisional response but 100', async () => {
    const { peer, lab } = bench();
    const { caller, invite } = await called('');
    caller.with((leg) => leg.answer({ body: sdpBody }));
    await lab.settle();
    const answer = peer.take('200 INVITE');
    peer.acknowledge(invite, answer);
    peer.inDialog(invite, answer, 'INVITE', { headers: require, body: nextOffer });
    await lab.settle();
    caller.lastRequest().respond(180, 'Ringing', {});
    caller.lastRequest().respond(200, 'OK', { body: sdpBody });
    await lab.settle();
    expect(peer.takeAll()).toEqual(['100 INVITE', '200 INVITE']);
  });
}
