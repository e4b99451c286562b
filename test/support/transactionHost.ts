import type { Clock } from '../../src/model/ports';
import { TimerWheel } from '../../src/model/timerWheel';
import type { TransactionHost } from '../../src/sip/embedded/transaction/transaction';
import type { Tombstone } from '../../src/sip/embedded/transaction/tombstones';
import type { Flow } from '../../src/sip/embedded/transport/transport';

/** A transaction layer that only notes what a transaction does: `send INVITE`, `forget`, `bury absorb 32000`. */
export class RecordingHost implements TransactionHost {
  private nowMs = 0;
  readonly clock: Clock = { now: () => this.nowMs, wallTime: () => this.nowMs };
  readonly wheel = new TimerWheel(this.clock);
  readonly counters = { requestRetransmissions: 0, responseRetransmissions: 0, receivedRetransmissions: 0 };
  /** What was done since it was read last. */
  private done: string[] = [];
  private readonly times: [number, string][] = [];

  constructor(private readonly reliable = false) {}

  send(text: string): void {
    this.note(`send ${text}`);
  }

  isReliable(_flow: Flow): boolean {
    return this.reliable;
  }

  forgetClient(): void {
    this.note('forget');
  }

  forgetServer(): void {
    this.note('forget');
  }

  buryServer(_key: string, stone: Tombstone, lifeMs: number): void {
    const what = typeof stone !== 'object' ? stone : 'text' in stone ? stone.text : stone.toTag;
    this.note(`bury ${what} ${lifeMs}`);
  }

  note(what: string): void {
    this.done.push(what);
    this.times.push([this.nowMs, what]);
  }

  takeDone(): readonly string[] {
    const { done } = this;
    this.done = [];
    return done;
  }

  /** Milliseconds at which this was done. */
  timesOf(what: string): readonly number[] {
    return this.times.filter(([, done]) => done === what).map(([time]) => time);
  }

  advance(ms: number): void {
    for (const end = this.nowMs + ms; this.nowMs < end;) {
      this.nowMs += 10;
      this.wheel.advance(this.nowMs);
    }
  }
}

export const anyFlow: Flow = { transport: 'udp', address: '127.0.1.2', port: 5060, connection: 0 };
