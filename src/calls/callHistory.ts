import type { CallParties } from '../decision/decision';
import type { AttemptRecord, LiveCall, LiveCallSummary } from '../model/liveCall';
import { failures, type EndedBy, type FailureClass } from '../model/outcome';
import { ownedString } from '../model/ownedString';
import type { Trace } from '../model/trace';
import type { CallRecord } from './callRecord';
import type { CallState } from './callStates';

/** How a call ended. */
export interface Ending {
  readonly at: number;
  readonly by: EndedBy;
  /** Null: it was answered and hung up. */
  readonly failure: FailureClass | null;
  /** What the caller's INVITE was answered. */
  readonly status: number;
  readonly cause: number;
}

/** What is known of a call for those who watch it, and at its end for its record. */
export class CallHistory {
  readonly id: string;
  readonly #startedAt: number;
  #attempts: AttemptRecord[] = [];
  #parties: CallParties | null = null;
  /** As JSON once the call is answered: half the memory of a trace that is kept for long and hardly read. */
  #trace: Trace | string = [];
  #ringingAt: number | null = null;
  #answeredAt: number | null = null;
  #ending: Ending | null = null;

  constructor(id: string, startedAt: number) {
    this.id = id;
    this.#startedAt = startedAt;
  }

  /** Null until it is decided whose call it is; it stays null for a call that gets no record. */
  get parties(): CallParties | null {
    return this.#parties;
  }

  opened(parties: CallParties): void {
    this.#parties = {
      ...parties,
      callingNumber: ownedString(parties.callingNumber),
      calledNumber: ownedString(parties.calledNumber),
      dialled: ownedString(parties.dialled),
    };
  }

  decided(trace: Trace): void {
    this.#trace = trace;
  }

  note(rule: string, result: string): void {
    const trace = this.#readTrace();
    trace.push({ rule, result });
    this.#trace = trace;
  }

  get hasAttempts(): boolean {
    return this.#attempts.length > 0;
  }

  attempted(attempt: AttemptRecord): void {
    this.#attempts.push(attempt);
  }

  /** True the first time. */
  rang(at: number): boolean {
    if (this.#ringingAt !== null) return false;
    this.#ringingAt = at;
    return true;
  }

  /** From here the call is held for long, and keeps nothing of the messages its trace was made from. */
  answered(at: number): void {
    this.#answeredAt = at;
    // What stringify gives is a chain of parts; the copy is one flat string.
    this.#trace = ownedString(JSON.stringify(this.#trace));
    // A copy has no spare room, which an array that grew has.
    this.#attempts = this.#attempts.slice();
  }

  /** The first ending counts. */
  ended(ending: Ending): void {
    this.#ending ??= ending;
  }

  /** Null for a call that gets no record. */
  live(state: CallState): LiveCall | null {
    const common = this.#common();
    return common === null ? null : { ...common, state: liveStates[state] };
  }

  /** The same without attempts and trace; null for a call that gets no record. */
  summary(state: CallState): LiveCallSummary | null {
    const parties = this.#parties;
    return parties === null ? null : { ...this.#facts(parties), state: liveStates[state] };
  }

  /** Null for a call that gets no record, or has not ended. */
  record(): CallRecord | null {
    const common = this.#common();
    const ending = this.#ending;
    if (common === null || this.#parties === null || ending === null) return null;
    const { failure } = ending;
    return {
      ...common,
      peer: this.#parties.peer,
      endedAt: ending.at,
      durationMs: this.#answeredAt === null ? 0 : Math.max(0, ending.at - this.#answeredAt),
      outcome: failure === null ? 'answered' : failures[failure].outcome,
      failure,
      sipCode: ending.status,
      q850Cause: ending.cause,
      endedBy: ending.by,
    };
  }

  #readTrace(): Trace {
    return typeof this.#trace === 'string' ? (JSON.parse(this.#trace) as Trace) : this.#trace;
  }

  #common(): Omit<LiveCall, 'state'> | null {
    const parties = this.#parties;
    if (parties === null) return null;
    return {
      ...this.#facts(parties),
      attempts: this.#attempts.map((attempt) => ({ ...attempt })),
      trace: this.#readTrace().map((step) => ({ ...step })),
    };
  }

  #facts(parties: CallParties): Omit<LiveCallSummary, 'state'> {
    return {
      id: this.id,
      enterprise: parties.enterprise,
      group: parties.group,
      user: parties.user,
      trunkGroup: parties.trunkGroup,
      direction: parties.direction,
      callingNumber: parties.callingNumber,
      calledNumber: parties.calledNumber,
      dialled: parties.dialled,
      emergency: parties.emergency,
      startedAt: this.#startedAt,
      ringingAt: this.#ringingAt,
      answeredAt: this.#answeredAt,
    };
  }
}

const liveStates: Readonly<Record<CallState, LiveCall['state']>> = {
  deciding: 'routing',
  abandoned: 'ending',
  hunting: 'routing',
  inviting: 'routing',
  ringing: 'ringing',
  answering: 'answered',
  established: 'answered',
  ending: 'ending',
  closed: 'ending',
};
