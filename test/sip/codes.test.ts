import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { callLogs, type CallLogItem } from '../support/callLogs';
import { deployment } from '../support/deployment';
import { eventually } from '../support/eventually';
import { freePorts } from '../support/freePort';
import { MediaPhone, type PhoneCall } from '../support/mediaPhone';
import { RtpPeer } from '../support/rtpPeer';
import { Service } from '../support/service';

const group = '0012345';
const trunkGroup = `${group}GRPTRUNK01`;
const ada = { group, extension: '1001', number: '+12125550101' };
const ben = { group, extension: '1002', number: '+12125550102' };
const stranger = '+13125550111';

/** A PBX whose users call, a carrier that answers, both with media, and the service between them. */
describe('codes, feature access codes and announcements, on the wire', () => {
  let service: Service;
  let pbx: MediaPhone;
  let carrier: MediaPhone;

  beforeAll(async () => {
    const [pbxPort = 0, carrierPort = 0] = await freePorts(2);
    service = await Service.start();
    pbx = await MediaPhone.open(pbxPort);
    carrier = await MediaPhone.open(carrierPort);
  });

  afterEach(async () => {
    for (const call of [...pbx.calls, ...carrier.calls]) call.hangUp();
    pbx.calls.length = 0;
    carrier.calls.length = 0;
    carrier.options = {};
    pbx.options = {};
    await eventually(async () => {
      expect((await service.usage(trunkGroup)).active).toBe(0);
    });
  });

  afterAll(async () => {
    await pbx.close();
    await carrier.close();
    await service.stop();
  });

  async function apply(
    groupSettings: Readonly<Record<string, unknown>>,
    outbound: Readonly<Record<string, unknown>> = {},
    inbound: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    await service.apply(
      deployment({
        carrier: { port: carrier.port },
        groups: [{ id: group, pbx: [{ port: pbx.port }], settings: groupSettings }],
        users: [{ ...ada, settings: { outbound, inbound } }, ben],
      }),
    );
  }

  let placedAt = 0;

  const call = (called: string, offer = true): Promise<PhoneCall> => {
    placedAt = Date.now();
    return pbx.call(service.sipPort, ada.number, called, offer);
  };

  /** The call log of the call placed last, to this number. */
  async function logOf(dialled: string): Promise<CallLogItem> {
    let log: CallLogItem | undefined;
    await eventually(async () => {
      [log] = await callLogs(service, 'sort=-id');
      expect(log?.dialled).toBe(dialled);
      expect(Date.parse(log?.started_at ?? '')).toBeGreaterThanOrEqual(placedAt);
    });
    if (log === undefined) throw new Error('no log');
    return log;
  }

  const steps = (log: CallLogItem): readonly string[] =>
    log.trace.map(({ rule, result }) => `${rule}: ${result}`);

  /** Answered by us, and something is to be heard. */
  async function prompted(placed: PhoneCall): Promise<void> {
    await eventually(() => expect(placed.isAnswered).toBe(true));
    await placed.hears();
  }

  async function arrived(): Promise<PhoneCall> {
    await eventually(() => expect(carrier.calls).toHaveLength(1));
    await eventually(() => expect(carrier.received.isAnswered).toBe(true));
    return carrier.received;
  }

  /** Both have each other's address, and nothing of ours. */
  async function joined(caller: PhoneCall, callee: PhoneCall): Promise<void> {
    await eventually(() => {
      expect(caller.mediaPort).toBe(callee.peer.port);
      expect(callee.mediaPort).toBe((caller.movesTo ?? caller.peer).port);
    });
  }

  describe('an authorization code', () => {
    const code = '471100';

    const asks = (): Promise<void> =>
      apply({
        authorization_codes: [{ code }],
        dial_restrictions: { toll: 'authorization_code_required' },
      });

    test('wrong once, then right: the call goes out, and caller and callee have each other', async () => {
      await asks();
      carrier.options = { answersAfterMs: 300 };
      const caller = await call(stranger);
      await prompted(caller);
      expect(carrier.calls).toEqual([]);
      expect((await service.usage(trunkGroup)).outgoing).toBe(1);
      await caller.press('111111#');
      await caller.hears();
      await caller.press(`${code}#`);
      const callee = await arrived();
      // The callee was offered what the caller offered, and the caller, by re-INVITE, what the callee answered.
      expect(callee.offers[0]).toContain(`m=audio ${caller.peer.port} `);
      await joined(caller, callee);
      expect([caller.reoffers, callee.reoffers]).toEqual([1, 0]);
      caller.hangUp();
      const log = await logOf(stranger);
      expect(log).toMatchObject({ outcome: 'answered', sip_code: 200 });
      expect(Date.parse(log.answered_at ?? '') - Date.parse(log.started_at)).toBeGreaterThan(1000);
      expect(steps(log)).toContain('authorization_code: *****0 keyed in');
      expect(JSON.stringify(log) + service.output).not.toContain(code);
      expect((await callee.ends()).how).toBe('bye');
    });

    test('wrong twice: the prompt says so, then BYE with the reason', async () => {
      await asks();
      const caller = await call(stranger);
      await prompted(caller);
      await caller.press('111111#');
      await caller.hears();
      await caller.press('222222#');
      await caller.hears();
      const { how, reasons } = await caller.ends();
      expect(how).toBe('bye');
      expect(reasons.join()).toContain('SIP;cause=403');
      expect(carrier.calls).toEqual([]);
      expect(await logOf(stranger)).toMatchObject({
        outcome: 'blocked',
        sip_code: 403,
        q850_cause: 21,
        answered_at: null,
        ended_by: 'service',
      });
    });

    test('abandoned while it is keyed in', async () => {
      await asks();
      const caller = await call(stranger);
      await prompted(caller);
      await caller.press('47');
      caller.hangUp();
      expect(await logOf(stranger)).toMatchObject({ outcome: 'cancelled', ended_by: 'caller' });
      expect(carrier.calls).toEqual([]);
    });

    test('by SIP INFO, from a phone without telephone-events', async () => {
      await asks();
      pbx.options = { media: (port) => [`m=audio ${port} RTP/AVP 8`] };
      const caller = await call(stranger);
      await prompted(caller);
      await caller.inform(`${code}#`);
      await joined(caller, await arrived());
    });

    test('without an offer in the INVITE: ours is answered by the ACK', async () => {
      await asks();
      const caller = await call(stranger, false);
      await prompted(caller);
      await caller.press(`${code}#`);
      await joined(caller, await arrived());
    });

    test('a caller whose media moves at the answer: the callee hears of it, once', async () => {
      await asks();
      carrier.options = { answersAfterMs: 300 };
      const caller = await call(stranger);
      await prompted(caller);
      await caller.press(`${code}#`);
      caller.movesTo = await RtpPeer.open();
      const callee = await arrived();
      await joined(caller, callee);
      expect([caller.reoffers, callee.reoffers]).toEqual([1, 1]);
      caller.movesTo.close();
    });

    test('a callee that is busy: busy tone, then BYE with the reason', async () => {
      await asks();
      carrier.options = { refusesWith: 486 };
      const caller = await call(stranger);
      await prompted(caller);
      await caller.press(`${code}#`);
      await eventually(() => expect(carrier.calls).toHaveLength(1));
      await caller.hears();
      expect(caller.end).toBeNull();
      const { reasons } = await caller.ends();
      expect(reasons.join()).toContain('SIP;cause=486');
      expect(await logOf(stranger)).toMatchObject({ outcome: 'busy', sip_code: 486, ended_by: 'callee' });
    });

    test('an emergency call of a user who may dial nothing goes straight out', async () => {
      const categories = ['internal', 'group', 'local', 'toll_free', 'toll', 'international', 'unknown'];
      await apply(
        { authorization_codes: [{ code }] },
        {
          account_code: 'not_required',
          dial_restrictions: Object.fromEntries(categories.map((each) => [each, 'disallow'])),
        },
      );
      const caller = await call('911');
      const callee = await arrived();
      await joined(caller, callee);
      expect(caller.reoffers).toBe(0);
      caller.hangUp();
      const refused = await call(stranger);
      expect((await refused.ends()).how).toBe('403');
    });
  });

  describe('an account code', () => {
    test('mandatory: asked for outside the group, and not within it', async () => {
      await apply({ account_codes: { length: 4 } }, { account_code: 'mandatory' });
      const caller = await call(stranger);
      await prompted(caller);
      await caller.press('2024');
      await joined(caller, await arrived());
      caller.hangUp();
      expect(steps(await logOf(stranger))).toContain('account_code: 2024 keyed in');

      await call(ben.extension);
      await eventually(() => expect(pbx.calls).toHaveLength(3));
    });

    test('*71 and the number, and *71 alone', async () => {
      await apply({ account_codes: { length: 4 } }, { account_code: 'optional' });
      const caller = await call(`*71${stranger.slice(2)}`);
      await prompted(caller);
      await caller.press('2024');
      await joined(caller, await arrived());
      caller.hangUp();
      await eventually(() => expect(carrier.received.end).not.toBeNull());
      carrier.calls.length = 0;

      const other = await call('*71');
      await prompted(other);
      await other.press('2025');
      await other.hears();
      await other.press(`${stranger.slice(2)}#`);
      await joined(other, await arrived());
      other.hangUp();
      const log = await logOf('*71');
      expect(log).toMatchObject({ outcome: 'answered', called_number: stranger });
      expect(steps(log)).toContain('account_code: 2025 keyed in');
    });
  });

  describe('feature access codes', () => {
    test('switch forwarding on and off, and the next call obeys', async () => {
      await apply({}, {}, { call_forwarding_always: { enabled: false } });
      const on = await call(`*72${stranger.slice(2)}`);
      await prompted(on);
      expect((await on.ends()).how).toBe('bye');
      expect(await logOf(`*72${stranger.slice(2)}`)).toMatchObject({
        outcome: 'answered',
        ended_by: 'service',
      });

      const incoming = await carrier.call(service.sipPort, '+14155550100', ada.number);
      await eventually(() => expect(carrier.calls).toHaveLength(2));
      incoming.hangUp();
      await eventually(() => expect(carrier.received.end).not.toBeNull());

      const off = await call('*73');
      await prompted(off);
      expect((await off.ends()).how).toBe('bye');
      const before = pbx.calls.length;
      await carrier.call(service.sipPort, '+14155550100', ada.number);
      await eventually(() => expect(pbx.calls).toHaveLength(before + 1));
    });

    test('not available to the user: an error tone, and the log says why', async () => {
      await apply({});
      const caller = await call('*77');
      await prompted(caller);
      expect((await caller.ends()).reasons.join()).toContain('SIP;cause=403');
      expect(steps(await logOf('*77')).join()).toContain('not available');
    });
  });

  describe('an answer to be confirmed', () => {
    const ringsStrangerToo = {
      simultaneous_ring: {
        enabled: true,
        numbers: [{ number: stranger, answer_confirmation: true }],
        criteria: [{ description: 'any' }],
      },
    };

    test('who answers hears the prompt, presses 1, and has the caller', async () => {
      await apply({}, {}, ringsStrangerToo);
      pbx.options = { answersAfterMs: null };
      const caller = await carrier.call(service.sipPort, '+14155550100', ada.number);
      await eventually(() => expect(carrier.calls).toHaveLength(2));
      const callee = carrier.received;
      await eventually(() => expect(callee.isAnswered).toBe(true));
      await callee.hears();
      expect(caller.isAnswered).toBe(false);
      await callee.press('1');
      await eventually(() => expect(caller.isAnswered).toBe(true));
      await joined(caller, callee);
      expect(pbx.received.end?.reasons.join()).toContain('SIP;cause=200');
      caller.hangUp();
      expect((await callee.ends()).how).toBe('bye');
    });

    test('who presses nothing loses the call to who answers meanwhile', async () => {
      await apply({}, {}, ringsStrangerToo);
      pbx.options = { answersAfterMs: 3000 };
      const caller = await carrier.call(service.sipPort, '+14155550100', ada.number);
      await eventually(() => expect(carrier.calls).toHaveLength(2));
      const callee = carrier.received;
      await eventually(() => expect(caller.isAnswered).toBe(true));
      expect((await callee.ends()).reasons.join()).toContain('SIP;cause=200');
      await joined(caller, pbx.received);
    });
  });

  describe('announcements of refusals', () => {
    test('183, the announcement, 403; never a 200', async () => {
      await apply({ announce_refusals: true, dial_restrictions: { toll: 'disallow' } });
      const caller = await call(stranger);
      await caller.hears();
      expect(caller.provisionals.some(({ status, sdp }) => status === 183 && sdp !== null)).toBe(true);
      expect((await caller.ends()).how).toBe('403');
      expect(caller.isAnswered).toBe(false);
    });

    test('CANCEL while it plays; without an offer the refusal comes at once', async () => {
      await apply({ announce_refusals: true, dial_restrictions: { toll: 'disallow' } });
      const caller = await call(stranger);
      await caller.hears();
      caller.hangUp();
      expect(await logOf(stranger)).toMatchObject({ outcome: 'blocked', sip_code: 487 });
      const offerless = await call(stranger, false);
      expect((await offerless.ends()).how).toBe('403');
      expect(offerless.provisionals.some(({ status }) => status === 183)).toBe(false);
    });
  });
});
