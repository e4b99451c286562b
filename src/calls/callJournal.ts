import { entryKinds, entryPayload } from '../../db/journal/entry';
import type { Clock } from '../model/ports';
import { TimerNode, type TimerWheel } from '../model/timerWheel';
import type { CallObserver } from './callPorts';
import type { ObservedCall } from './callRecord';

/** Entries are handed over this long after the first: well within the 100 ms of design.md section 2. */
const intervalMs = 50;

/**
 * Tells the journal of calls: as each stands when a batch is handed over, so that what happens to one within a batch costs
 * one entry, and a call that came and went one in all.
 */
export class CallJournal extends TimerNode implements CallObserver {
  readonly #append: (payloads: readonly string[]) => void;
  readonly #wheel: TimerWheel;
  readonly #clock: Clock;
  /** By id, what happened since the last batch: calls the journal does not know yet, and others that changed. */
  readonly #opened = new Map<string, ObservedCall>();
  readonly #changed = new Map<string, ObservedCall>();
  #closed: string[] = [];

  constructor(append: (payloads: readonly string[]) => void, wheel: TimerWheel, clock: Clock) {
    super();
    this.#append = append;
    this.#wheel = wheel;
    this.#clock = clock;
  }

  opened(call: ObservedCall): void {
    this.#opened.set(call.id, call);
    this.#schedule();
  }

  changed(call: ObservedCall): void {
    if (this.#opened.has(call.id)) return;
    this.#changed.set(call.id, call);
    this.#schedule();
  }

  closed(call: ObservedCall): void {
    this.#opened.delete(call.id);
    this.#changed.delete(call.id);
    this.#closed.push(entryPayload(entryKinds.closed, call.id, call.closedText()));
    this.#schedule();
  }

  /** Hands over what there is; at the end of all calls it is asked for, else it comes by itself. */
  flush(): void {
    this.#wheel.cancel(this);
    const at = this.#clock.wallTime();
    const payloads = this.#closed;
    this.#closed = [];
    for (const [id, call] of this.#opened) {
      payloads.push(entryPayload(entryKinds.opened, id, call.openedText(at)));
    }
    for (const [id, call] of this.#changed) {
      payloads.push(entryPayload(entryKinds.changed, id, call.changedText(at)));
    }
    this.#opened.clear();
    this.#changed.clear();
    if (payloads.length > 0) this.#append(payloads);
  }

  override onTimer(): void {
    this.flush();
  }

  #schedule(): void {
    if (!this.#wheel.isScheduled(this)) this.#wheel.scheduleIn(this, intervalMs);
  }
}
