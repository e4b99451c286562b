import type { EventBus, Subscription } from '../../events/eventBus';
import type { ServiceEvents } from '../../events/serviceEvents';
import type { LiveCallsStep, LiveCallSummary } from '../../model/liveCall';
import type { Item } from '../collection';
import type { TopicSink, TopicSource } from '../topic';

/**
 * The calls in progress. The feed is listened to before it is asked for the whole, which comes in the same stream as the
 * changes: so there is no moment between the two. Lost steps are made good by asking again.
 */
export const callSource = (
  bus: EventBus<ServiceEvents>,
  present: (call: LiveCallSummary) => Item,
  onFault: (error: unknown) => void,
): TopicSource => ({
  open: (sink) => {
    const follower = new CallFollower(sink, present);
    const ask = (): void => {
      follower.expectReset();
      bus.publish('calls_wanted', null);
    };
    let subscription: Subscription | null = null;
    let closed = false;
    bus
      .subscribe('calls', {
        event: (step) => {
          follower.take(step);
        },
        gap: ask,
      })
      .then((made) => {
        subscription = made;
        if (closed) made.close();
        else ask();
      })
      .catch(onFault);
    return () => {
      closed = true;
      subscription?.close();
    };
  },
});

/** Puts the steps together. */
class CallFollower {
  readonly #sink: TopicSink;
  readonly #present: (call: LiveCallSummary) => Item;
  /** The whole as far as it has come; null: it has come, and changes go straight on. */
  #filling: Map<string, Item> | null = new Map();
  #awaitsReset = true;

  constructor(sink: TopicSink, present: (call: LiveCallSummary) => Item) {
    this.#sink = sink;
    this.#present = present;
  }

  /** Steps are of no use until the next reset. */
  expectReset(): void {
    this.#awaitsReset = true;
  }

  take({ reset, upsert, remove, complete }: LiveCallsStep): void {
    if (reset) {
      this.#awaitsReset = false;
      this.#filling = new Map();
    }
    if (this.#awaitsReset) return;
    if (this.#filling === null) {
      this.#sink.update(upsert.map(this.#present), remove);
      return;
    }
    for (const call of upsert) this.#filling.set(call.id, this.#present(call));
    for (const id of remove) this.#filling.delete(id);
    if (!complete) return;
    const whole = this.#filling.values();
    this.#filling = null;
    this.#sink.replace(whole);
  }
}
