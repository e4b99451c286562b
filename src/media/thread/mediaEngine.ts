import type { PacketFigures } from '../../model/mediaMetrics';
import type { AudioLibrary } from '../audio/audioLibrary';
import { Playback } from '../audio/playback';
import type { FromMedia, MediaStart, ToMedia } from '../messages';
import type { Program } from '../program';
import { MediaStream, type PacketCounts } from './mediaStream';
import { Pacer } from './pacer';
import { PortPairs, type PortPair } from './portPairs';

interface Entry {
  readonly stream: MediaStream;
  /** Number of what is played, and what it was made of; null: nothing. */
  play: { readonly number: number; readonly program: Program } | null;
}

/** What the media thread does: streams by the number of their session, driven by one pacer. */
export class MediaEngine {
  readonly #start: MediaStart;
  readonly #library: AudioLibrary;
  readonly #say: (message: FromMedia) => void;
  readonly #pairs: PortPairs;
  readonly #streams = new Map<number, Entry>();
  readonly #counts: PacketCounts = { sent: 0, received: 0, ignored: 0, dropped: 0 };
  readonly #pacer = new Pacer((tick, now) => {
    for (const { stream } of this.#streams.values()) stream.tick(tick, now);
  });
  /** Pairs whose sockets are being closed. */
  readonly #leaving = new Set<Promise<void>>();

  constructor(start: MediaStart, library: AudioLibrary, say: (message: FromMedia) => void) {
    this.#start = start;
    this.#library = library;
    this.#say = say;
    this.#pairs = new PortPairs(start, {
      spare: (port) => {
        say({ type: 'spare', port });
      },
      failed: (port, error) => {
        say({
          type: 'note',
          message: 'a media socket failed; it goes on',
          details: { port, error: error.message },
        });
      },
    });
  }

  /** @throws Error when no port can be bound */
  start(): Promise<void> {
    return this.#pairs.start();
  }

  get figures(): PacketFigures {
    return { ...this.#counts };
  }

  /** Sockets and timers that are there, for whoever asserts that none is left. */
  get held(): { readonly pairs: number; readonly streams: number; readonly isTicking: boolean } {
    return { pairs: this.#pairs.open, streams: this.#streams.size, isTicking: this.#pacer.isRunning };
  }

  heard(message: Exclude<ToMedia, { readonly type: 'end' }>): void {
    if (message.type === 'open') {
      this.#open(message);
      return;
    }
    const entry = this.#streams.get(message.id);
    if (entry === undefined) return;
    const { stream } = entry;
    switch (message.type) {
      case 'change': {
        const lawBefore = stream.plan?.law;
        stream.change(message.plan);
        if (entry.play !== null && message.plan.law !== lawBefore) {
          stream.playback?.recode(this.#library.clips(entry.play.program, message.plan.law));
        }
        return;
      }
      case 'play': {
        entry.play = { number: message.play, program: message.program };
        const clips = this.#library.clips(message.program, stream.plan?.law ?? 'mu');
        stream.play(new Playback(clips, message.rounds));
        return;
      }
      case 'stop':
        entry.play = null;
        stream.stop();
        return;
      case 'close':
        this.#close(message.id, stream);
    }
  }

  /** Closes everything. */
  async close(): Promise<void> {
    for (const [id, { stream }] of this.#streams) this.#close(id, stream);
    await Promise.all(this.#leaving);
    await this.#pairs.close();
  }

  #open({ id, port, plan }: Extract<ToMedia, { readonly type: 'open' }>): void {
    const pair = this.#pairs.take(port);
    // Nobody names a port but one that was told as spare.
    if (pair === null) return;
    const stream = new MediaStream(pair, id, this.#start.cname, this.#counts, {
      played: () => {
        const entry = this.#streams.get(id);
        if (entry?.play == null) return;
        this.#say({ type: 'played', id, play: entry.play.number });
        entry.play = null;
      },
      key: (event) => {
        if (event.type === 'pressed') this.#say({ type: 'pressed', id, digit: event.digit, way: 'event' });
        else this.#say({ type: 'released', id, way: 'event' });
      },
    });
    this.#streams.set(id, { stream, play: null });
    if (plan !== null) stream.change(plan);
    this.#pacer.start();
  }

  #close(id: number, stream: MediaStream): void {
    this.#streams.delete(id);
    if (this.#streams.size === 0) this.#pacer.stop();
    stream.leave();
    const left = this.#giveBack(stream.pair).finally(() => this.#leaving.delete(left));
    this.#leaving.add(left);
  }

  /** After what was sent last has gone out: a socket that is closed drops what waits. */
  async #giveBack(pair: PortPair): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    await this.#pairs.giveBack(pair);
  }
}
