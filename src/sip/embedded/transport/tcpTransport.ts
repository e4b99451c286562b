import { connect, createServer, type Server, type Socket } from 'node:net';
import { type ConnectionLimits, defaultConnectionLimits } from './connections';
import type { Advertised } from './localAddress';
import { StreamTransport } from './streamTransport';
import type { Flow } from './transport';

/** SIP over TCP (RFC 3261 section 18). */
export class TcpTransport extends StreamTransport {
  readonly transport = 'tcp';

  constructor(
    address: string,
    port: number,
    advertise: Advertised | null,
    limits: ConnectionLimits = defaultConnectionLimits,
  ) {
    super('tcp', address, port, advertise, limits);
  }

  protected override makeServer(): Server {
    return createServer((socket) => {
      this.adopt(socket);
    });
  }

  protected override dial(to: Flow, ready: () => void): Socket {
    return connect({ host: to.address, port: to.port }, ready);
  }
}
