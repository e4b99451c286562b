import type { Subscription } from '../../events/eventBus';
import type { NodeBus } from '../../events/nodeBus';
import type { NodeEvents } from '../../events/nodeEvents';
import type { LiveCallsStep, LiveCallSummary } from '../../model/liveCall';
import type { Item } from '../collection';
import type { TopicSink, TopicSource } from '../topic';

/** How long the first whole waits for nodes that are slow to tell theirs. */
const slowNodeMs = 2_000;

/**
 * The calls in progress, of all nodes. A node's feed is listened to before it is asked for the whole, which comes in the
 * same stream as the changes: so there is no moment between the two. Lost steps are made good by asking again.
 */
export const callSource = (
  bus: NodeBus<NodeEvents>,
  present: (call: LiveCallSummary) => Item,
  onFault: (error: unknown) => void,
): TopicSource => ({
  open: (sink) => {
    const follower = new CallFollower(bus.node, sink, present);
    const ask = (to: string | null): void => {
      bus.publish('calls_wanted', { to });
    };
    const askAll = (): void => {
      follower.expectResets([bus.node, ...bus.others()]);
      ask(null);
    };
    const follow = async (): Promise<readonly Subscription[]> => [
      await bus.subscribe('calls', {
        event: ({ node, step }) => {
          follower.take(node, step);
        },
        gap: askAll,
      }),
      bus.followNodes({
        joined: (node) => {
          ask(node);
        },
        gone: (node) => {
          follower.forget(node);
        },
      }),
    ];
    let subscriptions: readonly Subscription[] = [];
    let closed = false;
    const close = (): void => {
      closed = true;
      for (const subscription of subscriptions) subscription.close();
    };
    const late = setTimeout(() => {
      follower.goOnWithout();
    }, slowNodeMs).unref();
    follow()
      .then((made) => {
        subscriptions = made;
        if (closed) close();
        else askAll();
      })
      .catch(onFault);
    return () => {
      clearTimeout(late);
      close();
    };
  },
});

/** The calls of one node. */
interface NodeCalls {
  /** The whole as far as it has come; null: it has come, and changes go straight on. */
  filling: Map<string, Item> | null;
  /** Ids told of to the sink, once the whole has come. */
  ids: Set<string>;
  /** Steps are of no use until the next reset. */
  awaitsReset: boolean;
}

/** Puts the steps of all nodes together: the whole first, once each has told its own, then what changes. */
class CallFollower {
  readonly #own: string;
  readonly #sink: TopicSink;
  readonly #present: (call: LiveCallSummary) => Item;
  readonly #nodes = new Map<string, NodeCalls>();
  /** The first whole as far as it has come; null: it was handed over. */
  #whole: Map<string, Item> | null = new Map();
  /** Nodes it waits for. */
  readonly #expected = new Set<string>();

  constructor(own: string, sink: TopicSink, present: (call: LiveCallSummary) => Item) {
    this.#own = own;
    this.#sink = sink;
    this.#present = present;
  }

  expectResets(nodes: readonly string[]): void {
    for (const calls of this.#nodes.values()) calls.awaitsReset = true;
    if (this.#whole !== null) for (const node of nodes) this.#expected.add(node);
  }

  take(node: string, { reset, upsert, remove, complete }: LiveCallsStep): void {
    let calls = this.#nodes.get(node);
    if (calls === undefined) {
      calls = { filling: null, ids: new Set(), awaitsReset: true };
      this.#nodes.set(node, calls);
    }
    if (reset) {
      calls.awaitsReset = false;
      calls.filling = new Map();
    }
    if (calls.awaitsReset) return;
    const items = upsert.map(this.#present);
    if (calls.filling === null) {
      for (const { id } of items) calls.ids.add(id);
      for (const id of remove) calls.ids.delete(id);
      this.#update(items, remove);
      return;
    }
    for (const item of items) calls.filling.set(item.id, item);
    for (const id of remove) calls.filling.delete(id);
    if (!complete) return;
    const { filling, ids } = calls;
    calls.filling = null;
    calls.ids = new Set(filling.keys());
    this.#update(
      [...filling.values()],
      [...ids].filter((id) => !filling.has(id)),
    );
    this.#arrived(node);
  }

  /** Its calls are over, as far as anybody can know. */
  forget(node: string): void {
    const calls = this.#nodes.get(node);
    this.#nodes.delete(node);
    if (calls !== undefined) this.#update([], [...calls.ids]);
    this.#arrived(node);
  }

  /** Waits no longer for other nodes that have not begun. */
  goOnWithout(): void {
    for (const node of [...this.#expected]) {
      if (node !== this.#own && this.#nodes.get(node)?.awaitsReset !== false) this.#arrived(node);
    }
  }

  #update(upsert: readonly Item[], remove: readonly string[]): void {
    if (this.#whole === null) {
      this.#sink.update(upsert, remove);
      return;
    }
    for (const item of upsert) this.#whole.set(item.id, item);
    for (const id of remove) this.#whole.delete(id);
  }

  #arrived(node: string): void {
    if (!this.#expected.delete(node) || this.#expected.size > 0 || this.#whole === null) return;
    const whole = this.#whole.values();
    this.#whole = null;
    this.#sink.replace(whole);
  }
}
