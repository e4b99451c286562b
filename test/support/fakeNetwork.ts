import type { Clock } from '../../src/model/ports';
import type { SipTransport } from '../../src/model/settings';
import { TimerWheel } from '../../src/model/timerWheel';
import type { Flow, Receiver, Transport } from '../../src/sip/embedded/transport/transport';

const stepMs = 10;

/** One message on its way, as the network sees it. */
export interface Packet {
  readonly text: string;
  /** `address:port`. */
  readonly from: string;
  readonly to: string;
  /** Counts every packet ever sent, from 1. */
  readonly number: number;
}

/** What the network does to a packet; copies and delay add up over the rules that speak of it. */
export interface Fault {
  readonly drop?: boolean;
  readonly delayMs?: number;
  /** How often it arrives; 1 unless said. */
  readonly copies?: number;
}

export type Rule = (packet: Packet) => Fault | null;

interface Waiting {
  readonly packet: Packet;
  readonly dueMs: number;
}

/**
 * A network without sockets or real time: byte queues between `address:port` endpoints. Packets arrive in the order they
 * were sent, on the next turn, unless a rule loses, delays or repeats them; time moves only by `advance`.
 */
export class FakeNetwork {
  private nowMs = 1_000;
  private sent = 0;
  private queue: Waiting[] = [];
  private readonly endpoints = new Map<string, (packet: Packet) => void>();
  private readonly refused = new Set<string>();
  private rules: Rule[] = [];
  readonly clock: Clock = { now: () => this.nowMs, wallTime: () => 1_700_000_000_000 + this.nowMs };
  /** Every packet that was handed to the network, lost ones included. */
  readonly log: Packet[] = [];
  readonly wheel = new TimerWheel(this.clock);

  attach(address: string, arrive: (packet: Packet) => void): void {
    this.endpoints.set(address, arrive);
  }

  detach(address: string): void {
    this.endpoints.delete(address);
  }

  /** From now on nobody listens there: a stream to it cannot be opened. */
  refuse(address: string): void {
    this.refused.add(address);
  }

  refuses(address: string): boolean {
    return this.refused.has(address);
  }

  /** Applies to packets sent from now on. */
  addRule(rule: Rule): void {
    this.rules.push(rule);
  }

  clearRules(): void {
    this.rules = [];
  }

  /** Treats the first `times` packets that match so, then is used up. */
  treatNext(matches: (packet: Packet) => boolean, fault: Fault, times = 1): void {
    let left = times;
    this.addRule((packet) => {
      if (left === 0 || !matches(packet)) return null;
      left -= 1;
      return fault;
    });
  }

  loseNext(matches: (packet: Packet) => boolean, times = 1): void {
    this.treatNext(matches, { drop: true }, times);
  }

  send(from: string, to: string, text: string): void {
    this.sent += 1;
    const packet: Packet = { text, from, to, number: this.sent };
    this.log.push(packet);
    let copies = 1;
    let delayMs = 0;
    for (const rule of this.rules) {
      const fault = rule(packet);
      if (fault === null) continue;
      if (fault.drop === true) return;
      copies *= fault.copies ?? 1;
      delayMs += fault.delayMs ?? 0;
    }
    for (let copy = 0; copy < copies; copy += 1) this.queue.push({ packet, dueMs: this.nowMs + delayMs });
  }

  /** Delivers what is due, and what is sent in answer to it. */
  deliver(): void {
    for (;;) {
      const index = this.queue.findIndex(({ dueMs }) => dueMs <= this.nowMs);
      const [waiting] = index < 0 ? [] : this.queue.splice(index, 1);
      if (waiting === undefined) return;
      this.endpoints.get(waiting.packet.to)?.(waiting.packet);
    }
  }

  /** Delivers and lets promises and the stack's later turns run until nothing is due any more. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 3; turn += 1) {
      this.deliver();
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.deliver();
  }

  /** Lets the time pass in small steps, delivering and firing timers as they come due. */
  async advance(ms: number): Promise<void> {
    await this.settle();
    const end = this.nowMs + ms;
    while (this.nowMs < end) {
      this.nowMs = Math.min(end, this.nowMs + stepMs);
      this.deliver();
      this.wheel.advance(this.nowMs);
      this.deliver();
    }
    await this.settle();
  }
}

export interface FakeTransportOptions {
  readonly transport?: SipTransport;
  readonly address?: string;
  readonly port?: number;
}

/** A transport of the stack over the fake network; over `tcp` a stream that loses nothing stands in. */
export class FakeTransport implements Transport {
  readonly transport: SipTransport;
  readonly reliable: boolean;
  readonly address: string;
  private readonly port: number;
  private receiver: Receiver | null = null;

  constructor(
    private readonly network: FakeNetwork,
    options: FakeTransportOptions = {},
  ) {
    this.transport = options.transport ?? 'udp';
    this.reliable = this.transport !== 'udp';
    this.port = options.port ?? 5060;
    this.address = `${options.address ?? '127.0.1.1'}:${this.port}`;
  }

  start(receiver: Receiver): Promise<void> {
    this.receiver = receiver;
    this.network.attach(this.address, (packet) => {
      this.receiver?.message(packet.text, this.flow(packet.from));
    });
    return Promise.resolve();
  }

  send(text: string, to: Flow): void {
    const address = to.address.includes(':') ? `[${to.address}]:${to.port}` : `${to.address}:${to.port}`;
    if (this.network.refuses(address)) {
      queueMicrotask(() => this.receiver?.failed(to, new Error('connection refused')));
      return;
    }
    this.network.send(this.address, address, text);
  }

  localHostPort(): string {
    return this.address;
  }

  close(): Promise<void> {
    this.network.detach(this.address);
    this.receiver = null;
    return Promise.resolve();
  }

  private flow(from: string): Flow {
    const colon = from.lastIndexOf(':');
    return {
      transport: this.transport,
      address: from.slice(0, colon).replace(/[[\]]/g, ''),
      port: Number(from.slice(colon + 1)),
      connection: this.reliable ? 1 : 0,
    };
  }
}
