import { writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { connect, type PeerCertificate } from 'node:tls';
import { afterEach, describe, expect, test } from '@jest/globals';
import { connectionsOfStranger } from '../../src/sip/embedded/transport/connections';
import { TcpTransport } from '../../src/sip/embedded/transport/tcpTransport';
import { checkSipIdentity, TlsIdentity } from '../../src/sip/embedded/transport/tlsIdentity';
import { TlsTransport } from '../../src/sip/embedded/transport/tlsTransport';
import type { Flow, Receiver, Transport } from '../../src/sip/embedded/transport/transport';
import { WebSocketTransport } from '../../src/sip/embedded/transport/webSocketTransport';
import { connectPeer, listenPeer } from '../support/connectionPeer';
import { eventually } from '../support/eventually';
import { certificateFiles, loopbackCertificate, otherCertificate } from '../support/testCertificates';

const closing: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

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

async function started(transport: Transport): Promise<{ inbox: Inbox; port: number }> {
  const inbox = new Inbox();
  await transport.start(inbox);
  closing.push(() => transport.close());
  return { inbox, port: Number(transport.localHostPort('127.0.0.1').split(':').at(-1)) };
}

function files(certificate = loopbackCertificate): ReturnType<typeof certificateFiles> {
  const made = certificateFiles(certificate);
  closing.push(made.remove);
  return made;
}

const text = 'INFO sip:a@b SIP/2.0\r\nContent-Length: 0\r\n\r\n';

/** The certificate that is shown at a port. */
async function shownAt(port: number): Promise<PeerCertificate> {
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const certificate = socket.getPeerCertificate();
  socket.destroy();
  return certificate;
}

describe('whom TLS is spoken to', () => {
  const certificate = (names: string): PeerCertificate =>
    ({ subject: { CN: 'x' }, subjectaltname: names }) as PeerCertificate;

  test.each([
    ['sip.example.com', 'DNS:sip.example.com', true],
    ['sip.example.com', 'DNS:*.example.com', true],
    ['example.com', 'URI:sip:example.com, DNS:edge.example.com', true],
    ['Example.COM', 'URI:sip:example.com', true],
    ['192.0.2.7', 'IP Address:192.0.2.7', true],
    ['192.0.2.7', 'DNS:192.0.2.7', false],
    ['example.com', 'URI:sip:other.com', false],
    ['example.com', 'URI:sip:example.com.evil.com', false],
    ['example.com', 'DNS:evil.com', false],
  ])('%s with a certificate of %s: %s', (host, names, isRight) => {
    expect(checkSipIdentity(host, certificate(names)) === undefined).toBe(isRight);
  });

  test.each([
    ['another authority', otherCertificate, { host: 'other.test' }, 'self-signed certificate'],
    ['another name', loopbackCertificate, { host: 'sip.example.com' }, 'does not match'],
  ])('%s: nothing is sent, and the failure is told', async (_name, shown, to, reason) => {
    const transport = new TlsTransport('127.0.0.1', 0, null, new TlsIdentity(files()));
    const { inbox } = await started(transport);
    const far = await listenPeer('tls', '127.0.0.1:1', shown);
    closing.push(() => far.close());
    transport.send(text, { transport: 'tls', address: '127.0.0.1', port: far.port, connection: 0, ...to });
    await eventually(() => {
      expect(inbox.failures.map(({ error }) => error.message)).toEqual([expect.stringContaining(reason)]);
    });
    expect(far.connections.flatMap(({ raw }) => raw.received)).toEqual([]);
  });

  test('the name that was asked for counts, not the address', async () => {
    const transport = new TlsTransport('127.0.0.1', 0, null, new TlsIdentity(files()));
    await started(transport);
    const far = await listenPeer('tls', '127.0.0.1:1');
    closing.push(() => far.close());
    const flow: Flow = { transport: 'tls', address: '127.0.0.1', port: far.port, connection: 0 };
    transport.send(text, { ...flow, host: 'trunkline.test' });
    await (await far.connection()).take('INFO');
  });
});

describe('the certificate of the service', () => {
  test('is read again for new connections, and those that stand go on', async () => {
    const own = files();
    const identity = new TlsIdentity(own);
    const transport = new TlsTransport('127.0.0.1', 0, null, identity);
    const { port, inbox } = await started(transport);
    const standing = await connectPeer('tls', port);
    expect((await shownAt(port)).subject.CN).toBe('trunkline.test');
    writeFileSync(own.certificate, otherCertificate.cert);
    expect(() => identity.reload()).toThrow(/^TRUNKLINE_TLS_KEY: .* is not the key of the certificate in /);
    expect((await shownAt(port)).subject.CN).toBe('trunkline.test');
    writeFileSync(own.key, otherCertificate.key);
    identity.reload();
    expect((await shownAt(port)).subject.CN).toBe('other.test');
    standing.write(text);
    await eventually(() => {
      expect(inbox.messages).toHaveLength(1);
    });
    standing.close();
  });

  test.each([
    ['certificate', 'nonsense', /^TRUNKLINE_TLS_CERT: .*cert\.pem holds no certificate: /],
    ['key', 'nonsense', /^TRUNKLINE_TLS_KEY: .*key\.pem holds no private key/],
    ['key', otherCertificate.key, /^TRUNKLINE_TLS_KEY: .* is not the key of the certificate in .*cert\.pem/],
    ['authorities', 'nonsense', /^TRUNKLINE_TLS_CA: .*ca\.pem holds no certificate/],
    ['certificate', null, /^TRUNKLINE_TLS_CERT: the file cannot be read: .*ENOENT.*nowhere/],
  ] as const)('%s that is wrong: one line says which and why', (which, content, message) => {
    const own = files();
    if (content !== null) writeFileSync(own[which], content);
    expect(
      () => new TlsIdentity(content === null ? { ...own, [which]: '/nowhere/at/all.pem' } : own),
    ).toThrow(message);
  });
});

describe('bounds of connections', () => {
  const limits = (total: number, ofSource: number) => ({ total, ofSource: () => ofSource });

  test('beyond the number of all, the one idle longest is dropped for the new one', async () => {
    const { inbox, port } = await started(new TcpTransport('127.0.0.1', 0, null, limits(3, 100)));
    const peers = [];
    for (let count = 0; count < 3; count += 1) {
      const peer = await connectPeer('tcp', port);
      closing.push(() => {
        peer.close();
      });
      peer.write(text);
      await eventually(() => {
        expect(inbox.messages).toHaveLength(count + 1);
      });
      peers.push(peer);
    }
    peers[0]?.write(text);
    await eventually(() => {
      expect(inbox.messages).toHaveLength(4);
    });
    const last = await connectPeer('tcp', port);
    last.write(text);
    await eventually(() => {
      expect(inbox.messages).toHaveLength(5);
    });
    last.close();
    expect(peers.map(({ isClosed }) => isClosed)).toEqual([false, true, false]);
  });

  test('an address may hold no more than its share', async () => {
    const { port } = await started(
      new TcpTransport('127.0.0.1', 0, null, limits(1_000, connectionsOfStranger)),
    );
    const peers = await Promise.all(
      Array.from({ length: connectionsOfStranger + 3 }, () => connectPeer('tcp', port)),
    );
    closing.push(() => {
      for (const peer of peers) peer.close();
    });
    await eventually(() => {
      expect(peers.filter(({ isClosed }) => isClosed)).toHaveLength(3);
    });
    for (const peer of peers) peer.close();
    // What was closed counts no more.
    await eventually(async () => {
      const next = await connectPeer('tcp', port);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(next.isClosed).toBe(false);
      next.close();
    });
  });

  test.each(['tls', 'ws', 'wss'] as const)(
    '%s: a handshake that is not ended counts, and is ended after a while',
    async (transport) => {
      const identity = new TlsIdentity(files());
      const bounds = limits(1_000, 2);
      const { port } = await started(
        transport === 'tls'
          ? new TlsTransport('127.0.0.1', 0, null, identity, bounds)
          : new WebSocketTransport('127.0.0.1', 0, null, {
              identity: transport === 'ws' ? null : identity,
              origins: 'all',
              limits: bounds,
            }),
      );
      const silent = await Promise.all(
        [1, 2].map(async () => {
          const socket = connectTcp(port, '127.0.0.1');
          closing.push(() => {
            socket.destroy();
          });
          await once(socket, 'connect');
          return socket.resume();
        }),
      );
      await expect(connectPeer(transport, port)).rejects.toThrow();
      await Promise.all(silent.map((socket) => once(socket, 'close')));
      (await connectPeer(transport, port)).close();
    },
    30_000,
  );
});
