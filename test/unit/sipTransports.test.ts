import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Clock } from '../../src/model/ports';
import { TimerWheel } from '../../src/model/timerWheel';
import { EmbeddedStack } from '../../src/sip/embedded/embeddedStack';
import { TcpTransport } from '../../src/sip/embedded/transport/tcpTransport';
import type { Flow, Receiver, Transport } from '../../src/sip/embedded/transport/transport';
import { UdpTransport } from '../../src/sip/embedded/transport/udpTransport';
import type {
  IncomingLeg,
  IncomingLegListener,
  OutgoingLegListener,
  StackHandler,
  Target,
} from '../../src/sip/stack';
import { WheelDriver } from '../../src/sip/wheelDriver';
import { sdpBody } from '../support/rawSip';

const closing: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Polls until the condition holds; the tests' own time limit ends a wait in vain. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

class Inbox implements Receiver {
  readonly messages: { text: string; from: Flow }[] = [];
  readonly failures: { to: Flow; error: Error }[] = [];

  message(text: string, from: Flow): void {
    this.messages.push({ text, from });
  }

  failed(to: Flow, error: Error): void {
    this.failures.push({ to, error });
  }
}

const portOf = (transport: Transport): number =>
  Number(transport.localHostPort('127.0.0.1').split(':').at(-1));

const flowTo = (transport: 'udp' | 'tcp', port: number): Flow => ({
  transport,
  address: '127.0.0.1',
  port,
  connection: 0,
});

async function started<T extends Transport>(
  transport: T,
): Promise<{ transport: T; inbox: Inbox; port: number }> {
  const inbox = new Inbox();
  await transport.start(inbox);
  closing.push(() => transport.close());
  return { transport, inbox, port: portOf(transport) };
}

const tcp = (): TcpTransport => new TcpTransport('127.0.0.1', 0, null);
const udp = (): UdpTransport => new UdpTransport('127.0.0.1', 0, null);

/** A listener on the loopback that keeps its connections. */
async function listener(): Promise<{ port: number; sockets: Socket[]; close: () => Promise<void> }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    sockets.push(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  closing.push(close);
  return { port: (server.address() as AddressInfo).port, sockets, close };
}

async function client(
  port: number,
): Promise<{ socket: Socket; received: () => string; closed: () => boolean }> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  let received = '';
  let closed = false;
  socket.on('data', (bytes) => (received += bytes.toString('latin1')));
  socket.on('close', () => (closed = true));
  socket.on('error', () => undefined);
  closing.push(() => {
    socket.destroy();
  });
  return { socket, received: () => received, closed: () => closed };
}

const info = (body = ''): string => `INFO sip:a@b SIP/2.0\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

describe('UDP', () => {
  test('bytes go both ways as they are', async () => {
    const [one, two] = [await started(udp()), await started(udp())];
    const text = Array.from({ length: 256 }, (_value, index) => String.fromCharCode(index)).join('');
    one.transport.send(text, flowTo('udp', two.port));
    await until(() => two.inbox.messages.length === 1);
    expect(two.inbox.messages[0]).toEqual({ text, from: flowTo('udp', one.port) });
  });

  test('a burst arrives whole and unmixed', async () => {
    const [one, two] = [await started(udp()), await started(udp())];
    const texts = Array.from({ length: 300 }, (_value, index) => `${index} ${'x'.repeat(index)}`);
    for (const text of texts) one.transport.send(text, flowTo('udp', two.port));
    await until(() => two.inbox.messages.length === texts.length);
    expect(two.inbox.messages.map(({ text }) => text).sort()).toEqual([...texts].sort());
  });

  test('what does not fit a datagram, or has no port to go to, is told later', async () => {
    const { transport, inbox } = await started(udp());
    transport.send('x'.repeat(65_508), flowTo('udp', 9));
    transport.send('x', flowTo('udp', 0));
    expect(inbox.failures).toEqual([]);
    await until(() => inbox.failures.length === 2);
    expect(inbox.failures.map(({ to }) => to)).toEqual([flowTo('udp', 9), flowTo('udp', 0)]);
  });

  test('an address of another family is told later', async () => {
    const { transport, inbox } = await started(udp());
    const to = { ...flowTo('udp', 5060), address: '2001:db8::1' };
    transport.send('x', to);
    await until(() => inbox.failures.length === 1);
    expect(inbox.failures[0]?.to).toEqual(to);
  });

  test('a port that is taken stops the start; close() frees it, and may come twice', async () => {
    const { transport, port } = await started(udp());
    await expect(new UdpTransport('127.0.0.1', port, null).start(new Inbox())).rejects.toThrow('EADDRINUSE');
    await transport.close();
    await transport.close();
    transport.send('x', flowTo('udp', port));
    await started(new UdpTransport('127.0.0.1', port, null));
  });

  test('advertised and wildcard addresses', async () => {
    const { transport, port } = await started(
      new UdpTransport('127.0.0.1', 0, { host: '203.0.113.9', port: null }),
    );
    expect(transport.localHostPort('10.0.0.1')).toBe(`203.0.113.9:${port}`);
    const mapped = await started(new TcpTransport('127.0.0.1', 0, { host: '2001:db8::9', port: 5099 }));
    expect(mapped.transport.localHostPort('10.0.0.1')).toBe('[2001:db8::9]:5099');
    const wild = await started(new UdpTransport('0.0.0.0', 0, null));
    expect(wild.transport.localHostPort('127.0.0.1')).toBe(`127.0.0.1:${wild.port}`);
    const six = await started(new UdpTransport('::1', 0, null));
    expect(six.transport.localHostPort('::1')).toMatch(/^\[::1\]:\d+$/);
  });
});

describe('TCP', () => {
  test('a message cut in pieces, and two in one piece', async () => {
    const { inbox, port } = await started(tcp());
    const { socket } = await client(port);
    socket.setNoDelay(true);
    const text = info('a\r\n\r\nb');
    for (const byte of text) {
      socket.write(byte, 'latin1');
      await new Promise((resolve) => setImmediate(resolve));
    }
    socket.write(text + text, 'latin1');
    await until(() => inbox.messages.length === 3);
    expect(inbox.messages.map((message) => message.text)).toEqual([text, text, text]);
    expect(inbox.messages[0]?.from).toMatchObject({
      transport: 'tcp',
      address: '127.0.0.1',
      port: socket.localPort,
    });
  });

  test('a keep-alive gets its answer', async () => {
    const { port, inbox } = await started(tcp());
    const { socket, received } = await client(port);
    socket.write('\r\n\r\n');
    await until(() => received() !== '');
    expect(received()).toBe('\r\n');
    expect(inbox.messages).toEqual([]);
  });

  test('an answer goes back over the connection the request came over', async () => {
    const { transport, inbox, port } = await started(tcp());
    const [one, two] = [await client(port), await client(port)];
    one.socket.write(info());
    await until(() => inbox.messages.length === 1);
    const from = inbox.messages[0]?.from ?? flowTo('tcp', 0);
    transport.send('to one', from);
    await until(() => one.received() !== '');
    expect([one.received(), two.received()]).toEqual(['to one', '']);
  });

  test('one connection a peer, opened when needed, and opened anew when it is gone', async () => {
    const { transport, inbox } = await started(tcp());
    const { port, sockets } = await listener();
    for (let count = 0; count < 5; count += 1) transport.send(info(), flowTo('tcp', port));
    await until(() => sockets.length > 0);
    await pause(50);
    expect(sockets).toHaveLength(1);
    sockets[0]?.end();
    await pause(50);
    transport.send(info(), flowTo('tcp', port));
    await until(() => sockets.length === 2);
    // What was under way over the first one is told that it is gone.
    expect(inbox.failures.map(({ to }) => to)).toMatchObject([{ address: '127.0.0.1', port }]);
  });

  test('refused: told with the address it was meant for', async () => {
    const { transport, inbox } = await started(tcp());
    const { port, close } = await listener();
    await close();
    transport.send(info(), flowTo('tcp', port));
    expect(inbox.failures).toEqual([]);
    await until(() => inbox.failures.length === 1);
    expect(inbox.failures[0]?.to).toMatchObject({ address: '127.0.0.1', port });
  });

  test('a peer that closes in the middle of a message has said nothing', async () => {
    const { inbox, port } = await started(tcp());
    const { socket, closed } = await client(port);
    socket.write(info('body').slice(0, -2));
    socket.end();
    await until(closed);
    await pause(20);
    expect(inbox.messages).toEqual([]);
    expect(inbox.failures.map(({ error }) => error.message)).toEqual(['the connection was closed']);
  });

  test.each([
    ['no length', 'INFO sip:a@b SIP/2.0\r\n\r\n'],
    ['a length beyond all measure', 'INFO sip:a@b SIP/2.0\r\nContent-Length: 999999999\r\n\r\n'],
    ['no end of headers', 'x'.repeat(140_000)],
  ])('%s: the connection is closed, the others stand', async (_name, bytes) => {
    const { inbox, port } = await started(tcp());
    const [bad, good] = [await client(port), await client(port)];
    bad.socket.write(bytes);
    await until(bad.closed);
    good.socket.write(info());
    await until(() => inbox.messages.length === 1);
    expect(good.closed()).toBe(false);
  });

  test('a peer that does not read is given up', async () => {
    const { transport, inbox } = await started(tcp());
    const { port, sockets } = await listener();
    transport.send(info(), flowTo('tcp', port));
    await until(() => sockets.length === 1);
    sockets[0]?.pause();
    const large = info('x'.repeat(120_000));
    for (let count = 0; count < 400 && inbox.failures.length === 0; count += 1) {
      transport.send(large, flowTo('tcp', port));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(inbox.failures.length).toBeGreaterThan(0);
  });

  test('close() ends every connection and frees the port', async () => {
    const { transport, port, inbox } = await started(tcp());
    const one = await client(port);
    const { port: far, sockets } = await listener();
    transport.send(info(), flowTo('tcp', far));
    await until(() => sockets.length === 1);
    let farClosed = false;
    sockets[0]?.on('close', () => (farClosed = true)).resume();
    await transport.close();
    await transport.close();
    await until(() => one.closed() && farClosed);
    expect(inbox.failures).toEqual([]);
    await started(new TcpTransport('127.0.0.1', port, null));
  });
});

const clock: Clock = { now: () => performance.now(), wallTime: () => Date.now() };

async function stackOn(
  transports: readonly Transport[],
  handler: Partial<StackHandler> = {},
): Promise<{ stack: EmbeddedStack; faults: unknown[] }> {
  const faults: unknown[] = [];
  const wheel = new TimerWheel(clock);
  const driver = new WheelDriver(wheel, clock, (error) => faults.push(error));
  const stack = new EmbeddedStack({
    transports,
    wheel,
    clock,
    random: Math.random,
    onFault: (error) => faults.push(error),
  });
  await stack.start({
    incomingCall: () => {
      throw new Error('no call was expected');
    },
    options: () => ({ status: 200, reason: 'OK' }),
    ...handler,
  });
  closing.push(async () => {
    await stack.close();
    driver.close();
    expect(faults).toEqual([]);
  });
  return { stack, faults };
}

const invitation = (target: Target) => ({
  target,
  requestUri: `sip:x@127.0.0.1:${target.port}`,
  from: 'a',
  display: null,
  to: 'x',
  asserted: null,
  privacy: false,
  maxForwards: 70,
  content: { body: sdpBody },
});

describe('a stack over real sockets', () => {
  test.each(['udp', 'tcp'] as const)('a call over %s from end to end, both hang-ups', async (transport) => {
    const [near, far] = transport === 'udp' ? [udp(), udp()] : [tcp(), tcp()];
    const calleeHeard: string[] = [];
    const legs: IncomingLeg[] = [];
    const called = await stackOn([far], {
      incomingCall: (leg): IncomingLegListener => {
        legs.push(leg);
        setImmediate(() => {
          leg.provisional(180, 'Ringing', {});
          leg.answer({ body: sdpBody });
        });
        return {
          acknowledged: () => calleeHeard.push('acknowledged'),
          ended: ({ kind }) => calleeHeard.push(kind),
          request: (request) => request.respond(200, 'OK', {}),
        };
      },
    });
    const calling = await stackOn([near]);
    const target: Target = { host: '127.0.0.1', port: portOf(far), transport };
    for (const hangsUp of ['caller', 'callee'] as const) {
      const heard: string[] = [];
      const listener: OutgoingLegListener = {
        provisional: ({ status }) => heard.push(String(status)),
        answered: ({ body }) => {
          heard.push(`answered ${body?.content.includes('m=audio') === true}`);
          setImmediate(() => leg.acknowledge({}));
        },
        ended: ({ kind }) => heard.push(kind),
        request: () => undefined,
      };
      const leg = calling.stack.invite(invitation(target), listener);
      await until(() => calleeHeard.at(-1) === 'acknowledged');
      if (hangsUp === 'caller') {
        leg.bye();
        await until(() => calleeHeard.at(-1) === 'bye');
      } else {
        legs.at(-1)?.bye();
        await until(() => heard.at(-1) === 'bye');
      }
      expect(heard).toEqual(['100', '180', 'answered true', ...(hangsUp === 'callee' ? ['bye'] : [])]);
      await until(() => calling.stack.statistics().dialogs + called.stack.statistics().dialogs === 0);
      calleeHeard.length = 0;
    }
    for (const { stack } of [calling, called]) {
      expect(stack.statistics()).toMatchObject({
        requestRetransmissions: 0,
        receivedRetransmissions: 0,
        malformed: 0,
      });
    }
  });

  test('nobody listens over TCP: transport_error at once, and probes say 503', async () => {
    const { port, close } = await listener();
    await close();
    const { stack } = await stackOn([tcp()]);
    const target: Target = { host: '127.0.0.1', port, transport: 'tcp' };
    const heard: string[] = [];
    stack.invite(invitation(target), {
      provisional: () => undefined,
      answered: () => undefined,
      ended: ({ kind }) => heard.push(kind),
      request: () => undefined,
    });
    await until(() => heard.length > 0);
    expect(heard).toEqual(['transport_error']);
    expect(await stack.probe(target, 2_000)).toBe(503);
    expect(stack.statistics()).toMatchObject({ transactions: 0, dialogs: 0 });
  });

  test('an INVITE too large for a datagram: transport_error, and others on the way there are left alone', async () => {
    const { stack } = await stackOn([udp()]);
    const heard: string[] = [];
    const other: string[] = [];
    stack.invite(invitation({ host: '127.0.0.1', port: 9, transport: 'udp' }), {
      provisional: () => undefined,
      answered: () => undefined,
      ended: ({ kind }) => other.push(kind),
      request: () => undefined,
    });
    const large = { headers: 'Content-Type: application/sdp\r\n', content: 'x'.repeat(70_000) };
    stack.invite(
      { ...invitation({ host: '127.0.0.1', port: 9, transport: 'udp' }), content: { body: large } },
      {
        provisional: () => undefined,
        answered: () => undefined,
        ended: ({ kind }) => heard.push(kind),
        request: () => undefined,
      },
    );
    await until(() => heard.length > 0);
    expect(heard).toEqual(['transport_error']);
    expect(other).toEqual([]);
  });

  test('an address the socket cannot reach: transport_error', async () => {
    const { stack } = await stackOn([udp()]);
    const heard: string[] = [];
    // Bound to the loopback, the system has no way to anywhere else.
    stack.invite(invitation({ host: '203.0.113.1', port: 5060, transport: 'udp' }), {
      provisional: () => undefined,
      answered: () => undefined,
      ended: ({ kind }) => heard.push(kind),
      request: () => undefined,
    });
    await until(() => heard.length > 0);
    expect(heard).toEqual(['transport_error']);
  });

  test("one after the other over one connection, answered in the request's order", async () => {
    const transport = tcp();
    const { stack } = await stackOn([transport]);
    const { socket, received } = await client(portOf(transport));
    const options = (branch: string): string =>
      `OPTIONS sip:x@y SIP/2.0\r\nVia: SIP/2.0/TCP h:1;branch=z9hG4bK${branch}\r\nFrom: <sip:a@b>;tag=1\r\n` +
      `To: <sip:c@d>\r\nCall-ID: ${branch}\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n`;
    socket.write(options('one') + options('two'));
    await until(() => received().split('SIP/2.0 200 OK').length === 3);
    expect([...received().matchAll(/Call-ID: (\w+)/g)].map(([, id]) => id)).toEqual(['one', 'two']);
    expect(stack.statistics().transactions).toBe(0);
  });

  test('garbage datagrams do not stop it', async () => {
    const transport = udp();
    const { stack } = await stackOn([transport]);
    const socket = createSocket('udp4');
    closing.push(() => {
      socket.close();
    });
    for (const bytes of ['', '\0\0', '\r\n\r\n', 'INVITE', '\xff'.repeat(2_000)]) {
      socket.send(Buffer.from(bytes, 'latin1'), portOf(transport), '127.0.0.1');
    }
    await until(() => stack.statistics().received === 5);
    expect(stack.statistics()).toMatchObject({ malformed: 5, sent: 0, transactions: 0 });
  });
});
