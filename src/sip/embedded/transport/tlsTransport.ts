import type { Server, Socket } from 'node:net';
import { connect, createServer } from 'node:tls';
import { type ConnectionLimits, defaultConnectionLimits } from './connections';
import { handshakeTimeoutMs } from './connectionTransport';
import type { Advertised } from './localAddress';
import { StreamTransport } from './streamTransport';
import type { TlsIdentity } from './tlsIdentity';
import type { Flow } from './transport';

/** SIP over TLS (RFC 3261 section 26.2.1, RFC 5922). */
export class TlsTransport extends StreamTransport {
  readonly transport = 'tls';

  constructor(
    address: string,
    port: number,
    advertise: Advertised | null,
    private readonly identity: TlsIdentity,
    limits: ConnectionLimits = defaultConnectionLimits,
  ) {
    super('tls', address, port, advertise, limits);
  }

  protected override makeServer(): Server {
    const server = this.identity.serve((options) =>
      createServer({ ...options, handshakeTimeout: handshakeTimeoutMs }, (socket) => {
        this.adopt(socket);
      }),
    );
    // A handshake that failed, or took too long.
    server.on('tlsClientError', (_error, socket) => {
      socket.destroy();
    });
    return server;
  }

  protected override dial(to: Flow, ready: () => void): Socket {
    const host = to.host ?? to.address;
    return connect({ host: to.address, port: to.port, ...this.identity.dialling(host) }, ready);
  }
}
