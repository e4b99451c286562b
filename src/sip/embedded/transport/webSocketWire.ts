import { isUtf8 } from 'node:buffer';
import { WebSocket } from 'ws';
import type { Wire } from './connections';

export interface WebSocketListener {
  /** One frame that is no keep-alive, as a binary string. */
  message(text: string): void;
  /** The far end gave a sign of life. */
  alive(): void;
  /** Once; null: it was closed in the ordinary way. */
  closed(failure: Error | null): void;
}

/** A WebSocket as messages go over it, once it is open; what is sent before waits. */
export class WebSocketWire implements Wire {
  /** Until it is open. */
  private waiting: Buffer[] | null = null;
  private waitingBytes = 0;
  private heard = true;

  constructor(
    private readonly socket: WebSocket,
    private readonly listener: WebSocketListener,
  ) {
    if (socket.readyState === WebSocket.CONNECTING) this.waiting = [];
    let failure: Error | null = null;
    socket.on('open', () => {
      const waiting = this.waiting ?? [];
      this.waiting = null;
      this.waitingBytes = 0;
      for (const bytes of waiting) this.sendNow(bytes);
    });
    socket.on('message', (data) => {
      // The library hands over one Buffer a message unless told otherwise.
      if (Buffer.isBuffer(data)) this.receive(data.toString('latin1'));
    });
    for (const sign of ['ping', 'pong'] as const) {
      socket.on(sign, () => {
        this.noteAlive();
      });
    }
    socket.on('error', (error) => {
      failure = error;
    });
    socket.on('close', () => {
      this.listener.closed(failure);
    });
  }

  get unsentBytes(): number {
    return this.waitingBytes + this.socket.bufferedAmount;
  }

  send(text: string): void {
    const bytes = Buffer.from(text, 'latin1');
    if (this.waiting === null) {
      this.sendNow(bytes);
      return;
    }
    this.waiting.push(bytes);
    this.waitingBytes += bytes.length;
  }

  destroy(): void {
    this.socket.terminate();
  }

  /** Asks whether somebody is there; who did not answer since the last time is not. */
  checkAlive(): void {
    if (this.waiting !== null) return;
    if (!this.heard) {
      this.socket.terminate();
      return;
    }
    this.heard = false;
    this.socket.ping();
  }

  /** Text where it is UTF-8, which browsers read without being told how (RFC 7118 section 5.1). */
  private sendNow(bytes: Buffer): void {
    this.socket.send(bytes, { binary: !isUtf8(bytes) });
  }

  private receive(text: string): void {
    this.noteAlive();
    // Keep-alives: a double CRLF wants a CRLF back (RFC 5626 section 4.4.1).
    if (text === '\r\n\r\n') this.sendNow(Buffer.from('\r\n'));
    else if (text !== '\r\n') this.listener.message(text);
  }

  private noteAlive(): void {
    this.heard = true;
    this.listener.alive();
  }
}
