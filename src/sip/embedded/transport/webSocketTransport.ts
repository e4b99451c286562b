import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { formatHostPort } from '../../../model/hostPort';
import { type Connection, type ConnectionLimits, defaultConnectionLimits, plainAddress } from './connections';
import { ConnectionTransport, handshakeTimeoutMs } from './connectionTransport';
import type { Advertised } from './localAddress';
import { maxStreamMessage } from './streamFramer';
import type { TlsIdentity } from './tlsIdentity';
import type { Flow } from './transport';
import { WebSocketWire } from './webSocketWire';

/** RFC 7118 section 4.1. */
const subprotocol = 'sip';
/** How often silent far ends are asked whether they are there; one that does not answer until the next time is gone. */
const pingIntervalMs = 25_000;
/** How often handshakes that take too long are looked for. */
const handshakeCheckMs = 1_000;
/** An upgrade request is a few lines. */
const maxRequestHead = 8_192;

/** Which pages may connect: those of these origins, such as `https://phone.example.com`, or of all. */
export type AllowedOrigins = ReadonlySet<string> | 'all';

export interface WebSocketOptions {
  /** Null: without TLS. */
  readonly identity: TlsIdentity | null;
  /**
   * Browsers name the page's origin, others nothing. A peer is known by its address, so that any page somebody behind
   * that address looks at could place calls: pages have to be named.
   */
  readonly origins: AllowedOrigins;
  readonly limits?: ConnectionLimits;
}

/**
 * SIP over WebSocket, with TLS or without (RFC 7118): one message a frame, text or binary. Clients cannot be connected to
 * (their Via and Contact say `.invalid`): what is for them goes over the connection they have opened, and fails at once
 * when it is gone. A far end that is a server is connected to, as over TCP.
 */
export class WebSocketTransport extends ConnectionTransport {
  readonly transport: 'ws' | 'wss';
  private readonly identity: TlsIdentity | null;
  private readonly origins: AllowedOrigins;
  private readonly upgrades = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: maxStreamMessage,
    perMessageDeflate: false,
    handleProtocols: () => subprotocol,
  });
  private readonly wires = new Set<WebSocketWire>();
  private pings: NodeJS.Timeout | null = null;

  constructor(address: string, port: number, advertise: Advertised | null, options: WebSocketOptions) {
    const transport = options.identity === null ? 'ws' : 'wss';
    super(transport, address, port, advertise, options.limits ?? defaultConnectionLimits);
    this.transport = transport;
    this.identity = options.identity;
    this.origins = options.origins;
  }

  override close(): Promise<void> {
    if (this.pings !== null) clearInterval(this.pings);
    this.pings = null;
    return super.close();
  }

  /** Of several clients at one address the one that was called has to hear the rest. */
  bind(to: Flow): Flow {
    return to.connection === 0 && to.port === 0 ? (this.existing(to)?.flow ?? to) : to;
  }

  protected override makeServer(): Server {
    const limits = {
      maxHeaderSize: maxRequestHead,
      headersTimeout: handshakeTimeoutMs,
      requestTimeout: handshakeTimeoutMs,
      connectionsCheckingInterval: handshakeCheckMs,
    };
    const server =
      this.identity === null
        ? createServer(limits)
        : this.identity.serve((options) =>
            createSecureServer({ ...limits, ...options, handshakeTimeout: handshakeTimeoutMs }),
          );
    server.on('request', (_request, response) => {
      response.writeHead(426, { Connection: 'close', Upgrade: 'websocket' }).end();
    });
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.upgrade(request, socket, head);
    });
    this.pings = setInterval(() => {
      for (const wire of this.wires) wire.checkAlive();
    }, pingIntervalMs);
    this.pings.unref();
    return server;
  }

  protected override existing(to: Flow): Connection | undefined {
    if (to.connection !== 0) return this.connections.get(to.connection);
    return to.port === 0
      ? this.connections.openedBy(to.address)
      : this.connections.towards(to.address, to.port);
  }

  protected override open(to: Flow): Connection | null {
    // A client that is gone comes back by itself, or not at all.
    if (to.connection !== 0 || to.port === 0) return null;
    if (!this.connections.admitOutgoing()) return null;
    const url = `${this.transport}://${formatHostPort(to.address, to.port)}/`;
    const host = to.host ?? to.address;
    const socket = new WebSocket(url, subprotocol, {
      handshakeTimeout: handshakeTimeoutMs,
      maxPayload: maxStreamMessage,
      perMessageDeflate: false,
      headers: { Host: formatHostPort(host, to.port) },
      ...(this.identity === null ? {} : this.identity.dialling(host)),
    });
    return this.attend(socket, to.address, to.port, true);
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => {
      socket.destroy();
    });
    const refusal = this.objection(request);
    if (refusal !== null) {
      socket.end(
        `HTTP/1.1 ${refusal[0]}\r\nConnection: close\r\nContent-Type: text/plain\r\n` +
          `Content-Length: ${refusal[1].length}\r\n\r\n${refusal[1]}`,
      );
      return;
    }
    const { remoteAddress, remotePort } = request.socket;
    this.upgrades.handleUpgrade(request, socket, head, (webSocket) => {
      this.attend(webSocket, plainAddress(remoteAddress), remotePort ?? 0, false);
    });
  }

  /** Status and explanation of a refusal; null: welcome. */
  private objection({ headers }: IncomingMessage): readonly [string, string] | null {
    const offered = headers['sec-websocket-protocol']?.split(',').map((name) => name.trim().toLowerCase());
    if (offered?.includes(subprotocol) !== true) {
      return ['400 Bad Request', 'the WebSocket subprotocol sip is spoken here (RFC 7118)\n'];
    }
    const { origin } = headers;
    if (origin === undefined || this.origins === 'all' || this.origins.has(origin.toLowerCase())) return null;
    return [
      '403 Forbidden',
      'pages of this origin may not connect; TRUNKLINE_WS_ORIGINS names those that may\n',
    ];
  }

  private attend(socket: WebSocket, address: string, port: number, isOutgoing: boolean): Connection {
    const wire = new WebSocketWire(socket, {
      message: (text) => {
        this.received(text, connection);
      },
      alive: () => {
        this.connections.used(connection);
      },
      closed: (failure) => {
        this.wires.delete(wire);
        this.closed(connection, failure);
      },
    });
    const connection = this.connections.add(wire, address, port, isOutgoing);
    this.wires.add(wire);
    return connection;
  }
}
