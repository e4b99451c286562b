import type { Flow, Receiver, Transport } from '../../../sip/embedded/transport/transport';

/** A transport whose host seems to be gone for a while: it hears and says nothing. */
export class MutedTransport implements Transport {
  readonly #inner: Transport;
  readonly #isMuted: () => boolean;

  constructor(inner: Transport, isMuted: () => boolean) {
    this.#inner = inner;
    this.#isMuted = isMuted;
  }

  get transport(): Transport['transport'] {
    return this.#inner.transport;
  }

  get reliable(): boolean {
    return this.#inner.reliable;
  }

  start(receiver: Receiver): Promise<void> {
    return this.#inner.start({
      message: (text, from) => {
        if (!this.#isMuted()) receiver.message(text, from);
      },
      failed: (to, error, text) => {
        receiver.failed(to, error, text);
      },
    });
  }

  send(text: string, to: Flow): void {
    if (!this.#isMuted()) this.#inner.send(text, to);
  }

  localHostPort(remoteAddress: string): string {
    return this.#inner.localHostPort(remoteAddress);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}
