import type { CallParties } from '../decision/decision';
import {
  closeCall,
  endOf,
  type CallEnd,
  type CallEnding,
  type CallRecord,
  type ForwardedTo,
  type KeyedCodes,
  type TransferLink,
  type Transfers,
} from '../model/callRecord';
import type { AttemptRecord, LiveCall, LiveCallSummary } from '../model/liveCall';
import { ownedString } from '../model/ownedString';
import type { Trace, TraceStep } from '../model/trace';
import type { CallState } from './callStates';
import { changedText, closedText, openedText, type CallTextParts } from './callText';

/** What is known of a call for those who watch it, and at its end for its record. */
export class CallHistory {
  readonly id: string;
  readonly #startedAt: number;
  #attempts: AttemptRecord[] = [];
  #parties: CallParties | null = null;
  /** As JSON without its brackets: it is written more often than read, and half the memory of its steps. */
  #trace = '';
  #ringingAt: number | null = null;
  #answeredAt: number | null = null;
  #ending: CallEnding | null = null;
  #calledLogId: string | null = null;
  #forwards: readonly ForwardedTo[] = notForwarded;
  #codes: KeyedCodes | null = null;
  #transfers: Transfers = notTransferred;

  constructor(id: string, startedAt: number) {
    this.id = id;
    this.#startedAt = startedAt;
  }

  /** Null until it is decided whose call it is; it stays null for a call that gets no record. */
  get parties(): CallParties | null {
    return this.#parties;
  }

  /** `newId` is asked where another enterprise gets a record of its own. */
  opened(parties: CallParties, newId: () => string): void {
    const { called, enterprise } = parties;
    if (called !== null && called.enterprise.id !== enterprise?.id) this.#calledLogId = this.#logId(newId);
    this.#parties = {
      ...parties,
      callingNumber: ownedString(parties.callingNumber),
      calledNumber: ownedString(parties.calledNumber),
      dialled: ownedString(parties.dialled),
    };
  }

  /** The number was keyed in only now; what was dialled stays. */
  redialled(parties: CallParties, newId: () => string): void {
    this.opened({ ...parties, dialled: this.#parties?.dialled ?? parties.dialled }, newId);
  }

  keyedIn(codes: KeyedCodes): void {
    this.#codes = codes;
  }

  decided(trace: Trace): void {
    this.#trace = JSON.stringify(trace).slice(1, -1);
  }

  note(step: TraceStep): void {
    this.#trace += `${this.#trace === '' ? '' : ','}${JSON.stringify(step)}`;
  }

  noteAll(trace: Trace): void {
    for (const step of trace) this.note(step);
  }

  /** The call is sent on from a station; `newId` as above. The station it is at from here on. */
  forwarded(to: Pick<ForwardedTo, 'party' | 'number' | 'reason'>, from: number, newId: () => string): number {
    const enterprise = to.party?.enterprise.id;
    const known = [
      this.#parties?.enterprise,
      this.#parties?.called?.enterprise,
      ...this.#forwards.map(({ party }) => party?.enterprise),
    ].some((other) => other?.id === enterprise);
    const forward: ForwardedTo = {
      party: to.party,
      number: ownedString(to.number),
      reason: to.reason,
      from,
      logId: enterprise === undefined || known ? null : this.#logId(newId),
    };
    this.#forwards = [...this.#forwards, forward];
    return this.#forwards.length;
  }

  /** A transfer has brought somebody in from another call. */
  transferredFrom(transferredFrom: TransferLink): void {
    this.#transfers = { ...this.#transfers, transferredFrom };
  }

  /** A transfer has taken somebody on to another call. */
  transferredTo(transferredTo: TransferLink): void {
    this.#transfers = { ...this.#transfers, transferredTo };
  }

  /** Whether an enterprise has a record of the call. */
  isSharedWith(enterpriseId: string): boolean {
    return (
      this.#parties?.enterprise?.id === enterpriseId ||
      this.#forwards.some(({ party }) => party?.enterprise.id === enterpriseId)
    );
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
    // A chain of parts until now; the copy is one flat string.
    this.#trace = ownedString(this.#trace);
    // A copy has no spare room, which an array that grew has.
    this.#attempts = this.#attempts.slice();
  }

  get wasAnswered(): boolean {
    return this.#answeredAt !== null;
  }

  /** The first ending counts. */
  ended(ending: CallEnding): void {
    this.#ending ??= ending;
  }

  /** Null for a call that gets no record. */
  live(state: CallState): LiveCall | null {
    const common = this.#common();
    return common === null ? null : { ...common, state: liveStates[state] };
  }

  /** Entries of the journal; null for a call that gets no record. */
  openedText(at: number): string | null {
    const parts = this.#parts();
    return parts === null ? null : openedText(parts, at);
  }

  changedText(at: number): string | null {
    const parts = this.#parts();
    return parts === null ? null : changedText(parts, at);
  }

  /** Null for a call that has not ended, too. */
  closedText(): string | null {
    const parts = this.#parts();
    return parts?.ending == null ? null : closedText(parts, parts.ending);
  }

  /** The same without attempts and trace; null for a call that gets no record. */
  summary(state: CallState): LiveCallSummary | null {
    const parties = this.#parties;
    return parties === null ? null : { ...this.#facts(parties), state: liveStates[state] };
  }

  /** Null for a call that has not ended. */
  end(): CallEnd | null {
    return this.#ending === null ? null : endOf({ answeredAt: this.#answeredAt }, this.#ending);
  }

  /** Null for a call that gets no record, or has not ended. */
  record(): CallRecord | null {
    const common = this.#common();
    const parties = this.#parties;
    if (common === null || parties === null || this.#ending === null) return null;
    const { peer, called, shownNumber } = parties;
    const [calledLogId, forwards] = [this.#calledLogId, this.#forwards];
    const shown = shownNumber === undefined ? {} : { shownNumber };
    const codes = this.#codes === null ? {} : { codes: this.#codes };
    return closeCall(
      { ...common, peer, ...shown, called, calledLogId, forwards, ...codes, ...this.#transfers },
      this.#ending,
    );
  }

  /** Records sort by when their call began, which the first ten characters of an id say. */
  #logId(newId: () => string): string {
    return this.id.slice(0, 10) + newId().slice(10);
  }

  #parts(): CallTextParts | null {
    if (this.#parties === null) return null;
    return {
      id: this.id,
      parties: this.#parties,
      calledLogId: this.#calledLogId,
      startedAt: this.#startedAt,
      ringingAt: this.#ringingAt,
      answeredAt: this.#answeredAt,
      attempts: this.#attempts,
      forwards: this.#forwards,
      codes: this.#codes,
      transfers: this.#transfers,
      ending: this.#ending,
      trace: this.#trace,
    };
  }

  #common(): Omit<LiveCall, 'state'> | null {
    const parties = this.#parties;
    if (parties === null) return null;
    return {
      ...this.#facts(parties),
      attempts: this.#attempts.map((attempt) => ({ ...attempt })),
      trace: readTrace(this.#trace),
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

const notForwarded: readonly ForwardedTo[] = [];
const notTransferred: Transfers = {};

const readTrace = (steps: string): Trace => JSON.parse(`[${steps}]`) as Trace;

const liveStates: Readonly<Record<CallState, LiveCall['state']>> = {
  deciding: 'routing',
  abandoned: 'ending',
  hunting: 'routing',
  inviting: 'routing',
  ringing: 'ringing',
  replacing: 'routing',
  refusing: 'routing',
  admitting: 'routing',
  asking: 'routing',
  seeking: 'routing',
  ringback: 'ringing',
  joining: 'answered',
  parting: 'ending',
  answering: 'answered',
  established: 'answered',
  referring: 'answered',
  referred: 'answered',
  transferred: 'ending',
  ending: 'ending',
  closed: 'ending',
};
