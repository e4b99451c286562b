import type { CallParties } from '../decision/decision';
import type { CallEnd, CallRecord } from '../model/callRecord';
import type { LiveCall, LiveCallSummary } from '../model/liveCall';
import type { CallHistory } from './callHistory';
import type { ObservedCall } from './callRecord';
import type { CallState } from './callStates';

/** A call as those see it who watch it: its history, and the state it is in. */
export abstract class ShownCall implements ObservedCall {
  protected readonly history: CallHistory;

  protected constructor(history: CallHistory) {
    this.history = history;
  }

  abstract get state(): CallState;

  get id(): string {
    return this.history.id;
  }

  get parties(): CallParties | null {
    return this.history.parties;
  }

  /** Whether it is decided whose call it is, so that it is shown and recorded. */
  get isOpen(): boolean {
    return this.parties !== null;
  }

  get wasAnswered(): boolean {
    return this.history.wasAnswered;
  }

  /** Whether an enterprise has a part in the call that it may see. */
  involvesEnterprise(id: string): boolean {
    return this.history.isSharedWith(id);
  }

  snapshot(): LiveCall {
    return this.#told(this.history.live(this.state));
  }

  openedText(at: number): string {
    return this.#told(this.history.openedText(at));
  }

  changedText(at: number): string {
    return this.#told(this.history.changedText(at));
  }

  closedText(): string {
    return this.#told(this.history.closedText());
  }

  summary(): LiveCallSummary {
    return this.#told(this.history.summary(this.state));
  }

  end(): CallEnd {
    return this.#told(this.history.end());
  }

  record(): CallRecord {
    return this.#told(this.history.record());
  }

  /** What observers ask is asked of open calls only, and of their end when they have ended. */
  #told<T>(view: T | null): T {
    if (view === null) throw new Error(`call ${this.id} has not come so far`);
    return view;
  }
}
