import { createSocket, type Socket } from 'node:dgram';
import type { MessageEnd } from '../../../model/callMessages';
import type { SipTransport } from '../../../model/settings';
import { callIdIn } from '../callTrace';
import { hostPortOf } from '../hostPortOf';
import type { MessageRing, RingReader } from '../messageRing';
import { withoutSecrets } from '../secretMask';
import { CallOfLeg } from './callOfLeg';
import { type HepAgent, hepPacket } from './hepPacket';

const intervalMs = 20;
/** Messages are exported a second late: whose call they are may not be known before the directory has been asked. */
const turnsLate = 50;
/** Messages exported in one turn of the event loop; the rest waits for the next. */
const mostATurn = 400;
/** What may wait in the socket; beyond it messages are left out rather than kept. */
const mostUnsentBytes = 1024 * 1024;
const mostLegs = 500_000;
/** A capture server whose name does not resolve is looked for again after this. */
const reconnectMs = 10_000;

export interface HepExporterOptions {
  readonly ring: MessageRing;
  readonly server: MessageEnd;
  readonly agent: HepAgent;
  readonly localHostPort: (transport: SipTransport, remoteAddress: string) => string;
}

export interface HepFigures {
  readonly sent: number;
  /** Left out: the ring went on before they were sent, or the socket could not take them. */
  readonly dropped: number;
}

/**
 * Sends the messages of calls on to a capture server, as HEP version 3 over UDP. It follows the ring at a distance, so that
 * a message costs its call nothing more, and nothing waits for the server: what cannot be sent now is left out.
 */
export class HepExporter {
  private readonly options: HepExporterOptions;
  private readonly legs = new CallOfLeg(mostLegs);
  private readonly counts = { sent: 0, dropped: 0 };
  private readonly reader: RingReader;
  /** Up to where legs have been noted. */
  private place: number;
  /** Where the ring ended in the last turns, the oldest first. */
  private readonly ends: number[] = [];
  private timer: NodeJS.Timeout | null = null;
  private reconnect: NodeJS.Timeout | null = null;
  private socket: Socket | null = null;
  private isConnected = false;

  constructor(options: HepExporterOptions) {
    this.options = options;
    this.place = options.ring.end;
    this.reader = options.ring.reader(this.place);
  }

  get figures(): HepFigures {
    return { ...this.counts, dropped: this.counts.dropped + this.reader.gaps };
  }

  start(): void {
    this.connect();
    this.timer = setInterval(() => {
      this.follow();
    }, intervalMs);
    this.timer.unref();
  }

  close(): void {
    if (this.timer !== null) clearInterval(this.timer);
    if (this.reconnect !== null) clearTimeout(this.reconnect);
    this.timer = null;
    this.reconnect = null;
    this.isConnected = false;
    this.socket?.close();
    this.socket = null;
  }

  private connect(): void {
    const { host, port } = this.options.server;
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.unref();
    this.socket = socket;
    socket.on('error', () => {
      // Nobody listens there now, which the next message finds out again.
      if (this.isConnected || this.socket !== socket) return;
      socket.close();
      this.reconnect = setTimeout(() => {
        this.connect();
      }, reconnectMs);
      this.reconnect.unref();
    });
    socket.connect(port, host, () => {
      this.isConnected = true;
    });
  }

  /** Legs are noted at once, messages sent on later: one may have come before its leg was known. */
  private follow(): void {
    const { ring } = this.options;
    const { end } = ring;
    for (const legs = ring.reader(this.place); legs.place < end && legs.advance();) {
      if (legs.isLeg) this.legs.note(legs.text, legs.name, legs.isOver, legs.at);
    }
    this.place = end;
    const until = this.ends.length < turnsLate ? 0 : (this.ends.shift() ?? 0);
    this.ends.push(end);
    for (let left = mostATurn; this.reader.place < until && left > 0 && this.reader.advance(); left -= 1) {
      if (!this.reader.isLeg) this.export(this.reader);
    }
  }

  private export(record: RingReader): void {
    const { socket } = this;
    if (socket === null || !this.isConnected || socket.getSendQueueSize() > mostUnsentBytes) {
      this.counts.dropped += 1;
      return;
    }
    const { at, isSent, transport, name, port, text } = record;
    const local = hostPortOf(this.options.localHostPort(transport, name));
    const remote = { host: name, port };
    const legCallId = callIdIn(text);
    const packet = hepPacket(
      {
        at,
        source: isSent ? local : remote,
        destination: isSent ? remote : local,
        isDatagram: transport === 'udp',
        correlationId: this.legs.get(legCallId) ?? legCallId,
        text: withoutSecrets(text),
      },
      this.options.agent,
    );
    if (packet.length > 65_507) {
      this.counts.dropped += 1;
      return;
    }
    this.counts.sent += 1;
    socket.send(packet);
  }
}
