import type { Timers } from '../model/ports';
import { type Collected, type CollectRule, DigitCollector } from './digitCollector';
import { MediaRefusal } from './mediaRefusal';
import type { MediaListener, MediaSession, PlayEnd, PlayOptions } from './mediaSession';
import type { DigitWay, ToMedia } from './messages';
import type { Program } from './program';
import { negotiate, type Negotiated } from './sdp/offerAnswer';
import type { StreamPlan } from './sdp/streamPlan';
import { writeAnswer, writeOffer } from './sdp/writeSdp';

export interface SessionPorts {
  readonly timers: Timers;
  readonly send: (message: ToMedia) => void;
  /** Which address of ours a far end at this one reaches. */
  readonly localAddress: (remoteAddress: string) => string;
  readonly takesFamily: (family: 4 | 6) => boolean;
  /** The session is over; its port is free for others in a moment. */
  readonly closed: () => void;
}

interface Play {
  readonly number: number;
  readonly done: (end: PlayEnd) => void;
}

const keys = /^[0-9*#]$/;

/**
 * A session as the signalling thread has it: the session descriptions, and which digit counts for what. Sound and packets
 * are the media thread's, which is told and never waited for.
 *
 * What is under way is forgotten before its `done` is called, so that `done` may do anything, closing included.
 */
export class OpenSession implements MediaSession {
  readonly #id: number;
  readonly #port: number;
  /** The last address of the far end that we heard of. */
  #towards: string;
  readonly #listener: MediaListener;
  readonly #ports: SessionPorts;
  #localSdp: string;
  #version = 1;
  #isClosed = false;
  #play: Play | null = null;
  #lastPlay = 0;
  #collector: DigitCollector | null = null;
  /** How the first digit came; the others are only taken that way, since some phones send each digit in two. */
  #way: DigitWay | 'info' | null = null;
  /** The terminator that follows an entry of full length belongs to it: until then it is passed over. */
  #spentTerminator: { readonly digit: string; readonly until: { cancel(): void } } | null = null;

  /** `negotiated`: their offer; null: the offer is ours. `towards`: address of their signalling. */
  constructor(
    id: number,
    port: number,
    negotiated: Negotiated | null,
    towards: string,
    listener: MediaListener,
    ports: SessionPorts,
  ) {
    this.#id = id;
    this.#port = port;
    this.#towards = towards;
    this.#listener = listener;
    this.#ports = ports;
    this.#localSdp =
      negotiated === null
        ? writeOffer({ address: ports.localAddress(towards), port }, { sessionId: id, version: 1 })
        : this.#answerTo(negotiated);
    const plan = negotiated === null ? null : negotiated.plan;
    ports.send({ type: 'open', id, port, plan });
  }

  get localSdp(): string {
    return this.#localSdp;
  }

  accept(answer: string): MediaRefusal | null {
    if (this.#isClosed) return over;
    const negotiated = negotiate(answer, this.#ports.takesFamily);
    if (negotiated instanceof MediaRefusal) return negotiated;
    this.#change(negotiated.plan);
    return null;
  }

  update(offer: string): { readonly answer: string } | MediaRefusal {
    if (this.#isClosed) return over;
    const negotiated = negotiate(offer, this.#ports.takesFamily);
    if (negotiated instanceof MediaRefusal) return negotiated;
    this.#version += 1;
    this.#localSdp = this.#answerTo(negotiated);
    this.#change(negotiated.plan);
    return { answer: this.#localSdp };
  }

  play(program: Program, options: PlayOptions, done: (end: PlayEnd) => void): void {
    if (this.#isClosed) return;
    const before = this.#play;
    const number = ++this.#lastPlay;
    this.#play = { number, done };
    const rounds = options.repeat === 'forever' ? Infinity : (options.repeat ?? 1);
    this.#ports.send({ type: 'play', id: this.#id, play: number, program, rounds });
    this.#collector?.promptStarted();
    before?.done('stopped');
  }

  stop(): void {
    if (this.#play !== null) this.#ports.send({ type: 'stop', id: this.#id });
    this.#playEnded('stopped');
  }

  collect(rule: CollectRule, done: (result: Collected) => void): void {
    if (this.#isClosed) return;
    const before = this.#collector;
    const collector = new DigitCollector(rule, this.#ports.timers, this.#play !== null, (result) => {
      if (this.#collector === collector) this.#collector = null;
      if (result.end === 'length') this.#spendTerminator(rule);
      done(result);
    });
    this.#collector = collector;
    before?.end('closed');
  }

  digit(digit: string): void {
    if (!this.#takes('info')) return;
    this.#pressed(digit);
    this.#collector?.released();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#ports.send({ type: 'close', id: this.#id });
    this.#end();
  }

  /** The media thread is gone, and the ports with it. */
  lost(reason: string): void {
    if (this.#isClosed) return;
    this.#end();
    this.#listener.closed(reason);
  }

  /** The media thread has played something to its end. */
  played(number: number): void {
    if (this.#play?.number === number) this.#playEnded('finished');
  }

  /** A digit came with the media. */
  heard(digit: string, way: DigitWay): void {
    if (this.#takes(way)) this.#pressed(digit);
  }

  released(way: DigitWay): void {
    if (this.#way === way) this.#collector?.released();
  }

  #end(): void {
    this.#isClosed = true;
    this.#spentTerminator?.until.cancel();
    this.#ports.closed();
    this.#collector?.end('closed');
    const play = this.#play;
    this.#play = null;
    play?.done('closed');
  }

  #playEnded(end: PlayEnd): void {
    const play = this.#play;
    if (play === null) return;
    this.#play = null;
    this.#collector?.promptEnded();
    play.done(end);
  }

  #takes(way: DigitWay | 'info'): boolean {
    if (this.#isClosed) return false;
    this.#way ??= way;
    return this.#way === way;
  }

  #pressed(digit: string): void {
    if (!keys.test(digit)) return;
    const spent = this.#spentTerminator;
    this.#spentTerminator = null;
    spent?.until.cancel();
    if (spent?.digit === digit) return;
    const collector = this.#collector;
    if (collector === null) return;
    if (collector.isPrompting && collector.bargesIn) this.stop();
    collector.pressed(digit);
  }

  #spendTerminator({ terminator, interDigitMs = 3_000 }: CollectRule): void {
    if (terminator === null) return;
    const until = this.#ports.timers.after(interDigitMs, () => {
      this.#spentTerminator = null;
    });
    this.#spentTerminator = { digit: terminator, until };
  }

  #answerTo(negotiated: Negotiated): string {
    // On hold by zeros it does not say where it is.
    this.#towards = negotiated.plan.remote?.rtp.address ?? this.#towards;
    const local = { address: this.#ports.localAddress(this.#towards), port: this.#port };
    return writeAnswer(negotiated, local, { sessionId: this.#id, version: this.#version });
  }

  #change(plan: StreamPlan): void {
    this.#way = null;
    this.#ports.send({ type: 'change', id: this.#id, plan });
  }
}

const over = new MediaRefusal('unavailable', 'the media session is closed');
