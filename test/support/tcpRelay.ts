import { once } from 'node:events';
import { createConnection, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Stands between a client and a server on this machine, and can be cut: so one of several clients loses its server. */
export class TcpRelay {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isCut = false;
  #isSilent = false;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(towards: number): Promise<TcpRelay> {
    const server = createServer();
    const relay = new TcpRelay(server);
    server.on('connection', (near: Socket) => {
      if (relay.#isCut) {
        near.destroy();
        return;
      }
      const far = createConnection(towards, '127.0.0.1');
      relay.#join(near, far);
      relay.#join(far, near);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return relay;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Connections end, and new ones are closed at once, until `join`. */
  cut(): void {
    this.#isCut = true;
    this.#dropAll();
  }

  /** Connections stay, but nothing passes, as behind a network that swallows packets; what is swallowed is lost. */
  silence(): void {
    this.#isSilent = true;
  }

  join(): void {
    // What was swallowed is missed by these, so they cannot go on.
    if (this.#isSilent) this.#dropAll();
    this.#isCut = false;
    this.#isSilent = false;
  }

  async close(): Promise<void> {
    this.#dropAll();
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  #join(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    from.on('data', (bytes) => {
      if (!this.#isSilent) to.write(bytes);
    });
    from.on('error', () => undefined);
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }

  #dropAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
