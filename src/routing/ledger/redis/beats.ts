import type { Clock, Timer, Timers } from '../../../model/ports';
import type { LedgerTimes } from './ledgerScript';
import { readBeat, type BeatAnswer } from './ledgerSteps';
import type { LoneLedger } from './loneLedger';
import type { ScriptSession } from './scriptSession';

/** A beat that is so late says nothing of Redis: this thread had other things to do. */
const lateBeatMs = 300;

export interface BeatsPorts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly times: Pick<LedgerTimes, 'beatMs'>;
  readonly session: ScriptSession;
  /** Redis is told what it refused. */
  readonly lone: LoneLedger;
}

export interface BeatsListener {
  /** A beat is due, be there a connection or not. `isLate`: this thread was busy. */
  due(isLate: boolean): void;
  heard(answer: BeatAnswer): void;
}

/** The beats by which a node says that it is there, and hears what has changed. One is on its way at a time. */
export class Beats {
  readonly #ports: BeatsPorts;
  readonly #on: BeatsListener;
  /** Of the newest row seen in this life of the data. */
  #seq = 0;
  /** The newest beat of it by which this node would go if it were cut off now; -1: none. */
  #generation = -1;
  #timer: Timer | null = null;
  #isUnderWay = false;
  /** Asked for while one was on its way. */
  #isWanted = false;

  constructor(ports: BeatsPorts, on: BeatsListener) {
    this.#ports = ports;
    this.#on = on;
  }

  start(): void {
    const { clock, timers, times } = this.#ports;
    const dueAt = clock.now() + times.beatMs;
    this.#timer = timers.after(times.beatMs, () => {
      this.#on.due(clock.now() - dueAt > lateBeatMs);
      this.beat();
      if (this.#timer !== null) this.start();
    });
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  beat(): void {
    const { session, lone } = this.#ports;
    if (!session.isJoined || this.#isUnderWay) return;
    this.#isUnderWay = true;
    this.#isWanted = false;
    const rejected = lone.rejected();
    const over = (): void => {
      this.#isUnderWay = false;
    };
    session.step(
      ['beat', this.#seq, JSON.stringify(rejected), this.#generation],
      (answer) => {
        over();
        lone.toldRejected(rejected);
        const beat = readBeat(answer);
        this.#seq = beat.seq;
        this.#on.heard(beat);
        if (this.#isWanted) this.beat();
      },
      over,
    );
  }

  /** A beat now; where one is on its way, another one after it. */
  want(): void {
    this.#isWanted = true;
    this.beat();
  }

  /** From here on this node, cut off, would go by this beat; others may take what it cannot any more. */
  acknowledge(generation: number, atOnce: boolean): void {
    this.#generation = generation;
    if (atOnce) this.#ports.session.step(['saw', generation]);
  }

  /** The one on its way will not be answered. */
  interrupt(): void {
    this.#isUnderWay = false;
  }

  /** Redis was emptied: rows and beats are counted anew. */
  beginAnew(): void {
    this.#seq = 0;
    this.#generation = -1;
  }
}
