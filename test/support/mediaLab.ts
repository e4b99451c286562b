import type { Worker } from 'node:worker_threads';
import { jest } from '@jest/globals';
import type { Alarm } from '../../src/events/workerProtocol';
import type { Collected, CollectRule } from '../../src/media/digitCollector';
import { MediaEndpoint, type MediaSetting } from '../../src/media/mediaEndpoint';
import { MediaRefusal } from '../../src/media/mediaRefusal';
import type { MediaSession, PlayEnd, PlayOptions } from '../../src/media/mediaSession';
import type { Program } from '../../src/media/program';
import type { Timers } from '../../src/model/ports';
import { eventually } from './eventually';
import { freePort } from './freePort';
import { audioPort, RtpPeer } from './rtpPeer';

/** A media endpoint with its thread, on the loopback address, and the peers that a test asks for. */
export class MediaLab {
  readonly alarms: Alarm[] = [];
  /** Codes of alarms that are over. */
  readonly cleared: string[] = [];
  readonly notes: [string, Readonly<Record<string, unknown>>][] = [];
  readonly endpoint: MediaEndpoint;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #peers: RtpPeer[] = [];

  private constructor(setting: MediaSetting, promptFolder: string | null) {
    const timers: Timers = {
      after: (delayMs, callback) => {
        const timer = setTimeout(() => {
          this.#timers.delete(timer);
          callback();
        }, delayMs);
        this.#timers.add(timer);
        return {
          cancel: () => {
            this.#timers.delete(timer);
            clearTimeout(timer);
          },
        };
      },
    };
    this.endpoint = new MediaEndpoint(setting, promptFolder, {
      timers,
      localAddress: (remote) => (remote.includes(':') ? '::1' : '127.0.0.1'),
      alarm: (alarm) => this.alarms.push(alarm),
      cleared: ({ code }) => this.cleared.push(code),
      note: (message, details) => this.notes.push([message, details]),
    });
  }

  /** `pairs`: for so many sessions at a time. */
  static async start(
    options: {
      readonly pairs?: number;
      readonly setting?: Partial<MediaSetting>;
      readonly promptFolder?: string;
    } = {},
  ): Promise<MediaLab> {
    const firstPort = await freeRange(2 * (options.pairs ?? 10));
    const lastPort = firstPort + 2 * (options.pairs ?? 10) - 1;
    const setting = { address: '127.0.0.1', firstPort, lastPort, advertised: null, ...options.setting };
    const lab = new MediaLab(setting, options.promptFolder ?? null);
    await lab.endpoint.start();
    await eventually(() => {
      if (lab.#spare() < Math.min(options.pairs ?? 10, 64)) throw new Error('ports are being bound');
    });
    return lab;
  }

  /** Timers of the endpoint's that run. */
  get timers(): number {
    return this.#timers.size;
  }

  async peer(address?: string): Promise<RtpPeer> {
    const peer = await RtpPeer.open(address);
    this.#peers.push(peer);
    return peer;
  }

  /** A session for a peer's offer, or, with null, one that has made its own. */
  open(offer: string | null): TestCall {
    const result = this.tryOpen(offer);
    if (result instanceof MediaRefusal) throw new Error(result.message);
    return result;
  }

  tryOpen(offer: string | null, towards = '127.0.0.1'): TestCall | MediaRefusal {
    const lost: string[] = [];
    const result = this.endpoint.open(offer, towards, { closed: (reason) => lost.push(reason) });
    return result instanceof MediaRefusal ? result : new TestCall(result, lost);
  }

  async stop(): Promise<void> {
    await this.endpoint.close();
    for (const peer of this.#peers) peer.close();
    if (this.#timers.size > 0) throw new Error(`${this.#timers.size} timers are left`);
  }

  #spare(): number {
    return this.endpoint.metrics().portsBound;
  }
}

/** A session, and what it has said. */
export class TestCall {
  readonly ends: PlayEnd[] = [];
  readonly collected: Collected[] = [];

  constructor(
    readonly session: MediaSession,
    readonly lost: readonly string[],
  ) {}

  /** Where a peer sends to. */
  get port(): number {
    return audioPort(this.session.localSdp);
  }

  play(program: Program, options: PlayOptions = {}): void {
    this.session.play(program, options, (end) => this.ends.push(end));
  }

  collect(rule: Partial<CollectRule> = {}): void {
    const usual = { maxDigits: 20, terminator: '#' as const, firstDigitMs: 5_000, bargeIn: true };
    this.session.collect({ ...usual, ...rule }, (result) => this.collected.push(result));
  }
}

/** Threads that were started since, so that a test can end one; `restore` puts everything back. */
export function watchThreads(): { readonly started: readonly Worker[]; readonly restore: () => void } {
  const started: Worker[] = [];
  const threads = jest.requireActual<{ Worker: typeof Worker }>('node:worker_threads');
  const Original = threads.Worker;
  threads.Worker = class extends Original {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      super(...args);
      started.push(this);
    }
  };
  return {
    started,
    restore: () => {
      threads.Worker = Original;
    },
  };
}

/** An even port with so many free ones from it. */
async function freeRange(count: number): Promise<number> {
  for (;;) {
    let first = await freePort();
    if (first % 2 === 1) first = await freePort();
    let last = first;
    while (last - first + 1 < count) {
      const next = await freePort();
      if (next !== last + 1) break;
      last = next;
    }
    if (first % 2 === 0 && last - first + 1 === count) return first;
  }
}
