import { describe, expect, test } from '@jest/globals';
import type { IncomingLeg } from '../../src/sip/stack';
import { EmbeddedStack } from '../../src/sip/embedded/embeddedStack';
import { CallTrace } from '../../src/sip/trace/callTrace';
import { CallOfLeg } from '../../src/sip/trace/hep/callOfLeg';
import { FakeNetwork, FakeTransport } from '../support/fakeNetwork';
import { offer, RawPeer } from '../support/rawSip';

/** A stack whose messages are kept, a far end, and what the stack's user does with a new call. */
async function traced(
  size: number,
  onCall: (leg: IncomingLeg, trace: CallTrace) => void,
): Promise<{
  readonly network: FakeNetwork;
  readonly trace: CallTrace;
  readonly peer: RawPeer;
  readonly stack: EmbeddedStack;
  readonly live: Map<string, readonly string[]>;
}> {
  const network = new FakeNetwork();
  const live = new Map<string, readonly string[]>();
  const trace = new CallTrace(size, {
    clock: network.clock,
    legsOf: (callId) => live.get(callId) ?? [],
    localHostPort: () => '127.0.1.1:5060',
  });
  const stack = new EmbeddedStack({
    transports: [new FakeTransport(network)],
    wheel: network.wheel,
    clock: network.clock,
    random: () => 0.5,
    onFault: (error) => {
      throw error instanceof Error ? error : new Error(String(error));
    },
    tap: trace,
  });
  await stack.start({
    incomingCall: (leg) => {
      onCall(leg, trace);
      return {
        acknowledged: () => undefined,
        request: (request) => request.respond(200, 'OK', {}),
        ended: () => undefined,
      };
    },
    options: () => ({ status: 200, reason: 'OK' }),
  });
  return { network, trace, peer: new RawPeer(network), stack, live };
}

describe('what is kept', () => {
  test('a call, from its INVITE on; a probe inside it too', async () => {
    const { network, trace, peer } = await traced(100_000, (leg) => {
      trace.joined('call-1', leg.callId);
      leg.answer({});
    });
    const invite = peer.send('INVITE', { body: offer });
    await network.settle();
    const answer = peer.take('200 INVITE');
    peer.acknowledge(invite, answer);
    peer.inDialog(invite, answer, 'OPTIONS', { cseq: 2 });
    peer.inDialog(invite, answer, 'BYE', { cseq: 3 });
    await network.settle();
    const kept = await trace.read('call-1');
    expect(
      kept?.messages.map(({ direction, text, leg }) => `${leg} ${direction} ${text.split(' ')[0]}`),
    ).toEqual([
      '1 received INVITE',
      '1 sent SIP/2.0',
      '1 received ACK',
      '1 received OPTIONS',
      '1 sent SIP/2.0',
      '1 received BYE',
      '1 sent SIP/2.0',
    ]);
    expect(kept?.messages[0]).toMatchObject({
      local: { host: '127.0.1.1', port: 5060 },
      remote: { host: '127.0.1.2', port: 5060 },
    });
    expect(await trace.read('call-2')).toBeNull();
  });

  test('strangers, probes and garbage leave nothing', async () => {
    const { network, trace, peer, stack } = await traced(100_000, (leg) => {
      leg.dismiss(403, 'Forbidden', {});
    });
    for (const method of ['INVITE', 'OPTIONS', 'REGISTER', 'MESSAGE', 'SUBSCRIBE', 'BYE', 'ACK', 'CANCEL']) {
      peer.send(method, { callId: 'stranger' });
    }
    peer.send('INVITE', { to: '<sip:x@127.0.1.1>;tag=unknown' });
    peer.send('BYE', { to: '<sip:x@127.0.1.1>;tag=unknown' });
    peer.sendText('INVITE sip:x@h SIP/2.0\r\nVia: nonsense\r\n\r\n');
    peer.sendText(
      'SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKnobody\r\nFrom: <sip:a@b>;tag=1\r\n' +
        'To: <sip:c@d>;tag=2\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n',
    );
    const probe = stack.probe({ host: '127.0.1.2', port: 5060, transport: 'udp' }, 1_000);
    await network.settle();
    const asked = peer.received.find(({ method }) => method === 'OPTIONS');
    if (asked !== undefined) peer.respond(asked, 200);
    await network.settle();
    expect(await probe).toBe(200);
    expect(peer.received.length).toBeGreaterThan(5);
    expect(trace.ring.end).toBe(trace.ring.start);
  });

  test('a reused Call-ID that contains another is told apart', async () => {
    const { network, trace, peer } = await traced(100_000, (leg) => {
      trace.joined(leg.callId, leg.callId);
      leg.reject(486, 'Busy Here', {});
    });
    for (const callId of ['abc', 'abcdef']) peer.send('INVITE', { callId, branch: `z9hG4bK${callId}` });
    await network.settle();
    const kept = await trace.read('abc');
    expect(new Set(kept?.messages.map(({ text }) => /Call-ID: (\w+)/.exec(text)?.[1]))).toEqual(
      new Set(['abc']),
    );
  });
});

describe('which legs are a call’s', () => {
  const message = (callId: string, index: number): string =>
    `BYE sip:x@h SIP/2.0\r\nCall-ID: ${callId}\r\nCSeq: ${index} BYE\r\n\r\n`;
  const peer = { transport: 'udp', address: '127.0.1.2', port: 5060 } as const;

  test('known by what was noted at the end, where the beginning was overwritten', async () => {
    const { trace } = await traced(8_192, () => undefined);
    trace.joined('call', 'leg');
    for (let index = 0; index < 300; index += 1) trace.sent(message('other', index), peer);
    trace.sent(message('leg', 1), peer);
    expect(await trace.read('call')).toBeNull();
    trace.left('call', 'leg');
    expect((await trace.read('call'))?.messages).toHaveLength(1);
  });

  test('known by the call, while it is in progress', async () => {
    const { trace, live } = await traced(8_192, () => undefined);
    trace.sent(message('two', 1), peer);
    live.set('call', ['one', 'two']);
    expect((await trace.read('call'))?.messages).toMatchObject([{ leg: 2 }]);
  });

  test('a reading goes on beside calls, and hands over no more than it may', async () => {
    const { trace, live } = await traced(4_000_000, () => undefined);
    live.set('call', ['leg']);
    for (let index = 0; index < 5_000; index += 1) trace.sent(message('leg', index), peer);
    const readings = [trace.read('call'), trace.read('call')];
    for (let index = 0; index < 50_000; index += 1) {
      if (index % 5_000 === 0) await new Promise((resolve) => setImmediate(resolve));
      trace.sent(message('other', index), peer);
    }
    for (const kept of await Promise.all(readings)) {
      expect(kept?.isTruncated ?? true).toBe(true);
      expect(kept?.messages.length ?? 0).toBeLessThanOrEqual(2_000);
      expect(kept?.messages.every(({ text }) => text.includes('Call-ID: leg'))).not.toBe(false);
    }
  });

  test('the capture’s own table forgets legs a while after their call, and holds no more than it may', () => {
    const calls = new CallOfLeg(100);
    for (let index = 0; index < 1_000; index += 1) calls.note(`leg-${index}`, `call-${index}`, false, index);
    expect(calls.size).toBe(100);
    expect(calls.get('leg-999')).toBe('call-999');
    for (let index = 900; index < 1_000; index += 1) calls.note(`leg-${index}`, `call-${index}`, true, 1_000);
    expect(calls.get('leg-999')).toBe('call-999');
    for (const at of [100_000, 200_000]) calls.note('late', 'call', true, at);
    expect(calls.get('leg-999')).toBeUndefined();
    expect(calls.size).toBeLessThan(3);
  });
});
