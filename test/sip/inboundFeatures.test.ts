import { afterEach, expect, test } from '@jest/globals';
import * as callee from '../support/callee';
import * as caller from '../support/caller';
import { callLogs, type CallLogItem } from '../support/callLogs';
import { eventually } from '../support/eventually';
import { expectEnd, expectSuccess } from '../support/expectations';
import { ada, ben, stranger, trunkGroups, useLab } from '../support/lab';
import { describeWith } from '../support/programs';
import { hold, pause, receiveResponse } from '../support/scenario';
import type { SippResult } from '../support/sipp';

const desk = '+14155550123';
const cy = { group: ben.group, extension: '1003', number: '+12125550103' };

const call = [caller.invite(), caller.answered(), caller.acknowledge(), pause(100), caller.hangUp()];
const takesTheCall = [callee.receiveInvite(), callee.ring, callee.answer(), callee.awaitHangUp];
const ringsUntilCancelled = [callee.receiveInvite(), callee.ring, callee.cancelled];

const everyone = [{ description: 'everyone' }];

const received = ({ messages }: SippResult, method: string) => {
  const found = messages.find((message) => message.method === method && message.direction === 'received');
  if (found === undefined) throw new Error(`no ${method} came`);
  return found;
};

describeWith('sipp', 'what a called user’s features do', () => {
  const lab = useLab();

  afterEach(() => lab().apply());

  const apply = (inbound: object, more: Parameters<ReturnType<typeof lab>['apply']>[0] = {}): Promise<void> =>
    lab().apply({
      newYork: { pbx: [{ host: '127.0.0.1', port: lab().sites.newYork.port }] },
      ...more,
      change: (options) => ({ ...options, users: [{ ...ada, settings: { inbound } }, ben] }),
    });

  const logged = async (): Promise<number> => (await callLogs(lab().service)).length;

  async function lastLog(before: number): Promise<CallLogItem> {
    let logs: readonly CallLogItem[] = [];
    await eventually(async () => {
      logs = await callLogs(lab().service, 'sort=-id');
      expect(logs.length).toBeGreaterThan(before);
    });
    const [log] = logs;
    if (log === undefined) throw new Error('no log');
    return log;
  }

  const expectNothingHeld = (): Promise<void> =>
    eventually(async () => {
      for (const name of [trunkGroups.newYork, trunkGroups.boston])
        expect(await lab().service.usage(name)).toMatchObject({ active: 0, incoming: 0, outgoing: 0 });
    });

  const forwarded = (number: string): object => ({ enabled: true, number });

  test('forwarding on no answer: after exactly three rings', async () => {
    await apply({ call_forwarding_no_answer: { ...forwarded(desk), rings: 3 } });
    const before = await logged();
    const phone = await lab().callee('newYork', ringsUntilCancelled, { calls: 1 });
    const outside = await lab().callee('carrier', takesTheCall, { calls: 1 });
    const calling = lab().caller('carrier', stranger, ada.number, call, { timeoutS: 40 });
    expectEnd(await calling.result());
    expectEnd(await phone.result());
    const taken = await outside.result();
    expectEnd(taken);
    const invite = received(taken, 'INVITE');
    expect(invite.header('diversion')).toContain(`<sip:${ada.number}@127.0.0.1>;reason=no-answer`);
    const { attempts, outcome, trace } = await lastLog(before);
    expect(outcome).toBe('answered');
    const [first, second] = attempts;
    const rang = Date.parse(second?.started_at ?? '') - Date.parse(first?.ringing_at ?? '');
    expect(rang).toBeGreaterThanOrEqual(18_000);
    expect(rang).toBeLessThan(18_500);
    expect(trace.map(({ rule }) => rule)).toContain('call_forwarding_no_answer');
    await expectNothingHeld();
  }, 60_000);

  test.each([
    ['always', { call_forwarding_always: forwarded(desk) }, null, 'unconditional'],
    ['busy', { call_forwarding_busy: forwarded(desk) }, 486, 'user-busy'],
    ['not reachable', { call_forwarding_not_reachable: forwarded(desk) }, 503, 'unavailable'],
    [
      'selective',
      {
        call_forwarding_selective: {
          ...forwarded('1002'),
          criteria: [{ description: 'vip', numbers: [stranger], number: desk }],
        },
      },
      null,
      'unconditional',
    ],
  ])('forwarding %s', async (_name, inbound, status, reason) => {
    await apply(inbound);
    const phone =
      status === null
        ? null
        : await lab().callee('newYork', [callee.receiveInvite(), callee.refuse(status, 'No')], { calls: 1 });
    const ends = await lab().callIn(call, takesTheCall, { to: 'carrier' });
    expectSuccess(ends);
    if (phone !== null) expectEnd(await phone.result());
    expect(received(ends.callee, 'INVITE').header('diversion')).toContain(`reason=${reason}`);
    await expectNothingHeld();
  });

  test('forwarding with the PBX down: its address refuses the connection', async () => {
    await apply(
      { call_forwarding_not_reachable: forwarded(desk) },
      { newYork: { pbx: [{ host: '127.0.0.1', port: lab().sites.newYork.port, transport: 'tcp' }] } },
    );
    expectSuccess(await lab().callIn(call, takesTheCall, { to: 'carrier' }));
  });

  test('not reachable by the user’s own timer: the PBX says 100 and no more', async () => {
    await apply({ call_forwarding_not_reachable: { ...forwarded(desk), timer_s: 1 } });
    const before = await logged();
    const phone = await lab().callee(
      'newYork',
      [callee.receiveInvite(), callee.respond(100, 'Trying'), callee.cancelled],
      { calls: 1 },
    );
    expectSuccess(await lab().callIn(call, takesTheCall, { to: 'carrier' }));
    expectEnd(await phone.result());
    const [first, second] = (await lastLog(before)).attempts;
    const waited = Date.parse(second?.started_at ?? '') - Date.parse(first?.started_at ?? '');
    expect(waited).toBeGreaterThanOrEqual(1_000);
    expect(waited).toBeLessThan(1_500);
  });

  test('simultaneous ring: the first answer has the call, the other phone hears that it was completed elsewhere', async () => {
    await apply({
      simultaneous_ring: { enabled: true, numbers: [{ number: ben.extension }], criteria: everyone },
    });
    const before = await logged();
    const loser = await lab().callee('newYork', ringsUntilCancelled, { calls: 1 });
    const answers = [callee.receiveInvite(), callee.ring, pause(500), callee.answer(), callee.awaitHangUp];
    expectSuccess(await lab().callIn(call, answers, { to: 'boston' }));
    const cancelled = await loser.result();
    expectEnd(cancelled);
    expect(received(cancelled, 'CANCEL').header('reason')).toBe(
      'SIP;cause=200;text="Call completed elsewhere"',
    );
    const log = await lastLog(before);
    expect(log).toMatchObject({
      outcome: 'answered',
      participants: [
        { role: 'forwarder', user: { name: 'User 1001' } },
        { role: 'called', user: { name: 'User 1002' } },
      ],
    });
    expect(log.attempts.map(({ sip_code: code }) => code).sort()).toEqual([200, 487]);
    await expectNothingHeld();
  });

  const inTurn = {
    sequential_ring: {
      enabled: true,
      base_location: { ring: true, rings: 2 },
      numbers: [
        { number: ben.extension, rings: 2 },
        { number: desk, rings: 2 },
      ],
      criteria: everyone,
    },
  };

  test.each([
    ['the own phones', 1, 1_500],
    ['the first number', 2, 14_000],
    ['the last number', 3, 26_500],
  ])(
    'sequential ring: the caller hangs up while %s ring',
    async (_place, rung, holdMs) => {
      await apply(inTurn);
      const before = await logged();
      const places = (['newYork', 'boston', 'carrier'] as const).slice(0, rung);
      const phones = [];
      for (const place of places)
        phones.push(await lab().callee(place, ringsUntilCancelled, { calls: 1, timeoutS: 60 }));
      const calling = lab().caller(
        'carrier',
        stranger,
        ada.number,
        [caller.invite(), caller.receive(180), hold, caller.giveUp()],
        { holdMs, timeoutS: 60 },
      );
      // That the next place rings reads like the first 180 again, which sipp takes for a retransmission.
      expect(await calling.result()).toMatchObject({ errors: '', exitCode: 0, successful: 1 });
      for (const phone of phones) expectEnd(await phone.result());
      const log = await lastLog(before);
      expect(log).toMatchObject({ outcome: 'cancelled', ended_by: 'caller' });
      expect(log.attempts).toHaveLength(rung);
      await expectNothingHeld();
    },
    90_000,
  );

  test('sequential ring: the caller stops it with # while the own phones ring', async () => {
    await apply({ sequential_ring: { ...inTurn.sequential_ring, caller_may_stop: true } });
    const before = await logged();
    const phone = await lab().callee('newYork', ringsUntilCancelled, { calls: 1 });
    const calling = lab().caller('carrier', stranger, ada.number, [
      caller.invite(),
      caller.receive(180, { dialog: true }),
      pause(200),
      caller.request('INFO', { body: 'Signal=#\r\n', contentType: 'application/dtmf-relay' }),
      receiveResponse(200),
      caller.refused(480),
    ]);
    expectEnd(await calling.result());
    expectEnd(await phone.result());
    const log = await lastLog(before);
    expect(log).toMatchObject({ outcome: 'no_answer', failure: 'no_answer' });
    expect(log.attempts).toHaveLength(1);
    await expectNothingHeld();
  });

  test('a forwarding loop of three users: 482, and nothing is held', async () => {
    const always = (number: string) => ({ inbound: { call_forwarding_always: forwarded(number) } });
    await lab().apply({
      change: (options) => ({
        ...options,
        users: [
          { ...ada, settings: always(ben.extension) },
          { ...ben, settings: always(cy.number) },
          { ...cy, settings: always(ada.number) },
        ],
      }),
    });
    const before = await logged();
    const calling = lab().caller('carrier', stranger, ada.number, [caller.invite(), caller.refused(482)]);
    expectEnd(await calling.result());
    expect(await lastLog(before)).toMatchObject({ outcome: 'failed', failure: 'forwarding_loop' });
    await expectNothingHeld();
  });

  test('DID policing under load: at its limit exactly', async () => {
    await apply({ max_did_policing: { enabled: true, max_concurrent_calls: 3 } });
    const phone = await lab().callee('newYork', takesTheCall, { calls: 3 });
    const talking = lab().caller(
      'carrier',
      stranger,
      ada.number,
      [caller.invite(), caller.answered(), caller.acknowledge(), hold, caller.hangUp()],
      { calls: 3, rate: 50, holdMs: 3_000 },
    );
    await eventually(async () => {
      expect(await lab().service.usage(trunkGroups.newYork)).toMatchObject({ incoming: 3 });
    });
    const refused = lab().caller('newYork', ada.number, ada.number, [caller.invite(), caller.refused(486)], {
      calls: 20,
      rate: 50,
    });
    expectEnd(await refused.result(), 20);
    expectEnd(await talking.result(), 3);
    expectEnd(await phone.result(), 3);
    await expectNothingHeld();
  });
});
