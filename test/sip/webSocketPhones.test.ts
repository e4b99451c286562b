import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
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
            trunkGroup: { pbx: [own('wss')], accept_from: ['127.0.0.1'], max_active_calls: 2 },
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
