import { setTimeout as sleep } from 'node:timers/promises';
import { RedisScripts } from '../../src/redisScripts';
import type { Timers } from '../../src/model/ports';
import { ledgerScript, ledgerTimes, type LedgerTimes } from '../../src/routing/ledger/redis/ledgerScript';
import { RedisLedger } from '../../src/routing/ledger/redis/redisLedger';
import { UsageBoard } from '../../src/routing/ledger/usageBoard';

/** Nodes that were never heard of need not be waited for where a test makes them all. */
export const quickTimes: LedgerTimes = { ...ledgerTimes, gatherMs: 0, beatMs: 20 };

export const realTimers: Timers = {
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return {
      cancel: () => {
        clearTimeout(timer);
      },
    };
  },
};

let nodes = 0;
let prefixes = 0;

/** Keys nobody else uses. */
export const newPrefix = (): string => `test:{${process.pid}.${(prefixes += 1)}}:`;

/** A ledger over Redis as one node has it, with its board. */
export class LedgerNode {
  readonly id = `node${(nodes += 1)}`;
  readonly board = new UsageBoard();
  /** What its observer heard. */
  readonly heard: string[] = [];
  readonly ledger: RedisLedger;
  readonly scripts: RedisScripts;

  constructor(
    url: string,
    readonly prefix: string,
    times: LedgerTimes = quickTimes,
    slots: Readonly<Record<string, number>> = {},
  ) {
    this.scripts = new RedisScripts(url, ledgerScript(times), prefix);
    this.ledger = new RedisLedger({
      connection: this.scripts,
      board: this.board,
      slotOf: (_kind, id) => slots[id],
      clock: { now: () => performance.now(), wallTime: () => Date.now() },
      timers: realTimers,
      times,
      nodeId: this.id,
      observer: {
        alone: (reason) => this.heard.push(`alone: ${reason}`),
        together: (count) => this.heard.push(`together: ${count}`),
      },
    });
  }

  async start(): Promise<this> {
    await this.ledger.start(5_000);
    return this;
  }

  /** Ends it as a crash does: what it holds stays in Redis. */
  async kill(): Promise<void> {
    this.scripts.close();
    await this.ledger.close(1);
  }

  /** Until nodes count together. */
  async together(patienceMs = 10_000): Promise<void> {
    const deadline = performance.now() + patienceMs;
    while (!this.ledger.isTogether) {
      if (performance.now() > deadline)
        throw new Error(`${this.id} is not together: ${this.heard.join('; ')}`);
      await sleep(5);
    }
  }
}
