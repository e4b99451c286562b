import { expect, test } from '@jest/globals';
import * as callee from '../support/callee';
import * as caller from '../support/caller';
import { expectSuccess } from '../support/expectations';
import { useLab, type Ends } from '../support/lab';
import { describeWith } from '../support/programs';
import { pause, receiveRequest, receiveResponse } from '../support/scenario';
import { sdp } from '../support/sdp';
import type { TracedMessage } from '../support/sippMessages';

const answer = sdp({ port: 41_000 });
const requiring = { headers: ['Require: 100rel'] };
const supporting = { headers: ['Supported: 100rel'] };

/** Ports of the audio streams that responses to the caller's INVITE described, '' for none. */
const described = ({ caller: { messages } }: Ends): readonly [number | null, string][] =>
  messages
    .filter(
      (message) => message.direction === 'received' && message.header('CSeq')?.includes('INVITE') === true,
    )
    .filter(({ status }) => status !== null && status !== 100)
    .map(({ status, body }) => [status, /m=audio (\d+)/.exec(body)?.[1] ?? '']);

describeWith('sipp', 'what is said before the answer', () => {
  const lab = useLab();

  test.each(['callIn', 'callOut'] as const)(
    '%s: provisional responses are acknowledged on both sides, each on its own',
    async (direction) => {
      const ends = await lab()[direction](
        [
          caller.invite(requiring),
          caller.acknowledgedProvisional(180, 2),
          caller.acknowledgedProvisional(183, 3),
          caller.answered(),
          caller.acknowledge(),
          caller.hangUp(4),
        ],
        [
          callee.receiveInvite({ match: { Supported: '100rel' } }),
          callee.respondReliably(180, 'Ringing', 900),
          callee.respondReliably(183, 'Session Progress', 901, answer),
          pause(100),
          callee.respondToInvite(200, 'OK'),
          receiveRequest('ACK'),
          callee.awaitHangUp,
        ],
      );
      expectSuccess(ends);
      expect(described(ends)).toEqual([
        [180, ''],
        [183, '41000'],
        [200, ''],
      ]);
    },
  );

  test('a caller that knows nothing of it gets the answer of a reliable response in the 200', async () => {
    const ends = await lab().callIn(
      [
        caller.invite(),
        receiveResponse(100),
        receiveResponse(183),
        caller.answered(),
        caller.acknowledge(),
        caller.hangUp(),
      ],
      [
        callee.receiveInvite(),
        callee.respondReliably(183, 'Session Progress', 1, answer),
        callee.respondToInvite(200, 'OK'),
        receiveRequest('ACK'),
        callee.awaitHangUp,
      ],
    );
    expectSuccess(ends);
    expect(described(ends)).toEqual([
      [183, '41000'],
      [200, '41000'],
    ]);
  });

  test('a called end that knows nothing of it: the caller acknowledges what describes the session', async () => {
    const ends = await lab().callIn(
      [
        caller.invite(supporting),
        receiveResponse(100),
        receiveResponse(180),
        caller.acknowledgedProvisional(183, 2),
        caller.answered(),
        caller.acknowledge(),
        caller.hangUp(3),
      ],
      [
        callee.receiveInvite(),
        callee.ring,
        callee.respond(183, 'Session Progress', { body: answer }),
        pause(200),
        callee.answer(),
        callee.awaitHangUp,
      ],
    );
    expectSuccess(ends);
    expect(described(ends)).toEqual([
      [180, ''],
      [183, '41000'],
      [200, ''],
    ]);
  });

  test.each(['callIn', 'callOut'] as const)(
    '%s: either side changes its media before the answer',
    async (direction) => {
      const ends = await lab()[direction](
        [
          caller.invite(requiring),
          caller.acknowledgedProvisional(183, 2),
          pause(200),
          caller.request('UPDATE', { cseq: 3, body: sdp({ port: 42_000, version: 2 }) }),
          receiveResponse(200),
          caller.answerRequest('UPDATE', sdp({ port: 42_000, version: 3 })),
          caller.answered(),
          caller.acknowledge(),
          caller.hangUp(4),
        ],
        [
          callee.receiveInvite(),
          callee.respondReliably(183, 'Session Progress', 7, answer, ['Allow: INVITE, ACK, PRACK, UPDATE']),
          callee.answerRequest('UPDATE', sdp({ port: 41_000, version: 2 })),
          pause(100),
          callee.request('UPDATE', 1, sdp({ port: 43_000, version: 3 })),
          receiveResponse(200),
          pause(100),
          callee.respondToInvite(200, 'OK'),
          receiveRequest('ACK'),
          callee.awaitHangUp,
        ],
      );
      expectSuccess(ends);
      const ports = (messages: readonly TracedMessage[]): string[] =>
        messages
          .filter((message) => message.direction === 'received')
          .flatMap(({ body }) => /m=audio (\d+)/.exec(body)?.[1] ?? []);
      expect(ports(ends.callee.messages)).toEqual(['40000', '42000', '42000']);
      expect(ports(ends.caller.messages)).toEqual(['41000', '41000', '43000']);
    },
  );

  test('an UPDATE that offers nothing is answered; one that does waits until the first offer is answered', async () => {
    expectSuccess(
      await lab().callIn(
        [
          caller.invite(),
          receiveResponse(100),
          receiveResponse(180, { dialog: true }),
          caller.request('UPDATE', { cseq: 2 }),
          receiveResponse(200),
          caller.request('UPDATE', { cseq: 3, body: sdp({ version: 2 }) }),
          receiveResponse(500, { match: { 'Retry-After': '[0-9]' } }),
          caller.answered(),
          caller.acknowledge(),
          caller.hangUp(4),
        ],
        [
          callee.receiveInvite(),
          callee.ring,
          pause(500),
          callee.respondToInvite(200, 'OK', { body: answer }),
          receiveRequest('ACK'),
          callee.awaitHangUp,
        ],
      ),
    );
  });

  const forked = [
    callee.receiveInvite(),
    callee.respondToInvite(183, 'Session Progress', { body: answer, branch: 'a' }),
    pause(100),
    callee.respondToInvite(183, 'Session Progress', { body: sdp({ port: 43_000 }), branch: 'b' }),
    pause(200),
    callee.respondToInvite(200, 'OK', { body: sdp({ port: 43_000 }), branch: 'b' }),
    receiveRequest('ACK'),
    callee.awaitHangUp,
  ];

  test('branches of a fork play something, one of them answers: one dialog, the 200 says whose media', async () => {
    const ends = await lab().callIn(
      [
        caller.invite(),
        receiveResponse(100),
        receiveResponse(183),
        receiveResponse(183),
        caller.answered(),
        caller.acknowledge(),
        pause(100),
        caller.hangUp(),
      ],
      forked,
    );
    expectSuccess(ends);
    expect(described(ends)).toEqual([
      [183, '41000'],
      [183, '43000'],
      [200, '43000'],
    ]);
    const tags = ends.caller.messages.map((message) => /;tag=([^;]+)/.exec(message.header('To') ?? '')?.[1]);
    expect(new Set(tags.filter((tag) => tag !== undefined)).size).toBe(1);
  });

  test('a caller that has acknowledged the answer of one branch is offered the media of the other', async () => {
    const ends = await lab().callIn(
      [
        caller.invite(supporting),
        caller.acknowledgedProvisional(183, 2),
        receiveResponse(183),
        caller.answered(),
        caller.acknowledge(),
        caller.answerRequest('INVITE', sdp()),
        pause(100),
        caller.hangUp(3),
      ],
      forked,
    );
    expectSuccess(ends);
    expect(described(ends)).toEqual([
      [183, '41000'],
      [183, ''],
      [200, ''],
    ]);
    const offers = ends.caller.messages.filter(
      ({ direction, method }) => direction === 'received' && method === 'INVITE',
    );
    expect(offers.map(({ body }) => /m=audio (\d+)/.exec(body)?.[1])).toEqual(['43000']);
  });

  test('CANCEL after a reliable response ends both sides', async () => {
    expectSuccess(
      await lab().callIn(
        [caller.invite(requiring), caller.acknowledgedProvisional(183, 2), pause(100), caller.giveUp()],
        [
          callee.receiveInvite(),
          callee.respondReliably(183, 'Session Progress', 1, answer),
          callee.cancelled,
        ],
      ),
    );
  });
});
