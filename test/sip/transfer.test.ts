import { expect, test } from '@jest/globals';
import * as callee from '../support/callee';
import { callLogs } from '../support/callLogs';
import * as caller from '../support/caller';
import { eventually } from '../support/eventually';
import { expectSuccess } from '../support/expectations';
import { stranger, trunkGroups, useLab } from '../support/lab';
import { describeWith } from '../support/programs';
import { pause, receiveResponse, type Step } from '../support/scenario';
import { sdp } from '../support/sdp';

const established = [caller.invite(), caller.answered(), caller.acknowledge()];
const answered = [callee.receiveInvite(), callee.ring, callee.answer()];

/** REFER of the called end, once the caller's ACK is in, too, and what it hears of it, in order. */
const refer = (to: string, ...statuses: readonly number[]): Step =>
  [pause(200), referAtOnce(to, ...statuses)].join('\n');

/** The same at the ACK of its own answer. */
const referAtOnce = (to: string, ...statuses: readonly number[]): Step =>
  [
    callee.request('REFER', 1, null, [
      `Refer-To: <sip:${to}@127.0.0.1>`,
      'Contact: <sip:callee@[local_ip]:[contact_port]>',
    ]),
    receiveResponse(202, { match: { Contact: 'sip:' } }),
    ...statuses.map(() => callee.answerRequest('NOTIFY')),
  ].join('\n');

const told = (
  messages: readonly { readonly method: string | null; readonly body: string }[],
): readonly string[] => messages.filter(({ method }) => method === 'NOTIFY').map(({ body }) => body.trim());

describeWith('sipp', 'a call that is transferred', () => {
  const lab = useLab();
  const answersOffer = sdp({ port: 42_000 });

  test('blind, to a colleague: both talk, the transferring phone is gone, the logs name each other', async () => {
    const colleague = await lab().callee(
      'boston',
      [
        callee.receiveInvite(),
        callee.ring,
        callee.answer(answersOffer),
        callee.answerRequest('INFO'),
        callee.awaitHangUp,
      ],
      { calls: 1 },
    );
    const started = lab().callIn(
      [
        ...established,
        caller.answerRequest('INVITE', sdp({ version: 2 })),
        caller.request('INFO', { cseq: 2 }),
        receiveResponse(200),
        caller.hangUp(3),
      ],
      [...answered, refer('1002', 100, 180, 200), callee.hangUp(2)],
    );
    const ends = await started;
    expectSuccess(ends);
    const third = await colleague.result();
    expect(third.failed).toBe(0);
    expect(told(ends.callee.messages)).toEqual([
      'SIP/2.0 100 Trying',
      'SIP/2.0 180 Ringing',
      'SIP/2.0 200 OK',
    ]);
    const invite = third.messages.find(({ method }) => method === 'INVITE');
    expect(invite?.body).toBe('');
    expect(invite?.header('Diversion')).toContain('+12125550101');
    expect(invite?.header('Referred-By')).toMatch(/^<sip:\+12125550101@127\.0\.0\.1/);
    await eventually(async () => {
      const [second, first] = await callLogs(lab().service, 'sort=-id');
      expect(first).toMatchObject({
        outcome: 'answered',
        ended_by: 'callee',
        transferred_to: { call_id: second?.call_id, by: first?.user },
      });
      expect(second).toMatchObject({
        called_number: '+12125550102',
        transferred_from: { call_id: first?.call_id },
      });
    });
  });

  test('blind, to somebody who is busy: the call goes on', async () => {
    await lab().callee('boston', [callee.receiveInvite(), callee.refuse(486, 'Busy Here')]);
    const ends = await lab().callIn(
      [...established, caller.answerRequest('INFO'), caller.hangUp(2)],
      [
        ...answered,
        refer('1002', 100, 486),
        callee.request('INFO', 2),
        receiveResponse(200),
        callee.awaitHangUp,
      ],
    );
    expectSuccess(ends);
    expect(told(ends.callee.messages)).toEqual(['SIP/2.0 100 Trying', 'SIP/2.0 486 Busy Here']);
  });

  test('refused by a limit of international calls: 403 is told, and the call goes on', async () => {
    await lab().apply({
      newYork: { transfers: 'outside' },
      enterprise: { toll_limits: { user: { max_concurrent_calls: 0, refuse: true } } },
    });
    const ends = await lab().callIn(
      [...established, caller.answerRequest('INFO'), caller.hangUp(2)],
      [
        ...answered,
        refer('+442071838750', 100, 403),
        callee.request('INFO', 2),
        receiveResponse(200),
        callee.awaitHangUp,
      ],
    );
    expectSuccess(ends);
    expect(told(ends.callee.messages)).toEqual(['SIP/2.0 100 Trying', 'SIP/2.0 403 Forbidden']);
    await lab().apply();
    await eventually(async () => {
      const logs = await callLogs(lab().service, 'sort=-id');
      expect(logs[0]).toMatchObject({ outcome: 'blocked', failure: 'toll_limited' });
      expect(logs[1]).toMatchObject({ outcome: 'answered', ended_by: 'caller' });
    });
  });

  test("a REFER that overtakes the caller's ACK is taken up when that is in", async () => {
    await lab().callee('boston', [callee.receiveInvite(), callee.refuse(486, 'Busy Here')]);
    const ends = await lab().callIn(
      [caller.invite(), caller.answered(), pause(300), caller.acknowledge(), pause(500), caller.hangUp(2)],
      [...answered, referAtOnce('1002', 100, 486), callee.awaitHangUp],
    );
    expectSuccess(ends);
    expect(told(ends.callee.messages)).toEqual(['SIP/2.0 100 Trying', 'SIP/2.0 486 Busy Here']);
  });

  test('to the public network only where the trunk group lets it', async () => {
    const inside = await lab().callIn(
      [...established, pause(1000), caller.hangUp(2)],
      [...answered, refer(stranger, 100, 403), callee.awaitHangUp],
    );
    expect(told(inside.callee.messages).at(-1)).toBe('SIP/2.0 403 Forbidden');
    await lab().apply({ newYork: { transfers: 'off' } });
    const off = await lab().callIn(
      [...established, caller.answerRequest('BYE')],
      [
        ...answered,
        callee.request('REFER', 1, null, [`Refer-To: <sip:${stranger}@127.0.0.1>`]),
        receiveResponse(603),
        callee.hangUp(2),
      ],
    );
    expectSuccess(off);
    await lab().apply();
    expect((await lab().service.usage(trunkGroups.newYork)).active).toBe(0);
  });
});
