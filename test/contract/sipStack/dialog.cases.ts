import { expect, test } from '@jest/globals';
import type { RawMessage } from '../../support/rawSip';
import type { Bench, HeardCaller } from './lab';
import type { Needing } from './needing';

export function dialogCases(bench: () => Bench, needing: Needing): void {
  const answered = async (): Promise<{ caller: HeardCaller; invite: RawMessage; answer: RawMessage }> => {
    const { peer, lab, handler } = bench();
    const invite = peer.send('INVITE');
    await lab.settle();
    peer.take('100 INVITE');
    const caller = handler.caller();
    caller.with((leg) => leg.answer({}));
    await lab.settle();
    return { caller, invite, answer: peer.take('200 INVITE') };
  };

  test('we hang up: BYE, and the leg is forgotten with its answer', async () => {
    const { peer, lab } = bench();
    const { caller, invite, answer } = await answered();
    peer.acknowledge(invite, answer);
    await lab.settle();
    caller.bye();
    await lab.settle();
    const bye = peer.take('BYE');
    expect(bye.uri).toBe('sip:phone@127.0.1.2:5060');
    expect(bye.header('From')).toBe(answer.header('To'));
    expect(bye.header('To')).toBe(invite.header('From'));
    peer.respond(bye, 200);
    await lab.settle();
    expect(lab.stack.statistics()).toMatchObject({ dialogs: 0, transactions: 0 });
  });

  test('a BYE nobody answers is repeated, then forgotten', async () => {
    const { peer, lab } = bench();
    const { caller, invite, answer } = await answered();
    peer.acknowledge(invite, answer);
    await lab.settle();
    caller.bye();
    await lab.advance(32_100 + lab.latenessMs);
    const sent = peer.takeAll();
    expect(new Set(sent)).toEqual(new Set(['BYE']));
    // Timer E: 0, 0.5, 1.5, 3.5, 7.5, 11.5 ... 31.5 s.
    bench().onlyWith('messages', () => expect(sent).toHaveLength(11));
    expect(lab.stack.statistics()).toMatchObject({ dialogs: 0, transactions: 0 });
  });

  test('bye() before the ACK waits for it', async () => {
    const { peer, lab } = bench();
    const { caller, invite, answer } = await answered();
    caller.bye();
    await lab.advance(400);
    bench().onlyWith('messages', () => expect(peer.unread).toEqual([]));
    await lab.advance(200);
    expect(peer.takeAll()).toEqual(['200 INVITE']);
    peer.acknowledge(invite, answer);
    await lab.settle();
    peer.respond(peer.take('BYE'), 200);
    await lab.advance(5_000);
    expect(peer.unread).toEqual([]);
    expect(lab.stack.statistics()).toMatchObject({ dialogs: 0, transactions: 0 });
  });

  test('bye() with an ACK that never comes: BYE after 64*T1', async () => {
    const { peer, lab } = bench();
    const { caller } = await answered();
    caller.bye();
    await lab.advance(31_900 - lab.latenessMs);
    expect(peer.takeAll()).not.toContain('BYE');
    await lab.advance(200 + 2 * lab.latenessMs);
    expect(new Set(peer.unread)).toEqual(new Set(['BYE']));
    bench().onlyWith('messages', () => expect(peer.unread).toHaveLength(1));
  });

  test('bye() before the ACK, and the far end hangs up first', async () => {
    const { peer, lab } = bench();
    const { caller, invite, answer } = await answered();
    caller.bye();
    peer.inDialog(invite, answer, 'BYE');
    await lab.settle();
    expect(peer.takeAll()).toEqual(['200 BYE']);
    await lab.advance(40_000);
    expect(peer.unread).toEqual([]);
    expect(caller.events).toEqual([]);
  });

  test('the far end hangs up before its ACK: 200, ended once, nothing repeated', async () => {
    const { peer, lab } = bench();
    const { caller, invite, answer } = await answered();
    peer.inDialog(invite, answer, 'BYE');
    await lab.settle();
    expect(peer.takeAll()).toEqual(['200 BYE']);
    peer.acknowledge(invite, answer);
    await lab.advance(40_000);
    expect(peer.unread).toEqual([]);
    expect(caller.events).toEqual(['ended bye']);
  });

  test('BYE crossing BYE: both are answered, nobody is told', async () => {
    const { peer, lab } = bench();
    const { caller, invite, answer } = await answered();
    peer.acknowledge(invite, answer);
    await lab.settle();
    peer.inDialog(invite, answer, 'BYE');
    caller.bye();
    await lab.settle();
    const said = [...peer.takeAll()].sort();
    expect(said[0]).toBe('200 BYE');
    // A server that has theirs first has no dialog any more to send ours in.
    bench().onlyWith('messages', () => expect(said.slice(1)).toEqual(['BYE']));
    const bye = peer.received.find(({ method }) => method === 'BYE');
    if (bye !== undefined) peer.respond(bye, 200);
    await lab.settle();
    expect(caller.events).toEqual(['acknowledged']);
    expect(lab.stack.statistics().dialogs).toBe(0);
  });

  test('a BYE that comes again is answered again, alike, long after the call', async () => {
    const { peer, lab } = bench();
    const { caller, invite, answer } = await answered();
    peer.acknowledge(invite, answer);
    const bye = peer.inDialog(invite, answer, 'BYE');
    await lab.settle();
    const first = peer.take('200 BYE');
    await lab.advance(30_000);
    peer.sendText(bye.text);
    await lab.settle();
    expect(peer.take('200 BYE').text).toBe(first.text);
    expect(caller.events).toEqual(['acknowledged', 'ended bye']);
    bench().onlyWith('messages', () => expect(lab.stack.statistics().receivedRetransmissions).toBe(1));
  });

  test('BYE for an unknown dialog: 481, and 481 again', async () => {
    const { peer, lab } = bench();
    const { invite, answer } = await answered();
    peer.acknowledge(invite, answer);
    const other = peer.inDialog(invite, answer, 'BYE', { to: '<sip:x@127.0.1.1>;tag=unknown' });
    peer.sendText(other.text);
    peer.inDialog(invite, answer, 'BYE', { callId: 'another' });
    peer.inDialog(invite, answer, 'BYE', { from: '<sip:phone@127.0.1.2>;tag=another' });
    peer.send('BYE', { contact: null });
    await lab.settle();
    expect(peer.takeAll()).toEqual(Array(5).fill('481 BYE'));
    expect(lab.stack.statistics().dialogs).toBe(1);
  });

  needing('early_requests')('BYE on an early dialog: 200, 487, ended', async () => {
    const { peer, lab, handler } = bench();
    const invite = peer.send('INVITE');
    await lab.settle();
    handler.caller().with((leg) => leg.provisional(180, 'Ringing', {}));
    await lab.settle();
    peer.take('100 INVITE');
    const alerting = peer.take('180 INVITE');
    peer.inDialog(invite, alerting, 'BYE');
    await lab.settle();
    expect([...peer.unread].sort()).toEqual(['200 BYE', '487 INVITE']);
    expect(handler.caller().events).toEqual(['ended bye']);
    const terminated = peer.received.find(({ status }) => status === 487);
    if (terminated === undefined) throw new Error('no 487');
    peer.takeAll();
    peer.acknowledge(invite, terminated);
    await lab.advance(5_000);
    expect(peer.unread).toEqual([]);
  });

  needing('early_requests')(
    'BYE of the called side on an early dialog: ended once, and a late 200 is hung up',
    async () => {
      const { peer, lab } = bench();
      const target = await bench().invite();
      const invite = peer.take('INVITE');
      peer.respond(invite, 180);
      await lab.settle();
      peer.inDialogOf(invite, 'BYE');
      await lab.settle();
      expect(target.events).toEqual(['provisional 180', 'ended bye']);
      expect(peer.takeAll()).toContain('200 BYE');
      peer.respond(invite, 200);
      await lab.settle();
      expect(peer.takeAll()).toEqual(['ACK', 'BYE']);
      expect(target.events).toEqual(['provisional 180', 'ended bye']);
    },
  );

  needing('early_requests')(
    'BYE of the called side on an early dialog, and its INVITE is never answered: nothing stays',
    async () => {
      const { peer, lab } = bench();
      const target = await bench().invite();
      const invite = peer.take('INVITE');
      peer.respond(invite, 180);
      await lab.settle();
      peer.inDialogOf(invite, 'BYE');
      await lab.advance(33_000 + lab.latenessMs);
      expect(target.events).toEqual(['provisional 180', 'ended bye']);
      expect(lab.stack.statistics()).toMatchObject({ dialogs: 0, transactions: 0 });
    },
  );

  needing('messages')('a request with a CSeq gone by: 500, and the dialog stands', async () => {
    const { peer, lab } = bench();
    const { caller, invite, answer } = await answered();
    peer.acknowledge(invite, answer);
    peer.inDialog(invite, answer, 'INFO', { cseq: 7 });
    await lab.settle();
    caller.lastRequest().respond(200, 'OK', {});
    peer.inDialog(invite, answer, 'INFO', { cseq: 6 });
    peer.inDialog(invite, answer, 'BYE', { cseq: 5 });
    await lab.settle();
    expect(peer.takeAll()).toEqual(['200 INFO', '500 INFO', '500 BYE']);
    expect(lab.stack.statistics().dialogs).toBe(1);
  });

  test('after our BYE a new request gets 481 while the BYE is under way', async () => {
    const { peer, lab } = bench();
    const { caller, invite, answer } = await answered();
    peer.acknowledge(invite, answer);
    await lab.settle();
    caller.bye();
    peer.inDialog(invite, answer, 'INFO');
    await lab.settle();
    expect(peer.takeAll()).toEqual(['BYE', '481 INFO']);
  });

  test('each leg is named by its Call-ID and tags, from either side, and by no other', async () => {
    const { peer, lab } = bench();
    const { caller, invite, answer } = await answered();
    peer.acknowledge(invite, answer);
    const target = await bench().invite();
    const sent = peer.take('INVITE');
    peer.respond(sent, 200, { tag: 'theirs' });
    await lab.settle();
    target.with((leg) => leg.acknowledge({}));
    const incoming = {
      callId: invite.header('Call-ID'),
      localTag: answer.toTag,
      remoteTag: invite.fromTag,
    };
    const outgoing = { callId: target.get().callId, localTag: sent.fromTag, remoteTag: 'theirs' };
    expect(caller.get().isNamed(incoming)).toBe(true);
    expect(target.get().isNamed(outgoing)).toBe(true);
    expect(caller.get().isNamed({ ...incoming, localTag: incoming.remoteTag })).toBe(false);
    expect(target.get().isNamed({ ...outgoing, remoteTag: incoming.remoteTag })).toBe(false);
    expect(target.get().isNamed(incoming)).toBe(false);
  });
}
