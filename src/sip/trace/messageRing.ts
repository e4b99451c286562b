import type { SipTransport } from '../../model/settings';

const transports: readonly SipTransport[] = ['udp', 'tcp', 'tls', 'ws', 'wss'];
const codes: Readonly<Record<SipTransport, number>> = { udp: 0, tcp: 1, tls: 2, ws: 3, wss: 4 };

/** Of a record: its length, kind, direction, transport and name length, time, text length, port. */
const headBytes = 24;
/** A longer message is cut off. */
const mostText = 0xffff;

const filler = 0;
const message = 1;
const leg = 2;

/**
 * The messages of the last while in one buffer that is made once. A record is copied in and overwrites the oldest; nothing
 * is allocated, and no string is held. Records lie one behind the other and never across the end of the buffer: what is
 * too short there is filled up.
 *
 *     bytes 0-3    length of the record, a multiple of 8
 *     4            kind: filler, message, leg
 *     5            1: sent, 0: received; of a leg 1: its call is over
 *     6            transport
 *     7            length of the name: the far end's address, or of a leg the call's id
 *     8-15         milliseconds since the Unix epoch
 *     16-19        length of the text: the message, or of a leg its Call-ID
 *     20-21        port of the far end
 *     24-          name, text
 *
 * Places are counted on without end, so that a reader sees whether what it looked at was overwritten meanwhile.
 */
export class MessageRing {
  private readonly size: number;
  private readonly bytes: Buffer;
  private readonly words: Uint32Array;
  private readonly times: Float64Array;
  private readonly longest: number;
  private head = 0;
  /** `head` within the buffer. */
  private headAt = 0;
  private tail = 0;
  private tailAt = 0;

  /** @param size in bytes, 4 kB at the least */
  constructor(size: number) {
    this.size = Math.max(4096, size - (size % 8));
    const memory = new ArrayBuffer(this.size);
    this.bytes = Buffer.from(memory);
    this.words = new Uint32Array(memory);
    this.times = new Float64Array(memory);
    this.longest = Math.min(mostText, (this.size >>> 2) - 512);
  }

  /** Where the next record comes. */
  get end(): number {
    return this.head;
  }

  /** The oldest record that is still there. */
  get start(): number {
    return this.tail;
  }

  addMessage(
    at: number,
    isSent: boolean,
    transport: SipTransport,
    address: string,
    port: number,
    text: string,
  ): void {
    const place = this.add(message, at, address, text);
    this.bytes[place + 5] = isSent ? 1 : 0;
    this.bytes[place + 6] = codes[transport];
    this.bytes[place + 20] = port & 0xff;
    this.bytes[place + 21] = port >>> 8;
  }

  /** Notes that a leg, told by its Call-ID, belongs to a call, which begins or is over. */
  addLeg(at: number, callId: string, legCallId: string, isOver: boolean): void {
    const place = this.add(leg, at, callId, legCallId);
    this.bytes[place + 5] = isOver ? 1 : 0;
  }

  /** Takes back what was added from this place on, a moment ago. */
  takeBack(place: number): void {
    if (place < this.tail || place > this.head) return;
    this.head = place;
    this.headAt = place % this.size;
  }

  /** Reads from this place, or from the oldest record where that is gone. */
  reader(place: number): RingReader {
    return new RingReader(this, place);
  }

  /** @internal where a place lies in the buffer */
  view(place: number): RingView {
    return { at: place % this.size, bytes: this.bytes, words: this.words, times: this.times };
  }

  private add(kind: number, at: number, name: string, text: string): number {
    const nameLength = Math.min(name.length, 255);
    const textLength = Math.min(text.length, this.longest);
    const length = (headBytes + nameLength + textLength + 7) & ~7;
    const rest = this.size - this.headAt;
    if (length > rest) {
      this.makeRoom(rest);
      this.words[this.headAt >>> 2] = rest;
      this.bytes[this.headAt + 4] = filler;
      this.head += rest;
      this.headAt = 0;
    }
    this.makeRoom(length);
    const place = this.headAt;
    const { bytes } = this;
    this.words[place >>> 2] = length;
    bytes[place + 4] = kind;
    bytes[place + 7] = nameLength;
    this.times[(place >>> 3) + 1] = at;
    this.words[(place >>> 2) + 4] = textLength;
    // Shorter than a call into the buffer's own writer.
    for (let index = 0; index < nameLength; index += 1) {
      bytes[place + headBytes + index] = name.charCodeAt(index);
    }
    bytes.write(text, place + headBytes + nameLength, textLength, 'latin1');
    this.head += length;
    this.headAt = place + length === this.size ? 0 : place + length;
    return place;
  }

  /** Gives up the oldest records until so many bytes are free. */
  private makeRoom(length: number): void {
    while (this.head + length - this.tail > this.size) {
      const gone = this.words[this.tailAt >>> 2] ?? this.size;
      this.tail += gone;
      this.tailAt += gone;
      if (this.tailAt >= this.size) this.tailAt -= this.size;
    }
  }
}

interface RingView {
  readonly at: number;
  readonly bytes: Buffer;
  readonly words: Uint32Array;
  readonly times: Float64Array;
}

/** Walks the records from the oldest to the newest; what it shows is the record it stands on, until the ring goes on. */
export class RingReader {
  /** Records passed over because they were overwritten: 1 for any number of them. */
  gaps = 0;
  private next: number;
  private view: RingView | null = null;

  constructor(
    private readonly ring: MessageRing,
    place: number,
  ) {
    this.next = place;
  }

  /** Where it goes on. */
  get place(): number {
    return this.next;
  }

  /** Steps onto the next message or leg; false: there is none. */
  advance(): boolean {
    if (this.next < this.ring.start) {
      this.gaps += 1;
      this.next = this.ring.start;
    }
    while (this.next < this.ring.end) {
      const view = this.ring.view(this.next);
      this.next += view.words[view.at >>> 2] ?? 0;
      if (view.bytes[view.at + 4] === filler) continue;
      this.view = view;
      return true;
    }
    this.view = null;
    return false;
  }

  get isLeg(): boolean {
    return this.byte(4) === leg;
  }

  get isSent(): boolean {
    return this.byte(5) === 1;
  }

  /** Of a leg: whether its call is over. */
  get isOver(): boolean {
    return this.byte(5) === 1;
  }

  get transport(): SipTransport {
    return transports[this.byte(6)] ?? 'udp';
  }

  get port(): number {
    return this.byte(20) | (this.byte(21) << 8);
  }

  get at(): number {
    const { times, at } = this.stand();
    return times[(at >>> 3) + 1] ?? 0;
  }

  /** Address of the far end, or of a leg the id of its call. */
  get name(): string {
    const { bytes, at } = this.stand();
    return bytes.toString('latin1', at + headBytes, at + headBytes + this.byte(7));
  }

  /** The message, or of a leg its Call-ID. */
  get text(): string {
    const [start, end] = this.textRange();
    return this.stand().bytes.toString('latin1', start, end);
  }

  /** Whether these bytes stand in the text; costs less than the text does. */
  contains(bytes: Buffer): boolean {
    const [start, end] = this.textRange();
    const found = this.stand().bytes.subarray(start, end).indexOf(bytes);
    return found >= 0;
  }

  private textRange(): readonly [number, number] {
    const { words, at } = this.stand();
    const start = at + headBytes + this.byte(7);
    return [start, start + (words[(at >>> 2) + 4] ?? 0)];
  }

  private byte(offset: number): number {
    const { bytes, at } = this.stand();
    return bytes[at + offset] ?? 0;
  }

  private stand(): RingView {
    if (this.view === null) throw new Error('the reader stands on no record');
    return this.view;
  }
}
