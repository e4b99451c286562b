import type { Server, Socket } from 'node:net';
import { formatHostPort } from '../../../model/hostPort';
import type { SipTransport } from '../../../model/settings';
import { type Connection, type ConnectionLimits, Connections } from './connections';
import { type Advertised, LocalAddress } from './localAddress';
import type { Flow, Receiver, Transport } from './transport';

/** How long a TCP, TLS or WebSocket handshake may take, ours or the far end's. */
export const handshakeTimeoutMs = 5_000;
/** What waits for a peer that does not read; beyond it the connection is given up. */
const maxUnsentBytes = 1024 * 1024;

/** A transport of connections that are listened for, opened when needed, and shared by all calls with a peer. */
export abstract class ConnectionTransport implements Transport {
  abstract readonly transport: SipTransport;
  readonly reliable = true;
  protected receiver: Receiver | null = null;
  protected readonly connections: Connections;
  private server: Server | null = null;
  private readonly sockets = new Set<Socket>();
  private readonly local: LocalAddress;

  protected constructor(
    transport: SipTransport,
    private readonly address: string,
    private port: number,
    private readonly advertise: Advertised | null,
    limits: ConnectionLimits,
  ) {
    this.local = new LocalAddress(address, advertise?.host ?? null);
    this.connections = new Connections(transport, limits);
  }

  /** A server that hands what it accepted to `adopt` once it can be spoken over. */
  protected abstract makeServer(): Server;
  /** Begins to open a connection; null: there is nobody to open one to, or no room for it. */
  protected abstract open(to: Flow): Connection | null;
  /** The connection there is for a flow. */
  protected abstract existing(to: Flow): Connection | undefined;

  start(receiver: Receiver): Promise<void> {
    this.receiver = receiver;
    const server = this.makeServer();
    // Before the handshake of TLS or WebSocket.
    server.prependListener('connection', (socket: Socket) => {
      if (!this.connections.admit(socket)) {
        socket.destroy();
        return;
      }
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
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
    if (this.server === null) return;
    const connection = this.existing(to) ?? this.open(to);
    if (connection === null) {
      const failure = new Error('there is no connection, and none can be opened');
      queueMicrotask(() => this.receiver?.failed(to, failure));
    } else if (connection.wire.unsentBytes > maxUnsentBytes) {
      connection.wire.destroy(new Error('peer does not read'));
    } else {
      connection.wire.send(text);
    }
  }

  holds(connection: number): boolean {
    return this.connections.get(connection) !== undefined;
  }

  localHostPort(remoteAddress: string): string {
    return formatHostPort(this.local.towards(remoteAddress), this.advertise?.port ?? this.port);
  }

  close(): Promise<void> {
    const { server } = this;
    this.server = null;
    this.receiver = null;
    for (const { wire } of this.connections.all()) wire.destroy();
    for (const socket of this.sockets) socket.destroy();
    if (server === null) return Promise.resolve();
    return new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
    });
  }

  protected received(text: string, connection: Connection): void {
    this.connections.used(connection);
    this.receiver?.message(text, connection.flow);
  }

  protected closed(connection: Connection, failure: Error | null): void {
    if (!this.connections.remove(connection)) return;
    this.receiver?.failed(connection.flow, failure ?? new Error('the connection was closed'));
  }
}
