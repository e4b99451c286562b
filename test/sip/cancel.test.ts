import { expect, test } from '@jest/globals';
import * as callee from '../support/callee';
import * as caller from '../support/caller';
import { expectEnd, expectSuccess } from '../support/expectations';
import { ada, stranger, trunkGroups, useLab } from '../support/lab';
import { describeWith } from '../support/programs';
import { pause, receiveRequest, receiveResponse, send } from '../support/scenario';

describeWith('sipp', 'a caller who gives up', () => {
  const lab = useLab();

  test.each(['callIn', 'callOut'] as const)('%s: while the phone rings', async (direction) => {
    const ends = await lab()[direction](
      [caller.invite(), caller.receive(180), pause(100), caller.giveUp()],
      [callee.receiveInvite(), callee.ring, callee.cancelled],
    );
    expectSuccess(ends);
  });

  test.each(['callIn', 'callOut'] as const)('%s: after the far end said 100', async (direction) => {
    expectSuccess(
      await lab()[direction](
        [caller.invite(), receiveResponse(100), pause(200), caller.giveUp()],
        [callee.receiveInvite(), callee.respond(100, 'Trying'), callee.cancelled],
      ),
    );
  });

  // RFC 3261 section 9.1: no CANCEL before the far end has said anything.
  test.each(['callIn', 'callOut'] as const)('%s: before the far end said anything', async (direction) => {
    const ends = await lab()[direction](
      [caller.invite(), receiveResponse(100), caller.giveUp()],
      [callee.receiveInvite(), pause(300), callee.ring, callee.cancelled],
    );
    expectSuccess(ends);
    const methods = ends.callee.messages.map((message) => message.method ?? message.status);
    expect(methods.indexOf('CANCEL')).toBeGreaterThan(methods.indexOf(180));
  });

  test('a far end that says nothing at all gets no CANCEL and no second chance', async () => {
    const far = await lab().callee('carrier', [callee.receiveInvite(), pause(4000)], { extra: ['-nd'] });
    const near = lab().caller('newYork', ada.number, stranger, [
      ...[caller.invite(), receiveResponse(100), pause(200), caller.giveUp()],
    ]);
    expectEnd(await near.result());
    await lab().idle();
    const { messages } = await far.stop(4000);
    expect(messages.filter((message) => message.method === 'CANCEL')).toEqual([]);
  });

  // The caller's CANCEL and the far end's 200 cross: the service acknowledges and hangs up (RFC 3261 section 9.1).
  test.each(['callIn', 'callOut'] as const)('%s: while the answer is on its way', async (direction) => {
    const tag = ';tag=[pid]callee[call_number]';
    const crossing = [
      callee.receiveInvite(),
      callee.ring,
      receiveRequest('CANCEL'),
      send([
        'SIP/2.0 200 OK',
        '[last_Via:]',
        '[last_From:]',
        `[last_To:]${tag}`,
        '[last_Call-ID:]',
        '[last_CSeq:]',
      ]),
      send(
        [
          'SIP/2.0 200 OK',
          '[last_Via:]',
          '[last_From:]',
          `[last_To:]${tag}`,
          '[last_Call-ID:]',
          'CSeq:[$invite]',
          'Contact: <sip:callee@[local_ip]:[local_port]>',
        ],
        null,
        'retrans="500"',
      ),
      receiveRequest('ACK'),
      callee.awaitHangUp,
    ];
    expectSuccess(await lab()[direction]([caller.invite(), caller.receive(180), caller.giveUp()], crossing));
  });

  test('a hundred in a row, from at once to well after the far end said 100', async () => {
    const calls = 100;
    const impatient = [
      caller.invite(),
      receiveResponse(100),
      '<pause distribution="uniform" min="0" max="40"/>',
      caller.giveUp(),
    ];
    const far = await lab().callee(
      'newYork',
      [callee.receiveInvite(), callee.respond(100, 'Trying'), callee.cancelled],
      { calls },
    );
    const near = lab().caller('carrier', stranger, ada.number, impatient, {
      ...{ calls, rate: 50 },
    });
    expectEnd(await near.result(), calls);
    expect(await far.result()).toMatchObject({ successful: calls, failed: 0 });
    expect(await lab().service.usage(trunkGroups.newYork)).toMatchObject({ active: 0, incoming: 0 });
  });
});
