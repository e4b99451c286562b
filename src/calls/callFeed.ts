import type { EventBus } from '../events/eventBus';
import type { ServiceEvents } from '../events/serviceEvents';
import type { LiveCallSummary } from '../model/liveCall';
import { TimerNode, type TimerWheel } from '../model/timerWheel';
import type { CallObserver } from './callPorts';
import type { ObservedCall } from './callRecord';

/** What happens to a call within this time is told as one change. */
const intervalMs = 70;
/** While more is waiting than one step takes. */
const hurriedIntervalMs = 20;
/** Calls a step: about a millisecond of this thread's time. */
const callsAStep = 400;

/** Visits the calls in progress after an id, in order, until told to stop; the last id seen, null at the end. */
export type WalkCalls = (after: string | null, visit: (call: ObservedCall) => boolean) => string | null;

/**
 * Tells who follows the live calls what becomes of them, in steps. While nobody does, a call costs it one comparison.
 *
 *     idle        nobody follows: nothing is noted
 *     filling     somebody asked (`calls_wanted`): the calls in progress are told of, some a step, changes among them
 *     following   changes alone
 *
 * What waits to be told is at most one entry a call in progress and one a call that ended since the last step, whoever
 * is slow: steps that cannot be delivered are dropped by the bus, and the follower asks again from the start.
 */
export class CallFeed extends TimerNode implements CallObserver {
  readonly #bus: Pick<EventBus<ServiceEvents>, 'publish' | 'isWanted'>;
  readonly #wheel: TimerWheel;
  readonly #walk: WalkCalls;
  #state: 'idle' | 'filling' | 'following' = 'idle';
  #resetDue = false;
  /** Id of the last call the filling came to; null: none yet. */
  #filledTo: string | null = null;
  /** By id, what the next steps tell; null: the call is over. */
  readonly #waiting = new Map<string, ObservedCall | null>();
  /** Those of them nobody was told of before. */
  readonly #untold = new Set<string>();

  constructor(
    bus: Pick<EventBus<ServiceEvents>, 'publish' | 'isWanted'>,
    wheel: TimerWheel,
    walk: WalkCalls,
  ) {
    super();
    this.#bus = bus;
    this.#wheel = wheel;
    this.#walk = walk;
  }

  /** Tells all calls in progress again, from the start. */
  refill(): void {
    this.#state = 'filling';
    this.#resetDue = true;
    this.#filledTo = null;
    this.#waiting.clear();
    this.#untold.clear();
    this.#wheel.scheduleIn(this, 0);
  }

  opened(call: ObservedCall): void {
    if (this.#state === 'idle') return;
    this.#untold.add(call.id);
    this.#note(call.id, call);
  }

  changed(call: ObservedCall): void {
    if (this.#state !== 'idle') this.#note(call.id, call);
  }

  closed({ id }: ObservedCall): void {
    if (this.#state === 'idle') return;
    // It came and went between two steps: nobody need know.
    if (this.#untold.delete(id)) this.#waiting.delete(id);
    else this.#note(id, null);
  }

  override onTimer(): void {
    if (!this.#bus.isWanted('calls')) {
      this.#state = 'idle';
      this.#waiting.clear();
      this.#untold.clear();
      return;
    }
    const reset = this.#resetDue;
    this.#resetDue = false;
    const upsert: LiveCallSummary[] = [];
    const remove: string[] = [];
    for (const [id, call] of this.#waiting) {
      if (upsert.length + remove.length >= callsAStep) break;
      this.#waiting.delete(id);
      this.#untold.delete(id);
      if (call === null) remove.push(id);
      else upsert.push(call.summary());
    }
    const complete = this.#state === 'filling' && this.#fill(upsert, callsAStep - remove.length);
    this.#bus.publish('calls', { reset, upsert, remove, complete });
    if (this.#state === 'filling' || this.#waiting.size > 0) this.#wheel.scheduleIn(this, hurriedIntervalMs);
  }

  #note(id: string, call: ObservedCall | null): void {
    this.#waiting.set(id, call);
    if (!this.#wheel.isScheduled(this)) this.#wheel.scheduleIn(this, intervalMs);
  }

  /** Goes on with the filling until the step has `room` calls; true: that was the last of it. */
  #fill(upsert: LiveCallSummary[], room: number): boolean {
    if (upsert.length >= room) return false;
    this.#filledTo = this.#walk(this.#filledTo, (call) => {
      upsert.push(call.summary());
      this.#untold.delete(call.id);
      this.#waiting.delete(call.id);
      return upsert.length < room;
    });
    if (this.#filledTo !== null) return false;
    this.#state = 'following';
    return true;
  }
}
