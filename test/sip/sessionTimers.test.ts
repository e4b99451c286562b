import { expect, test } from '@jest/globals';
import * as callee from '../support/callee';
import * as caller from '../support/caller';
import { callLogs } from '../support/callLogs';
import { eventually } from '../support/eventually';
import { expectSuccess } from '../support/expectations';
import { useLab } from '../support/lab';
import { describeWith } from '../support/programs';
import { pause, receiveRequest, receiveResponse } from '../support/scenario';
import { sdp } from '../support/sdp';

const session = (expires: number, refresher: string): string[] => [
  'Supported: timer',
  `Session-Expires: ${expires};refresher=${refresher}`,
];
const answer = sdp({ port: 41_000 });

/** A session of 6 s is refreshed after 3 s and has expired after 4 s. */
describeWith('sipp', 'session timers', () => {
  const lab = useLab({ TRUNKLINE_SESSION_EXPIRES_S: '6', TRUNKLINE_MIN_SESSION_EXPIRES_S: '3' });

  const answered = [callee.receiveInvite(), callee.ring, callee.answer()];
  const answeredWith = (...headers: string[]): string[] => [
    ...[callee.receiveInvite({ match: { 'Session-Expires': '^ *6$', Supported: 'timer' } }), callee.ring],
    ...[callee.respond(200, 'OK', { body: answer, headers }), receiveRequest('ACK')],
  ];
  const established = [caller.invite(), caller.answered(), caller.acknowledge()];

  async function expectExpired(side: string): Promise<void> {
    await eventually(async () => {
      const [log] = await callLogs(lab().service, 'sort=-started_at');
      expect(log).toMatchObject({ outcome: 'answered', ended_by: 'service', q850_cause: 102 });
      expect(log?.trace).toContainEqual({
        rule: 'session_timer',
        result: `the ${side}'s session was not refreshed in time`,
      });
      expect(log?.duration_ms).toBeGreaterThanOrEqual(3_900);
    });
    await lab().idle();
  }

  test('a caller that refreshes goes silent: BYE to both, one call log', async () => {
    const ends = await lab().callIn(
      [
        caller.invite({ headers: session(6, 'uac') }),
        caller.answered({ match: { 'Session-Expires': '6;refresher=uac', Require: 'timer' } }),
        caller.acknowledge(),
        caller.answerRequest('BYE', null, { match: { Reason: 'Session expired' } }),
      ],
      [...answered, callee.answerRequest('BYE', null, { match: { Reason: 'cause=102' } })],
    );
    expectSuccess(ends);
    await expectExpired('caller');
  });

  test('a called end that refreshes goes silent', async () => {
    const ends = await lab().callOut(
      [...established, caller.answerRequest('BYE')],
      [...answeredWith('Require: timer', ...session(6, 'uas')), callee.awaitHangUp],
    );
    expectSuccess(ends);
    await expectExpired('target');
  });

  test('what a called end says anew in the answer to our refresh is offered to the caller', async () => {
    const moved = sdp({ port: 45_000, version: 2 });
    const ends = await lab().callOut(
      [
        ...established,
        caller.answerRequest('INVITE', sdp({ version: 2 })),
        ...[pause(500), caller.hangUp(2)],
      ],
      [
        ...answeredWith('Require: timer', ...session(6, 'uac')),
        // The caller's answer has a version of its own, which the called end is told in its turn.
        callee.answerRequest('INVITE', moved, {}, session(6, 'uac')),
        callee.answerRequest('INVITE', moved, {}, session(6, 'uac')),
        callee.awaitHangUp,
      ],
    );
    expectSuccess(ends);
    const offered = ends.caller.messages.find(
      ({ method, body }) => method === 'INVITE' && body.includes('45000'),
    );
    expect(offered).toBeDefined();
  });

  test('a caller refreshes by UPDATE, and by re-INVITE with what it said: the called end hears nothing', async () => {
    const headers = session(6, 'uac');
    const ends = await lab().callIn(
      [
        caller.invite({ headers }),
        ...[caller.answered(), caller.acknowledge(), pause(3_000)],
        ...[caller.request('UPDATE', { cseq: 2, headers }), receiveResponse(200), pause(3_000)],
        caller.request('INVITE', { cseq: 3, headers, body: sdp() }),
        receiveResponse(100, { optional: true }),
        receiveResponse(200, { match: { 'Session-Expires': '6;refresher=uac' } }),
        ...[caller.acknowledge({ cseq: 3 }), pause(3_000), caller.hangUp(4)],
      ],
      [...answered, callee.awaitHangUp],
    );
    expectSuccess(ends);
    const answers = ends.caller.messages.filter(({ status, body }) => status === 200 && body.includes('o='));
    expect(answers).toHaveLength(2);
    expect(answers[1]?.body.trim()).toBe(answers[0]?.body.trim());
  }, 40_000);

  test.each([
    ['UPDATE', ['Allow: INVITE, ACK, CANCEL, BYE, UPDATE']],
    ['INVITE', ['Allow: INVITE, ACK, CANCEL, BYE']],
  ])(
    'the called end is refreshed by %s',
    async (method, allow) => {
      const refresh = callee.answerRequest(
        method,
        method === 'INVITE' ? answer : null,
        { match: { 'Session-Expires': '6;refresher=uac' } },
        ['Require: timer', ...session(6, 'uac')],
      );
      const ends = await lab().callIn(
        [...established, pause(7_500), caller.hangUp(2)],
        [
          ...answeredWith('Require: timer', ...allow, ...session(6, 'uac')),
          ...[refresh, refresh, callee.awaitHangUp],
        ],
      );
      expectSuccess(ends);
      const offers = ends.callee.messages.filter(
        ({ body, direction }) => direction === 'received' && body.includes('o='),
      );
      expect(new Set(offers.map(({ body }) => body.trim())).size).toBe(1);
    },
    40_000,
  );

  test('422 to a session that is too short, with the least', async () => {
    const headers = ['Supported: timer', 'Session-Expires: 2'];
    const refused = lab().caller('carrier', '+13125550111', '+12125550101', [
      caller.invite({ headers }),
      caller.refused(422, { match: { 'Min-SE': '^ *3$' } }),
    ]);
    expect(await refused.result()).toMatchObject({ exitCode: 0, failed: 0 });
  });

  test('422 of a far end: the call goes there with what it asks for', async () => {
    const ends = await lab().callOut(
      [...established, pause(200), caller.hangUp(2)],
      [
        callee.receiveInvite({ match: { 'Session-Expires': '^ *6$' } }),
        callee.refuse(422, 'Session Interval Too Small', ['Min-SE: 120']),
        callee.receiveInvite({
          match: { 'Session-Expires': '^ *120$', 'Min-SE': '^ *120$', CSeq: '2 INVITE' },
        }),
        ...[callee.ring, callee.answer(), callee.awaitHangUp],
      ],
    );
    expectSuccess(ends);
    expect(ends.caller.messages.filter(({ status }) => status === 422)).toEqual([]);
  });
});
