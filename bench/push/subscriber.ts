import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const upgrade = (port: number): string =>
  `GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n';

/** A text frame from a client; its mask is zero (RFC 6455 section 5.3 wants one, not which). */
function frame(message: object): Buffer {
  const text = Buffer.from(JSON.stringify(message));
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), text]);
}

/**
 * A live connection that follows the trunk groups and notes when it hears of a change. It reads frames no further than
 * it must, so that thousands of them on the measuring side weigh little on what is measured.
 */
export class Subscriber {
  readonly #socket: Socket;
  #expects = '';
  #heard: ((at: number) => void) | null = null;
  /** The end of what came before, in case what is looked for lies across two pieces. */
  #rest = '';

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (data) => {
      this.#read(data);
    });
  }

  static async connect(port: number, key: string): Promise<Subscriber> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const subscriber = new Subscriber(socket);
    const upgraded = subscriber.hear('\r\n\r\n');
    socket.write(upgrade(port));
    await upgraded;
    const snapshot = subscriber.hear('"type":"snapshot"');
    socket.write(frame({ type: 'authenticate', key }));
    socket.write(frame({ type: 'subscribe', id: 1, topic: 'trunk-groups' }));
    await snapshot;
    return subscriber;
  }

  /** Resolves with the time, in monotonic milliseconds, when this text has come. */
  hear(text: string): Promise<number> {
    this.#expects = text;
    this.#rest = '';
    return new Promise((resolve) => {
      this.#heard = resolve;
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(data: Buffer): void {
    const heard = this.#heard;
    if (heard === null) return;
    const at = performance.now();
    const text = this.#rest + data.toString('latin1');
    if (!text.includes(this.#expects)) {
      this.#rest = text.slice(-256);
      return;
    }
    this.#heard = null;
    heard(at);
  }
}
