import { expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually';
import { contactUri, offer, sdpBody } from '../../support/rawSip';
import type { ConnectionBench } from './connectionBench';
import { HeardRequest } from './lab';

/** What every transport of connections has to do (RFC 3261 section 18). */
export function connectionCases(bench: () => ConnectionBench): void {
  test('a call comes in, and everything of it goes over its connection', async () => {
    const { handler, uriParameter, address } = bench();
    const [peer, other] = [await bench().connect(), await bench().connect({ name: 'other' })];
    handler.onCall = (caller) => {
      setImmediate(() => {
        caller.with((leg) => {
          leg.provisional(180, 'Ringing', {});
        });
        caller.with((leg) => {
          leg.answer({ body: sdpBody });
        });
      });
    };
    const invite = peer.raw.send('INVITE', { body: offer });
    await peer.take('100 INVITE');
    await peer.take('180 INVITE');
    const answer = await peer.take('200 INVITE');
    expect(contactUri(answer)).toMatch(new RegExp(`^sip:\\w+@${address}${uriParameter}$`));
    peer.raw.acknowledge(invite, answer);
    await bench().heard(handler.caller(), 'acknowledged');
    expect(handler.invites[0]?.source).toMatchObject({
      transport: bench().transport,
      address: '127.0.0.1',
    });
    handler.caller().bye();
    const bye = await peer.take('BYE');
    expect(bye.uri).toBe(contactUri(invite));
    expect(bye.header('Via')).toContain(`SIP/2.0/${bench().transport.toUpperCase()} ${address};`);
    peer.raw.respond(bye, 200);
    await bench().nothingLeft();
    expect(other.raw.received).toEqual([]);
  });

  test('a call goes out over one connection, which stays for the next', async () => {
    const far = await bench().listen();
    for (let count = 0; count < 2; count += 1) {
      const target = bench().invite(bench().target(far.port), { content: { body: sdpBody } });
      const peer = await far.connection();
      const invite = await peer.take('INVITE');
      expect(contactUri(invite)).toContain(bench().uriParameter);
      expect(invite.body).toContain('m=audio');
      peer.raw.respond(invite, 180);
      peer.raw.respond(invite, 200, { body: offer });
      await bench().heard(target, 'answered 200');
      target.with((leg) => {
        leg.acknowledge({});
      });
      await peer.take('ACK');
      peer.raw.inDialogOf(invite, 'BYE');
      await peer.take('200 BYE');
      await bench().heard(target, 'ended bye');
    }
    await bench().nothingLeft();
    expect(far.connections).toHaveLength(1);
  });

  test('bytes that are not UTF-8 arrive as they were', async () => {
    const far = await bench().listen();
    const headers = 'X-Bytes: \xe9\xff\x80\r\n';
    bench().invite(bench().target(far.port), { content: { headers } });
    const invite = await (await far.connection()).take('INVITE');
    expect(invite.header('X-Bytes')).toBe('\xe9\xff\x80');
    (await far.connection()).close();
    await bench().nothingLeft();
  });

  test('a double CRLF gets its CRLF', async () => {
    const peer = await bench().connect();
    peer.write('\r\n\r\n');
    await eventually(() => {
      expect(peer.noise).toEqual(['\r\n']);
    });
    peer.raw.send('OPTIONS');
    await peer.take('200 OPTIONS');
  });

  test('nobody listens: a transport error, and a probe says 503', async () => {
    const far = await bench().listen();
    await far.close();
    const target = bench().invite(bench().target(far.port));
    await bench().heard(target, 'ended transport_error');
    expect(await bench().lab.stack.probe(bench().target(far.port), 4_000)).toBe(503);
    await bench().nothingLeft();
  });

  test.each([[[]], [[100]], [[100, 180]]])(
    'the far end closes after %j: a transport error at once',
    async (statuses: readonly number[]) => {
      const far = await bench().listen();
      const target = bench().invite(bench().target(far.port));
      const peer = await far.connection();
      const invite = await peer.take('INVITE');
      for (const status of statuses) peer.raw.respond(invite, status);
      await eventually(() => {
        expect(target.events).toEqual(statuses.map((status) => `provisional ${status}`));
      });
      peer.close();
      await bench().heard(target, 'ended transport_error');
      await bench().nothingLeft();
    },
  );

  test('the far end closes with a request in the dialog unanswered: 503', async () => {
    const far = await bench().listen();
    const target = bench().invite(bench().target(far.port));
    const peer = await far.connection();
    const invite = await peer.take('INVITE');
    peer.raw.respond(invite, 200, { body: offer });
    await bench().heard(target, 'answered 200');
    target.with((leg) => {
      leg.acknowledge({});
    });
    await peer.take('ACK');
    const info = new HeardRequest();
    target.with((leg) => {
      leg.request('INFO', {}, info);
    });
    await peer.take('INFO');
    peer.close();
    await eventually(() => {
      expect(info.events).toEqual(['final 503 unheard']);
    });
    // What it was asked is lost, not the call: the far end may come back.
    expect(target.ends).toEqual([]);
    await far.close();
    target.bye();
    await bench().nothingLeft();
  });

  test('an answer over a connection that is gone is nobody’s affair', async () => {
    const { handler } = bench();
    const peer = await bench().connect();
    peer.raw.send('INVITE', { body: offer });
    await peer.take('100 INVITE');
    peer.close();
    await eventually(() => {
      expect(peer.isClosed).toBe(true);
    });
    handler.caller().silentlyWith((leg) => {
      leg.reject(486, 'Busy Here', {});
    });
    const other = await bench().connect();
    other.raw.send('OPTIONS');
    await other.take('200 OPTIONS');
  });
}
