import { createSocket, type Socket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, Packet } from './fakeNetwork';

/** So long nothing has to have come for what was due to be over; a server answers in a few milliseconds. */
const quietMs = 100;

/**
 * The far ends' side of real datagrams between addresses of the loopback, in real time: a socket for each far end, and
 * the same faults as over the fake network, done to what it sends and to what it gets.
 */
export class LoopbackNetwork {
  readonly #sockets = new Map<string, Socket>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #opening: Promise<void> = Promise.resolve();
  #rules: ((packet: Packet) => Fault | null)[] = [];
  #number = 0;
  #lastAt = 0;

  /** Opens a far end's socket; `ready` says when it is there. */
  attach(address: string, arrive: (packet: Packet) => void): void {
    const { host, port } = split(address);
    const socket = createSocket({ type: 'udp4', reuseAddr: true });
    this.#sockets.set(address, socket);
    socket.on('message', (datagram, from) => {
      // What keeps a translator's binding alive is no message.
      const text = datagram.toString('latin1');
      if (text.trim() === '') return;
      this.#pass({ text, from: `${from.address}:${from.port}`, to: address }, arrive);
    });
    const before = this.#opening;
    this.#opening = new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(port, host, () => {
        before.then(resolve, reject);
      });
    });
  }

  async ready(): Promise<void> {
    await this.#opening;
  }

  send(from: string, to: string, text: string): void {
    this.#pass({ text, from, to }, (packet) => {
      const { host, port } = split(to);
      this.#sockets.get(from)?.send(Buffer.from(packet.text, 'latin1'), port, host);
    });
  }

  treatNext(matches: (packet: Packet) => boolean, fault: Fault, times = 1): void {
    let left = times;
    this.#rules.push((packet) => {
      if (left === 0 || !matches(packet)) return null;
      left -= 1;
      return fault;
    });
  }

  /** Lets everything happen that is due now. */
  async settle(): Promise<void> {
    await this.#opening;
    this.#lastAt = performance.now();
    for (;;) {
      const left = this.#lastAt + quietMs - performance.now();
      if (left <= 0) return;
      await sleep(left);
    }
  }

  async advance(ms: number): Promise<void> {
    await sleep(ms);
    await this.settle();
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    // One that could not be opened is closed all the same.
    await this.#opening.catch(() => undefined);
    for (const socket of this.#sockets.values()) {
      await new Promise<void>((resolve) => socket.close(resolve));
    }
  }

  #pass(parts: Omit<Packet, 'number'>, arrive: (packet: Packet) => void): void {
    this.#lastAt = performance.now();
    this.#number += 1;
    const packet: Packet = { ...parts, number: this.#number };
    let copies = 1;
    let delayMs = 0;
    for (const rule of this.#rules) {
      const fault = rule(packet);
      if (fault === null) continue;
      if (fault.drop === true) return;
      copies *= fault.copies ?? 1;
      delayMs += fault.delayMs ?? 0;
    }
    for (let copy = 0; copy < copies; copy += 1) {
      if (delayMs === 0) {
        arrive(packet);
        continue;
      }
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        this.#lastAt = performance.now();
        arrive(packet);
      }, delayMs);
      this.#timers.add(timer);
    }
  }
}

function split(address: string): { host: string; port: number } {
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) };
}
