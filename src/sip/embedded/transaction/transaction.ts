import type { Clock } from '../../../model/ports';
import { TimerNode, type TimerWheel } from '../../../model/timerWheel';
import type { Flow } from '../transport/transport';
import type { Tombstone } from './tombstones';
import { T1 } from './timing';

/** Counters the layer shares with its transactions. */
export interface TransactionCounters {
  requestRetransmissions: number;
  responseRetransmissions: number;
  receivedRetransmissions: number;
}

/** What a transaction needs of the layer that owns it. */
export interface TransactionHost {
  readonly wheel: TimerWheel;
  readonly clock: Clock;
  readonly counters: TransactionCounters;
  send(text: string, to: Flow): void;
  isReliable(flow: Flow): boolean;
  /** A client transaction is over. */
  forgetClient(key: string): void;
  /** A server transaction is over but for requests that may come again. */
  buryServer(key: string, stone: Tombstone, lifeMs: number): void;
  /** A server transaction is over and nothing of it may come again. */
  forgetServer(key: string): void;
}

/** One row of a transaction's table: the next state, and what is done on the way. */
export type Rule<State, Transaction> = readonly [next: State, action: (transaction: Transaction) => void];

export const nothing = (): void => undefined;

/**
 * The two clocks of a transaction on one timer node: the retransmission step, which doubles, and the deadline of the
 * state (B, D, F, H), which does not move. Kept apart, or a 32 s timeout would wait for the next step.
 */
export abstract class TransactionTimer extends TimerNode {
  private deadlineAt = Infinity;
  private stepAt = Infinity;
  private interval = 0;

  protected constructor(protected readonly host: TransactionHost) {
    super();
  }

  protected abstract onStep(): void;
  protected abstract onDeadline(): void;

  /** The first retransmission after T1, the state's end after the delay. */
  protected startSteps(deadlineMs: number): void {
    const now = this.host.clock.now();
    this.interval = T1;
    this.stepAt = now + T1;
    this.deadlineAt = now + deadlineMs;
    this.arm();
  }

  /** The next step, twice as far away, `ceiling` at most. */
  protected nextStep(ceiling: number): void {
    this.interval = Math.min(this.interval * 2, ceiling);
    this.stepAt = this.host.clock.now() + this.interval;
  }

  /** Retransmits from now on at this interval. */
  protected stepEvery(interval: number): void {
    this.interval = interval;
    this.stepAt = this.host.clock.now() + interval;
    this.arm();
  }

  protected stopSteps(): void {
    this.stepAt = Infinity;
    this.arm();
  }

  protected setDeadline(delayMs: number): void {
    this.deadlineAt = this.host.clock.now() + delayMs;
    this.arm();
  }

  protected stopTimers(): void {
    this.deadlineAt = Infinity;
    this.stepAt = Infinity;
    this.host.wheel.cancel(this);
  }

  override onTimer(): void {
    const now = this.host.clock.now();
    if (now >= this.deadlineAt) {
      this.deadlineAt = Infinity;
      this.onDeadline();
    } else if (now >= this.stepAt) {
      this.onStep();
    }
    this.arm();
  }

  private arm(): void {
    const due = Math.min(this.deadlineAt, this.stepAt);
    if (due === Infinity) this.host.wheel.cancel(this);
    else this.host.wheel.schedule(this, due);
  }
}
