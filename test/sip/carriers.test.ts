import { expect, test } from '@jest/globals';
import * as callee from '../support/callee';
import * as caller from '../support/caller';
import { callLogs } from '../support/callLogs';
import type { DeploymentOptions } from '../support/deployment';
import { eventually } from '../support/eventually';
import { expectEnd, expectSuccess } from '../support/expectations';
import { ada, useLab } from '../support/lab';
import { describeWith } from '../support/programs';
import { sdp } from '../support/sdp';

/** Several carriers (feature A8): the second one listens where Boston's PBX would. */
describeWith('sipp', 'carriers', () => {
  const lab = useLab();

  const rural = (settings: Readonly<Record<string, unknown>> = {}) => ({
    name: 'rural',
    gateways: [{ host: '127.0.0.1', port: lab().sites.boston.port }],
    ...settings,
  });
  const apply = (change: Partial<DeploymentOptions>): Promise<void> =>
    lab().apply({ change: (options) => ({ ...options, carriers: [rural()], ...change }) });
  const both = [{ prefix: '+', carriers: ['metro', 'rural'] }];

  const call = [caller.invite(), caller.answered(), caller.acknowledge(), caller.hangUp()];
  const takesTheCall = [callee.receiveInvite(), callee.ring, callee.answer(), callee.awaitHangUp];
  const refuses = (status: number, ringing = false) => [
    callee.receiveInvite(),
    ...(ringing ? [callee.ring] : []),
    callee.refuse(status, 'Not here'),
  ];

  test.each([
    [404, false],
    [486, true],
    [603, false],
  ])('a carrier that says %i, which its list names: the next one takes the call', async (status, ringing) => {
    await apply({ carrierSettings: { failover_codes: [404, 486, 603] }, routes: both });
    const first = await lab().callee('carrier', refuses(status, ringing), { calls: 1 });
    expectSuccess(await lab().callOut(call, takesTheCall, { to: 'boston' }));
    expectEnd(await first.result());
    await eventually(async () => {
      const [log] = await callLogs(lab().service, 'outcome=answered');
      expect(log?.attempts).toMatchObject([
        { destination: { name: 'metro' }, sip_code: status },
        { destination: { name: 'rural' }, sip_code: 200 },
      ]);
    });
  });

  test.each([404, 486, 603])(
    'a carrier that says %i without a list of its own: nobody else',
    async (status) => {
      await apply({ routes: both });
      expectSuccess(await lab().callOut([caller.invite(), caller.refused(status)], refuses(status)));
    },
  );

  test('a carrier that says 503, which its list leaves out: nobody else', async () => {
    await apply({ carrierSettings: { failover_codes: [480] }, routes: both });
    expectSuccess(await lab().callOut([caller.invite(), caller.refused(500)], refuses(503)));
  });

  test('after early media nobody else, whatever the list says', async () => {
    await apply({ carrierSettings: { failover_codes: [486] }, routes: both });
    expectSuccess(
      await lab().callOut(
        [caller.invite(), caller.receive(183), caller.refused(486)],
        [
          callee.receiveInvite(),
          callee.respond(183, 'Session Progress', { body: sdp({ port: 41_000 }) }),
          callee.refuse(486, 'Busy Here'),
        ],
      ),
    );
  });

  test('the shorter prefix takes over, unless the longer one stops', async () => {
    const routes = [
      { prefix: '+1312', carriers: ['metro'] },
      { prefix: '+', carriers: ['rural'] },
    ];
    await apply({ routes });
    const first = await lab().callee('carrier', refuses(503), { calls: 1 });
    expectSuccess(await lab().callOut(call, takesTheCall, { to: 'boston' }));
    expectEnd(await first.result());
    await apply({ routes: [{ ...routes[0], stop: true }, routes[1] ?? {}] });
    expectSuccess(await lab().callOut([caller.invite(), caller.refused(500)], refuses(503)));
  });

  test('a blocked prefix is refused with the code of its route', async () => {
    await apply({ routes: [...both, { prefix: '+1900', block: 603 }] });
    const dial = lab().caller('newYork', ada.number, '+19005550100', [
      caller.invite(),
      caller.refused(603, { match: { Reason: 'Q\\.850;cause=21' } }),
    ]);
    expectEnd(await dial.result());
    await eventually(async () => {
      const [log] = await callLogs(lab().service, 'outcome=blocked');
      expect(log).toMatchObject({ failure: 'route_blocked', sip_code: 603, attempts: [] });
      expect(log?.trace).toContainEqual({ rule: 'outbound_route', result: 'prefix +1900: blocked with 603' });
    });
  });

  test('numbers and caller as the carrier wants them', async () => {
    await lab().apply({
      newYork: {
        calling_line_id: '+12125550100',
        number_policy: { received: { called: [{ strip: '9', add: '' }] } },
      },
      change: (options) => ({
        ...options,
        carrierSettings: {
          number_policy: { sent: { format: 'e164', called: [{ strip: '1', add: '99#1' }] } },
          caller_id: { present: 'trunk_group' },
        },
      }),
    });
    const shown = {
      To: 'sip:99(#|%23)13125550111@',
      From: 'sip:12125550100@',
    };
    const steps = [callee.receiveInvite({ match: shown, keep: {} }), callee.refuse(486, 'Busy Here')];
    const ends = await lab().callOut([caller.invite(), caller.refused(486)], steps, {
      called: '93125550111',
    });
    expectSuccess(ends);
  });
});
