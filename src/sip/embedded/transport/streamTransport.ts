import type { Socket } from 'node:net';
import type { Connection, ConnectionLimits } from './connections';
import { plainAddress } from './connections';
import { ConnectionTransport, handshakeTimeoutMs } from './connectionTransport';
import type { Advertised } from './localAddress';
import { StreamFramer } from './streamFramer';
import { bareHost } from '../../message/via';
import type { Flow } from './transport';

/** A connection that has been silent for so long is dropped; a peer that wants to keep it sends keep-alives. */
const idleTimeoutMs = 15 * 60_000;
/** The same before the first byte: who connects has something to say. */
const firstByteTimeoutMs = 60_000;

/** SIP over a byte stream (RFC 3261 section 18): TCP, or TLS on it. */
export abstract class StreamTransport extends ConnectionTransport {
  protected constructor(
    transport: 'tcp' | 'tls',
    address: string,
    port: number,
    advertise: Advertised | null,
    limits: ConnectionLimits,
  ) {
    super(transport, address, port, advertise, limits);
  }

  /** Begins to connect; `ready` is called when bytes may flow. */
  protected abstract dial(to: Flow, ready: () => void): Socket;

  protected override existing(to: Flow): Connection | undefined {
    return this.connections.get(to.connection) ?? this.connections.towards(to.address, listenerOf(to).port);
  }

  protected override open(flow: Flow): Connection | null {
    if (!this.connections.admitOutgoing()) return null;
    const to = listenerOf(flow);
    let timer: NodeJS.Timeout | null = null;
    const socket = this.dial(to, () => {
      if (timer !== null) clearTimeout(timer);
      socket.setTimeout(idleTimeoutMs);
    });
    timer = setTimeout(() => {
      socket.destroy(new Error('connection timed out'));
    }, handshakeTimeoutMs);
    const limit = timer;
    socket.once('close', () => {
      clearTimeout(limit);
    });
    return this.attend(socket, to.address, to.port, true);
  }

  /** Takes over what the server accepted. */
  protected adopt(socket: Socket): void {
    const { remoteAddress, remotePort } = socket;
    // Without an address it is closed already.
    if (remoteAddress === undefined) {
      socket.destroy();
      return;
    }
    socket.setTimeout(firstByteTimeoutMs);
    socket.once('data', () => {
      socket.setTimeout(idleTimeoutMs);
    });
    this.attend(socket, plainAddress(remoteAddress), remotePort ?? 0, false);
  }

  private attend(socket: Socket, address: string, port: number, isOutgoing: boolean): Connection {
    socket.setNoDelay(true);
    const wire = {
      send: (text: string): void => {
        socket.write(text, 'latin1');
      },
      get unsentBytes(): number {
        return socket.writableLength;
      },
      destroy: (reason?: Error): void => {
        socket.destroy(reason);
      },
    };
    const connection = this.connections.add(wire, address, port, isOutgoing);
    const framer = new StreamFramer(
      (text) => {
        this.received(text, connection);
      },
      () => {
        this.connections.used(connection);
        socket.write('\r\n');
      },
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
      socket.destroy();
    });
    socket.on('error', (error) => {
      failure = error;
    });
    socket.on('close', () => {
      this.closed(connection, failure);
    });
    return connection;
  }
}

/** Where a far end listens: what it connected from is no port of its own to come back to. */
function listenerOf(to: Flow): Flow {
  if (to.sentBy === undefined) return to;
  const { host, port } = to.sentBy;
  const usual = to.transport === 'tls' ? 5061 : 5060;
  return { ...to, host: bareHost(host), port: port === 0 ? usual : port };
}
