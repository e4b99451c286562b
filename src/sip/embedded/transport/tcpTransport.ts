import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Flow, Receiver, Transport } from './transport';
import { type Advertised, LocalAddress } from './localAddress';
import { formatHostPort } from '../../../model/hostPort';
import { StreamFramer } from './streamFramer';

const maxConnections = 4096;
const connectTimeoutMs = 5_000;
/** A connection that has been silent for so long is dropped; a peer that wants to keep it sends keep-alives. */
const idleTimeoutMs = 15 * 60_000;
/** What waits for a peer that does not read; beyond it the connection is given up. */
const maxUnsentBytes = 1024 * 1024;

interface Connection {
  readonly id: number;
  readonly socket: Socket;
  readonly key: string;
}

/** SIP over TCP (RFC 3261 section 18): connections are shared by all calls with a peer and opened when needed. */
export class TcpTransport implements Transport {
  readonly transport = 'tcp';
  readonly reliable = true;
  private server: Server | null = null;
  private receiver: Receiver | null = null;
  private readonly byId = new Map<number, Connection>();
  /** Newest connection with `address:port` of the far end. */
  private readonly byPeer = new Map<string, Connection>();
  private readonly local: LocalAddress;
  private lastId = 0;

  constructor(
    private readonly address: string,
    private port: number,
    private readonly advertise: Advertised | null,
  ) {
    this.local = new LocalAddress(address, advertise?.host ?? null);
  }

  start(receiver: Receiver): Promise<void> {
    this.receiver = receiver;
    const server = createServer((socket) => {
      this.adopt(socket, formatHostPort(socket.remoteAddress ?? '', socket.remotePort ?? 0));
    });
    server.maxConnections = maxConnections;
    this.server = server;
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: this.address, port: this.port, exclusive: true }, () => {
        server.removeListener('error', reject);
        server.on('error', () => {
          // An accept that failed (out of file descriptors, say) concerns nobody who is connected.
        });
        const bound = server.address();
        if (bound !== null && typeof bound === 'object') this.port = bound.port;
        resolve();
      });
    });
  }

  send(text: string, to: Flow): void {
    const key = formatHostPort(to.address, to.port);
    const connection = this.byId.get(to.connection) ?? this.byPeer.get(key) ?? this.open(to, key);
    if (connection.socket.writableLength > maxUnsentBytes) {
      connection.socket.destroy(new Error('peer does not read'));
      return;
    }
    connection.socket.write(text, 'latin1');
  }

  localHostPort(remoteAddress: string): string {
    return formatHostPort(this.local.towards(remoteAddress), this.advertise?.port ?? this.port);
  }

  close(): Promise<void> {
    const server = this.server;
    this.server = null;
    this.receiver = null;
    for (const { socket } of this.byId.values()) socket.destroy();
    if (server === null) return Promise.resolve();
    return new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
    });
  }

  private open(to: Flow, key: string): Connection {
    const socket = connect({ host: to.address, port: to.port });
    socket.setTimeout(connectTimeoutMs);
    const connection = this.adopt(socket, key);
    socket.once('connect', () => {
      socket.setTimeout(idleTimeoutMs);
    });
    return connection;
  }

  private adopt(socket: Socket, key: string): Connection {
    this.lastId += 1;
    const connection: Connection = { id: this.lastId, socket, key };
    this.byId.set(connection.id, connection);
    this.byPeer.set(key, connection);
    socket.setNoDelay(true);
    if (!socket.connecting) socket.setTimeout(idleTimeoutMs);
    const framer = new StreamFramer(
      (text) => this.receiver?.message(text, this.flow(connection)),
      () => socket.write('\r\n'),
    );
    let failure: Error | null = null;
    socket.on('data', (bytes) => {
      try {
        framer.push(bytes.toString('latin1'));
      } catch (error) {
        socket.destroy(error instanceof Error ? error : new Error(String(error)));
      }
    });
    socket.on('timeout', () => {
      socket.destroy(socket.connecting ? new Error('connection timed out') : undefined);
    });
    socket.on('error', (error) => {
      failure = error;
    });
    socket.on('close', () => {
      this.byId.delete(connection.id);
      if (this.byPeer.get(key) === connection) this.byPeer.delete(key);
      if (failure !== null) this.receiver?.failed(this.flow(connection), failure);
    });
    return connection;
  }

  private flow(connection: Connection): Flow {
    const colon = connection.key.lastIndexOf(':');
    return {
      transport: 'tcp',
      address: connection.key.slice(0, colon).replace(/[[\]]/g, ''),
      port: Number(connection.key.slice(colon + 1)),
      connection: connection.id,
    };
  }
}
