import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import * as callee from '../support/callee';
import * as caller from '../support/caller';
import { expectSuccess } from '../support/expectations';
import { stranger, useLab } from '../support/lab';
import { describeWith } from '../support/programs';

const statusOf = (answer: string): string => answer.split(' ')[1] ?? '';

const peerAddress = '127.0.0.4';
/** A number of ours that nobody has: an INVITE that goes through is over at once. */
const nobody = '+12125550150';

describeWith('sipp', 'datagrams that lie', () => {
  const lab = useLab();
  let socket: Socket;
  let answers: string[] = [];

  beforeAll(() =>
    lab().apply({
      change: (options) => ({
        ...options,
        carrier: {
          ...options.carrier,
          acceptFrom: [...(options.carrier.acceptFrom ?? []), peerAddress],
        },
      }),
    }),
  );

  beforeEach(async () => {
    answers = [];
    socket = createSocket('udp4');
    socket.on('message', (datagram) => answers.push(datagram.toString('latin1')));
    // From a carrier's address: what a known peer sends must not hurt either. A port of its own for each test, since
    // answers that nobody acknowledges are sent again.
    socket.bind(0, peerAddress);
    await once(socket, 'listening');
  });

  afterEach(() => new Promise<void>((resolve) => socket.close(() => resolve())));

  const invite = (change: (lines: string[]) => string[] = (lines) => lines, body = ''): string => {
    const { service } = lab();
    const { port } = socket.address();
    const lines = [
      `INVITE sip:${nobody}@${service.sip} SIP/2.0`,
      `Via: SIP/2.0/UDP ${peerAddress}:${port};branch=z9hG4bK${Math.random()}`,
      `From: <sip:${stranger}@127.0.0.1>;tag=${Math.random()}`,
      `To: <sip:${nobody}@127.0.0.1>`,
      `Call-ID: ${Math.random()}`,
      'CSeq: 1 INVITE',
      `Contact: <sip:${stranger}@${peerAddress}:${port}>`,
      'Max-Forwards: 70',
      `Content-Length: ${body.length}`,
    ];
    return `${change(lines).join('\r\n')}\r\n\r\n${body}`;
  };

  const replace =
    (name: string, line: string | null) =>
    (lines: string[]): string[] =>
      lines.flatMap((old) => (old.startsWith(name) ? (line === null ? [] : [line]) : [old]));

  const throwAt = async (datagram: string | Buffer): Promise<string[]> => {
    const bytes = typeof datagram === 'string' ? Buffer.from(datagram, 'latin1') : datagram;
    socket.send(bytes, lab().service.sipPort, '127.0.0.1');
    await sleep(100);
    return answers.map(statusOf);
  };

  const expectAlive = async (): Promise<void> => {
    expect(lab().service.isRunning).toBe(true);
    const ping = invite().replaceAll('INVITE', 'OPTIONS');
    await throwAt(ping);
    const [callId = ''] = /^Call-ID:.*$/m.exec(ping) ?? [];
    // Answers to what was thrown before may still come.
    expect(answers.filter((answer) => answer.includes(callId)).map(statusOf)).toEqual(['200']);
  };

  // RFC 3261 section 18.3, RFC 4475 sections 3.1.2.2 and 3.1.2.4.
  test.each([
    ['a CSeq of another method', replace('CSeq', 'CSeq: 1 BYE')],
    ['a negative Content-Length', replace('Content-Length', 'Content-Length: -999')],
    ['a body shorter than Content-Length says', replace('Content-Length', 'Content-Length: 9999')],
    ['a Content-Length that is no number', replace('Content-Length', 'Content-Length: many')],
  ])('%s: 400', async (_, change) => {
    expect(await throwAt(invite(change))).toEqual(['400']);
    await expectAlive();
  });

  // A response copies these (RFC 3261 section 8.2.6.2): without them it may be left unsaid.
  test.each([
    ['no Call-ID', replace('Call-ID', null)],
    ['no CSeq', replace('CSeq', null)],
    ['no From', replace('From', null)],
    ['no To', replace('To', null)],
    ['a CSeq that is no number', replace('CSeq', 'CSeq: one INVITE')],
    ['a CSeq above 2^31', replace('CSeq', 'CSeq: 36893488147419103232 INVITE')],
  ])('%s: 400 or silence', async (_, change) => {
    const statuses = await throwAt(invite(change));
    expect(statuses.filter((status) => status !== '400')).toEqual([]);
    await expectAlive();
  });

  test.each([
    ['nothing', ''],
    ['a keep-alive', '\r\n\r\n'],
    ['zeros', Buffer.alloc(500)],
    ['every byte there is', Buffer.from(Array.from({ length: 1024 }, (_, index) => index % 256))],
    ['no Via', () => invite(replace('Via', null))],
    ['a Via without sense', () => invite(replace('Via', 'Via: <<<>>>'))],
    ['a response to nothing', () => invite().replace(/^[^\r]+/, 'SIP/2.0 200 OK')],
    ['a response with a status of a million', () => invite().replace(/^[^\r]+/, 'SIP/2.0 1000000 OK')],
    ['an ACK to nothing', () => invite().replaceAll('INVITE', 'ACK')],
    ['a page of the web', 'GET / HTTP/1.1\r\nHost: example.com\r\n\r\n'],
  ] as const)('%s: silence', async (_, datagram) => {
    expect(await throwAt(typeof datagram === 'function' ? datagram() : datagram)).toEqual([]);
    await expectAlive();
  });

  test('an INVITE cut off at every byte', async () => {
    const whole = invite();
    for (let length = 1; length < whole.length - 4; length += 3) {
      socket.send(Buffer.from(whole.slice(0, length), 'latin1'), lab().service.sipPort, '127.0.0.1');
      if (length % 30 === 1) await sleep(5);
    }
    await sleep(200);
    const statuses = new Set(answers.map((answer) => answer.split(' ')[1]));
    statuses.delete('400');
    expect([...statuses]).toEqual([]);
    await expectAlive();
  });

  test('the largest datagram there is, and one with ten thousand headers', async () => {
    await throwAt(invite(undefined, 'x'.repeat(60_000)));
    await throwAt(invite((lines) => [...lines, ...Array.from({ length: 10_000 }, () => 'X: y')]));
    await expectAlive();
  });

  test('ten thousand broken ones in a row', async () => {
    const whole = Buffer.from(invite(), 'latin1');
    let seed = 20_260_105;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return (seed >>> 8) % below;
    };
    for (let count = 0; count < 10_000; count++) {
      const broken = Buffer.from(whole);
      for (let flips = random(8) + 1; flips > 0; flips--) broken[random(broken.length)] = random(256);
      socket.send(broken, lab().service.sipPort, '127.0.0.1');
      if (count % 100 === 0) await sleep(10);
    }
    await sleep(500);
    await expectAlive();
  }, 60_000);

  test('rubbish over TCP closes that connection and no other', async () => {
    const connection = connect(lab().service.sipPort, '127.0.0.1');
    await once(connection, 'connect');
    connection.on('error', () => undefined);
    connection.write(Buffer.alloc(1_000_000, 0xff));
    const closed = await Promise.race([
      new Promise((resolve) => connection.once('close', () => resolve(true))),
      sleep(5000).then(() => false),
    ]);
    connection.destroy();
    expect(closed).toBe(true);
    await expectAlive();
  });

  test('calls go on as if nothing had happened', async () => {
    const rubbish = setInterval(() => {
      socket.send(Buffer.from(invite().slice(0, 60), 'latin1'), lab().service.sipPort, '127.0.0.1');
      socket.send(Buffer.alloc(1400, 0x41), lab().service.sipPort, '127.0.0.1');
    }, 2);
    try {
      const ends = await lab().callOut(
        [caller.invite(), caller.answered(), caller.acknowledge(), caller.hangUp()],
        [callee.receiveInvite(), callee.ring, callee.answer(), callee.awaitHangUp],
        { calls: 100, rate: 50 },
      );
      expectSuccess(ends, 100);
    } finally {
      clearInterval(rubbish);
    }
  });
});
