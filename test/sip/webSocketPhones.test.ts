import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { callLogs } from '../support/callLogs';
import { deployment } from '../support/deployment';
import { eventually } from '../support/eventually';
import { freePorts } from '../support/freePort';
import { Service } from '../support/service';
import { SipJsPhone } from '../support/sipJsPhone';
import { certificateFiles, loopbackCertificate } from '../support/testCertificates';

const group = '0012345';
const trunkGroup = `${group}GRPTRUNK01`;
const ada = '+12125550101';
const stranger = '+13125550111';

/**
 * sip.js is PBX and carrier, each over a WebSocket connection of its own: the PBX over `wss`, the carrier over `ws`. They
 * are on one address, so that the service tells them apart by the transport their calls go out on and by who calls.
 */
describe('sip.js over WebSocket', () => {
  const files = certificateFiles(loopbackCertificate);
  const phones: SipJsPhone[] = [];
  let service: Service | null = null;
  let ports: readonly number[] = [];

  const running = (): Service => {
    if (service === null) throw new Error('no service');
    return service;
  };
  const pbx = async (): Promise<SipJsPhone> => {
    const phone = await SipJsPhone.start(`wss://127.0.0.1:${ports[1] ?? 0}`, ada, files.certificate);
    phones.push(phone);
    return phone;
  };
  const carrier = async (): Promise<SipJsPhone> => {
    const phone = await SipJsPhone.start(`ws://127.0.0.1:${ports[0] ?? 0}`, stranger);
    phones.push(phone);
    return phone;
  };
  const both = async (): Promise<{ readonly caller: SipJsPhone; readonly called: SipJsPhone }> => {
    const [caller, called] = await Promise.all([pbx(), carrier()]);
    return { caller, called };
  };

  beforeAll(async () => {
    ports = await freePorts(2);
    service = await Service.start({
      environment: {
        TRUNKLINE_SIP_LISTEN: `ws:127.0.0.1:${ports[0] ?? 0},wss:127.0.0.1:${ports[1] ?? 0}`,
        TRUNKLINE_TLS_CERT: files.certificate,
        TRUNKLINE_TLS_KEY: files.key,
      },
    });
    const own = (transport: 'ws' | 'wss') => ({ host: '127.0.0.1', port: 0, transport });
    await service.apply(
      deployment({
        carrier: { port: 9 },
        carrierSettings: { gateways: [own('ws')], accept_from: ['127.0.0.2'] },
        groups: [
          {
            id: group,
            pbx: [],
            trunkGroup: {
              pbx: [own('wss')],
              accept_from: ['127.0.0.1'],
              max_active_calls: 2,
              transfers: 'outside',
            },
          },
        ],
        users: [{ group, extension: '1001', number: ada }],
      }),
    );
  });

  afterEach(async () => {
    await Promise.all(phones.splice(0).map((phone) => phone.stop()));
    // A call whose ends are gone would stand until its session timer runs out.
    for (const { id } of await running().liveCalls())
      await running().request('DELETE', `/api/v1/calls/${id}`);
    await running().idle([trunkGroup]);
  });

  afterAll(async () => {
    await service?.stop();
    files.remove();
  });

  test('a call with hold, resume and INFO, hung up by the caller', async () => {
    const { caller, called } = await both();
    caller.tell({ do: 'call', number: stranger });
    expect(await called.hears('incoming')).toBe(ada);
    called.tell({ do: 'answer' });
    await called.hears('Established');
    await caller.hears('Established');
    expect((await running().usage(trunkGroup)).outgoing).toBe(1);
    caller.tell({ do: 'hold' });
    await called.hears('description', 'a=sendonly');
    await caller.hears('done hold');
    called.tell({ do: 'info', body: 'Signal=5\r\nDuration=160\r\n' });
    await caller.hears('info', 'Signal=5');
    await called.hears('done info');
    caller.tell({ do: 'resume' });
    await called.hears('description', 'a=sendrecv');
    await caller.hears('done resume');
    caller.tell({ do: 'hang_up' });
    await called.hears('Terminated');
    await caller.hears('Terminated');
  });

  test('the called end holds and hangs up', async () => {
    const { caller, called } = await both();
    caller.tell({ do: 'call', number: stranger });
    await called.hears('incoming');
    called.tell({ do: 'answer' });
    await called.hears('Established');
    await caller.hears('Established');
    called.tell({ do: 'hold' });
    await caller.hears('description', 'a=sendonly');
    await called.hears('done hold');
    called.tell({ do: 'hang_up' });
    await caller.hears('Terminated');
    await called.hears('Terminated');
  });

  /** The PBX's phone talks to somebody at the carrier. */
  const talk = async (caller: SipJsPhone, called: SipJsPhone): Promise<void> => {
    caller.tell({ do: 'call', number: stranger });
    await called.hears('incoming');
    called.tell({ do: 'answer' });
    await called.hears('Established');
    await caller.hears('Established');
  };

  test('a blind transfer: the phone hears how it goes and is out of it, and the two go on', async () => {
    const { caller, called } = await both();
    await talk(caller, called);
    // It answers to one number alone; a second call to it is one to somebody else all the same.
    caller.tell({ do: 'refer', number: stranger });
    expect(await called.hears('incoming')).toBe(ada);
    await caller.hears('notified', '100 Trying');
    await caller.hears('notified', '180');
    called.tell({ do: 'answer' });
    await caller.hears('notified', '200 OK');
    await called.hears('reinvited');
    caller.tell({ do: 'hang_up' });
    await caller.hears('Terminated');
    await eventually(async () => {
      expect((await running().usage(trunkGroup)).active).toBe(0);
      const calls = (await running().liveCalls()) as readonly { readonly state: string }[];
      expect(calls.map(({ state }) => state)).toEqual(['answered']);
    });
    called.tell({ do: 'hang_up' });
    await called.hears('Terminated');
    await called.hears('Terminated');
    await eventually(async () => {
      const [second, first] = await callLogs(running(), 'sort=-id');
      expect(first).toMatchObject({ outcome: 'answered', transferred_to: { call_id: second?.call_id } });
      expect(second).toMatchObject({ outcome: 'answered', transferred_from: { call_id: first?.call_id } });
    });
  });

  test('an attended transfer: the two that the phone talks to are joined', async () => {
    const { caller, called } = await both();
    await talk(caller, called);
    caller.tell({ do: 'hold' });
    await caller.hears('done hold');
    await talk(caller, called);
    expect((await running().usage(trunkGroup)).outgoing).toBe(2);
    await called.hears('reinvited');
    caller.tell({ do: 'refer_to_last' });
    await caller.hears('notified', '200 OK');
    // Both of the carrier's calls are offered the other's media.
    await called.hears('reinvited');
    await called.hears('reinvited');
    await caller.hears('Terminated');
    await caller.hears('Terminated');
    await eventually(async () => expect((await running().usage(trunkGroup)).active).toBe(0));
    called.tell({ do: 'hang_up' });
    await called.hears('Terminated');
    await called.hears('Terminated');
    await eventually(async () => {
      const [second, first] = await callLogs(running(), 'sort=-id');
      expect(first).toMatchObject({ transferred_to: { call_id: second?.call_id } });
      expect(second).toMatchObject({ transferred_from: { call_id: first?.call_id } });
    });
  });

  test('refused, and given up', async () => {
    const { caller, called } = await both();
    caller.tell({ do: 'call', number: stranger });
    await called.hears('incoming');
    called.tell({ do: 'reject' });
    await caller.hears('rejected 486');
    await caller.hears('Terminated');
    caller.tell({ do: 'call', number: stranger });
    await called.hears('incoming');
    await caller.hears('progress 180');
    caller.tell({ do: 'cancel' });
    await caller.hears('rejected 487');
    await called.hears('Terminated');
  });

  test('a called end that is not there: refused at once', async () => {
    const caller = await pbx();
    caller.tell({ do: 'call', number: stranger });
    const asked = performance.now();
    await caller.hears('rejected 480');
    expect(performance.now() - asked).toBeLessThan(3_000);
  });

  test('a caller whose page is closed while it rings: the called end stops ringing', async () => {
    const { caller, called } = await both();
    caller.tell({ do: 'call', number: stranger });
    await called.hears('incoming');
    await caller.hears('progress 180');
    caller.tell({ do: 'disconnect' });
    await called.hears('Terminated');
    await eventually(async () => {
      expect(await running().liveCalls()).toEqual([]);
    });
  });
});
