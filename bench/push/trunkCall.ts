import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** A carrier's end by hand: one INVITE that nobody answers takes a lease, its CANCEL gives it back. */
export class TrunkCall {
  readonly #socket: Socket;
  readonly #sipPort: number;
  readonly #port: number;
  #call = 0;

  private constructor(socket: Socket, sipPort: number, port: number) {
    this.#socket = socket;
    this.#sipPort = sipPort;
    this.#port = port;
    // The refusal that follows a CANCEL is acknowledged, or it would be sent again.
    socket.on('message', (data) => {
      const text = data.toString('latin1');
      const to = /^To: .*$/im.exec(text)?.[0];
      if (text.startsWith('SIP/2.0 487') && to !== undefined) this.#send('ACK', to);
    });
  }

  static async open(sipPort: number, port: number): Promise<TrunkCall> {
    const socket = createSocket('udp4');
    const listening = once(socket, 'listening');
    socket.bind(port, '127.0.0.1');
    await listening;
    return new TrunkCall(socket, sipPort, port);
  }

  /** Sends the INVITE; returns when, in monotonic milliseconds. */
  begin(called: string): number {
    this.#call += 1;
    this.#called = called;
    return this.#send('INVITE');
  }

  /** Sends the CANCEL; returns when. */
  end(): number {
    return this.#send('CANCEL');
  }

  close(): void {
    this.#socket.close();
  }

  #called = '';

  #send(method: 'INVITE' | 'CANCEL' | 'ACK', to?: string): number {
    const uri = `sip:${this.#called}@127.0.0.1:${this.#sipPort}`;
    const lines = [
      `${method} ${uri} SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${this.#port};branch=z9hG4bKpush${this.#call};rport`,
      'Max-Forwards: 70',
      `From: <sip:+13125550111@127.0.0.1:${this.#port}>;tag=push${this.#call}`,
      to ?? `To: <${uri}>`,
      `Call-ID: push-${this.#call}-${process.pid}`,
      `CSeq: 1 ${method}`,
      ...(method === 'INVITE' ? [`Contact: <sip:carrier@127.0.0.1:${this.#port}>`] : []),
      'Content-Length: 0',
      '',
      '',
    ];
    const at = performance.now();
    this.#socket.send(lines.join('\r\n'), this.#sipPort, '127.0.0.1');
    return at;
  }
}
