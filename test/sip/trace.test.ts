import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { pcapOf } from '../../src/provisioning/callMessages/pcap';
import * as callee from '../support/callee';
import * as caller from '../support/caller';
import { expectSuccess } from '../support/expectations';
import { eventually } from '../support/eventually';
import { HepCapture } from '../support/hepCapture';
import { ada, Lab, stranger } from '../support/lab';
import { describeWith } from '../support/programs';
import { rootKey } from '../support/service';
import { hold, receiveResponse } from '../support/scenario';
import { stopAllSipp } from '../support/sipp';

const run = promisify(execFile);

interface Message {
  readonly direction: string;
  readonly transport: string;
  readonly local: string;
  readonly remote: string;
  readonly leg: number;
  readonly method: string;
  readonly status: number | null;
  readonly text: string;
}

interface Messages {
  readonly items: readonly Message[];
  readonly total: number;
  readonly truncated: boolean;
}

/** What tshark makes of a capture file: the fields, one packet a line. */
async function readCapture(bytes: Buffer, fields: readonly string[]): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-pcap-'));
  try {
    const file = join(folder, 'call.pcap');
    writeFileSync(file, bytes);
    const { stdout } = await run('tshark', [
      ...['-r', file, '-T', 'fields', '-o', 'ip.check_checksum:TRUE', '-o', 'udp.check_checksum:TRUE'],
      ...fields.flatMap((field) => ['-e', field]),
    ]);
    return stdout.trimEnd().split('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describeWith('tshark', 'capture files', () => {
  test.each([
    ['10.0.0.1', '192.0.2.7'],
    ['2001:db8::1', '2001:db8::2:7'],
    ['sip.example.com', '::ffff:192.0.2.7'],
    ['sip.example.com', '192.0.2.7'],
  ])('between %s and %s, odd and even lengths: every checksum is right', async (own, other) => {
    const text = (length: number): string =>
      `OPTIONS sip:a@h SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=1\r\nTo: <sip:a@h>\r\n` +
      `Call-ID: 1\r\nCSeq: 1 OPTIONS\r\nX: ${'\xff'.repeat(length)}\r\nContent-Length: 0\r\n\r\n`;
    const messages = [0, 1, 1_000, 80_000].map((length, index) => ({
      at: 1_700_000_000_123 + index,
      direction: index % 2 === 0 ? ('sent' as const) : ('received' as const),
      transport: 'tls' as const,
      local: { host: own, port: 5061 },
      remote: { host: other, port: 40_000 },
      leg: 1,
      text: text(length),
    }));
    const lines = await readCapture(pcapOf(messages), [
      'udp.checksum.status',
      'ip.checksum.status',
      'udp.srcport',
      'sip.Method',
      'frame.time_epoch',
    ]);
    const six = other.includes(':');
    expect(lines.map((line) => line.split('\t').slice(0, 4))).toEqual(
      [5061, 40_000, 5061, 40_000].map((port) => ['1', six ? '' : '1', String(port), 'OPTIONS']),
    );
    expect(lines[0]).toMatch(/1700000000\.123000/);
  });
});

describeWith('sipp', 'the messages of a call', () => {
  let lab: Lab | null = null;
  let capture: HepCapture | null = null;
  const running = (): Lab => {
    if (lab === null) throw new Error('no lab');
    return lab;
  };
  const capturing = (): HepCapture => {
    if (capture === null) throw new Error('no capture server');
    return capture;
  };

  beforeAll(async () => {
    capture = await HepCapture.start();
    lab = await Lab.start({
      TRUNKLINE_TRACE_MB: '1',
      TRUNKLINE_HEP: `udp:127.0.0.1:${capture.port}`,
      TRUNKLINE_HEP_CAPTURE_ID: '77',
    });
    await lab.apply();
  });

  afterEach(async () => {
    await stopAllSipp();
  });

  afterAll(async () => {
    await lab?.service.stop();
    capture?.close();
  });

  const established = [caller.invite(), caller.answered(), caller.acknowledge()];
  const answered = [callee.receiveInvite(), callee.ring, callee.answer()];

  const callIn = () =>
    running().call({
      from: 'carrier',
      to: 'newYork',
      calling: stranger,
      called: ada.number,
      caller: [
        ...established,
        caller.request('INFO', {
          cseq: 2,
          headers: ['Authorization: Digest username="ada", response="geheim"'],
          body: 'Signal=5\r\nDuration=160\r\n',
        }),
        receiveResponse(200),
        caller.hangUp(3),
      ],
      callee: [...answered, callee.answerRequest('INFO'), callee.awaitHangUp],
    });

  const newestLog = async (): Promise<{ readonly id: string; readonly call_id: string }> => {
    const { service } = running();
    let found: { readonly id: string; readonly call_id: string } | undefined;
    await eventually(async () => {
      const page = (await service.get('/api/v1/call-logs?limit=1')) as {
        items: { id: string; call_id: string }[];
      };
      found = page.items[0];
      expect(found).toBeDefined();
    });
    if (found === undefined) throw new Error('no call log');
    return found;
  };

  const pcap = async (path: string): Promise<Buffer> => {
    const response = await fetch(`${running().service.url}${path}`, {
      headers: { Authorization: `Bearer ${rootKey}`, Accept: 'application/vnd.tcpdump.pcap' },
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'application/vnd.tcpdump.pcap',
    ]);
    return Buffer.from(await response.arrayBuffer());
  };

  test('as JSON, as a capture file, and sent on to a capture server', async () => {
    const ends = await callIn();
    expect(ends.caller.messages.length).toBeGreaterThan(0);
    const log = await newestLog();
    const path = `/api/v1/call-logs/${log.id}/messages`;
    const messages = (await running().service.get(path)) as Messages;
    const ladder = messages.items.map(
      ({ leg, direction, method, status }) =>
        `${leg} ${direction} ${status === null ? '' : `${status} `}${method}`,
    );
    for (const step of [
      ...['1 received INVITE', '1 sent 100 INVITE', '2 sent INVITE', '2 received 180 INVITE'],
      ...['1 sent 180 INVITE', '2 received 200 INVITE', '2 sent ACK', '1 sent 200 INVITE', '1 received ACK'],
      ...['1 received INFO', '1 received BYE', '1 sent 200 BYE', '2 sent BYE', '2 received 200 BYE'],
    ]) {
      expect(ladder).toContain(step);
    }
    expect(messages).toMatchObject({ total: messages.items.length, truncated: false });
    const [first] = messages.items;
    expect(first).toMatchObject({
      transport: 'udp',
      local: running().service.sip,
      remote: `127.0.0.1:${running().sites.carrier.callerPort}`,
    });
    const text = messages.items.map((message) => message.text).join('');
    expect(text).toContain('Signal=x');
    expect(text).not.toMatch(/geheim|Signal=5/);

    const lines = await readCapture(await pcap(path), ['sip.Method', 'sip.Status-Code', 'sip.CSeq.method']);
    expect(lines.map((line) => line.split('\t'))).toEqual(
      messages.items.map(({ method, status }) => [
        status === null ? method : '',
        status === null ? '' : String(status),
        method,
      ]),
    );

    await eventually(() => {
      const sent = capturing().messages.filter(({ correlationId }) => correlationId === log.call_id);
      expect(sent.map(({ payload }) => payload)).toEqual(messages.items.map((message) => message.text));
    });
    const [captured] = capturing().messages;
    expect(captured).toMatchObject({
      ...{ family: 2, protocol: 17, kind: 1, captureId: 77, node: hostname() },
      source: first?.remote,
      destination: first?.local,
    });
    expect(Math.abs((captured?.seconds ?? 0) - Date.now() / 1000)).toBeLessThan(60);
    expect(capturing().mistakes).toEqual([]);
  });

  test('of a call in progress', async () => {
    const { service } = running();
    const call = running().call({
      ...{ from: 'carrier', to: 'newYork', calling: stranger, called: ada.number, holdMs: 2_000 },
      caller: [...established, hold, caller.hangUp(2)],
      callee: [...answered, callee.awaitHangUp],
    });
    await eventually(async () => {
      const [live] = await service.liveCalls();
      expect(live?.state).toBe('answered');
      const messages = (await service.get(`/api/v1/calls/${live?.id ?? ''}/messages`)) as Messages;
      expect(messages.items.some(({ status, method }) => status === 200 && method === 'INVITE')).toBe(true);
    });
    expectSuccess(await call);
    expect(await service.request('GET', '/api/v1/calls/none/messages')).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
  });

  test('what is of no call takes no room, and what is pushed out has expired', async () => {
    const { service } = running();
    await callIn();
    const { id } = await newestLog();
    const path = `/api/v1/call-logs/${id}/messages`;
    // A flood of strangers' calls and probes: 2 MB of it, where 1 MB has room.
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const send = (text: string): Promise<unknown> =>
      new Promise((resolve) =>
        socket.send(Buffer.from(text, 'latin1'), service.sipPort, '127.0.0.1', resolve),
      );
    const request = (method: string, index: number): string =>
      `${method} sip:x@h SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:${socket.address().port};branch=z9hG4bK${method}${index}\r\n` +
      `Max-Forwards: 70\r\nFrom: <sip:a@h>;tag=${index}\r\nTo: <sip:x@h>\r\nCall-ID: flood-${method}-${index}\r\n` +
      `CSeq: 1 ${method}\r\nContact: <sip:a@h>\r\nX: ${'x'.repeat(1_000)}\r\nContent-Length: 0\r\n\r\n`;
    for (let index = 0; index < 500; index += 1) {
      for (const method of ['INVITE', 'OPTIONS', 'REGISTER']) await send(request(method, index));
      if (index % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    socket.close();
    expect(((await service.get(path)) as Messages).items.length).toBeGreaterThan(10);
    // Calls do push out older ones: 300 of them are nearly two megabytes.
    await running().call({
      ...{ from: 'carrier', to: 'newYork', calling: stranger, called: ada.number, calls: 300, rate: 60 },
      caller: [...established, caller.hangUp(2)],
      callee: [...answered, callee.awaitHangUp],
    });
    expect(await service.request('GET', path)).toMatchObject({
      status: 404,
      body: { code: 'messages_expired' },
    });
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toMatch(/trunkline_hep_messages_total\{result="sent"\} [1-9]/);
  });
});

describe('without a trace', () => {
  test('TRUNKLINE_HEP needs it', async () => {
    await expect(Lab.start({ TRUNKLINE_TRACE_MB: '0', TRUNKLINE_HEP: 'udp:127.0.0.1:9060' })).rejects.toThrow(
      'TRUNKLINE_HEP sends on what TRUNKLINE_TRACE_MB keeps',
    );
  });
});
