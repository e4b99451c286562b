import { expect, test } from '@jest/globals';
import * as callee from '../support/callee';
import { callLogs } from '../support/callLogs';
import * as caller from '../support/caller';
import { eventually } from '../support/eventually';
import { expectSuccess } from '../support/expectations';
import { ben, ada, stranger, trunkGroups, useLab } from '../support/lab';
import { describeWith } from '../support/programs';
import { pause, receiveResponse, type Step } from '../support/scenario';
import { sdp } from '../support/sdp';
import type { Sipp, SippResult } from '../support/sipp';

const answered = [callee.receiveInvite(), callee.ring, callee.answer()];
const established = [caller.invite(), caller.answered(), caller.acknowledge()];

/** The dialog of a phone that has answered, as the phone names it, once its ACK is in. */
async function dialogOf(phone: Sipp): Promise<{ readonly named: string; readonly ours: string }> {
  await eventually(() => {
    expect(phone.messages().some(({ method }) => method === 'ACK')).toBe(true);
  });
  const answer = phone.messages().find(({ status }) => status === 200);
  const tagOf = (name: string): string => /;tag=(\S+)/.exec(answer?.header(name) ?? '')?.[1] ?? '';
  const [ours, theirs] = [tagOf('From'), tagOf('To')];
  return { named: `${answer?.header('Call-ID') ?? ''};to-tag=${ours};from-tag=${theirs}`, ours };
}

const replacing = (dialog: string): Step =>
  caller.invite({ headers: [`Replaces: ${dialog}`, 'Require: replaces'] });

describeWith('sipp', 'an INVITE with Replaces', () => {
  const lab = useLab();

  /** A stranger has called Ada's phone; then Ben's, in Boston, sends an INVITE that names the phone's dialog. */
  const takeover = async (
    steps: { readonly remaining: readonly Step[]; readonly replaced: readonly Step[] },
    newcomer: (dialog: string) => readonly Step[],
    from: 'boston' | 'newYork' = 'boston',
  ): Promise<Readonly<Record<'remaining' | 'replaced' | 'newcomer', SippResult>>> => {
    const phone = await lab().callee('newYork', [...answered, ...steps.replaced], { calls: 1 });
    const remaining = lab().caller('carrier', stranger, ada.number, [...established, ...steps.remaining]);
    const { named, ours } = await dialogOf(phone);
    const other = lab().caller(from, ben.number, ours, newcomer(named));
    const [first, second, third] = await Promise.all([remaining.result(), phone.result(), other.result()]);
    return { remaining: first, replaced: second, newcomer: third };
  };

  test('the two talk, the phone whose place was taken is hung up on, the logs name each other', async () => {
    const ends = await takeover(
      {
        remaining: [
          caller.answerRequest('INVITE', sdp({ version: 2, port: 43_000 })),
          caller.answerRequest('INFO'),
          caller.answerRequest('BYE'),
        ],
        replaced: [callee.awaitHangUp],
      },
      (dialog) => [
        replacing(dialog),
        caller.answered({ match: { Supported: 'replaces' } }),
        caller.acknowledge(),
        pause(300),
        caller.request('INFO', { cseq: 2 }),
        caller.receive(200),
        caller.hangUp(3),
      ],
    );
    for (const { failed } of Object.values(ends)) expect(failed).toBe(0);
    const answer = ends.newcomer.messages.find(({ status, method }) => status === 200 && method === null);
    expect(ends.newcomer.messages.some(({ body }) => body.includes('43000'))).toBe(true);
    expect(answer).toBeDefined();
    await eventually(async () => {
      const [second, first] = await callLogs(lab().service, 'sort=-id');
      expect(first).toMatchObject({
        ...{ outcome: 'answered', ended_by: 'callee' },
        transferred_to: { call_id: second?.call_id, by: first?.user },
      });
      expect(second).toMatchObject({
        ...{ outcome: 'answered', calling_number: ben.number, called_number: stranger },
        trunk_group: { id: trunkGroups.boston },
        transferred_from: { call_id: first?.call_id },
      });
    });
  });

  test('at a trunk group that is full it stands on the lease of whom it replaces', async () => {
    await lab().apply({ newYork: { max_active_calls: 1 } });
    const ends = await takeover(
      {
        remaining: [caller.answerRequest('INVITE', sdp({ version: 2 })), caller.answerRequest('BYE')],
        replaced: [callee.awaitHangUp],
      },
      (dialog) => [replacing(dialog), caller.answered(), caller.acknowledge(), pause(300), caller.hangUp(2)],
      'newYork',
    );
    for (const { failed } of Object.values(ends)) expect(failed).toBe(0);
    await lab().apply();
  });

  test('CANCEL while who remains has the re-INVITE: the two of the call get their own media back', async () => {
    const ends = await takeover(
      {
        remaining: [
          caller.answerRequest('INVITE', sdp({ version: 2 }), {}, 500),
          caller.answerRequest('INVITE', sdp({ version: 3 })),
          pause(200),
          caller.hangUp(2),
        ],
        replaced: [callee.answerRequest('INVITE', sdp({ version: 2, port: 44_000 })), callee.awaitHangUp],
      },
      (dialog) => [replacing(dialog), receiveResponse(100), pause(100), caller.giveUp()],
    );
    for (const { failed } of Object.values(ends)) expect(failed).toBe(0);
  });

  test('what names no dialog here: 481; one that is not for early dialogs: 486; not readable: 400', async () => {
    const nobody = await lab()
      .caller('boston', ben.number, 'x', [replacing('x@y;to-tag=a;from-tag=b'), caller.refused(481)])
      .result();
    expect(nobody.failed).toBe(0);
    const broken = await lab()
      .caller('boston', ben.number, 'x', [replacing('x@y'), caller.refused(400)])
      .result();
    expect(broken.failed).toBe(0);
    const early = await takeover(
      { remaining: [pause(1_000), caller.hangUp(2)], replaced: [callee.awaitHangUp] },
      (dialog) => [replacing(`${dialog};early-only`), caller.refused(486)],
    );
    for (const { failed } of Object.values(early)) expect(failed).toBe(0);
  });

  test('by the policy of the trunk group: 603', async () => {
    await lab().apply({ newYork: { transfers: 'off' } });
    const ends = await takeover(
      { remaining: [pause(1_000), caller.hangUp(2)], replaced: [callee.awaitHangUp] },
      (dialog) => [replacing(dialog), caller.refused(603)],
    );
    for (const { failed } of Object.values(ends)) expect(failed).toBe(0);
    await lab().apply();
    expectSuccess(await lab().callIn([...established, caller.hangUp(2)], [...answered, callee.awaitHangUp]));
  });
});
