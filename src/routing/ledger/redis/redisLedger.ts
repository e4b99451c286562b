import type { Clock, Timer, Timers } from '../../../model/ports';
import type { Admission, AdmissionRequest, Lease, Ledger } from '../ledger';
import { refusing } from '../leaseRequest';
import { MemoryLedger } from '../memoryLedger';
import type { UsageWriter } from '../usageBoard';
import type { LedgerTimes } from './ledgerScript';
import {
  admissionText,
  leaseText,
  readAdmission,
  readBeat,
  readChanges,
  statusOf,
  type BeatAnswer,
  type RowKey,
  type Shown,
} from './ledgerSteps';
import { OwnLeases } from './ownLeases';
import type { ScriptConnection } from './scriptConnection';
import { ScriptLine } from './scriptLine';
import { SharedUsage, type SlotOf } from './sharedUsage';
import { byTheWhole, Shares } from './shares';
import { Sight } from './sight';

export interface RedisLedgerPorts {
  readonly connection: ScriptConnection;
  readonly board: UsageWriter;
  readonly slotOf: SlotOf;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly times: LedgerTimes;
  /** Of this life of the process; no other node ever has it. */
  readonly nodeId: string;
  readonly observer: LedgerObserver;
}

/** Hears how it stands with Redis. Must not throw. */
export interface LedgerObserver {
  /** Calls are admitted by this node's share alone from here on. */
  alone(reason: string): void;
  /** All nodes count together, so many of them. */
  together(nodes: number): void;
}

/**
 *     away        no connection, or one that does not answer
 *     joining     Redis is asked what it holds of this node; what is missing is entered, what is too much is freed
 *     gathering   all of ours is there; waiting for the usage of all, and, where Redis was emptied, for the other nodes
 *     together    admissions are decided in Redis
 *
 * away -> joining: connected. joining -> gathering: entered. gathering -> together: a beat brought it all. together ->
 * gathering: another node found Redis emptied. Any -> joining: Redis was emptied, or took this node for dead. Any -> away:
 * the connection is lost, or an answer overdue.
 */
type State = 'away' | 'joining' | 'gathering' | 'together';

/** Leases entered in one step; a step holds up all others. */
const enteredAtOnce = 100;
/** A beat that is so late says nothing of Redis: this thread had other things to do. */
const lateBeatMs = 300;
/** How soon an admission that found stale sights is asked again: other nodes need two round trips to renew theirs. */
const staleRetryMs = 3;
/** Each further time twice as long after: where many wait at a limit they must not keep Redis from what they wait for. */
const longestStaleRetryMs = 48;

/**
 * The ledger of many nodes: leases are kept and counted in Redis, where a script decides admissions (`ledgerScript.ts`).
 * The life of a lease: `admit` enters it there under this node, `release` frees it there; when this node is not heard of
 * for the expiry, the others free it.
 *
 * What this node holds stands in `#own`, and that is what counts: wherever Redis is found to differ, Redis is put right. So
 * no release is lost, and no lease stays whose admission was answered to a connection that was gone.
 *
 * Without Redis a node admits up to its own leases plus its share of what was free at its last sight, emergency calls
 * always (decisions.md 30). For a moment after a loss calls wait instead: most losses are over by then.
 */
export class RedisLedger implements Ledger {
  readonly #ports: RedisLedgerPorts;
  readonly #own = new OwnLeases();
  /** The same leases, to admit by shares with the rules of a single node. */
  readonly #alone = new MemoryLedger({ writeTrunkGroup: () => undefined, writeEnterprise: () => undefined });
  readonly #sight = new Sight();
  readonly #usage: SharedUsage;
  #line: ScriptLine;
  #state: State = 'away';
  #joins = 0;
  /** Another one each time Redis took this node for dead. */
  #incarnation = 0;
  #epoch = '';
  /** Of the newest row seen in this epoch. */
  #seq = 0;
  /** The newest beat of this epoch by which this node would go if it were cut off now; -1: none. */
  #generation = -1;
  /** Leases Redis holds of this node, as of its last answer. */
  #entered = new Set<number>();
  /** Whether `#entered` is known: from the answer to joining on. */
  #isJoined = false;
  #releases: number[] = [];
  #otherNodes: readonly string[] = [];
  /** Null while nodes count together. */
  #shares: Shares | null;
  #lostAt = -Infinity;
  #lostBy = 'it was not reached since the start';
  #isToldAlone = false;
  /** Refused by share, and not told to Redis yet. */
  readonly #rejected = new Map<string, number>();
  /** Rows shown before Redis was emptied. */
  readonly #staleRows = new Set<RowKey>();
  #beatTimer: Timer | null = null;
  #beatDueAt = 0;
  #isBeating = false;
  /** Asked for while a beat was on its way. */
  #isBeatWanted = false;
  #started: () => void = () => undefined;
  #waiting: (() => void)[] = [];
  #settled: (() => void)[] = [];
  #isClosed = false;

  constructor(ports: RedisLedgerPorts) {
    this.#ports = ports;
    this.#usage = new SharedUsage(ports.board, ports.slotOf);
    this.#line = this.#newLine();
    this.#shares = new Shares(this.#sight, new Map());
  }

  /** Resolves when nodes count together, or the patience is over: then it goes on trying. */
  start(patienceMs: number): Promise<void> {
    this.#ports.connection.open({
      up: () => {
        this.#line.abandon();
        this.#line = this.#newLine();
        this.#join();
      },
      down: (reason) => {
        this.#lost(reason);
      },
      called: () => {
        this.#isBeatWanted = true;
        this.#beat();
      },
    });
    this.#lostAt = this.#ports.clock.now();
    this.#scheduleBeat();
    return this.#within(patienceMs, new Promise((resolve) => (this.#started = resolve)));
  }

  async admit(request: AdmissionRequest): Promise<Admission> {
    for (;;) {
      const admission =
        this.#state === 'together' ? await this.#ask('admit', request) : await this.#admitAlone(request);
      if (admission !== null) return admission;
    }
  }

  async preview(request: AdmissionRequest): Promise<Omit<Admission, 'leases'>> {
    for (;;) {
      if (this.#state !== 'together') return this.#previewAlone(request);
      const admission = await this.#ask('preview', request);
      if (admission !== null) {
        const { admitted, order, refusals } = admission;
        return { admitted, order, refusals };
      }
    }
  }

  release(lease: Lease): void {
    if (!this.#own.remove(lease)) return;
    this.#alone.release(lease);
    this.#showAlone(lease);
    if (this.#entered.has(lease.id)) this.#free(lease.id);
  }

  answered(schemeId: string, trunkGroupId: string): void {
    this.#alone.answered(schemeId, trunkGroupId);
    if (this.#isJoined) this.#step(['answered', schemeId, trunkGroupId], () => undefined);
  }

  held(): Iterable<Lease> {
    return this.#own.all();
  }

  size(): number {
    return this.#own.size;
  }

  /** Whether all nodes count together now. */
  get isTogether(): boolean {
    return this.#state === 'together';
  }

  /** Resolves when Redis has answered all that it was asked; at once while it is out of reach. */
  settled(): Promise<void> {
    if (this.#isSettled) return Promise.resolve();
    return new Promise((resolve) => this.#settled.push(resolve));
  }

  /** Leaves the other nodes; leases it still holds are freed. Waits so long for Redis to take that. */
  async close(patienceMs: number): Promise<void> {
    this.#isClosed = true;
    this.#beatTimer?.cancel();
    if (this.#isJoined) {
      await this.#within(patienceMs, this.settled());
      this.#step(['leave'], () => undefined);
      await this.#within(patienceMs, this.settled());
    }
    this.#lost('it was closed');
    this.#ports.connection.close();
  }

  get #isSettled(): boolean {
    return this.#line.isIdle && this.#releases.length === 0;
  }

  get #owner(): string {
    return `${this.#ports.nodeId}/${this.#incarnation}`;
  }

  #newLine(): ScriptLine {
    return new ScriptLine(this.#ports.connection, this.#ports.clock, {
      idle: () => {
        if (this.#isSettled) for (const resolve of this.#settled.splice(0)) resolve();
      },
      broken: (error) => {
        this.#lost(error instanceof Error ? error.message : String(error));
        this.#ports.connection.drop();
      },
    });
  }

  /** A step of the script; `answered` hears of it where it was taken. */
  #step(
    [name, ...args]: readonly [string, ...(string | number)[]],
    answered: (answer: unknown) => void,
    failed?: () => void,
  ): void {
    this.#line.ask(
      [name, this.#owner, this.#epoch, ...args],
      (answer) => {
        const status = statusOf(answer);
        if (status === 'ok' || status === 'lenders' || status === 'stale') {
          answered(answer);
          return;
        }
        if (status === 'restoring') this.#becomeGathering();
        else if (this.#isJoined) {
          if (status === 'gone') this.#incarnation += 1;
          this.#join();
        }
        failed?.();
      },
      failed,
    );
  }

  // Admissions.

  /** Null: it was not decided, and nothing is left of it. */
  #ask(step: 'admit' | 'preview', request: AdmissionRequest): Promise<Admission | null> {
    this.#sendReleases();
    const firstId = this.#alone.reserve(Math.max(0, ...request.candidates.map(({ length }) => length)));
    const { clock, timers, times } = this.#ports;
    const waitsUntil = clock.now() + times.patienceMs;
    let retryMs = staleRetryMs;
    return new Promise((resolve) => {
      const ask = (lenders: boolean): void => {
        // While an admission waited the nodes may have parted.
        if (this.#state !== 'together') {
          resolve(null);
          return;
        }
        this.#step(
          [step, admissionText(firstId, request, lenders, clock.now() < waitsUntil)],
          (answer) => {
            const status = statusOf(answer);
            if (status === 'lenders') ask(true);
            else if (status === 'stale') {
              timers.after(retryMs, () => {
                ask(lenders);
              });
              retryMs = Math.min(2 * retryMs, longestStaleRetryMs);
            } else resolve(this.#take(step, request, answer, firstId));
          },
          () => {
            resolve(null);
          },
        );
      };
      ask(this.#isNearlyFull(request));
    });
  }

  #take(step: 'admit' | 'preview', request: AdmissionRequest, answer: unknown, firstId: number): Admission {
    const { admitted, order, refusals, shown } = readAdmission(answer, request);
    const requests = step === 'preview' || admitted === null ? [] : (request.candidates[admitted] ?? []);
    const leases = requests.map((each, index): Lease => ({
      id: firstId + index,
      callId: request.callId,
      request: each,
    }));
    for (const lease of leases) {
      this.#own.add(lease);
      this.#alone.hold(lease);
      this.#entered.add(lease.id);
    }
    for (const each of request.candidates.flat()) this.#usage.learn(each, (key) => this.#sight.values(key));
    this.#see(shown);
    return { admitted, order, leases, refusals };
  }

  /** Whether some trunk group looks as if it had to borrow; where that is wrong, the script asks for the lenders. */
  #isNearlyFull({ candidates }: AdmissionRequest): boolean {
    return candidates.flat().some(({ trunkGroup }) => {
      if (trunkGroup?.bursting == null || trunkGroup.maxActiveCalls === null) return false;
      const [incoming = 0, outgoing = 0, , , lent = 0] = this.#sight.values(`t${trunkGroup.id}`);
      return incoming + outgoing + lent >= trunkGroup.maxActiveCalls;
    });
  }

  /** Null: nodes may count together again. */
  async #admitAlone(request: AdmissionRequest): Promise<Admission | null> {
    const isEmergency = request.candidates.every((candidate) =>
      candidate.every(({ emergency }) => emergency),
    );
    if (this.#isWaiting && !isEmergency) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
      return null;
    }
    const shares = this.#shares;
    if (shares === null) return null;
    const { leases, refusals, ...decided } = await this.#alone.admit(shares.of(request));
    const requests = request.candidates[decided.admitted ?? -1] ?? [];
    const held = leases.flatMap(({ id, callId }, index): Lease[] => {
      const asked = requests[index];
      return asked === undefined ? [] : [{ id, callId, request: asked }];
    });
    for (const lease of held) {
      this.#own.add(lease);
      this.#usage.learn(lease.request, (key) => this.#aloneValues(key));
      this.#showAlone(lease);
    }
    if (this.#isJoined) this.#enter(held);
    for (const { id } of refusing(request, refusals)) {
      this.#rejected.set(id, (this.#rejected.get(id) ?? 0) + 1);
      this.#usage.show({ key: `t${id}`, values: this.#aloneValues(`t${id}`) });
    }
    return { ...decided, leases: held, refusals: refusals.map((refusal) => byTheWhole(refusal, request)) };
  }

  async #previewAlone(request: AdmissionRequest): Promise<Omit<Admission, 'leases'>> {
    const { refusals, ...decided } = await this.#alone.preview(this.#shares?.of(request) ?? request);
    return { ...decided, refusals: refusals.map((refusal) => byTheWhole(refusal, request)) };
  }

  // What Redis holds of this node.

  /** All releases of one turn go in one step, ahead of whatever is asked next. */
  #free(id: number): void {
    this.#releases.push(id);
    if (this.#releases.length === 1) {
      queueMicrotask(() => {
        this.#sendReleases();
      });
    }
  }

  #sendReleases(): void {
    const ids = this.#releases;
    if (ids.length === 0) return;
    this.#releases = [];
    // Else Redis is put right when it is joined.
    if (!this.#isJoined) return;
    this.#step(['release', ...ids], (answer) => {
      for (const id of ids) this.#entered.delete(id);
      this.#see(readChanges(answer));
    });
  }

  #enter(leases: readonly Lease[]): void {
    for (let at = 0; at < leases.length; at += enteredAtOnce) {
      const some = leases.slice(at, at + enteredAtOnce);
      const text = some.map(({ id, callId, request }) => [id, callId, leaseText(request, true)]);
      this.#step(['enter', JSON.stringify(text)], (answer) => {
        for (const { id } of some) {
          this.#entered.add(id);
          // Released while it was on its way.
          if (!this.#own.has(id)) this.#free(id);
        }
        this.#see(readChanges(answer));
      });
    }
  }

  #join(): void {
    if (this.#isClosed) return;
    this.#becomeAlone('Redis was emptied, or took this node for dead');
    this.#state = 'joining';
    this.#isJoined = false;
    this.#isBeating = false;
    this.#joins += 1;
    const { nodeId } = this.#ports;
    const token = `${nodeId}.${this.#joins}`;
    this.#line.ask(
      [
        ...['join', this.#owner, '', nodeId, token, JSON.stringify(this.#otherNodes)],
        this.#shares?.nodes ?? 0,
      ],
      (answer) => {
        if (statusOf(answer) !== 'ok') {
          this.#incarnation += 1;
          this.#join();
          return;
        }
        const [, epoch, held] = answer as [string, string, string[]];
        if (epoch !== this.#epoch) this.#beginEpoch(epoch);
        this.#isJoined = true;
        this.#putRight(held);
        this.#step(['present', nodeId], () => {
          this.#becomeGathering();
          this.#beat();
        });
      },
    );
  }

  #beginEpoch(epoch: string): void {
    this.#epoch = epoch;
    this.#seq = 0;
    this.#generation = -1;
    for (const key of this.#sight.keys()) this.#staleRows.add(key);
    this.#sight.clear();
  }

  /** `held`: what Redis holds of this node, as of an answer just heard. */
  #putRight(held: readonly string[]): void {
    this.#entered = new Set(held.map(Number));
    for (const id of this.#entered) if (!this.#own.has(id)) this.#free(id);
    this.#enter([...this.#own.all()].filter(({ id }) => !this.#entered.has(id)));
  }

  // Beats.

  #scheduleBeat(): void {
    const { clock, timers, times } = this.#ports;
    this.#beatDueAt = clock.now() + times.beatMs;
    this.#beatTimer = timers.after(times.beatMs, () => {
      this.#tick();
      if (!this.#isClosed) this.#scheduleBeat();
    });
  }

  #tick(): void {
    const { clock, connection, times, observer } = this.#ports;
    const isLate = clock.now() - this.#beatDueAt > lateBeatMs;
    if (this.#state !== 'away' && !isLate && this.#line.waitedMs() > times.patienceMs) {
      this.#lost(`no answer for ${times.patienceMs} ms`);
      connection.drop();
    }
    if (this.#shares !== null && !this.#isWaiting) {
      for (const resolve of this.#waiting.splice(0)) resolve();
      if (!this.#isToldAlone && clock.now() - this.#lostAt > 2 * times.patienceMs) {
        this.#isToldAlone = true;
        observer.alone(this.#lostBy);
      }
    }
    this.#usage.showHomeless();
    this.#beat();
  }

  #beat(): void {
    if (!this.#isJoined || this.#isBeating) return;
    this.#isBeating = true;
    this.#isBeatWanted = false;
    const rejected = [...this.#rejected];
    const over = (): void => {
      this.#isBeating = false;
    };
    this.#step(
      ['beat', this.#seq, JSON.stringify(rejected), this.#generation],
      (answer) => {
        over();
        for (const [id, count] of rejected) this.#countDown(id, count);
        this.#hear(readBeat(answer));
        if (this.#isBeatWanted) this.#beat();
      },
      over,
    );
  }

  #hear({ seq, more, held, restoring, owners, shown, generation }: BeatAnswer): void {
    this.#seq = seq;
    this.#otherNodes = owners
      .map((owner) => owner.replace(/\/\d+$/, ''))
      .filter((id) => id !== this.#ports.nodeId);
    if (!more) this.#sight.refresh(shown.frame);
    this.#see(shown);
    if (held !== this.#entered.size) {
      this.#step(['keys'], (answer) => {
        this.#putRight((answer as [string, string[]])[1]);
      });
    }
    if (restoring) this.#becomeGathering();
    else if (more) this.#beat();
    else {
      if (this.#state === 'gathering') this.#becomeTogether();
      if (this.#state === 'together') this.#acknowledge(generation, shown.rows.length > 0);
    }
  }

  /** From here on this node, cut off, would go by this beat; others may take what it cannot any more. */
  #acknowledge(generation: number, atOnce: boolean): void {
    this.#generation = generation;
    if (atOnce) this.#step(['saw', generation], () => undefined);
  }

  #countDown(id: string, count: number): void {
    const left = (this.#rejected.get(id) ?? 0) - count;
    if (left > 0) this.#rejected.set(id, left);
    else this.#rejected.delete(id);
  }

  // Alone and together.

  /** For a moment after a loss, calls wait for it to be over. */
  get #isWaiting(): boolean {
    return this.#ports.clock.now() - this.#lostAt < this.#ports.times.patienceMs && !this.#isClosed;
  }

  #lost(reason: string): void {
    this.#lostBy = reason;
    if (this.#state === 'away') return;
    this.#becomeAlone(reason);
    this.#state = 'away';
    this.#isJoined = false;
    this.#isBeating = false;
    this.#line.abandon();
  }

  #becomeAlone(reason: string): void {
    if (this.#shares !== null) return;
    this.#lostBy = reason;
    this.#lostAt = this.#ports.clock.now();
    this.#shares = new Shares(this.#sight, this.#own.counts());
  }

  #becomeGathering(): void {
    this.#becomeAlone('Redis was emptied; waiting for what the other nodes hold');
    this.#state = 'gathering';
  }

  #becomeTogether(): void {
    this.#state = 'together';
    this.#shares = null;
    this.#lostAt = -Infinity;
    for (const key of this.#staleRows) this.#usage.show({ key, values: [] });
    this.#staleRows.clear();
    for (const key of this.#sight.keys()) this.#usage.show({ key, values: this.#sight.values(key) });
    this.#isToldAlone = false;
    this.#ports.observer.together(this.#sight.nodes);
    this.#started();
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  // What the board shows.

  #see(shown: Shown): void {
    for (const row of this.#sight.see(shown)) if (this.#state === 'together') this.#usage.show(row);
  }

  #showAlone({ request: { enterprise, trunkGroup } }: Lease): void {
    if (this.#shares === null) return;
    const keys: RowKey[] = [];
    if (enterprise !== null) keys.push(`e${enterprise.id}`);
    if (trunkGroup !== null) keys.push(`t${trunkGroup.id}`);
    for (const key of keys) this.#usage.show({ key, values: this.#aloneValues(key) });
  }

  /** The last sight, with what this node has had more or less since. */
  #aloneValues(key: RowKey): readonly number[] {
    const last = this.#shares?.last(key) ?? [];
    const [before, now] = [this.#shares?.own(key) ?? [], this.#own.values(key)];
    const rejected = this.#rejected.get(key.slice(1)) ?? 0;
    return Array.from({ length: 6 }, (_, column) => {
      const more = column === rejectedColumn ? rejected : (now[column] ?? 0) - (before[column] ?? 0);
      return (last[column] ?? 0) + more;
    });
  }

  #within(patienceMs: number, done: Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#ports.timers.after(patienceMs, resolve);
      void done.then(() => {
        timer.cancel();
        resolve();
      });
    });
  }
}

const rejectedColumn = 5;
