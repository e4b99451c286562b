import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import {
  connect as connectTcp,
  createServer as createTcpServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import { WebSocket, WebSocketServer } from 'ws';
import { eventually } from './eventually';
import type { Packet } from './fakeNetwork';
import { type RawMessage, RawPeer } from './rawSip';
import { loopbackCertificate, type TestCertificate } from './testCertificates';

/** The transports that are connections. */
export const connectionTransports = ['tcp', 'tls', 'ws', 'wss'] as const;
export type ConnectionTransportName = (typeof connectionTransports)[number];

export const isWeb = (transport: ConnectionTransportName): transport is 'ws' | 'wss' =>
  transport === 'ws' || transport === 'wss';

/** One end of a connection that speaks literal SIP, over a real socket. */
export class ConnectionPeer {
  readonly raw: RawPeer;
  /** Keep-alives and other bytes that are no message. */
  readonly noise: string[] = [];
  isClosed = false;
  #arrive: (packet: Packet) => void = () => undefined;
  #write: (text: string) => void = () => undefined;
  #end: () => void = () => undefined;

  /** @param address `host:port` as Via and Contact of this end say */
  constructor(transport: ConnectionTransportName, address: string, towards: string) {
    this.raw = new RawPeer(
      {
        attach: (_address, arrive) => (this.#arrive = arrive),
        send: (_from, _to, text) => {
          this.#write(text);
        },
      },
      address,
      towards,
      transport.toUpperCase(),
    );
  }

  write(bytes: string): void {
    this.#write(bytes);
  }

  close(): void {
    this.#end();
  }

  /** The next message, which has to be of this kind. */
  async take(kind: string): Promise<RawMessage> {
    await eventually(() => {
      if (this.raw.unread.length === 0) throw new Error(`expected ${kind}, got nothing`);
    });
    return this.raw.take(kind);
  }

  overSocket(socket: Socket): this {
    let pending = '';
    socket.on('error', () => undefined);
    socket.on('close', () => (this.isClosed = true));
    socket.on('data', (bytes) => {
      pending += bytes.toString('latin1');
      for (;;) {
        const blank = /^(?:\r\n)+/.exec(pending)?.[0] ?? '';
        if (blank !== '') this.noise.push(blank);
        pending = pending.slice(blank.length);
        const head = pending.indexOf('\r\n\r\n');
        if (head < 0) return;
        const length = head + 4 + Number(/\r\nContent-Length: *(\d+)/i.exec(pending)?.[1] ?? 0);
        if (pending.length < length) return;
        this.#heard(pending.slice(0, length));
        pending = pending.slice(length);
      }
    });
    this.#write = (text) => socket.write(text, 'latin1');
    this.#end = () => socket.destroy();
    return this;
  }

  overWebSocket(socket: WebSocket, binary = false): this {
    socket.on('error', () => undefined);
    socket.on('close', () => (this.isClosed = true));
    socket.on('message', (data: Buffer) => {
      const text = data.toString('latin1');
      if (/^(?:\r\n)+$/.test(text)) this.noise.push(text);
      else this.#heard(text);
    });
    this.#write = (text) => {
      socket.send(Buffer.from(text, 'latin1'), { binary });
    };
    this.#end = () => {
      socket.terminate();
    };
    return this;
  }

  #heard(text: string): void {
    this.#arrive({ text, from: '', to: '', number: 0 });
  }
}

export interface ClientOptions {
  readonly binary?: boolean;
  readonly origin?: string;
  readonly subprotocol?: string;
  /** Of a WebSocket client, whose address nobody can connect to. */
  readonly name?: string;
}

/** Connects to a stack on the loopback. */
export async function connectPeer(
  transport: ConnectionTransportName,
  port: number,
  { binary, origin, subprotocol = 'sip', name = 'client' }: ClientOptions = {},
): Promise<ConnectionPeer> {
  const towards = `127.0.0.1:${port}`;
  const trusted = { ca: loopbackCertificate.cert };
  if (isWeb(transport)) {
    const socket = new WebSocket(`${transport}://${towards}`, subprotocol, {
      ...trusted,
      ...(origin === undefined ? {} : { origin }),
    });
    const peer = new ConnectionPeer(transport, `${name}.invalid`, towards).overWebSocket(socket, binary);
    await once(socket, 'open');
    return peer;
  }
  const socket =
    transport === 'tls'
      ? connectTls({ host: '127.0.0.1', port, ...trusted })
      : connectTcp({ host: '127.0.0.1', port });
  await once(socket, transport === 'tls' ? 'secureConnect' : 'connect');
  return new ConnectionPeer(transport, `127.0.0.1:${socket.localPort ?? 0}`, towards).overSocket(socket);
}

export interface ListeningPeer {
  readonly port: number;
  readonly connections: readonly ConnectionPeer[];
  /** The connection that came last, once there is one. */
  connection(): Promise<ConnectionPeer>;
  close(): Promise<void>;
}

/** Listens on the loopback for a stack that connects; `towards` is where the stack listens. */
export async function listenPeer(
  transport: ConnectionTransportName,
  towards: string,
  certificate: TestCertificate = loopbackCertificate,
): Promise<ListeningPeer> {
  const connections: ConnectionPeer[] = [];
  const sockets = new Set<Socket>();
  const adopt = (use: (peer: ConnectionPeer) => void): void => {
    const peer = new ConnectionPeer(transport, `127.0.0.1:${port()}`, towards);
    use(peer);
    connections.push(peer);
  };
  const server = makeServer(transport, certificate, adopt);
  const port = (): number => (server.address() as AddressInfo).port;
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: port(),
    connections,
    connection: async () => {
      await eventually(() => {
        if (connections.length === 0) throw new Error('nobody connected');
      });
      const newest = connections.at(-1);
      if (newest === undefined) throw new Error('nobody connected');
      return newest;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}

function makeServer(
  transport: ConnectionTransportName,
  certificate: TestCertificate,
  adopt: (use: (peer: ConnectionPeer) => void) => void,
): Server {
  if (!isWeb(transport)) {
    const onSocket = (socket: Socket): void => {
      adopt((peer) => peer.overSocket(socket));
    };
    const server = transport === 'tls' ? createTlsServer(certificate, onSocket) : createTcpServer(onSocket);
    return server.on('tlsClientError', () => undefined);
  }
  const server = transport === 'wss' ? createHttpsServer(certificate) : createHttpServer();
  const upgrades = new WebSocketServer({ server, handleProtocols: () => 'sip' });
  upgrades.on('connection', (socket) => {
    adopt((peer) => peer.overWebSocket(socket));
  });
  return server.on('tlsClientError', () => undefined);
}
