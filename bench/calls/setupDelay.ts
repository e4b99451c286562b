import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { calling, type Layout } from './layout';
import type { System } from './systems';

/** Milliseconds from the INVITE sent to the INVITE received, by the clock of one process that is both ends. */
export interface DelayResult {
  readonly calls: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

const loopback = '127.0.0.1';
/** Measurements of this process: a system remembers the calls of the one before. */
let runs = 0;
/** Finds a call's INVITE again behind the system: the session name of its offer passes through. */
const marker = /^s=bench-(\d+)/m;

export async function measureSetupDelay(
  system: System,
  layout: Pick<Layout, 'pairs'>,
  { rate, seconds }: { readonly rate: number; readonly seconds: number },
): Promise<DelayResult> {
  const [pair] = layout.pairs;
  if (pair === undefined) throw new Error('no ends to measure between');
  const called = system.called(0);
  const near = await open(pair.callerPort);
  const far = await open(pair.calleePort);
  const run = ++runs;
  const sentAt: number[] = [];
  const delays: number[] = [];
  const warmUp = Math.min(rate * 2, 1000);

  far.on('message', (datagram, from) => {
    const received = performance.now();
    const text = datagram.toString('latin1');
    if (text.startsWith('INVITE')) {
      const call = Number(marker.exec(text)?.[1]);
      const sent = sentAt[call];
      // Sent again, or still warming up: not measured.
      if (sent !== undefined && call >= warmUp) delays.push(received - sent);
      if (sent !== undefined) sentAt[call] = Number.NaN;
      far.send(response(text, pair.calleePort), from.port, from.address);
    } else if (text.startsWith('BYE')) {
      far.send(response(text, pair.calleePort), from.port, from.address);
    }
  });
  near.on('message', (datagram) => {
    const text = datagram.toString('latin1');
    if (!text.startsWith('SIP/2.0 200') || !/^CSeq: 1 INVITE/im.test(text)) return;
    for (const method of ['ACK', 'BYE']) {
      near.send(inDialog(method, text, pair.callerPort), system.port(0), loopback);
    }
  });

  try {
    const total = warmUp + rate * seconds;
    const started = performance.now();
    for (let call = 0; call < total;) {
      const due = Math.min(total, Math.ceil(((performance.now() - started) * rate) / 1000));
      for (; call < due; call++) {
        const message = invite(
          call,
          `bench${process.pid}-${run}-${call}`,
          pair.callerPort,
          called[call % called.length] ?? '',
          system.port(0),
        );
        sentAt[call] = performance.now();
        near.send(message, system.port(0), loopback);
      }
      await sleep(1);
    }
    await sleep(1000);
  } finally {
    near.close();
    far.close();
  }
  const measured = delays.filter((delay) => !Number.isNaN(delay)).sort((a, b) => a - b);
  const percentile = (share: number): number =>
    measured[Math.min(measured.length - 1, Math.floor(measured.length * share))] ?? Number.NaN;
  return { calls: measured.length, p50: percentile(0.5), p95: percentile(0.95), p99: percentile(0.99) };
}

async function open(port: number): Promise<Socket> {
  const socket = createSocket({
    type: 'udp4',
    recvBufferSize: 4 * 1024 * 1024,
    lookup: (name, _options, callback) => callback(null, name, 4),
  });
  const listening = once(socket, 'listening');
  socket.bind(port, loopback);
  await listening;
  return socket;
}

function invite(call: number, name: string, port: number, called: string, systemPort: number): string {
  const body = `v=0\r\no=bench 1 1 IN IP4 ${loopback}\r\ns=bench-${call}\r\nc=IN IP4 ${loopback}\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n`;
  return [
    `INVITE sip:${called}@${loopback}:${systemPort} SIP/2.0`,
    `Via: SIP/2.0/UDP ${loopback}:${port};rport;branch=z9hG4bK${name}`,
    `From: <sip:${calling}@${loopback}:${port}>;tag=${name}`,
    `To: <sip:${called}@${loopback}:${systemPort}>`,
    `Call-ID: ${name}`,
    'CSeq: 1 INVITE',
    `Contact: <sip:${calling}@${loopback}:${port}>`,
    'Max-Forwards: 70',
    'Content-Type: application/sdp',
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
}

const lines = (message: string, name: string): string[] =>
  message.match(new RegExp(`^${name}:.*$`, 'gim')) ?? [];

function response(request: string, port: number): string {
  const isInvite = request.startsWith('INVITE');
  const body = isInvite
    ? `v=0\r\no=far 1 1 IN IP4 ${loopback}\r\ns=-\r\nc=IN IP4 ${loopback}\r\nt=0 0\r\nm=audio 41000 RTP/AVP 0\r\n`
    : '';
  const to = lines(request, 'To').map((line) => (line.includes('tag=') ? line : `${line.trimEnd()};tag=far`));
  return [
    'SIP/2.0 200 OK',
    ...[...lines(request, 'Via'), ...lines(request, 'From'), ...to].map((line) => line.trimEnd()),
    ...[...lines(request, 'Call-ID'), ...lines(request, 'CSeq')].map((line) => line.trimEnd()),
    `Contact: <sip:far@${loopback}:${port}>`,
    ...(isInvite ? ['Content-Type: application/sdp'] : []),
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
}

function inDialog(method: string, answer: string, port: number): string {
  const target = /^Contact:\s*<([^>]+)>/im.exec(answer)?.[1] ?? '';
  const callId = lines(answer, 'Call-ID')[0]?.trimEnd() ?? '';
  return [
    `${method} ${target} SIP/2.0`,
    `Via: SIP/2.0/UDP ${loopback}:${port};rport;branch=z9hG4bK${method}${callId.slice(9)}`,
    ...[...lines(answer, 'From'), ...lines(answer, 'To')].map((line) => line.trimEnd()),
    callId,
    `CSeq: ${method === 'ACK' ? 1 : 2} ${method}`,
    'Max-Forwards: 70',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}
