import type { Outcome } from '../../../model/outcome';
import type { Timers } from '../../../model/ports';
import { callKinds, type CallKindName, type PlannedCall } from '../traffic/plannedCall';
import type { EndsReport } from './endsProtocol';
import type { SeenCall } from './seenCall';

/** One call of the lab, both sides of it. */
interface Entry {
  readonly plan: PlannedCall;
  readonly sentAt: number;
  overAt: number;
  /** Null: not over for the caller. */
  outcome: Outcome | null;
  talking: boolean;
  attempts: number;
  openCallees: number;
  answers: number;
}

type Counts = Record<Outcome, number>;

const noCounts = (): Counts => ({
  answered: 0,
  busy: 0,
  no_answer: 0,
  rejected: 0,
  cancelled: 0,
  failed: 0,
  over_capacity: 0,
  blocked: 0,
});

/** What is still on the wire when the caller's side is over arrives within this time. */
const settleMs = 2_000;
const mostAnomalies = 20;
const mostRecent = 5;
/** What the call log has of a caller who withholds its number. */
const withheldNumber = 'anonymous';
/** Calls kept for whoever compares them; of more than these, only counts are known. */
const mostSeen = 50_000;

/**
 * What both ends of every call saw. An entry is opened when the call is made and closed, some time after both sides are
 * over, by comparing them; from then on only its counts are left.
 */
export class CallBook {
  readonly #timers: Timers;
  readonly #wallTime: () => number;
  #seen: SeenCall[] = [];
  #unseen = 0;
  readonly #open = new Map<number, Entry>();
  readonly #outcomes = noCounts();
  readonly #byKind = Object.fromEntries(callKinds.map((kind) => [kind, noCounts()])) as Record<
    CallKindName,
    Counts
  >;
  readonly #anomalies: string[] = [];
  readonly #recent: string[] = [];
  #anomalyCount = 0;
  #made = 0;
  #inProgress = 0;
  #talking = 0;
  #attempts = 0;
  #rerouted = 0;
  #answers = 0;
  #crossed = 0;
  #holds = 0;
  #resumes = 0;
  #strangers = 0;
  #openCallees = 0;

  constructor(timers: Timers, wallTime: () => number) {
    this.#timers = timers;
    this.#wallTime = wallTime;
  }

  get inProgress(): number {
    return this.#inProgress;
  }

  get openCallees(): number {
    return this.#openCallees;
  }

  made(plan: PlannedCall): void {
    this.#made += 1;
    this.#inProgress += 1;
    this.#open.set(plan.index, {
      plan,
      sentAt: this.#wallTime(),
      overAt: this.#wallTime(),
      outcome: null,
      talking: false,
      attempts: 0,
      openCallees: 0,
      answers: 0,
    });
  }

  callerAnswered(index: number): void {
    const entry = this.#open.get(index);
    if (entry === undefined) return;
    entry.talking = true;
    this.#talking += 1;
  }

  callerOver(index: number, outcome: Outcome): void {
    const entry = this.#open.get(index);
    if (entry?.outcome !== null) return;
    entry.outcome = outcome;
    entry.overAt = this.#wallTime();
    this.#inProgress -= 1;
    if (entry.talking) this.#talking -= 1;
    this.#outcomes[outcome] += 1;
    this.#byKind[entry.plan.kind][outcome] += 1;
    this.#recent.push(`${describe(entry.plan)}: ${outcome.replace('_', ' ')}`);
    if (this.#recent.length > mostRecent) this.#recent.shift();
    this.#settle(entry);
  }

  /** A called end got the INVITE. @returns the plan and which attempt this is, from 1; null: a call that is no more */
  received(index: number): { readonly plan: PlannedCall; readonly attempt: number } | null {
    const entry = this.#open.get(index);
    if (entry === undefined) return null;
    entry.attempts += 1;
    entry.openCallees += 1;
    this.#attempts += 1;
    this.#openCallees += 1;
    if (entry.attempts === 2) this.#rerouted += 1;
    return { plan: entry.plan, attempt: entry.attempts };
  }

  calleeAnswered(index: number): void {
    const entry = this.#open.get(index);
    if (entry === undefined) return;
    entry.answers += 1;
    this.#answers += 1;
  }

  calleeOver(index: number): void {
    const entry = this.#open.get(index);
    if (entry === undefined) return;
    entry.openCallees -= 1;
    this.#openCallees -= 1;
    this.#settle(entry);
  }

  held(what: 'hold' | 'resume'): void {
    if (what === 'hold') this.#holds += 1;
    else this.#resumes += 1;
  }

  strangerCame(): void {
    this.#strangers += 1;
  }

  anomaly(text: string): void {
    this.#anomalyCount += 1;
    if (this.#anomalies.length < mostAnomalies) this.#anomalies.push(text);
  }

  anomalyOf(plan: PlannedCall, text: string): void {
    this.anomaly(`${describe(plan)}: ${text}`);
  }

  /** Closes the entries at once whose sides are over, and complains of the others. */
  closeAll(): void {
    for (const entry of [...this.#open.values()]) {
      if (entry.outcome === null) this.anomalyOf(entry.plan, 'the call is not over for its caller');
      if (entry.openCallees > 0) this.anomalyOf(entry.plan, 'the call is not over for the called end');
      this.#close(entry);
    }
  }

  /** The calls that are over on both sides and were not handed out before; null: they were more than are kept. */
  takeSeen(): readonly SeenCall[] | null {
    const [seen, unseen] = [this.#seen, this.#unseen];
    this.#seen = [];
    this.#unseen = 0;
    return unseen === 0 ? seen : null;
  }

  report(dialogs: number, retransmissions: number): EndsReport {
    return {
      made: this.#made,
      inProgress: this.#inProgress,
      talking: this.#talking,
      outcomes: { ...this.#outcomes },
      byKind: this.#byKind,
      attempts: this.#attempts,
      rerouted: this.#rerouted,
      answers: this.#answers,
      crossed: this.#crossed,
      holds: this.#holds,
      resumes: this.#resumes,
      strangers: this.#strangers,
      openCallees: this.#openCallees,
      dialogs,
      retransmissions,
      anomalies: [...this.#anomalies],
      anomalyCount: this.#anomalyCount,
      recent: [...this.#recent],
    };
  }

  #settle(entry: Entry): void {
    if (!isOver(entry)) return;
    this.#timers.after(settleMs, () => {
      if (isOver(entry)) this.#close(entry);
    });
  }

  #close(entry: Entry): void {
    const { plan, outcome, answers, sentAt, overAt } = entry;
    if (!this.#open.delete(plan.index)) return;
    if (this.#seen.length === mostSeen) this.#unseen += 1;
    else {
      const { index, from, dialled } = plan;
      const calling = plan.withheld ? withheldNumber : plan.calling;
      this.#seen.push({
        index,
        from,
        text: describe(plan),
        calling,
        dialled,
        sentAt,
        overAt,
        outcome,
        answers,
      });
    }
    if (outcome === 'answered' && answers === 0) {
      this.anomalyOf(plan, 'the caller was answered, but no end answered');
    } else if (outcome === 'cancelled' && answers > 0) {
      this.#crossed += 1;
    } else if (outcome !== null && outcome !== 'answered' && answers > 0) {
      this.anomalyOf(plan, `an end answered, but the caller saw ${outcome}`);
    }
  }
}

const isOver = ({ outcome, openCallees }: Entry): boolean => outcome !== null && openCallees === 0;

/** `#12 inbound +16465550123 > Ada Park` */
const describe = ({ index, kind, calling, withheld, calledName }: PlannedCall): string =>
  `#${index} ${kind.replaceAll('_', ' ')} ${withheld ? 'withheld' : calling} > ${calledName}`;
