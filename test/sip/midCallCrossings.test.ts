import { expect, test } from '@jest/globals';
import * as callee from '../support/callee';
import * as caller from '../support/caller';
import { expectSuccess } from '../support/expectations';
import { useLab } from '../support/lab';
import { describeWith } from '../support/programs';
import { pause, receiveResponse } from '../support/scenario';
import { sdp } from '../support/sdp';

const held = sdp({ version: 2, direction: 'sendonly' });
const holding = sdp({ port: 41_000, version: 2, direction: 'recvonly' });

/** Fax over IP (T.38 in the offer of RFC 6466), as a gateway asks for it once it hears the tone. */
const fax = (port: number): string =>
  [
    'v=0',
    'o=end 53655765 2 IN IP4 [local_ip]',
    's=-',
    'c=IN IP4 [local_ip]',
    't=0 0',
    'm=audio 0 RTP/AVP 0',
    `m=image ${port} udptl t38`,
    'a=T38FaxVersion:0',
    'a=T38MaxBitRate:14400',
    'a=T38FaxRateManagement:transferredTCF',
    'a=T38FaxUdpEC:t38UDPRedundancy',
    '',
  ].join('\n');

/** In both directions where it may matter, since either end may be the PBX. */
describeWith('sipp', 'what crosses within a call, and what passes', () => {
  const lab = useLab();

  const established = [caller.invite(), caller.answered(), caller.acknowledge()];
  const answered = [callee.receiveInvite(), callee.ring, callee.answer()];
  const both = ['callIn', 'callOut'] as const;

  test('a CANCEL that comes after the answer changes nothing (RFC 3261 section 9.2)', async () => {
    expectSuccess(
      await lab().callIn(
        [
          ...[caller.invite(), caller.answered(), caller.acknowledge(), caller.cancel()],
          ...[receiveResponse(200), caller.answerRequest('BYE')],
        ],
        [...answered, pause(300), callee.hangUp()],
      ),
    );
  });

  test.each(both)('%s: the called end hangs up while a re-INVITE waits for it', async (direction) => {
    expectSuccess(
      await lab()[direction](
        [
          ...established,
          caller.request('INVITE', { cseq: 2, body: held }),
          ...[receiveResponse(100, { optional: true }), receiveResponse(487)],
          caller.acknowledgeRefused(2),
          caller.answerRequest('BYE'),
        ],
        [...answered, callee.refuseLater(487, 'Request Terminated', callee.hangUp())],
      ),
    );
  });

  test('a caller hangs up while its own re-INVITE waits', async () => {
    expectSuccess(
      await lab().callIn(
        [
          ...established,
          ...[caller.request('INVITE', { cseq: 2, body: held }), receiveResponse(100)],
          ...[pause(200), caller.request('BYE', { cseq: 3 })],
          ...[receiveResponse(200), receiveResponse(487), caller.acknowledgeRefused(2)],
        ],
        [...answered, callee.refuseLater(487, 'Request Terminated', callee.awaitHangUp)],
      ),
    );
  });

  test.each(both)('%s: a 491 goes back to its sender, who tries again in its own time', async (direction) => {
    const ends = await lab()[direction](
      [
        ...established,
        ...[caller.refusedReinvite(2, held, 491), pause(300), caller.reinvite(3, held), caller.hangUp(4)],
      ],
      [
        ...answered,
        ...[callee.refuseLater(491, 'Request Pending'), callee.answerRequest('INVITE', holding)],
        callee.awaitHangUp,
      ],
    );
    expectSuccess(ends);
    expect(ends.callee.messages.filter(({ method }) => method === 'INVITE')).toHaveLength(3);
  });

  test.each(both)('%s: a 491 the other way round', async (direction) => {
    expectSuccess(
      await lab()[direction](
        [
          ...established,
          caller.refuseRequest('INVITE', 491, 'Request Pending'),
          caller.answerRequest('INVITE', held),
          caller.hangUp(2),
        ],
        [
          ...[...answered, pause(50), callee.refusedReinvite(1, holding, 491)],
          ...[pause(300), callee.reinvite(2, holding), callee.awaitHangUp],
        ],
      ),
    );
  });

  test('two re-INVITEs cross: each end hears 491 of its own, and the second tries pass', async () => {
    expectSuccess(
      await lab().callIn(
        [
          ...established,
          caller.refusedReinvite(2, held, 491),
          caller.answerRequest('INVITE', held),
          ...[pause(300), caller.reinvite(3, sdp({ version: 3 })), caller.hangUp(4)],
        ],
        [
          ...answered,
          callee.refuseLater(491, 'Request Pending', callee.refusedReinvite(1, holding, 491)),
          ...[pause(300), callee.reinvite(2, holding)],
          callee.answerRequest('INVITE', sdp({ port: 41_000, version: 3 })),
          callee.awaitHangUp,
        ],
      ),
    );
  });

  test.each(both)('%s: UPDATE with an offer passes both ways', async (direction) => {
    const ends = await lab()[direction](
      [
        ...[...established, caller.request('UPDATE', { cseq: 2, body: held }), receiveResponse(200)],
        caller.answerRequest('UPDATE', sdp({ version: 3 })),
        caller.hangUp(3),
      ],
      [
        ...[...answered, callee.answerRequest('UPDATE', holding), pause(50)],
        callee.request('UPDATE', 1, sdp({ port: 41_000, version: 3 })),
        ...[receiveResponse(200), callee.awaitHangUp],
      ],
    );
    expectSuccess(ends);
    const told = ends.caller.messages.filter(
      ({ direction: way, body }) => way === 'received' && body.includes('recvonly'),
    );
    expect(told).toHaveLength(1);
  });

  test.each(both)('%s: a re-INVITE without SDP gets its offer from the other side', async (direction) => {
    const ends = await lab()[direction](
      [
        ...[...established, caller.offerlessReinvite(2, sdp({ version: 2 })), pause(100)],
        ...[caller.answerRequest('INVITE', sdp({ version: 3 })), caller.hangUp(3)],
      ],
      [
        ...[...answered, callee.answerRequest('INVITE', sdp({ port: 41_002, version: 2 })), pause(200)],
        ...[callee.offerlessReinvite(1, sdp({ port: 41_004, version: 3 })), callee.awaitHangUp],
      ],
    );
    expectSuccess(ends);
    const ports = (end: 'caller' | 'callee'): readonly string[] =>
      ends[end].messages
        .filter(({ direction: way, body }) => way === 'received' && body.includes('m=audio'))
        .map(({ startLine, body }) => `${startLine.split(' ')[0]} ${/m=audio (\d+)/.exec(body)?.[1]}`);
    expect(ports('caller')).toEqual(['SIP/2.0 41000', 'SIP/2.0 41002', 'ACK 41004']);
    expect(ports('callee')).toEqual(['INVITE 40000', 'ACK 40000', 'SIP/2.0 40000']);
  });

  test.each(both)('%s: a fax gateway asks for T.38', async (direction) => {
    const ends = await lab()[direction](
      [...established, caller.answerRequest('INVITE', fax(40_500)), caller.hangUp(2)],
      [...answered, pause(50), callee.reinvite(1, fax(41_500)), callee.awaitHangUp],
    );
    expectSuccess(ends);
    const heard = (end: 'caller' | 'callee'): string | undefined =>
      ends[end].messages.find(({ direction: way, body }) => way === 'received' && body.includes('t38'))?.body;
    expect(heard('caller')).toContain('m=image 41500 udptl t38');
    expect(heard('caller')).toContain('a=T38FaxUdpEC:t38UDPRedundancy');
    expect(heard('callee')).toContain('m=image 40500 udptl t38');
  });

  test('a gateway that has no T.38 says 488, and the call goes on as it was', async () => {
    expectSuccess(
      await lab().callIn(
        [...established, caller.refuseRequest('INVITE', 488, 'Not Acceptable Here'), caller.hangUp(2)],
        [...answered, pause(50), callee.refusedReinvite(1, fax(41_500), 488), callee.awaitHangUp],
      ),
    );
  });
});
