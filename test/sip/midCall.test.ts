import { expect, test } from '@jest/globals';
import * as callee from '../support/callee';
import * as caller from '../support/caller';
import { expectSuccess } from '../support/expectations';
import { useLab } from '../support/lab';
import { describeWith } from '../support/programs';
import { pause, receiveRequest, receiveResponse } from '../support/scenario';
import { sdp } from '../support/sdp';

const held = sdp({ version: 2, direction: 'sendonly' });
const holding = sdp({ port: 41_000, version: 2, direction: 'recvonly' });
const resumed = sdp({ version: 3 });
const resuming = sdp({ port: 41_000, version: 3 });

/** In both directions, since either end may be the PBX. */
describeWith('sipp', 'requests within a call', () => {
  const lab = useLab();

  const established = [caller.invite(), caller.answered(), caller.acknowledge()];
  const answered = [callee.receiveInvite(), callee.ring, callee.answer()];

  test.each(['callIn', 'callOut'] as const)('%s: the caller holds and resumes', async (direction) => {
    const ends = await lab()[direction](
      [...established, caller.reinvite(2, held), pause(100), caller.reinvite(3, resumed), caller.hangUp(4)],
      [
        ...answered,
        callee.answerRequest('INVITE', holding),
        callee.answerRequest('INVITE', resuming),
        callee.awaitHangUp,
      ],
    );
    expectSuccess(ends);
    const offers = ends.callee.messages.filter((message) => message.method === 'INVITE');
    expect(offers.map((offer) => /a=(\w+)\s*$/.exec(offer.body.trim())?.[1])).toEqual([
      'sendrecv',
      'sendonly',
      'sendrecv',
    ]);
    const origins = offers.map((offer) => /^o=\S+ (\d+) (\d+) /m.exec(offer.body)?.slice(1) ?? []);
    expect(new Set(origins.map(([session]) => session)).size).toBe(1);
    const versions = origins.map(([, version]) => Number(version));
    expect(versions).toEqual([versions[0] ?? 0, (versions[0] ?? 0) + 1, (versions[0] ?? 0) + 2]);
  });

  test.each(['callIn', 'callOut'] as const)('%s: the called end holds and resumes', async (direction) => {
    expectSuccess(
      await lab()[direction](
        [
          ...established,
          caller.answerRequest('INVITE', sdp({ version: 2, direction: 'recvonly' })),
          caller.answerRequest('INVITE', resumed),
          caller.answerRequest('BYE'),
        ],
        [
          ...answered,
          pause(50),
          callee.reinvite(1, sdp({ port: 41_000, version: 2, direction: 'sendonly' })),
          pause(100),
          callee.reinvite(2, resuming),
          callee.hangUp(3),
        ],
      ),
    );
  });

  test('a re-INVITE that is refused leaves the call as it was', async () => {
    expectSuccess(
      await lab().callIn(
        [
          ...established,
          caller.request('INVITE', { cseq: 2, body: held }),
          receiveResponse(100, { optional: true }),
          receiveResponse(488),
          caller.acknowledgeRefusal(2),
          pause(100),
          caller.hangUp(3),
        ],
        [...answered, callee.receiveInvite(), callee.refuse(488, 'Not Acceptable Here'), callee.awaitHangUp],
      ),
    );
  });

  test.each(['callIn', 'callOut'] as const)('%s: INFO and UPDATE go through', async (direction) => {
    expectSuccess(
      await lab()[direction](
        [
          ...established,
          caller.request('INFO', { cseq: 2 }),
          receiveResponse(200),
          caller.request('UPDATE', { cseq: 3, body: held }),
          receiveResponse(200),
          caller.answerRequest('INFO'),
          caller.hangUp(4),
        ],
        [
          ...answered,
          callee.answerRequest('INFO'),
          callee.answerRequest('UPDATE', holding),
          callee.request('INFO', 1),
          receiveResponse(200),
          callee.awaitHangUp,
        ],
      ),
    );
  });

  test('both hang up at once', async () => {
    // Each sends its BYE before the other's arrives, and answers it.
    await lab().callIn(
      [
        ...established,
        pause(200),
        caller.request('BYE'),
        receiveRequest('BYE', { optional: true }),
        receiveResponse(200),
      ],
      [...answered, pause(200), callee.hangUp()],
      { callerOptions: { extra: ['-nd'] }, calleeOptions: { extra: ['-nd'] } },
    );
    // Which of the crossing messages each end saw first is chance; that nothing is left is not.
    await lab().idle(34_000);
  }, 50_000);
});
