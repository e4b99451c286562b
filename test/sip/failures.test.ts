import { expect, test } from '@jest/globals';
import * as callee from '../support/callee';
import * as caller from '../support/caller';
import { expectEnd, expectSuccess } from '../support/expectations';
import { ada, stranger, trunkGroups, useLab } from '../support/lab';
import { LossyRelay } from '../support/lossyRelay';
import { freePorts } from '../support/freePort';
import { describeWith } from '../support/programs';
import { pause, receiveResponse } from '../support/scenario';

describeWith('sipp', 'calls that fail', () => {
  const lab = useLab();

  const call = [caller.invite(), caller.answered(), caller.acknowledge(), caller.hangUp()];
  const takesTheCall = [callee.receiveInvite(), callee.ring, callee.answer(), callee.awaitHangUp];

  test.each([
    [486, 'Busy Here'],
    [600, 'Busy Everywhere'],
    [603, 'Decline'],
    [404, 'Not Found'],
    [488, 'Not Acceptable Here'],
  ])('a phone that says %i %s: so is the caller told, and no other address tried', async (status, reason) => {
    const ends = await lab().callIn(
      [caller.invite(), caller.refused(status)],
      [callee.receiveInvite(), callee.ring, callee.refuse(status, reason)],
    );
    expectSuccess(ends);
  });

  test.each([486, 603, 404])('a carrier that says %i', async (status) => {
    expectSuccess(
      await lab().callOut(
        [caller.invite(), caller.refused(status)],
        [callee.receiveInvite(), callee.refuse(status, 'Sorry')],
      ),
    );
  });

  test.each([401, 407, 503])('a far end that says %i: the caller hears 500', async (status) => {
    expectSuccess(
      await lab().callOut(
        [caller.invite(), caller.refused(500)],
        [callee.receiveInvite(), callee.refuse(status, 'Not for the caller')],
      ),
    );
  });

  test('a carrier that sends the call elsewhere is not followed', async () => {
    const ends = await lab().callOut(
      [caller.invite(), caller.refused(480)],
      [
        callee.receiveInvite(),
        callee.refuse(302, 'Moved Temporarily', ['Contact: <sip:elsewhere@127.0.0.1:9>']),
      ],
    );
    expectSuccess(ends);
  });

  test.each([500, 502, 503, 504, 408, 480])(
    'a PBX that says %i: its second address takes the call',
    async (status) => {
      const first = await lab().callee(
        'newYork',
        [callee.receiveInvite(), callee.refuse(status, 'Out of order')],
        { calls: 1 },
      );
      expectSuccess(await lab().callIn(call, takesTheCall, { to: 'newYorkBackup' }));
      expectEnd(await first.result());
    },
  );

  test('a PBX that says nothing: its second address takes the call after the invitation timeout', async () => {
    const silent = await lab().callee('newYork', [callee.receiveInvite(), pause(10_000)], { extra: ['-nd'] });
    const started = Date.now();
    expectSuccess(await lab().callIn(call, takesTheCall, { to: 'newYorkBackup' }));
    expect(Date.now() - started).toBeGreaterThan(1800);
    // What never said a word holds nothing once it is given up.
    await lab().idle();
    await silent.stop(0);
  });

  test('a PBX that says only 100: the same', async () => {
    const trying = await lab().callee(
      'newYork',
      [callee.receiveInvite(), callee.respond(100, 'Trying'), callee.cancelled],
      { calls: 1 },
    );
    expectSuccess(await lab().callIn(call, takesTheCall, { to: 'newYorkBackup' }));
    expectEnd(await trying.result());
  });

  test('a PBX that is not there: its second address takes the call', async () => {
    expectSuccess(await lab().callIn(call, takesTheCall, { to: 'newYorkBackup' }));
    await lab().idle();
  });

  test('both addresses fail: the caller hears the last answer', async () => {
    const failing = [callee.receiveInvite(), callee.refuse(500, 'Out of order')];
    const first = await lab().callee('newYork', failing, { calls: 1 });
    const ends = await lab().callIn([caller.invite(), caller.refused(500)], failing, { to: 'newYorkBackup' });
    expectSuccess(ends);
    expectEnd(await first.result());
  });

  test('nobody acknowledges the answer: both sides end after 64*T1', async () => {
    const far = await lab().callee('newYork', takesTheCall, { calls: 1, timeoutS: 45 });
    const near = lab().caller(
      'carrier',
      stranger,
      ada.number,
      [caller.invite(), caller.answered(), pause(40_000)],
      {
        ...{ timeoutS: 45 },
        extra: ['-nd'],
      },
    );
    expect(await far.result()).toMatchObject({ successful: 1, failed: 0 });
    const { messages } = await near.stop(0);
    expect(messages.filter((message) => message.method === 'BYE').length).toBeGreaterThan(0);
    await lab().idle(34_000);
  }, 80_000);

  // A call has a dozen datagrams on a side, 100s included: each of these loses another one of them.
  test.each(['in', 'out'] as const)(
    'calls %s: a datagram lost anywhere on the way is sent again',
    async (direction) => {
      const calls = 14;
      const [callerInner = 0, calleeOuter = 0, inner = 0] = await freePorts(3);
      const { sites, service } = lab();
      const [near, far] =
        direction === 'in' ? [sites.carrier, sites.newYork] : [sites.newYork, sites.carrier];
      const losesOneEach = (call: number, datagram: number): boolean => call === datagram;
      // The service sees the relays at the sites' own ports; the ends lie behind them.
      const relays = [
        await LossyRelay.start({
          ...{ innerPort: callerInner, outerPort: near.callerPort, servicePort: service.sipPort },
          isLost: losesOneEach,
        }),
        await LossyRelay.start({
          ...{ innerPort: inner, outerPort: far.port, servicePort: service.sipPort, endPort: calleeOuter },
          // The other way round, so that no call loses one on each side at the same place.
          isLost: (call, datagram) => call === calls - 1 - datagram,
        }),
      ];
      const ports = await freePorts(1);
      const behindRelay = { port: ports[0] ?? 0, remote: `127.0.0.1:${callerInner}` };
      try {
        const longer = [
          caller.invite(),
          caller.answered(),
          caller.acknowledge(),
          pause(1500),
          caller.hangUp(),
        ];
        const answering = [
          callee.receiveInvite(),
          callee.ring,
          callee.answer(),
          callee.awaitHangUp,
          pause(3000),
        ];
        const called = await lab().callee(direction === 'in' ? 'newYork' : 'carrier', answering, {
          ...{ port: calleeOuter, calls },
          keys: { contact_port: String(far.port) },
        });
        const [calling, number] = direction === 'in' ? [stranger, ada.number] : [ada.number, stranger];
        const placed = lab().caller(direction === 'in' ? 'carrier' : 'newYork', calling, number, longer, {
          ...{ ...behindRelay, calls, rate: 20 },
          keys: { calling, called: number, contact_port: String(near.callerPort) },
        });
        expect(await placed.result()).toMatchObject({ successful: calls, failed: 0 });
        expect(await called.result()).toMatchObject({ successful: calls, failed: 0 });
        for (const relay of relays) expect(relay.lost).toBeGreaterThan(5);
        await lab().idle(10_000);
      } finally {
        for (const relay of relays) relay.close();
      }
    },
    60_000,
  );

  test('a refusal frees its lease at once', async () => {
    await lab().callIn(
      [caller.invite(), receiveResponse(100), receiveResponse(486), caller.acknowledgeRefusal()],
      [callee.receiveInvite(), callee.refuse(486, 'Busy Here')],
    );
    expect(await lab().service.usage(trunkGroups.newYork)).toMatchObject({
      active: 0,
      incoming: 0,
      outgoing: 0,
    });
  });
});
