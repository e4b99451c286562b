/** The payload of a telephone event (RFC 4733 section 2.3). */
export interface EventPacket {
  readonly event: number;
  readonly isEnd: boolean;
  /** Units of the RTP timestamp since the event began. */
  readonly duration: number;
}

/** Null: cut short. */
export function parseEvent(payload: Buffer): EventPacket | null {
  if (payload.length < 4) return null;
  return {
    event: payload.readUInt8(0),
    isEnd: (payload.readUInt8(1) & 0x80) !== 0,
    duration: payload.readUInt16BE(2),
  };
}

/** What happened to a key. */
export type KeyEvent = { readonly type: 'pressed'; readonly digit: string } | { readonly type: 'released' };

/** Events 0 to 11 (RFC 4733 section 3.2); A to D and all that are no keys are passed over. */
const digits = '0123456789*#';
/** An event whose end packets were all lost has ended when nothing has come for so long; senders repeat every 50 ms at most. */
export const silenceMs = 250;
/** The longest duration a packet can name; a key held longer goes on in a segment of its own (section 2.5.1.3). */
const segment = 0xffff;
/** Packets never come so late (5 s): a timestamp this far back is that of a clock set anew. */
const oldest = 40_000;

/** How a packet's timestamp stands to that of the event heard last. */
type Place = 'new' | 'same' | 'continued' | 'old';

type State = 'idle' | 'held';
type Input = `${Place}_end` | Place | 'silence';
/** `press` presses another key, so it releases one that is held. */
type Action = 'press' | 'tap' | 'release' | 'extend' | 'release_extended' | 'none';

/**
 * RFC 4733 section 2.5.2.2: an event is named by its timestamp, and counted at the first packet of it that comes, which
 * may be the last that was sent. A packet of an event before is late or sent again, and changes nothing.
 */
const table: Readonly<Record<State, Readonly<Record<Input, [State, Action]>>>> = {
  idle: {
    new: ['held', 'press'],
    new_end: ['idle', 'tap'],
    same: ['idle', 'none'],
    same_end: ['idle', 'none'],
    // Its first segment was taken for ended by silence.
    continued: ['idle', 'extend'],
    continued_end: ['idle', 'extend'],
    old: ['idle', 'none'],
    old_end: ['idle', 'none'],
    silence: ['idle', 'none'],
  },
  held: {
    // The end of the event before was lost.
    new: ['held', 'press'],
    new_end: ['idle', 'tap'],
    same: ['held', 'none'],
    same_end: ['idle', 'release'],
    continued: ['held', 'extend'],
    continued_end: ['idle', 'release_extended'],
    old: ['held', 'none'],
    old_end: ['held', 'none'],
    silence: ['idle', 'release'],
  },
};

/** Reads keys out of the telephone events of one stream. */
export class TelephoneEvents {
  readonly #tell: (event: KeyEvent) => void;
  #state: State = 'idle';
  #source: number | null = null;
  #timestamp = 0;
  #event = -1;
  #heardAt = 0;
  /** Whether the last event ended by its own word, and not for want of packets. */
  #endHeard = false;

  constructor(tell: (event: KeyEvent) => void) {
    this.#tell = tell;
  }

  /** A packet of a stream, at a monotonic time in milliseconds. */
  heard(packet: EventPacket, timestamp: number, ssrc: number, now: number): void {
    const place = this.#placeOf(packet, timestamp, ssrc, now);
    if (place !== 'old') {
      this.#heardAt = now;
      this.#endHeard = packet.isEnd || (place === 'same' && this.#endHeard);
    }
    this.#step(packet.isEnd ? `${place}_end` : place, packet.event, timestamp);
    this.#source = ssrc;
  }

  /** Once in a while: releases a key whose packets have ceased. */
  tick(now: number): void {
    if (this.#state === 'held' && now - this.#heardAt >= silenceMs) this.#step('silence', -1, 0);
  }

  /** Releases a key that is held. What comes again of events that were heard is still known for it. */
  release(): void {
    this.#step('silence', -1, 0);
  }

  #placeOf({ event }: EventPacket, timestamp: number, ssrc: number, now: number): Place {
    if (ssrc !== this.#source) return 'new';
    const ahead = (timestamp - this.#timestamp) | 0;
    // What plays recordings of keys sends the same timestamps over and over, in any order: nothing is late by that much.
    const hasRested = now - this.#heardAt >= silenceMs;
    if (ahead === 0) return hasRested && this.#endHeard ? 'new' : 'same';
    if (ahead < 0) return ahead > -oldest && !hasRested ? 'old' : 'new';
    return event === this.#event && ahead === segment ? 'continued' : 'new';
  }

  #step(input: Input, event: number, timestamp: number): void {
    const wasHeld = this.#state === 'held';
    const [next, action] = table[this.#state][input];
    this.#state = next;
    switch (action) {
      case 'press':
      case 'tap':
        this.#timestamp = timestamp;
        if (wasHeld) this.#release();
        this.#event = event;
        this.#press();
        if (action === 'tap') this.#release();
        return;
      case 'extend':
        this.#timestamp = timestamp;
        return;
      case 'release_extended':
        this.#timestamp = timestamp;
        this.#release();
        return;
      case 'release':
        this.#release();
        return;
      case 'none':
    }
  }

  #press(): void {
    const digit = digits[this.#event];
    if (digit !== undefined) this.#tell({ type: 'pressed', digit });
  }

  #release(): void {
    if (digits[this.#event] !== undefined) this.#tell({ type: 'released' });
  }
}
