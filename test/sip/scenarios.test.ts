import { afterEach, expect, test } from '@jest/globals';
import * as callee from '../support/callee';
import * as caller from '../support/caller';
import { freePorts } from '../support/freePort';
import { LossyRelay } from '../support/lossyRelay';
import { describeWith } from '../support/programs';
import { scenario } from '../support/scenario';
import { sdp } from '../support/sdp';
import { Sipp, startCallee, stopAllSipp, type SippResult } from '../support/sipp';

/** The ends of the other tests, with nothing between them: what fails here is the test's fault, not the service's. */
describeWith('sipp', 'scenarios, end to end without the service', () => {
  afterEach(stopAllSipp);

  const keys = { calling: '+13125550111', called: '+12125550101' };

  async function talk(
    calling: readonly string[],
    called: readonly string[],
    options: { readonly transport?: 'udp' | 'tcp'; readonly calls?: number } = {},
  ): Promise<{ readonly caller: SippResult; readonly callee: SippResult }> {
    const [a = 0, b = 0] = await freePorts(2);
    const calls = options.calls ?? 1;
    const transport = options.transport ?? 'udp';
    const far = await startCallee({
      scenario: scenario('callee', ...called),
      port: b,
      calls,
      transport,
      timeoutS: 10,
    });
    const near = new Sipp({
      ...{
        scenario: scenario('caller', ...calling),
        port: a,
        remote: `127.0.0.1:${b}`,
        calls,
        keys,
        transport,
      },
      timeoutS: 10,
    });
    return { caller: await near.result(), callee: await far.result() };
  }

  const expectSuccess = (ends: Awaited<ReturnType<typeof talk>>, calls = 1): void => {
    for (const end of [ends.caller, ends.callee]) {
      expect(end.errors).toBe('');
      expect(end).toMatchObject({ exitCode: 0, successful: calls, failed: 0, retransmissions: 0 });
    }
  };

  test.each(['udp', 'tcp'] as const)('a plain call over %s', async (transport) => {
    const ends = await talk(
      [caller.invite(), caller.answered(), caller.acknowledge(), caller.hangUp()],
      [callee.receiveInvite(), callee.ring, callee.answer(), callee.awaitHangUp],
      { transport, calls: 5 },
    );
    expectSuccess(ends, 5);
    const invites = ends.callee.messages.filter((message) => message.method === 'INVITE');
    expect(invites).toHaveLength(5);
    expect(invites[0]?.direction).toBe('received');
    expect(invites[0]?.header('call-id')).toMatch(/@127\.0\.0\.1$/);
    expect(invites[0]?.body).toContain('m=audio 40000');
  });

  test('a refusal', async () => {
    expectSuccess(
      await talk(
        [caller.invite(), caller.refused(486, { match: { Reason: 'cause=17' } })],
        [callee.receiveInvite(), callee.refuse(486, 'Busy Here', ['Reason: Q.850;cause=17'])],
      ),
    );
  });

  test('a caller who gives up', async () => {
    expectSuccess(
      await talk(
        [caller.invite(), caller.receive(180), caller.giveUp()],
        [callee.receiveInvite(), callee.ring, callee.cancelled],
      ),
    );
  });

  test('hold, resume, hang-up by the called end', async () => {
    expectSuccess(
      await talk(
        [
          caller.invite(),
          caller.answered(),
          caller.acknowledge(),
          caller.reinvite(2, sdp({ version: 2, direction: 'sendonly' })),
          caller.answerRequest('INVITE', sdp({ version: 3 })),
          caller.answerRequest('BYE'),
        ],
        [
          callee.receiveInvite(),
          callee.answer(),
          callee.answerRequest('INVITE', sdp({ version: 2, direction: 'recvonly' })),
          callee.reinvite(1, sdp({ version: 3 })),
          callee.hangUp(2),
        ],
      ),
    );
  });

  test('an offer in the 200 and its answer in the ACK', async () => {
    const ends = await talk(
      [
        caller.invite({ body: null }),
        caller.answered(),
        caller.acknowledge({ body: sdp() }),
        caller.hangUp(),
      ],
      [callee.receiveInvite(), callee.answer(), callee.awaitHangUp],
    );
    expectSuccess(ends);
    expect(ends.callee.messages.find((message) => message.method === 'ACK')?.body).toContain('m=audio 40000');
  });

  test('a relay that loses one datagram of each call', async () => {
    const [a = 0, b = 0, inner = 0, outer = 0] = await freePorts(4);
    const relay = await LossyRelay.start({
      ...{ innerPort: inner, outerPort: outer, servicePort: b },
      isLost: (call, datagram) => call === datagram,
    });
    try {
      const far = await startCallee({
        scenario: scenario(
          'callee',
          callee.receiveInvite(),
          callee.ring,
          callee.answer(),
          callee.awaitHangUp,
        ),
        port: b,
        calls: 3,
        timeoutS: 10,
      });
      const near = new Sipp({
        scenario: scenario(
          'caller',
          caller.invite(),
          caller.answered(),
          caller.acknowledge(),
          caller.hangUp(),
        ),
        ...{ port: a, remote: `127.0.0.1:${inner}`, calls: 3, keys, timeoutS: 10 },
      });
      const result = await near.result();
      expect(result).toMatchObject({ successful: 3, failed: 0 });
      expect(result.retransmissions).toBeGreaterThan(0);
      expect(relay.lost).toBe(3);
      await far.result();
    } finally {
      relay.close();
    }
  });
});
