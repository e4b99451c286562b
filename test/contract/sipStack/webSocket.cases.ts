import { expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually';
import { offer, type RawMessage, sdpBody } from '../../support/rawSip';
import type { ConnectionPeer } from '../../support/connectionPeer';
import type { ConnectionBench } from './connectionBench';
import type { HeardCaller } from './lab';

/** What the SIP WebSocket subprotocol adds (RFC 7118). */
export function webSocketCases(bench: () => ConnectionBench): void {
  /** A client that calls and is answered. */
  async function established(peer: ConnectionPeer): Promise<{
    readonly invite: RawMessage;
    readonly answer: RawMessage;
    readonly caller: HeardCaller;
  }> {
    const invite = peer.raw.send('INVITE', { body: offer });
    await peer.take('100 INVITE');
    const caller = bench().handler.caller();
    caller.with((leg) => {
      leg.answer({ body: sdpBody });
    });
    const answer = await peer.take('200 INVITE');
    peer.raw.acknowledge(invite, answer);
    await bench().heard(caller, 'acknowledged');
    return { invite, answer, caller };
  }

  test('a client is called over the connection it has opened, and no other', async () => {
    const peers = [await bench().connect({ name: 'one' }), await bench().connect({ name: 'two' })] as const;
    const target = bench().invite(bench().target(0));
    const invite = await peers[1].take('INVITE');
    peers[1].raw.respond(invite, 180);
    await bench().heard(target, 'provisional 180');
    // A third one, which hears nothing of the call.
    const third = await bench().connect({ name: 'three' });
    peers[1].raw.respond(invite, 200, { body: offer, contact: '<sip:x@two.invalid;transport=ws>' });
    await bench().heard(target, 'answered 200');
    target.with((leg) => {
      leg.acknowledge({});
    });
    expect((await peers[1].take('ACK')).uri).toBe('sip:x@two.invalid;transport=ws');
    target.bye();
    peers[1].raw.respond(await peers[1].take('BYE'), 200);
    await bench().nothingLeft();
    expect([...peers[0].raw.received, ...third.raw.received]).toEqual([]);
  });

  test('a client that is gone: a transport error at once', async () => {
    const peer = await bench().connect();
    peer.raw.send('OPTIONS');
    await peer.take('200 OPTIONS');
    peer.close();
    const before = performance.now();
    await eventually(async () => {
      // The stack may hear of the end a moment after the far end has made it.
      const target = bench().invite(bench().target(0));
      await bench().heard(target, 'ended transport_error');
    });
    expect(await bench().lab.stack.probe(bench().target(0), 4_000)).toBe(503);
    expect(performance.now() - before).toBeLessThan(4_000);
    await bench().nothingLeft();
  });

  test('a client that goes while it rings: a transport error at once', async () => {
    const peer = await bench().connect();
    const target = bench().invite(bench().target(0));
    peer.raw.respond(await peer.take('INVITE'), 180);
    await bench().heard(target, 'provisional 180');
    peer.close();
    await bench().heard(target, 'ended transport_error');
    await bench().nothingLeft();
  });

  test('a caller whose connection ends before it was answered has left', async () => {
    const peer = await bench().connect();
    peer.raw.send('INVITE', { body: offer });
    await peer.take('100 INVITE');
    peer.close();
    await bench().heard(bench().handler.caller(), 'ended lost');
    await bench().nothingLeft();
  });

  test('a client goes on with its call over a new connection', async () => {
    const first = await bench().connect();
    const { invite, answer, caller } = await established(first);
    first.close();
    await eventually(() => {
      expect(first.isClosed).toBe(true);
    });
    const second = await bench().connect();
    second.raw.inDialog(invite, answer, 'INFO', { cseq: 2 });
    await bench().heard(caller, 'request INFO');
    caller.lastRequest().respond(200, 'OK', {});
    await second.take('200 INFO');
    caller.bye();
    second.raw.respond(await second.take('BYE'), 200);
    await bench().nothingLeft();
  });

  test('hanging up on a client that is gone is over at once', async () => {
    const peer = await bench().connect();
    const { caller } = await established(peer);
    peer.close();
    await eventually(() => {
      expect(peer.isClosed).toBe(true);
    });
    caller.bye();
    await bench().nothingLeft();
  });

  test('binary frames do as well', async () => {
    const peer = await bench().connect({ binary: true });
    peer.raw.send('OPTIONS', { headers: 'Subject: \xe9\r\n' });
    await peer.take('200 OPTIONS');
  });

  test('a message without Content-Length ends with its frame', async () => {
    const peer = await bench().connect();
    peer.write(peer.raw.request('OPTIONS').replace(/Content-Length: \d+\r\n/, ''));
    await peer.take('200 OPTIONS');
  });

  test('another subprotocol is refused', async () => {
    await expect(bench().connect({ subprotocol: 'mqtt' })).rejects.toThrow('400');
  });

  test('pages may connect where their origin is named', async () => {
    await expect(bench().connect({ origin: 'https://evil.example' })).rejects.toThrow('403');
    const peer = await bench().connect({ origin: 'https://phone.example' });
    peer.raw.send('OPTIONS');
    await peer.take('200 OPTIONS');
  });

  test('a frame that is too large ends its connection alone', async () => {
    const [large, other] = [await bench().connect(), await bench().connect()];
    large.write('x'.repeat(200_000));
    await eventually(() => {
      expect(large.isClosed).toBe(true);
    });
    other.raw.send('OPTIONS');
    await other.take('200 OPTIONS');
  });
}
