import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** A packet as it was understood. */
export interface CapturedMessage {
  readonly family: number;
  readonly protocol: number;
  /** `host:port`. */
  readonly source: string;
  readonly destination: string;
  readonly seconds: number;
  readonly microseconds: number;
  readonly kind: number;
  readonly captureId: number;
  readonly correlationId: string;
  readonly node: string;
  readonly payload: string;
}

/** A capture server that knows HEP version 3 by its specification alone. */
export class HepCapture {
  readonly messages: CapturedMessage[] = [];
  readonly mistakes: string[] = [];

  private constructor(private readonly socket: Socket) {
    socket.on('message', (packet) => {
      try {
        this.messages.push(decode(packet));
      } catch (error) {
        this.mistakes.push(String(error));
      }
    });
  }

  static async start(): Promise<HepCapture> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new HepCapture(socket);
  }

  get port(): number {
    return this.socket.address().port;
  }

  close(): void {
    this.socket.close();
  }
}

function decode(packet: Buffer): CapturedMessage {
  if (packet.toString('latin1', 0, 4) !== 'HEP3') throw new Error('it does not begin with HEP3');
  if (packet.readUInt16BE(4) !== packet.length) throw new Error('its length is another');
  const chunks = new Map<number, Buffer>();
  for (let at = 6; at < packet.length;) {
    const length = packet.readUInt16BE(at + 4);
    if (packet.readUInt16BE(at) !== 0 || length < 6) throw new Error('a chunk is wrong');
    chunks.set(packet.readUInt16BE(at + 2), packet.subarray(at + 6, at + length));
    at += length;
  }
  const chunk = (type: number, length: number | null = null): Buffer => {
    const value = chunks.get(type);
    if (value === undefined) throw new Error(`chunk ${type} is missing`);
    if (length !== null && value.length !== length) throw new Error(`chunk ${type} has another length`);
    return value;
  };
  const family = chunk(1, 1).readUInt8();
  const end = (address: number, port: number): string =>
    `${[...chunk(address, 4)].join('.')}:${chunk(port, 2).readUInt16BE()}`;
  return {
    family,
    protocol: chunk(2, 1).readUInt8(),
    source: end(3, 7),
    destination: end(4, 8),
    seconds: chunk(9, 4).readUInt32BE(),
    microseconds: chunk(10, 4).readUInt32BE(),
    kind: chunk(11, 1).readUInt8(),
    captureId: chunk(12, 4).readUInt32BE(),
    correlationId: chunk(17).toString('utf8'),
    node: chunk(19).toString('utf8'),
    payload: chunk(15).toString('latin1'),
  };
}
