import { afterEach, expect, test } from '@jest/globals';
import * as callee from '../support/callee';
import * as caller from '../support/caller';
import { callLogs, type CallLogItem } from '../support/callLogs';
import { eventually } from '../support/eventually';
import { expectEnd, expectSuccess } from '../support/expectations';
import { ada, ben, stranger, trunkGroups, useLab } from '../support/lab';
import { LiveFollower } from '../support/liveFollower';
import { describeWith } from '../support/programs';
import { hold, pause, type Step } from '../support/scenario';
import { rootKey } from '../support/service';
import { sdp } from '../support/sdp';
import type { SippResult } from '../support/sipp';

const desk = '+14155550123';

const call = [caller.invite(), caller.answered(), caller.acknowledge(), pause(100), caller.hangUp()];
const takesTheCall = [callee.receiveInvite(), callee.ring, callee.answer(), callee.awaitHangUp];
const ringsUntilCancelled = [callee.receiveInvite(), callee.ring, callee.cancelled];

const inviteOf = ({ messages }: SippResult) => {
  const invite = messages.find(({ method, direction }) => method === 'INVITE' && direction === 'received');
  if (invite === undefined) throw new Error('no INVITE came');
  return invite;
};

describeWith('sipp', 'rerouting and forwarding', () => {
  const lab = useLab();

  afterEach(() => lab().apply());

  /** Ada is on a scheme of both sites, Boston's after New York's; New York's PBX has one address here. */
  const applyScheme = (scheme: object = {}, newYork: object = {}, boston: object = {}): Promise<void> =>
    lab().apply({
      newYork: { pbx: [{ host: '127.0.0.1', port: lab().sites.newYork.port }], ...newYork },
      boston: { ...boston },
      enterprise: {
        routing_schemes: [
          {
            name: 'both',
            trunk_groups: [trunkGroups.newYork, trunkGroups.boston],
            max_reroutes: 2,
            ...scheme,
          },
        ],
      },
      change: (options) => ({
        ...options,
        users: [{ ...ada, settings: { routing_scheme: 'both' } }, ben],
      }),
    });

  async function lastLog(before: number): Promise<CallLogItem> {
    let logs: readonly CallLogItem[] = [];
    await eventually(async () => {
      logs = await callLogs(lab().service, 'sort=-id');
      expect(logs).toHaveLength(before + 1);
    });
    const [log] = logs;
    if (log === undefined) throw new Error('no log');
    return log;
  }

  const logged = async (): Promise<number> => (await callLogs(lab().service)).length;

  const refuses = (status: number): readonly Step[] => [callee.receiveInvite(), callee.refuse(status, 'No')];

  test.each([408, 480, 500, 502, 503, 504])(
    '%i before ringing: the next trunk group is rung, and both attempts are in the call log',
    async (status) => {
      await applyScheme();
      const before = await logged();
      const failing = await lab().callee('newYork', refuses(status), { calls: 1 });
      expectSuccess(await lab().callIn(call, takesTheCall, { to: 'boston' }));
      expectEnd(await failing.result());
      const { attempts, outcome } = await lastLog(before);
      expect(outcome).toBe('answered');
      expect(attempts.map(({ destination, sip_code: code }) => [destination.name, code])).toEqual([
        [trunkGroups.newYork, status],
        [trunkGroups.boston, 200],
      ]);
      const [first, second] = attempts;
      expect(Date.parse(first?.ended_at ?? '')).toBeGreaterThanOrEqual(Date.parse(first?.started_at ?? ''));
      expect(Date.parse(second?.started_at ?? '')).toBeGreaterThanOrEqual(Date.parse(first?.ended_at ?? ''));
      expect(Date.parse(second?.answered_at ?? '')).not.toBeNaN();
    },
  );

  test.each([404, 486, 603])('%i goes to the caller, nobody else is rung', async (status) => {
    await applyScheme();
    const before = await logged();
    const ends = await lab().callIn([caller.invite(), caller.refused(status)], refuses(status));
    expectSuccess(ends);
    expect((await lastLog(before)).attempts).toHaveLength(1);
  });

  test('503 after early media goes to the caller too', async () => {
    await applyScheme();
    const before = await logged();
    const early = [
      callee.receiveInvite(),
      callee.respond(183, 'Session Progress', { body: sdp({ port: 41_000 }) }),
      callee.refuse(503, 'Service Unavailable'),
    ];
    expectSuccess(await lab().callIn([caller.invite(), caller.refused(500)], early));
    expect((await lastLog(before)).attempts).toHaveLength(1);
  });

  test('an address that refuses, and one that is silent: the next trunk group is rung', async () => {
    for (const transport of ['tcp', 'udp']) {
      await applyScheme({}, { pbx: [{ host: '127.0.0.1', port: lab().sites.newYork.port, transport }] });
      const before = await logged();
      expectSuccess(await lab().callIn(call, takesTheCall, { to: 'boston' }));
      const { attempts } = await lastLog(before);
      expect(attempts.map(({ sip_code: code }) => code)).toEqual([transport === 'tcp' ? 503 : 408, 200]);
    }
  });

  test('max_reroutes: one further trunk group, however many the scheme lists', async () => {
    const third = 'third';
    await lab().apply({
      change: (options) => ({
        ...options,
        groups: [
          ...options.groups.map((group) => ({ ...group, pbx: group.pbx.slice(0, 1) })),
          { id: third, pbx: [{ port: lab().sites.newYorkBackup.port }] },
        ],
        users: [{ ...ada, settings: { routing_scheme: 'all' } }, ben],
        enterprise: {
          routing_schemes: [
            {
              name: 'all',
              trunk_groups: [trunkGroups.newYork, trunkGroups.boston, `${third}GRPTRUNK01`],
              max_reroutes: 1,
            },
          ],
        },
      }),
    });
    const before = await logged();
    const [first, untouched] = [
      await lab().callee('newYork', refuses(500), { calls: 1 }),
      await lab().callee('newYorkBackup', takesTheCall),
    ];
    const ends = await lab().callIn([caller.invite(), caller.refused(502)], refuses(502), { to: 'boston' });
    expectSuccess(ends);
    expectEnd(await first.result());
    expect(await untouched.stop(500)).toMatchObject({ created: 0 });
    expect((await lastLog(before)).attempts.map(({ sip_code: code }) => code)).toEqual([500, 502]);
  });

  test('exhausted: the scheme’s number is called through the carrier, with Diversion and History-Info', async () => {
    await applyScheme({ exhaust: { action: 'trunk_forward', number: desk } });
    const before = await logged();
    const failing = [
      await lab().callee('newYork', refuses(503), { calls: 1 }),
      await lab().callee('boston', refuses(500), { calls: 1 }),
    ];
    const ends = await lab().callIn(call, takesTheCall, { to: 'carrier' });
    expectSuccess(ends);
    for (const end of failing) expectEnd(await end.result());
    const invite = inviteOf(ends.callee);
    expect(invite.startLine).toContain(`sip:${desk}@`);
    expect(invite.header('from')).toContain(`sip:${stranger}@`);
    expect(invite.header('diversion')).toMatch(
      /^<sip:\+12125550101@127\.0\.0\.1>;reason=unavailable;counter=1$/,
    );
    expect(invite.header('history-info')).toContain('index=1.1;mp=1');
    expect(await lastLog(before)).toMatchObject({
      outcome: 'answered',
      called_number: ada.number,
      participants: [{ role: 'forwarder', user: { name: 'User 1001' } }],
      attempts: [
        { destination: { name: trunkGroups.newYork }, sip_code: 503 },
        { destination: { name: trunkGroups.boston }, sip_code: 500 },
        { destination: { name: 'metro', kind: 'carrier' }, sip_code: 200 },
      ],
    });
  });

  test('full: forwarded to a colleague, whose own scheme rings; leases are held where it rings alone', async () => {
    await lab().apply({
      newYork: { max_incoming_calls: 0, capacity_exceeded: { action: 'forward', number: ben.extension } },
    });
    const before = await logged();
    const phone = await lab().callee('boston', ringsUntilCancelled, { calls: 1 });
    const calling = lab().caller(
      'carrier',
      stranger,
      ada.number,
      [caller.invite(), caller.receive(180), hold, caller.giveUp()],
      { holdMs: 800 },
    );
    await eventually(async () => {
      const { service } = lab();
      expect(await service.usage(trunkGroups.boston)).toMatchObject({ active: 1, incoming: 1 });
      expect(await service.usage(trunkGroups.newYork)).toMatchObject({ active: 0, incoming: 0 });
    });
    expectEnd(await calling.result());
    const rung = await phone.result();
    expectEnd(rung);
    expect(inviteOf(rung).header('diversion')).toContain(`<sip:${ada.number}@127.0.0.1>;reason=user-busy`);
    expect(await lastLog(before)).toMatchObject({
      outcome: 'cancelled',
      participants: [
        { role: 'forwarder', user: { name: 'User 1001' } },
        { role: 'called', user: { name: 'User 1002' } },
      ],
    });
  });

  test('a forward to the carrier takes room of the enterprise: the second is refused', async () => {
    await lab().apply({
      newYork: { max_incoming_calls: 0, capacity_exceeded: { action: 'forward', number: desk } },
      enterprise: { max_active_calls: 1 },
    });
    const outside = await lab().callee('carrier', takesTheCall, { calls: 1 });
    const talking = lab().caller(
      'carrier',
      stranger,
      ada.number,
      [caller.invite(), caller.answered(), caller.acknowledge(), hold, caller.hangUp()],
      { holdMs: 1500 },
    );
    await eventually(async () => {
      expect((await lab().service.liveCalls()).map(({ state }) => state)).toEqual(['answered']);
    });
    const second = [caller.invite(), caller.refused(503, { match: { Reason: 'Q\\.850 *; *cause=34' } })];
    // From New York's own side: its trunk group is full for calls in, not for calls out.
    const refused = lab().caller('newYork', ada.number, ada.number, second);
    expectEnd(await refused.result());
    expectEnd(await talking.result());
    expectEnd(await outside.result());
  });

  test('unreachable: rerouted to another trunk group, the caller’s number and the user’s unchanged', async () => {
    await lab().apply({
      newYork: {
        pbx: [{ host: '127.0.0.1', port: lab().sites.newYork.port, transport: 'tcp' }],
        unreachable_destination: { action: 'reroute', trunk_group: trunkGroups.boston },
      },
      boston: { unreachable_destination: { action: 'reroute', trunk_group: trunkGroups.newYork } },
    });
    const ends = await lab().callIn(call, takesTheCall, { to: 'boston' });
    expectSuccess(ends);
    const invite = inviteOf(ends.callee);
    expect(invite.startLine).toContain(`sip:${ada.number}@`);
    expect(invite.header('diversion')).toBeUndefined();
    // Both unreachable, each rerouting to the other: both were asked, and that is it.
    expectSuccess(await lab().callIn([caller.invite(), caller.refused(504)], refuses(504), { to: 'boston' }));
  });

  test('users who forward to each other: 482', async () => {
    const full = (number: string): Readonly<Record<string, unknown>> => ({
      max_incoming_calls: 0,
      capacity_exceeded: { action: 'forward', number },
    });
    await lab().apply({ newYork: full(ben.extension), boston: full(ada.number) });
    const before = await logged();
    const calling = lab().caller('carrier', stranger, ada.number, [caller.invite(), caller.refused(482)]);
    expectEnd(await calling.result());
    expect(await lastLog(before)).toMatchObject({
      outcome: 'failed',
      sip_code: 482,
      failure: 'forwarding_loop',
    });
  });

  test('a trunk group that forwards all its calls does so with its PBX in order', async () => {
    await lab().apply({ newYork: { forward_all: { action: 'forward', number: desk } } });
    const phone = await lab().callee('newYork', takesTheCall);
    const ends = await lab().callIn(call, takesTheCall, { to: 'carrier' });
    expectSuccess(ends);
    expect(inviteOf(ends.callee).header('diversion')).toContain('reason=unconditional');
    expect(await phone.stop(500)).toMatchObject({ created: 0 });
  });

  test('a call that has lasted as long as it may is hung up on both sides, with the reason', async () => {
    await lab().apply({ newYork: { max_call_duration_s: 1 } });
    const before = await logged();
    const ended = { match: { Reason: 'Q\\.850;cause=102' } };
    const ends = await lab().callIn(
      [caller.invite(), caller.answered(), caller.acknowledge(), caller.answerRequest('BYE', null, ended)],
      [callee.receiveInvite(), callee.ring, callee.answer(), callee.answerRequest('BYE', null, ended)],
    );
    expectSuccess(ends);
    const { duration_ms: duration, ...log } = await lastLog(before);
    expect(log).toMatchObject({ outcome: 'answered', ended_by: 'service', sip_code: 200, q850_cause: 102 });
    expect(duration).toBeGreaterThanOrEqual(1000);
    expect(duration).toBeLessThan(1500);
  });

  test('refused calls and a soft limit raise alarms', async () => {
    await lab().apply({
      newYork: { max_incoming_calls: 1, soft_max_active_calls: 1, capacity_alarm: { first: 2, every: 2 } },
    });
    const follower = await LiveFollower.connect(`http://127.0.0.1:${lab().service.httpPort}`, {
      key: rootKey,
    });
    await follower.subscribe('alarms');
    const phone = await lab().callee('newYork', ringsUntilCancelled, { calls: 1 });
    const calling = lab().caller(
      'carrier',
      stranger,
      ada.number,
      [caller.invite(), caller.receive(180), hold, caller.giveUp()],
      { holdMs: 2500 },
    );
    await eventually(async () => {
      expect((await lab().service.usage(trunkGroups.newYork)).incoming).toBe(1);
    });
    // Refused on their way in again, though they may go out.
    const refused = lab().caller('newYork', ada.number, ada.number, [caller.invite(), caller.refused(503)], {
      calls: 5,
    });
    expectEnd(await refused.result(), 5);
    await eventually(() => {
      const alarms = [...follower.topic('alarms').items.values()];
      expect(alarms.find(({ code }) => code === 'trunk_group_soft_limit')).toMatchObject({
        count: 1,
        details: { trunk_group: trunkGroups.newYork, active: 1, soft_max_active_calls: 1 },
      });
      // Five refusals on top of those of the calls before: every second is told of.
      const full = alarms.find(({ code }) => code === 'trunk_group_full');
      expect([2, 3]).toContain(full?.count);
      expect((full?.details as { readonly refused: number }).refused % 2).toBe(0);
    });
    follower.socket.close();
    expectEnd(await calling.result());
    expectEnd(await phone.result());
  });
});
