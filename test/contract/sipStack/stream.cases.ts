import { expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually';
import { offer, sdpBody } from '../../support/rawSip';
import type { ConnectionBench } from './connectionBench';

/** What TCP and TLS have to do beyond other connections: a far end that connects listens too (RFC 3261 section 18). */
export function streamCases(bench: () => ConnectionBench): void {
  test('an answer whose connection is gone goes to where its request was sent from (section 18.2.2)', async () => {
    const { handler, transport } = bench();
    const far = await bench().listen();
    const gone = await bench().connect();
    const invite = gone.raw.send('INVITE', {
      via: `SIP/2.0/${transport.toUpperCase()} 127.0.0.1:${far.port};branch=z9hG4bKgone`,
      contact: `<sip:phone@127.0.0.1:${far.port};transport=${transport}>`,
      body: offer,
    });
    await gone.take('100 INVITE');
    gone.close();
    await eventually(() => {
      expect(gone.isClosed).toBe(true);
    });
    // The stack has heard of it as well once nothing is left to be read.
    await new Promise((resolve) => setTimeout(resolve, 50));
    handler.caller().with((leg) => {
      leg.provisional(180, 'Ringing', {});
      leg.answer({ body: sdpBody });
    });
    const back = await far.connection();
    expect((await back.take('180 INVITE')).header('Via')).toContain('branch=z9hG4bKgone');
    const answer = await back.take('200 INVITE');
    back.raw.acknowledge(invite, answer);
    await bench().heard(handler.caller(), 'acknowledged');
    expect(far.connections).toHaveLength(1);
    handler.caller().bye();
    const bye = await back.take('BYE');
    back.raw.respond(bye, 200);
    await bench().nothingLeft();
  });

  test('while the connection stands the answer goes over it, wherever the request says it was sent from', async () => {
    const { handler, transport } = bench();
    const far = await bench().listen();
    const peer = await bench().connect();
    peer.raw.send('INVITE', {
      via: `SIP/2.0/${transport.toUpperCase()} 127.0.0.1:${far.port};branch=z9hG4bKhere`,
      body: offer,
    });
    await peer.take('100 INVITE');
    handler.caller().silentlyWith((leg) => {
      leg.reject(486, 'Busy Here', {});
    });
    await peer.take('486 INVITE');
    expect(far.connections).toHaveLength(0);
  });
}
