import { createSocket, type Socket } from 'node:dgram';
import { isIP, isIPv6 } from 'node:net';

/** RTP at an even port and RTCP at the next (RFC 3550 section 11). */
export interface PortPair {
  readonly port: number;
  readonly rtp: Socket;
  readonly rtcp: Socket;
}

/** The even ports that have the next one in the range. */
export function pairsIn(firstPort: number, lastPort: number): number[] {
  const first = firstPort + (firstPort % 2);
  const count = Math.max(0, Math.floor((lastPort - first + 1) / 2));
  return Array.from({ length: count }, (_, index) => first + 2 * index);
}

/** How many pairs are kept bound for sessions to come: a burst of calls within the time in which more are bound. */
const mostSpare = 64;
/** When ports that others hold are tried again. */
const retryMs = 1_000;

interface Setting {
  readonly address: string;
  readonly firstPort: number;
  readonly lastPort: number;
}

interface Hooks {
  /** A pair is bound. */
  spare(port: number): void;
  /** A socket of a pair in use has failed. */
  failed(port: number, error: Error): void;
}

/**
 * The pairs of ports. An answer goes out before the media thread hears of it, so what it names must be bound already: some
 * pairs always are, those that rested longest first, so that what still comes for an ended call meets no new one.
 */
export class PortPairs {
  readonly #setting: Setting;
  readonly #hooks: Hooks;
  /** Even ports that are not bound. */
  readonly #resting: number[];
  readonly #spare = new Map<number, PortPair>();
  /** Pairs in use, and those being closed. */
  #inUse = 0;
  #binding: Promise<void> | null = null;
  #retry: NodeJS.Timeout | null = null;
  #isClosed = false;
  #lastError: Error | null = null;

  constructor(setting: Setting, hooks: Hooks) {
    this.#setting = setting;
    this.#hooks = hooks;
    const all = pairsIn(setting.firstPort, setting.lastPort);
    // Several processes of one machine begin at different places.
    const start = Math.floor(Math.random() * all.length);
    this.#resting = [...all.slice(start), ...all.slice(0, start)];
  }

  /** Sockets that are open, for whoever asserts that none is left. */
  get open(): number {
    return this.#spare.size + this.#inUse;
  }

  /** @throws Error when not one pair can be bound */
  async start(): Promise<void> {
    await this.#fill();
    if (this.#spare.size === 0) throw this.#lastError ?? new Error('the range holds no pair of ports');
  }

  /** A spare pair for a session. */
  take(port: number): PortPair | null {
    const pair = this.#spare.get(port);
    if (pair === undefined) return null;
    this.#spare.delete(port);
    this.#inUse += 1;
    void this.#fill();
    return pair;
  }

  async giveBack(pair: PortPair): Promise<void> {
    await close(pair);
    this.#inUse -= 1;
    this.#resting.push(pair.port);
    void this.#fill();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    await this.#binding;
    await Promise.all(Array.from(this.#spare.values(), close));
    this.#spare.clear();
  }

  #fill(): Promise<void> {
    this.#binding ??= this.#bindMissing().finally(() => {
      this.#binding = null;
    });
    return this.#binding;
  }

  /** Tries each resting pair once at most. */
  async #bindMissing(): Promise<void> {
    let isShort = false;
    for (let tries = this.#resting.length; tries > 0 && this.#spare.size < mostSpare; tries -= 1) {
      const port = this.#resting.shift();
      if (port === undefined || this.#isClosed) break;
      const pair = await this.#bind(port);
      if (pair === null) {
        isShort = true;
        this.#resting.push(port);
        continue;
      }
      this.#spare.set(port, pair);
      this.#hooks.spare(port);
    }
    if (isShort && this.#spare.size < mostSpare && !this.#isClosed) {
      this.#retry ??= setTimeout(() => {
        this.#retry = null;
        void this.#fill();
      }, retryMs);
    }
  }

  /** Null: somebody else has one of the two, or the system gives none. */
  async #bind(port: number): Promise<PortPair | null> {
    const opened: Socket[] = [];
    try {
      for (const each of [port, port + 1]) opened.push(await this.#socket(each, port));
    } catch (error) {
      this.#lastError = error as Error;
      await Promise.all(opened.map(closeSocket));
      return null;
    }
    const [rtp, rtcp] = opened;
    return rtp === undefined || rtcp === undefined ? null : { port, rtp, rtcp };
  }

  #socket(port: number, pair: number): Promise<Socket> {
    const { address } = this.#setting;
    const socket = isIPv6(address)
      ? createSocket({ type: 'udp6', lookup: lookupMapped })
      : createSocket({ type: 'udp4', lookup: lookupLiteral });
    return new Promise((resolve, reject) => {
      socket.once('error', (error) => {
        socket.close();
        reject(error);
      });
      socket.bind({ address, port, exclusive: true }, () => {
        socket.removeAllListeners('error');
        socket.on('error', (error) => {
          this.#hooks.failed(pair, error);
        });
        resolve(socket);
      });
    });
  }
}

type Found = (error: Error | null, address: string, family: number) => void;

/** There are only IP literals here, and no name is ever looked up. */
function lookupLiteral(host: string, _options: unknown, found: Found): void {
  found(null, host, isIP(host));
}

/** A socket of IPv6 knows IPv4 addresses by their place in IPv6 (RFC 4291 section 2.5.5.2). */
function lookupMapped(host: string, _options: unknown, found: Found): void {
  found(null, isIPv6(host) ? host : `::ffff:${host}`, 6);
}

const close = async ({ rtp, rtcp }: PortPair): Promise<void> => {
  await Promise.all([closeSocket(rtp), closeSocket(rtcp)]);
};

/** Resolves when the port is free. */
const closeSocket = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    socket.close(() => {
      resolve();
    });
  });
