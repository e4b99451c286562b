import { expect, test } from '@jest/globals';
import * as callee from '../support/callee';
import * as caller from '../support/caller';
import { expectSuccess } from '../support/expectations';
import { useLab } from '../support/lab';
import { describeWith } from '../support/programs';
import { receiveResponse } from '../support/scenario';

describeWith('sipp', 'a PBX that redirects', () => {
  const lab = useLab();
  const moved = [
    callee.receiveInvite(),
    callee.refuse(302, 'Moved Temporarily', ['Contact: <sip:1002@127.0.0.1>']),
  ];

  test('is not believed unless its trunk group says so: 480', async () => {
    expectSuccess(
      await lab().callIn(
        [caller.invite(), receiveResponse(100), receiveResponse(480), caller.acknowledgeRefusal()],
        moved,
      ),
    );
  });

  test('and is: the call is forwarded to the number in Contact, with Diversion', async () => {
    await lab().apply({ newYork: { redirects: 'follow' } });
    const other = await lab().callee('boston', [
      callee.receiveInvite(),
      callee.ring,
      callee.answer(),
      callee.awaitHangUp,
    ]);
    expectSuccess(
      await lab().callIn([caller.invite(), caller.answered(), caller.acknowledge(), caller.hangUp()], moved),
    );
    const { failed, messages } = await other.result();
    expect(failed).toBe(0);
    expect(messages.find(({ method }) => method === 'INVITE')?.header('Diversion')).toContain('+12125550101');
  });
});
