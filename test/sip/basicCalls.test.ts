import { expect, test } from '@jest/globals';
import * as callee from '../support/callee';
import * as caller from '../support/caller';
import { expectSuccess } from '../support/expectations';
import { ada, ben, boston, stranger, useLab } from '../support/lab';
import { describeWith } from '../support/programs';
import { hold, pause, receiveResponse, scenario } from '../support/scenario';
import { sdp } from '../support/sdp';
import { Sipp } from '../support/sipp';

describeWith('sipp', 'plain calls', () => {
  const lab = useLab();

  const calling = [caller.invite(), caller.answered(), caller.acknowledge(), pause(100), caller.hangUp()];
  const called = [callee.receiveInvite(), callee.ring, pause(50), callee.answer(), callee.awaitHangUp];

  test('carrier to PBX', async () => {
    const ends = await lab().callIn(calling, called);
    expectSuccess(ends);
    const invite = ends.callee.messages.find((message) => message.method === 'INVITE');
    expect(invite?.startLine).toMatch(/^INVITE sip:\+12125550101@127\.0\.0\.1:\d+\S* SIP\/2\.0$/);
    expect(invite?.body).toContain('m=audio 40000');
    const answer = ends.caller.messages.find((message) => message.status === 200);
    expect(answer?.body).toContain('m=audio 41000');
    expect(ends.caller.messages.map((message) => message.status)).toEqual(
      expect.arrayContaining([100, 180, 200]),
    );
  });

  test('PBX to carrier', async () => {
    const ends = await lab().callOut(calling, called);
    expectSuccess(ends);
    const invite = ends.callee.messages.find((message) => message.method === 'INVITE');
    expect(invite?.startLine).toContain(`sip:${stranger}@`);
    expect(invite?.header('from')).toContain(`sip:${ada.number}@`);
  });

  test.each(['1002', '5550102', '2125550102', '12125550102', '+12125550102'])(
    'on-net, dialled as %s',
    async (number) => {
      const ends = await lab().callOut(calling, called, { to: 'boston', called: number });
      expectSuccess(ends);
      const invite = ends.callee.messages.find((message) => message.method === 'INVITE');
      expect(invite?.startLine).toContain(`sip:${ben.number}@`);
    },
  );

  test.each(['callIn', 'callOut'] as const)('%s: the called end hangs up', async (direction) => {
    expectSuccess(
      await lab()[direction](
        [caller.invite(), caller.answered(), caller.acknowledge(), caller.answerRequest('BYE')],
        [callee.receiveInvite(), callee.ring, callee.answer(), pause(50), callee.hangUp()],
      ),
    );
  });

  test.each(['callIn', 'callOut'] as const)('%s: early media, then the answer', async (direction) => {
    const ends = await lab()[direction](
      [
        caller.invite(),
        caller.receive(183),
        receiveResponse(200, { dialog: true }),
        caller.acknowledge(),
        caller.hangUp(),
      ],
      [
        callee.receiveInvite(),
        callee.respond(183, 'Session Progress', { body: sdp({ port: 41_002 }) }),
        pause(50),
        callee.answer(sdp({ port: 41_002 })),
        callee.awaitHangUp,
      ],
    );
    expectSuccess(ends);
    expect(ends.caller.messages.find((message) => message.status === 183)?.body).toContain('m=audio 41002');
  });

  test.each(['callIn', 'callOut'] as const)(
    '%s: the offer in the 200, the answer in the ACK',
    async (direction) => {
      const ends = await lab()[direction](
        [
          caller.invite({ body: null }),
          caller.answered(),
          caller.acknowledge({ body: sdp() }),
          caller.hangUp(),
        ],
        [callee.receiveInvite(), callee.ring, callee.answer(), callee.awaitHangUp],
      );
      expectSuccess(ends);
      expect(ends.callee.messages.find((message) => message.method === 'INVITE')?.body).toBe('');
      expect(ends.caller.messages.find((message) => message.status === 200)?.body).toContain('m=audio 41000');
      expect(ends.callee.messages.find((message) => message.method === 'ACK')?.body).toContain(
        'm=audio 40000',
      );
    },
  );

  // Over TCP a peer is its address alone, so each has one of its own.
  test.each([
    { carrier: 'udp', pbx: 'tcp' },
    { carrier: 'tcp', pbx: 'udp' },
    { carrier: 'tcp', pbx: 'tcp' },
  ] as const)('carrier over $carrier, PBX over $pbx, both directions', async ({ carrier, pbx }) => {
    const carrierAddress = '127.0.0.3';
    const pbxAddress = '127.0.0.2';
    await lab().apply({
      change: (options) => ({
        ...options,
        carrier: {
          ...options.carrier,
          host: carrierAddress,
          transport: carrier,
          acceptFrom: [carrierAddress],
        },
        groups: options.groups.map((group) =>
          group.id === boston
            ? group
            : {
                ...group,
                pbx: group.pbx.map((address) => ({ ...address, host: pbxAddress, transport: pbx })),
                acceptFrom: [pbxAddress],
              },
        ),
      }),
    });
    try {
      const atCarrier = { address: carrierAddress, transport: carrier };
      const atPbx = { address: pbxAddress, transport: pbx };
      expectSuccess(
        await lab().callIn(calling, called, { calls: 5, callerOptions: atCarrier, calleeOptions: atPbx }),
        5,
      );
      expectSuccess(
        await lab().callOut(calling, called, { calls: 5, callerOptions: atPbx, calleeOptions: atCarrier }),
        5,
      );
    } finally {
      await lab().apply();
    }
  });

  test('thousands of calls in both directions at once: none fails, nothing is sent twice', async () => {
    const calls = 2000;
    const options = {
      ...{ calls, rate: 200, holdMs: 200, timeoutS: 50 },
      callerOptions: { trace: false },
      calleeOptions: { trace: false },
    };
    const longer = [caller.invite(), caller.answered(), caller.acknowledge(), hold, caller.hangUp()];
    const [callsIn, callsOut] = await Promise.all([
      lab().callIn(longer, called, options),
      lab().callOut(longer, called, options),
    ]);
    expectSuccess(callsIn, calls);
    expectSuccess(callsOut, calls);
  }, 60_000);

  test('somebody nobody knows is refused', async () => {
    const port = lab().sites.newYorkBackup.callerPort;
    const unknown = new Sipp({
      scenario: scenario('unknown', caller.invite(), caller.refused(403)),
      ...{ port, remote: lab().service.sip, calls: 1, timeoutS: 5 },
      keys: { calling: stranger, called: ada.number },
    });
    expect(await unknown.result()).toMatchObject({ successful: 1, failed: 0 });
  });

  test('a number of ours that nobody has is 404', async () => {
    const missing = lab().caller('carrier', stranger, '+12125550150', [caller.invite(), caller.refused(404)]);
    expect(await missing.result()).toMatchObject({ successful: 1, failed: 0 });
  });
});
