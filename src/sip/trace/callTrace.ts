import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CallMessage, CallMessages, MessageEnd, MessagesOfCall } from '../../model/callMessages';
import type { Clock } from '../../model/ports';
import type { SipTransport } from '../../model/settings';
import { hostPortOf } from './hostPortOf';
import { MessageRing, type RingReader } from './messageRing';
import type { MessageTap, TappedEnd } from './messageTap';
import { withoutSecrets } from './secretMask';

/** Records looked at before other work of the signalling thread gets its turn. */
const sliceSize = 1_000;
/** What one reading hands over at most. */
const mostMessages = 2_000;
const mostCharacters = 2 * 1024 * 1024;

export interface CallTracePorts {
  readonly clock: Clock;
  /** Call-IDs of the legs of a call in progress, the caller's first; empty: there is no such call. */
  readonly legsOf: (callId: string) => readonly string[];
  /** `host:port` of ours towards an address. */
  readonly localHostPort: (transport: SipTransport, remoteAddress: string) => string;
}

/**
 * The messages of every call, kept as long as there is room (feature D8). They lie in the ring as they went over the wire,
 * and leave it without their secrets. Which are a call's is known by the Call-IDs of its legs; those are noted in the ring
 * when a leg joins its call, and again when the call is over, so that they are found as long as its last messages are.
 */
export class CallTrace implements MessageTap, CallMessages {
  readonly ring: MessageRing;
  private readonly ports: CallTracePorts;
  /** One reading at a time: whoever asks often takes nothing from calls. */
  private readings: Promise<unknown> = Promise.resolve();

  /** @param size of the ring in bytes */
  constructor(size: number, ports: CallTracePorts) {
    this.ring = new MessageRing(size);
    this.ports = ports;
  }

  received(text: string, { transport, address, port }: TappedEnd): number {
    const mark = this.ring.end;
    this.ring.addMessage(this.ports.clock.wallTime(), false, transport, address, port, text);
    return mark;
  }

  sent(text: string, { transport, address, port }: TappedEnd): void {
    this.ring.addMessage(this.ports.clock.wallTime(), true, transport, address, port, text);
  }

  takeBack(mark: number): void {
    this.ring.takeBack(mark);
  }

  joined(callId: string, legCallId: string): void {
    this.ring.addLeg(this.ports.clock.wallTime(), callId, legCallId, false);
  }

  /** The call of a leg is over. */
  left(callId: string, legCallId: string): void {
    this.ring.addLeg(this.ports.clock.wallTime(), callId, legCallId, true);
  }

  read(callId: string): Promise<MessagesOfCall | null> {
    const reading = this.readings.then(() => this.readNow(callId));
    this.readings = reading.catch(() => undefined);
    return reading;
  }

  private async readNow(callId: string): Promise<MessagesOfCall | null> {
    const legs = new Set(this.ports.legsOf(callId));
    await this.walk((record) => {
      if (record.isLeg && record.name === callId) legs.add(record.text);
      return true;
    });
    if (legs.size === 0) return null;
    const wanted = [...legs].map((id, index) => ({ id, bytes: Buffer.from(id, 'latin1'), leg: index + 1 }));
    const messages: CallMessage[] = [];
    let characters = 0;
    let isTruncated = false;
    await this.walk((record) => {
      if (record.isLeg) return true;
      const near = wanted.filter(({ bytes }) => record.contains(bytes));
      if (near.length === 0) return true;
      const text = record.text;
      const callIdOf = callIdIn(text);
      const of = near.find(({ id }) => id === callIdOf);
      if (of === undefined) return true;
      if (messages.length >= mostMessages || characters + text.length > mostCharacters) {
        isTruncated = true;
        return false;
      }
      characters += text.length;
      messages.push(this.shown(record, of.leg, text));
      return true;
    });
    return messages.length === 0 ? null : { messages, isTruncated };
  }

  private shown(record: RingReader, leg: number, text: string): CallMessage {
    const { at, isSent, transport, name, port } = record;
    const local: MessageEnd = hostPortOf(this.ports.localHostPort(transport, name));
    return {
      at,
      direction: isSent ? 'sent' : 'received',
      transport,
      local,
      remote: { host: name, port },
      leg,
      text: withoutSecrets(text),
    };
  }

  /** Visits every record there is now, a slice a turn, until `visit` says false. */
  private async walk(visit: (record: RingReader) => boolean): Promise<void> {
    const { end } = this.ring;
    const reader = this.ring.reader(this.ring.start);
    for (let left = sliceSize; reader.place < end && reader.advance(); left -= 1) {
      if (!visit(reader)) return;
      if (left > 0) continue;
      left = sliceSize;
      await nextTurn();
    }
  }
}

/** The Call-ID of a message, long form or compact. */
export const callIdIn = (text: string): string =>
  /\r\n(?:call-id|i)[ \t]*:[ \t]*([^\r\n]*?)[ \t]*\r\n/i.exec(text)?.[1] ?? '';
