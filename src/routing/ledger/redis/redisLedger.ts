import type { Clock, Timers } from '../../../model/ports';
import type { Admission, AdmissionRequest, Lease, Ledger } from '../ledger';
import { within } from '../../redis/within';
import type { UsageWriter } from '../usageBoard';
import { askAdmission } from './askedAdmission';
import { Beats } from './beats';
import { EnteredLeases } from './enteredLeases';
import type { LedgerTimes } from './ledgerScript';
import type { AdmissionAnswer, BeatAnswer } from './ledgerSteps';
import { LoneLedger } from './loneLedger';
import { OwnLeases } from './ownLeases';
import type { ScriptConnection } from '../../redis/scriptConnection';
import { ScriptSession } from './scriptSession';
import { SeenUsage } from './seenUsage';
import { SharedUsage, type SlotOf } from './sharedUsage';
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

/**
 * The ledger of many nodes: leases are kept and counted in Redis, where a script decides admissions (`ledgerScript.ts`).
 * The life of a lease: `admit` enters it there under this node, `release` frees it there; when this node is not heard of
 * for the expiry, the others free it.
 *
 * What this node holds stands in `#own`, and that is what counts: wherever Redis is found to differ, Redis is put right. So
 * no release is lost, and no lease stays whose admission was answered to a connection that was gone.
 *
 * Without Redis a node admits by itself (`loneLedger.ts`). For a moment after a loss calls wait instead: most losses are
 * over by then.
 */
export class RedisLedger implements Ledger {
  readonly #ports: RedisLedgerPorts;
  readonly #own = new OwnLeases();
  readonly #sight = new Sight();
  readonly #usage: SharedUsage;
  readonly #seen: SeenUsage;
  readonly #lone: LoneLedger;
  readonly #session: ScriptSession;
  readonly #entered: EnteredLeases;
  readonly #beats: Beats;
  #state: State = 'away';
  #otherNodes: readonly string[] = [];
  #lostAt = -Infinity;
  #lostBy = 'it was not reached since the start';
  #isToldAlone = false;
  #started: () => void = () => undefined;
  /** Admissions that wait for a loss to be over. */
  #waiting: (() => void)[] = [];
  #settled: (() => void)[] = [];
  #isClosed = false;

  constructor(ports: RedisLedgerPorts) {
    this.#ports = ports;
    this.#usage = new SharedUsage(ports.board, ports.slotOf);
    this.#seen = new SeenUsage(this.#sight, this.#usage, () => this.isTogether);
    this.#session = new ScriptSession(ports, {
      idle: () => {
        if (this.#isSettled) for (const resolve of this.#settled.splice(0)) resolve();
      },
      broken: (reason) => {
        this.#lost(reason);
        ports.connection.drop();
      },
      restoring: () => {
        this.#becomeGathering();
      },
      parted: () => {
        this.#join();
      },
    });
    this.#entered = new EnteredLeases(this.#own, this.#session, (shown) => {
      this.#seen.see(shown);
    });
    this.#lone = new LoneLedger({
      own: this.#own,
      sight: this.#sight,
      usage: this.#usage,
      admitted: (leases) => {
        if (this.#session.isJoined) this.#entered.enter(leases);
      },
    });
    this.#beats = new Beats(
      { ...ports, session: this.#session, lone: this.#lone },
      {
        due: (isLate) => {
          this.#tick(isLate);
        },
        heard: (answer) => {
          this.#hear(answer);
        },
      },
    );
  }

  /** Resolves when nodes count together, or the patience is over: then it goes on trying. */
  start(patienceMs: number): Promise<void> {
    this.#ports.connection.open({
      up: () => {
        this.#session.reconnect();
        this.#join();
      },
      down: (reason) => {
        this.#lost(reason);
      },
      called: () => {
        this.#beats.want();
      },
    });
    this.#lostAt = this.#ports.clock.now();
    this.#beats.start();
    return within(this.#ports.timers, patienceMs, new Promise((resolve) => (this.#started = resolve)));
  }

  async admit(request: AdmissionRequest): Promise<Admission> {
    for (;;) {
      const admission = this.isTogether ? await this.#ask('admit', request) : await this.#admitAlone(request);
      if (admission !== null) return admission;
    }
  }

  async preview(request: AdmissionRequest): Promise<Omit<Admission, 'leases'>> {
    for (;;) {
      if (!this.isTogether) return this.#lone.preview(request);
      const admission = await this.#ask('preview', request);
      if (admission !== null) {
        const { admitted, order, refusals } = admission;
        return { admitted, order, refusals };
      }
    }
  }

  release(lease: Lease): void {
    if (!this.#own.remove(lease)) return;
    this.#lone.release(lease);
    this.#entered.released(lease);
  }

  answered(schemeId: string, trunkGroupId: string): void {
    this.#lone.answered(schemeId, trunkGroupId);
    if (this.#session.isJoined) this.#session.step(['answered', schemeId, trunkGroupId]);
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
    const { timers, connection } = this.#ports;
    this.#isClosed = true;
    this.#beats.stop();
    if (this.#session.isJoined) {
      await within(timers, patienceMs, this.settled());
      this.#session.step(['leave']);
      await within(timers, patienceMs, this.settled());
    }
    this.#lost('it was closed');
    connection.close();
  }

  get #isSettled(): boolean {
    return this.#session.isIdle && !this.#entered.isReleasing;
  }

  /** Null: it was not decided, and nothing is left of it. */
  #ask(step: 'admit' | 'preview', request: AdmissionRequest): Promise<Admission | null> {
    this.#entered.sendReleases();
    const firstId = this.#lone.reserve(Math.max(0, ...request.candidates.map(({ length }) => length)));
    return askAdmission(
      {
        ...this.#ports,
        session: this.#session,
        sight: this.#sight,
        isTogether: () => this.isTogether,
      },
      step,
      request,
      firstId,
      (answer) => this.#take(step, request, answer, firstId),
    );
  }

  #take(
    step: 'admit' | 'preview',
    request: AdmissionRequest,
    { admitted, order, refusals, shown }: AdmissionAnswer,
    firstId: number,
  ): Admission {
    const requests = step === 'preview' || admitted === null ? [] : (request.candidates[admitted] ?? []);
    const leases = requests.map((each, index): Lease => ({
      id: firstId + index,
      callId: request.callId,
      request: each,
    }));
    for (const lease of leases) {
      this.#own.add(lease);
      this.#lone.hold(lease);
      this.#entered.admitted(lease);
    }
    for (const each of request.candidates.flat()) this.#seen.learn(each);
    this.#seen.see(shown);
    return { admitted, order, leases, refusals };
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
    return this.#lone.admit(request);
  }

  #tick(isLate: boolean): void {
    const { clock, connection, times, observer } = this.#ports;
    if (this.#state !== 'away' && !isLate && this.#session.waitedMs() > times.patienceMs) {
      this.#lost(`no answer for ${times.patienceMs} ms`);
      connection.drop();
    }
    if (this.#lone.isAlone && !this.#isWaiting) {
      for (const resolve of this.#waiting.splice(0)) resolve();
      if (!this.#isToldAlone && clock.now() - this.#lostAt > 2 * times.patienceMs) {
        this.#isToldAlone = true;
        observer.alone(this.#lostBy);
      }
    }
    this.#usage.showHomeless();
  }

  #hear({ more, held, restoring, owners, shown, generation }: BeatAnswer): void {
    this.#otherNodes = owners
      .map((owner) => owner.replace(/\/\d+$/, ''))
      .filter((id) => id !== this.#ports.nodeId);
    if (!more) this.#seen.refresh(shown.frame);
    this.#seen.see(shown);
    if (held !== this.#entered.size) {
      this.#session.step(['keys'], (answer) => {
        this.#entered.putRight((answer as [string, string[]])[1]);
      });
    }
    if (restoring) this.#becomeGathering();
    else if (more) this.#beats.beat();
    else {
      if (this.#state === 'gathering') this.#becomeTogether();
      if (this.isTogether) this.#beats.acknowledge(generation, shown.rows.length > 0);
    }
  }

  #join(): void {
    if (this.#isClosed) return;
    this.#becomeAlone('Redis was emptied, or took this node for dead');
    this.#state = 'joining';
    this.#beats.interrupt();
    this.#session.join(this.#otherNodes, this.#lone.nodes, (held, isEmptied) => {
      if (isEmptied) {
        this.#beats.beginAnew();
        this.#seen.forget();
      }
      this.#entered.putRight(held);
      this.#session.step(['present', this.#ports.nodeId], () => {
        this.#becomeGathering();
        this.#beats.beat();
      });
    });
  }

  /** For a moment after a loss, calls wait for it to be over. */
  get #isWaiting(): boolean {
    return this.#ports.clock.now() - this.#lostAt < this.#ports.times.patienceMs && !this.#isClosed;
  }

  #lost(reason: string): void {
    this.#lostBy = reason;
    if (this.#state === 'away') return;
    this.#becomeAlone(reason);
    this.#state = 'away';
    this.#beats.interrupt();
    this.#session.leave();
  }

  #becomeAlone(reason: string): void {
    if (this.#lone.isAlone) return;
    this.#lostBy = reason;
    this.#lostAt = this.#ports.clock.now();
    this.#lone.part();
  }

  #becomeGathering(): void {
    this.#becomeAlone('Redis was emptied; waiting for what the other nodes hold');
    this.#state = 'gathering';
  }

  #becomeTogether(): void {
    this.#state = 'together';
    this.#lone.meet();
    this.#lostAt = -Infinity;
    this.#seen.showAll();
    this.#isToldAlone = false;
    this.#ports.observer.together(this.#sight.nodes);
    this.#started();
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
