import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';

/**
 * A UDP path between one SIP end and the service that loses chosen datagrams, each once. The end sends to `innerPort`,
 * the service sees it at `outerPort`.
 */
export class LossyRelay {
  readonly #inner: Socket;
  readonly #outer: Socket;
  readonly #seen = new Map<string, number>();
  #end: { readonly port: number; readonly address: string } | null = null;
  #lost = 0;

  private constructor(
    inner: Socket,
    outer: Socket,
    private readonly servicePort: number,
    private readonly isLost: (call: number, datagram: number) => boolean,
  ) {
    this.#inner = inner;
    this.#outer = outer;
  }

  /** `isLost` is asked with the number of the call, in order of appearance, and of its datagram in either direction, both from 0. */
  static async start(options: {
    readonly innerPort: number;
    readonly outerPort: number;
    readonly servicePort: number;
    /** Where the end listens, for calls towards it; learnt from what it sends otherwise. */
    readonly endPort?: number;
    readonly isLost: (call: number, datagram: number) => boolean;
  }): Promise<LossyRelay> {
    const relay = new LossyRelay(
      createSocket('udp4'),
      createSocket('udp4'),
      options.servicePort,
      options.isLost,
    );
    if (options.endPort !== undefined) relay.#end = { port: options.endPort, address: '127.0.0.1' };
    relay.#inner.on('message', (datagram, from) => relay.#fromEnd(datagram, from));
    relay.#outer.on('message', (datagram) => relay.#fromService(datagram));
    const listening = [once(relay.#inner, 'listening'), once(relay.#outer, 'listening')];
    relay.#inner.bind(options.innerPort, '127.0.0.1');
    relay.#outer.bind(options.outerPort, '127.0.0.1');
    await Promise.all(listening);
    return relay;
  }

  /** Datagrams lost so far. */
  get lost(): number {
    return this.#lost;
  }

  #fromEnd(datagram: Buffer, from: RemoteInfo): void {
    this.#end = { port: from.port, address: from.address };
    if (!this.#loses(datagram)) this.#outer.send(datagram, this.servicePort, '127.0.0.1');
  }

  #fromService(datagram: Buffer): void {
    if (this.#end === null || this.#loses(datagram)) return;
    this.#inner.send(datagram, this.#end.port, this.#end.address);
  }

  #loses(datagram: Buffer): boolean {
    const callId = /^(?:call-id|i)\s*:\s*(\S+)/im.exec(datagram.toString('latin1'))?.[1] ?? '';
    const number = this.#seen.get(callId) ?? 0;
    const call = this.#seen.has(callId) ? [...this.#seen.keys()].indexOf(callId) : this.#seen.size;
    this.#seen.set(callId, number + 1);
    const lost = this.isLost(call, number);
    if (lost) this.#lost += 1;
    return lost;
  }

  close(): void {
    this.#inner.close();
    this.#outer.close();
  }
}
