import { createSocket, type Socket } from 'node:dgram';
import { isIP, isIPv6 } from 'node:net';
import { lookup as systemLookup } from 'node:dns';
import type { Flow, Receiver, Transport } from './transport';
import { type Advertised, LocalAddress } from './localAddress';
import { formatHostPort } from '../../../model/hostPort';

/** Bursts beyond the kernel's default of about 200 kB would be dropped and come back as retransmissions. */
const bufferBytes = 4 * 1024 * 1024;
const maxDatagram = 65_507;

type LookupCallback = (error: Error | null, address: string, family: number) => void;

/** Answers at once for the IP literals we send to; a name never comes here but through the resolver. */
function literalLookup(host: string, _options: unknown, callback: LookupCallback): void {
  const family = isIP(host);
  if (family !== 0) callback(null, host, family);
  else systemLookup(host, callback);
}

interface Outgoing {
  readonly text: string;
  readonly to: Flow;
}

/**
 * SIP over UDP (RFC 3261 section 18).
 *
 * What is to be sent goes out together when the datagrams that have come are worked through, in its order: a peer that is
 * woken once reads several messages, where each for itself would wake it anew, which costs as much as our own work on it.
 */
export class UdpTransport implements Transport {
  readonly transport = 'udp';
  readonly reliable = false;
  private socket: Socket | null = null;
  private receiver: Receiver | null = null;
  private readonly local: LocalAddress;
  private readonly sending = Buffer.allocUnsafeSlow(maxDatagram);
  private outgoing: Outgoing[] = [];

  constructor(
    private readonly address: string,
    private port: number,
    private readonly advertise: Advertised | null,
  ) {
    this.local = new LocalAddress(address, advertise?.host ?? null);
  }

  start(receiver: Receiver): Promise<void> {
    this.receiver = receiver;
    const socket = createSocket({ type: isIPv6(this.address) ? 'udp6' : 'udp4', lookup: literalLookup });
    this.socket = socket;
    return new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.bind({ address: this.address, port: this.port, exclusive: true }, () => {
        socket.removeListener('error', reject);
        this.port = socket.address().port;
        this.enlargeBuffers(socket);
        socket.on('error', this.onError);
        socket.on('message', (datagram, from) => {
          receiver.message(datagram.toString('latin1'), this.flow(from.address, from.port));
        });
        resolve();
      });
    });
  }

  send(text: string, to: Flow): void {
    if (this.socket === null) return;
    const problem = this.problemWith(text, to);
    if (problem !== null) {
      queueMicrotask(() => this.receiver?.failed(to, new Error(problem), text));
      return;
    }
    if (this.outgoing.push({ text, to }) === 1) setImmediate(this.sendAll);
  }

  private readonly sendAll = (): void => {
    const { socket, outgoing } = this;
    this.outgoing = [];
    if (socket === null) return;
    for (const { text, to } of outgoing) this.sendNow(socket, text, to);
  };

  private sendNow(socket: Socket, text: string, to: Flow): void {
    // The one buffer may be used again only when the socket has let go of what was sent before.
    const buffer = socket.getSendQueueCount() === 0 ? this.sending : Buffer.allocUnsafe(text.length);
    buffer.write(text, 0, 'latin1');
    // The socket tells its errors to a callback or to nobody. One that is shared costs a turn of the event loop, which
    // only a request is worth: where it cannot be sent, another target is tried.
    const onSent = text.startsWith('SIP/2.0') ? undefined : this.onSent;
    socket.send(buffer, 0, text.length, to.port, to.address, onSent);
  }

  localHostPort(remoteAddress: string): string {
    return formatHostPort(this.local.towards(remoteAddress), this.advertise?.port ?? this.port);
  }

  close(): Promise<void> {
    this.sendAll();
    const socket = this.socket;
    this.socket = null;
    if (socket === null) return Promise.resolve();
    return new Promise((resolve) => {
      socket.close(() => {
        resolve();
      });
    });
  }

  private readonly onError = (error: Error & { address?: string; port?: number }): void => {
    this.receiver?.failed(this.flow(error.address ?? '', error.port ?? 0), error);
  };

  private readonly onSent = (error: Error | null): void => {
    if (error !== null) this.onError(error);
  };

  /** What the socket would throw at or swallow. */
  private problemWith(text: string, to: Flow): string | null {
    if (text.length > maxDatagram) return 'message does not fit a datagram';
    if (to.port === 0) return 'no port';
    return to.address.includes(':') && !this.address.includes(':') ? 'IPv6 address on an IPv4 socket' : null;
  }

  private flow(address: string, port: number): Flow {
    return { transport: 'udp', address, port, connection: 0 };
  }

  private enlargeBuffers(socket: Socket): void {
    try {
      socket.setRecvBufferSize(bufferBytes);
      socket.setSendBufferSize(bufferBytes);
    } catch {
      // The kernel caps it; what it allows is what we get.
    }
  }
}
