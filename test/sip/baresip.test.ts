import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { Baresip } from '../support/baresip';
import { callLogs } from '../support/callLogs';
import { deployment } from '../support/deployment';
import { eventually } from '../support/eventually';
import { freePorts } from '../support/freePort';
import { HepCapture } from '../support/hepCapture';
import { describeWith } from '../support/programs';
import { Service } from '../support/service';

const group = '0012345';
const trunkGroup = `${group}GRPTRUNK01`;
const ada = '+12125550101';
const stranger = '+13125550111';
const other = '+13125550122';

describeWith('baresip', 'baresip as PBX and as carrier', () => {
  const phones: Baresip[] = [];
  let service: Service | null = null;
  let capture: HepCapture | null = null;
  let ports: readonly number[] = [];

  const running = (): Service => {
    if (service === null) throw new Error('no service');
    return service;
  };
  const phone = async (port: number | undefined, users: readonly string[]): Promise<Baresip> => {
    const started = await Baresip.start(port ?? 0, users);
    phones.push(started);
    return started;
  };
  /** `sip:` URI that a number is called by over the service. */
  const uri = (number: string): string => `sip:${number}@${running().sip}`;

  beforeAll(async () => {
    // It takes the port above as well, for TLS.
    const free = await freePorts(4);
    ports = [free[0] ?? 0, free[2] ?? 0];
    capture = await HepCapture.start();
    service = await Service.start({ environment: { TRUNKLINE_HEP: `udp:127.0.0.1:${capture.port}` } });
    const [pbx = 0, carrier = 0] = ports;
    await service.apply(
      deployment({
        carrier: { port: carrier, acceptFrom: [`127.0.0.1:${carrier}`] },
        groups: [
          {
            id: group,
            pbx: [{ port: pbx }],
            acceptFrom: [`127.0.0.1:${pbx}`],
            trunkGroup: { max_active_calls: 3, transfers: 'outside' },
          },
        ],
        users: [{ group, extension: '1001', number: ada }],
      }),
    );
  });

  afterEach(async () => {
    await Promise.all(phones.splice(0).map((each) => each.stop()));
    for (const { id } of await running().liveCalls())
      await running().request('DELETE', `/api/v1/calls/${id}`);
    await running().idle([trunkGroup]);
  });

  afterAll(async () => {
    await service?.stop();
    capture?.close();
  });

  /** The dialog of an answered call that a phone has placed, as a Replaces of its own names it. */
  const dialogOf = async (callId: string): Promise<string> => {
    let named = '';
    await eventually(() => {
      const answer = capture?.messages.find(
        ({ payload }) => payload.startsWith('SIP/2.0 200') && payload.includes(callId),
      );
      const tagOf = (name: string): string | undefined =>
        new RegExp(`^${name}:.*;tag=(\\S+)`, 'm').exec(answer?.payload ?? '')?.[1];
      expect([tagOf('To'), tagOf('From')]).not.toContain(undefined);
      named = `${callId};to-tag=${tagOf('To')};from-tag=${tagOf('From')}`;
    });
    return named;
  };

  test('a call from the carrier, given up while it rings, and one that is refused as busy', async () => {
    const [pbx, carrier] = [await phone(ports[0], [ada]), await phone(ports[1], [stranger])];
    carrier.tell('dial', uri(ada));
    await pbx.hears('CALL_INCOMING');
    await carrier.hears('CALL_RINGING');
    carrier.tell('hangup');
    await pbx.hears('CALL_CLOSED');
    await carrier.hears('CALL_CLOSED');
    carrier.tell('dial', uri(ada));
    await pbx.hears('CALL_INCOMING');
    pbx.tell('hangup');
    await carrier.hears('CALL_CLOSED');
    await eventually(async () => {
      const outcomes = (await callLogs(running())).map(({ outcome }) => outcome);
      expect(outcomes.slice(0, 2)).toEqual(['busy', 'cancelled']);
    });
  });

  test('a call from the PBX with hold and resume, hung up by the called end', async () => {
    const [pbx, carrier] = [await phone(ports[0], [ada]), await phone(ports[1], [stranger])];
    pbx.tell('dial', uri(stranger));
    await carrier.hears('CALL_INCOMING');
    await pbx.hears('CALL_RINGING');
    carrier.tell('accept');
    expect(await carrier.hears('CALL_REMOTE_SDP')).toBe('offer');
    await pbx.hears('CALL_ESTABLISHED');
    await carrier.hears('CALL_ESTABLISHED');
    expect((await running().usage(trunkGroup)).outgoing).toBe(1);
    // Media goes from end to end: each hears the other's packets.
    await pbx.hears('CALL_RTPESTAB');
    await carrier.hears('CALL_RTPESTAB');
    for (const change of ['hold', 'resume']) {
      pbx.tell(change);
      expect(await carrier.hears('CALL_REMOTE_SDP')).toBe('offer');
    }
    carrier.tell('hangup');
    await pbx.hears('CALL_CLOSED');
    await eventually(async () =>
      expect((await callLogs(running()))[0]).toMatchObject({ outcome: 'answered' }),
    );
  });

  test('a blind transfer: the phone hangs up when it is done, and the two others talk', async () => {
    const pbx = await phone(ports[0], [ada]);
    const carrier = await phone(ports[1], [stranger, other]);
    pbx.tell('dial', uri(stranger));
    await carrier.hears('CALL_INCOMING');
    carrier.tell('accept');
    await pbx.hears('CALL_ESTABLISHED');
    await carrier.hears('CALL_ESTABLISHED');
    pbx.tell('transfer', uri(other));
    await carrier.hears('CALL_INCOMING');
    carrier.tell('accept');
    await carrier.hears('CALL_ESTABLISHED');
    await pbx.hears('CALL_CLOSED');
    await eventually(async () => {
      expect((await running().usage(trunkGroup)).active).toBe(0);
      const calls = (await running().liveCalls()) as readonly { readonly state: string }[];
      expect(calls.map(({ state }) => state)).toEqual(['answered']);
    });
    carrier.tell('hangup');
    await carrier.hears('CALL_CLOSED');
    await carrier.hears('CALL_CLOSED');
    await eventually(async () => {
      const [second, first] = await callLogs(running(), 'sort=-id');
      expect(first).toMatchObject({ outcome: 'answered', transferred_to: { call_id: second?.call_id } });
      expect(second).toMatchObject({ outcome: 'answered', transferred_from: { call_id: first?.call_id } });
    });
  });

  test('an attended transfer: the phone names its other call, and the two who remain talk', async () => {
    const pbx = await phone(ports[0], [ada]);
    const carrier = await phone(ports[1], [stranger, other]);
    const calls: string[] = [];
    for (const called of [stranger, other]) {
      pbx.tell('dial', uri(called));
      await carrier.hears('CALL_INCOMING');
      carrier.tell('accept');
      calls.push(await pbx.hearsOfCall('CALL_ESTABLISHED'));
      await carrier.hears('CALL_ESTABLISHED');
    }
    // baresip 1.0 has no command for it, but sends what it is told as Refer-To.
    const first = await dialogOf(calls[0] ?? '');
    pbx.tell('transfer', `${uri(stranger)}?Replaces=${encodeURIComponent(first)}`);
    await pbx.hears('CALL_CLOSED');
    await pbx.hears('CALL_CLOSED');
    await eventually(async () => {
      expect((await running().usage(trunkGroup)).active).toBe(0);
      const live = (await running().liveCalls()) as readonly { readonly state: string }[];
      expect(live.map(({ state }) => state)).toEqual(['answered']);
    });
    carrier.tell('hangup');
    await carrier.hears('CALL_CLOSED');
    await carrier.hears('CALL_CLOSED');
    await eventually(async () => {
      const [second, begun] = await callLogs(running(), 'sort=-id');
      expect(second).toMatchObject({ outcome: 'answered', transferred_to: { call_id: begun?.call_id } });
      expect(begun).toMatchObject({ outcome: 'answered', transferred_from: { call_id: second?.call_id } });
    });
  });
});
