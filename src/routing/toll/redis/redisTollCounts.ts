import type { Clock, Timer, Timers } from '../../../model/ports';
import type { TollCalls, TollScope } from '../../../model/tollLimits';
import type { ScriptConnection } from '../../redis/scriptConnection';
import { ScriptLine } from '../../redis/scriptLine';
import { within } from '../../redis/within';
import { MemoryTollCounts } from '../memoryTollCounts';
import { tollKey, type TollCounts } from '../tollCounts';
import { OtherNodes } from './otherNodes';
import type { TollTimes } from './tollScript';
import { readRows, tellText } from './tollSteps';

export interface RedisTollCountsPorts {
  readonly connection: ScriptConnection;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly times: TollTimes;
  /** Of this life of the process; no other node ever has it. */
  readonly nodeId: string;
}

/** Rows told in one step; a step holds up all others. */
const toldAtOnce = 500;

/**
 * Counts of all nodes. Each counts its own calls in its memory, tells Redis when a count has changed, and reads what the
 * others have told as soon as something has, and with every beat (`tollScript.ts`).
 *
 * Without Redis a node counts its own calls alone; of what it has last heard of the others, those in progress count until
 * the expiry, and those begun for their hour. When Redis is back it tells all that it counts.
 */
export class RedisTollCounts implements TollCounts {
  readonly #ports: RedisTollCountsPorts;
  readonly #own: MemoryTollCounts;
  #others: OtherNodes;
  /** Since it joined anew: what takes the place of the others once all of it is read. */
  #newOthers: OtherNodes | null = null;
  #line: ScriptLine;
  #joins = 0;
  /** Of the life of the data that this node has joined. */
  #epoch = '';
  /** The last change that was read. */
  #seq = '0';
  /** Whether Redis takes what this node tells. */
  #isJoined = false;
  /** Keys of counts that have changed, until the end of this turn. */
  readonly #changed = new Set<string>();
  /** Keys of which Redis may have a row of this node. */
  readonly #told = new Set<string>();
  /** Those of them that counted for nothing when it was last swept. */
  readonly #over = new Set<string>();
  #isReading = false;
  /** Asked for while one was on its way. */
  #isReadWanted = false;
  #beatTimer: Timer | null = null;
  #started: () => void = () => undefined;
  #idle: () => void = () => undefined;
  /** From here on it is not to be heard of. */
  #isClosed = false;

  constructor(ports: RedisTollCountsPorts) {
    this.#ports = ports;
    this.#own = new MemoryTollCounts(ports.clock);
    this.#others = new OtherNodes(ports.times.expiryMs);
    this.#line = this.#newLine();
  }

  /** Resolves when this node knows what the others have told, or the patience is over: then it goes on trying. */
  start(patienceMs: number): Promise<void> {
    const { connection, timers } = this.#ports;
    connection.open({
      up: () => {
        this.#line.abandon();
        this.#line = this.#newLine();
        this.#join();
      },
      down: () => {
        this.#lost();
      },
      called: () => {
        this.#read();
      },
    });
    this.#scheduleBeat();
    return within(timers, patienceMs, new Promise((resolve) => (this.#started = resolve)));
  }

  began(scope: TollScope): void {
    this.#own.began(scope);
    this.#tell(tollKey(scope));
  }

  ended(scope: TollScope): void {
    this.#own.ended(scope);
    this.#tell(tollKey(scope));
  }

  calls(scope: TollScope): TollCalls {
    const own = this.#own.calls(scope);
    const others = this.#others.calls(tollKey(scope), this.#ports.clock.now());
    return {
      concurrent: own.concurrent + others.concurrent,
      lastHour: own.lastHour + others.lastHour,
    };
  }

  sweep(): void {
    this.#own.sweep();
    this.#others.sweep(this.#ports.clock.now());
    const forgotten: string[] = [];
    for (const key of this.#told) {
      if (this.#own.account(key) !== null) this.#over.delete(key);
      else if (this.#over.has(key)) forgotten.push(key);
      // All have read by the next time that it counts for nothing.
      else this.#over.add(key);
    }
    if (forgotten.length > 0 && this.#isJoined) this.#forget(forgotten);
  }

  get active(): number {
    return this.#own.active;
  }

  /** Whether Redis takes what this node tells. */
  get isTogether(): boolean {
    return this.#isJoined;
  }

  /** Leaves the other nodes: what it has in progress counts no more. Waits so long for Redis to take that. */
  async close(patienceMs: number): Promise<void> {
    const { connection, timers, times } = this.#ports;
    this.#isClosed = true;
    this.#beatTimer?.cancel();
    if (this.#isJoined) {
      this.#tellChanged();
      const idle = new Promise<void>((resolve) => (this.#idle = resolve));
      this.#step(['leave', times.expiryMs], () => undefined);
      await within(timers, patienceMs, idle);
    }
    this.#lost();
    connection.close();
  }

  #newLine(): ScriptLine {
    const { connection, clock } = this.#ports;
    return new ScriptLine(connection, clock, {
      idle: () => {
        this.#idle();
      },
      broken: () => {
        this.#lost();
        connection.drop();
      },
    });
  }

  #step(
    [name, ...args]: readonly [string, ...(string | number)[]],
    answered: (answer: unknown) => void,
  ): void {
    this.#line.ask([name, this.#ports.nodeId, this.#epoch, ...args], (answer) => {
      if ((answer as readonly unknown[])[0] === 'ok') answered(answer);
      // Redis was emptied: whoever hears of it first joins again.
      else if (this.#isJoined) this.#join();
    });
  }

  #join(): void {
    const { nodeId } = this.#ports;
    this.#isJoined = false;
    this.#isReading = false;
    this.#joins += 1;
    this.#line.ask(['join', nodeId, '', `${nodeId}.${this.#joins}`], (answer) => {
      const [, epoch] = answer as [string, string];
      // Where Redis was emptied the others tell all again; what is known of them holds until then.
      this.#newOthers = epoch === this.#epoch ? new OtherNodes(this.#ports.times.expiryMs) : null;
      this.#epoch = epoch;
      this.#seq = '0';
      this.#isJoined = true;
      for (const keys of [this.#own.keys(), this.#told]) for (const key of keys) this.#changed.add(key);
      this.#tellChanged();
      this.#read();
    });
  }

  #lost(): void {
    this.#isJoined = false;
    this.#isReading = false;
    this.#line.abandon();
  }

  /** All that changes in one turn is told in one step. */
  #tell(key: string): void {
    // Else all is told when Redis is joined.
    if (!this.#isJoined) return;
    this.#changed.add(key);
    if (this.#changed.size === 1) {
      queueMicrotask(() => {
        this.#tellChanged();
      });
    }
  }

  #tellChanged(): void {
    const keys = [...this.#changed];
    this.#changed.clear();
    if (!this.#isJoined) return;
    for (let at = 0; at < keys.length; at += toldAtOnce) {
      const rows = keys.slice(at, at + toldAtOnce).map((key) => [key, this.#own.account(key)] as const);
      for (const [key] of rows) this.#told.add(key);
      this.#step(['tell', tellText(rows, this.#ports.clock.now())], () => undefined);
    }
  }

  #forget(keys: readonly string[]): void {
    this.#step(['forget', JSON.stringify(keys)], () => {
      for (const key of keys) {
        this.#over.delete(key);
        // It may count again by now, and was told to since.
        if (this.#own.account(key) === null) this.#told.delete(key);
      }
    });
  }

  #read(): void {
    this.#isReadWanted = true;
    if (!this.#isJoined || this.#isReading || this.#isClosed) return;
    this.#isReading = true;
    this.#isReadWanted = false;
    this.#step(['read', this.#seq], (answer) => {
      const { seq, more, rows, silent } = readRows(answer);
      const now = this.#ports.clock.now();
      const others = this.#newOthers ?? this.#others;
      for (const { node, key, row, ageMs } of rows) others.told(node, key, row, now - ageMs);
      others.heard(
        silent.map(([node, ms]) => [node, now - ms]),
        now,
      );
      this.#seq = seq;
      this.#isReading = false;
      if (!more) {
        this.#others = others;
        this.#newOthers = null;
        this.#started();
      }
      if (more || this.#isReadWanted) this.#read();
    });
  }

  #scheduleBeat(): void {
    const { connection, timers, times } = this.#ports;
    this.#beatTimer = timers.after(times.beatMs, () => {
      if (this.#line.waitedMs() > times.patienceMs) {
        this.#lost();
        connection.drop();
      }
      this.#read();
      if (!this.#isClosed) this.#scheduleBeat();
    });
  }
}
