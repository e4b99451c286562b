import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { LiveClient, type LiveClientHome } from './liveClient';
import type { LiveLimits } from './liveLimits';
import type { Topic } from './topic';

export const livePath = '/api/v1/live';

const tickMs = 1_000;
/** How long clients may take to say goodbye when the service stops. */
const farewellMs = 500;

export interface LiveServerPorts {
  readonly topics: readonly Topic[];
  /** Whether a client that brings this key may follow the topics. */
  readonly authenticate: (key: string) => boolean;
  readonly limits: LiveLimits;
}

/** What the live connections come to now. */
export interface LiveStatistics {
  readonly clients: number;
  /** Clients connected since start. */
  readonly connected: number;
  readonly bufferedBytes: number;
  readonly topics: readonly { readonly name: string; readonly followers: number; readonly resyncs: number }[];
}

/** The WebSocket end of the API (design.md section 5): who comes in, who is alive, who is too many. */
export class LiveServer implements LiveClientHome {
  readonly limits: LiveLimits;
  readonly topics: ReadonlyMap<string, Topic>;
  readonly #authenticate: (key: string) => boolean;
  readonly #sockets: WebSocketServer;
  readonly #clients = new Set<LiveClient>();
  /** In the order they came. */
  readonly #strangers = new Set<LiveClient>();
  readonly #ticks: NodeJS.Timeout;
  #connected = 0;
  #closed = false;

  constructor({ topics, authenticate, limits }: LiveServerPorts) {
    this.limits = limits;
    this.topics = new Map(topics.map((topic) => [topic.name, topic]));
    this.#authenticate = authenticate;
    this.#sockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      maxPayload: limits.messageBytes,
      // Frames are shared by all clients as they are; compressing one for each would cost far more than it saves.
      perMessageDeflate: false,
    });
    this.#ticks = setInterval(
      () => {
        const now = performance.now();
        for (const client of [...this.#clients]) client.tick(now);
      },
      Math.min(tickMs, limits.pingEveryMs),
    ).unref();
  }

  /** Takes the server's upgrade requests, all of them. */
  attach(server: Server): void {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on('error', () => undefined);
      const refusal = this.#refusalOf(request);
      if (refusal !== null) {
        socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
        const client = new LiveClient(this, webSocket, performance.now());
        this.#clients.add(client);
        this.#strangers.add(client);
        this.#connected += 1;
        this.#dropSurplusStrangers();
      });
    });
  }

  authenticate(key: string): boolean {
    return this.#authenticate(key);
  }

  authenticated(client: LiveClient): void {
    this.#strangers.delete(client);
  }

  gone(client: LiveClient): void {
    this.#strangers.delete(client);
    this.#clients.delete(client);
  }

  statistics(): LiveStatistics {
    let bufferedBytes = 0;
    for (const client of this.#clients) bufferedBytes += client.bufferedBytes;
    return {
      clients: this.#clients.size,
      connected: this.#connected,
      bufferedBytes,
      topics: [...this.topics.values()].map(({ name, followers, resyncs }) => ({ name, followers, resyncs })),
    };
  }

  /** Says goodbye to every client and lets go of the topics. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#ticks);
    const clients = [...this.#clients];
    for (const client of clients) client.leave();
    for (const topic of this.topics.values()) topic.close();
    await new Promise<void>((resolve) => {
      if (clients.length === 0) resolve();
      else setTimeout(resolve, farewellMs);
    });
    for (const client of clients) client.terminate();
  }

  /** The status line of a request that gets no connection; null: it does. */
  #refusalOf(request: IncomingMessage): string | null {
    const [path] = (request.url ?? '').split('?', 1);
    if (path !== livePath) return '404 Not Found';
    if (!isOwnOrigin(request)) return '403 Forbidden';
    if (this.#closed || this.#clients.size >= this.limits.connections) return '503 Service Unavailable';
    return null;
  }

  #dropSurplusStrangers(): void {
    for (const stranger of this.#strangers) {
      if (this.#strangers.size <= this.limits.strangers) return;
      stranger.refuse('too_many_connections', 'others wait to authenticate');
    }
  }
}

/** Browsers name the page that opens a connection: only our own may (RFC 6455 section 10.2). Others name none. */
function isOwnOrigin({ headers: { origin, host } }: IncomingMessage): boolean {
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}
