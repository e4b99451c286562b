import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { deserialize, serialize } from 'node:v8';
import { Redis, type RedisOptions } from 'ioredis';
import type { EventListener, Subscription } from './eventBus';
import { Listeners } from './listeners';
import type { NodeBus, NodeListener } from './nodeBus';
import { NodeRoll } from './nodeRoll';

/** Events on their way to Redis; beyond it they are dropped until all of those are there. */
const mostUnderWay = 256;
/** How often a node says that it is there, and after how long without a word a connection or a node counts as gone. */
const beatMs = 1_000;
const silenceMs = 3_500;
/** How long another node may take to heed what is said to it. */
const heedMs = 1_000;
const longestRetryMs = 1_000;

export interface RedisBusSetting {
  readonly url: string;
  /** What the channels' names begin with; the same for all nodes of one database, and theirs alone. */
  readonly prefix: string;
  /** Id of this node. */
  readonly node: string;
}

export interface RedisBusHandlers {
  /** What a listener throws, and messages that cannot be read. */
  onFault(error: unknown): void;
  /** Redis has been reached, or lost; null: reached. */
  onState(error: Error | null): void;
}

/** What nodes say to each other beside events. */
type ControlMessage =
  /** Every second, and when something about it changes; with an id it asks to be heeded. */
  | {
      readonly type: 'here';
      readonly node: string;
      readonly instance: string;
      readonly id: number | null;
      /** Names of the events it listens to. */
      readonly wanted: readonly string[];
      /** It was cut off, and what it published meanwhile nobody heard. */
      readonly isBack: boolean;
    }
  | {
      readonly type: 'heeded';
      readonly node: string;
      readonly instance: string;
      readonly to: string;
      readonly id: number;
      readonly wanted: readonly string[];
    }
  /** It dropped events. */
  | { readonly type: 'gap'; readonly node: string }
  | { readonly type: 'bye'; readonly node: string };

/** Waits for the others to heed what was said. */
interface Heed {
  readonly heeded: Set<string>;
  /** How many others heard it; null: Redis has not said. */
  expected: number | null;
  readonly done: () => void;
}

const connection: RedisOptions = {
  connectTimeout: 3_000,
  commandTimeout: 3_000,
  disconnectTimeout: 500,
  retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 10), longestRetryMs),
  // What cannot be sent now is not sent later: who was cut off begins anew.
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  autoResubscribe: false,
  maxRetriesPerRequest: 0,
};

/**
 * The event bus between nodes, over Redis publish and subscribe: one channel an event name, and one on which nodes say that
 * they are there and what they listen to, so that an event nobody listens to is not sent.
 *
 *     away      Redis is out of reach, wholly or one way: the bus is this node's own
 *     joining   both connections stand: channels are subscribed to, then the others are told and have answered
 *     joined    what is published here is heard there, and the other way round
 *
 * Redis keeps nothing for who is cut off. So whoever joins again tells its own listeners of a gap, and so do all who hear
 * that it is back; the same where events were dropped because Redis took them too slowly. A connection over which a node
 * does not hear its own beat is dead, whatever TCP thinks of it.
 */
export class RedisEventBus<Events extends object> implements NodeBus<Events> {
  readonly node: string;
  readonly #instance = randomUUID();
  readonly #prefix: string;
  readonly #handlers: RedisBusHandlers;
  readonly #listeners: Listeners<Events>;
  readonly #roll: NodeRoll;
  readonly #sender: Redis;
  readonly #receiver: Redis;
  readonly #beats: NodeJS.Timeout;
  /** Counts the times Redis was lost, so that what was begun before knows that it is void. */
  #loss = 0;
  #state: 'away' | 'joining' | 'joined' = 'away';
  #wasJoined = false;
  #heardSelfAt = 0;
  #underWay = 0;
  #dropped = false;
  #lastId = 0;
  readonly #heeds = new Map<number, Heed>();
  #onJoined: () => void = () => undefined;
  #isClosed = false;

  /** Begins to join at once. */
  constructor(setting: RedisBusSetting, handlers: RedisBusHandlers) {
    this.node = setting.node;
    this.#prefix = setting.prefix;
    this.#handlers = handlers;
    this.#listeners = new Listeners((error) => {
      handlers.onFault(error);
    });
    this.#roll = new NodeRoll((error) => {
      handlers.onFault(error);
    });
    this.#sender = this.#connect(setting.url);
    this.#receiver = this.#connect(setting.url);
    this.#receiver.on('messageBuffer', (channel: Buffer, message: Buffer) => {
      this.#receive(channel.toString(), message);
    });
    this.#beats = setInterval(() => {
      this.#beat();
    }, beatMs).unref();
  }

  /** Resolves when the others hear this node, or `patienceMs` are over: then it goes on trying. */
  async untilJoined(patienceMs: number): Promise<void> {
    if (this.isJoined) return;
    const joined = new Promise<void>((resolve) => {
      this.#onJoined = resolve;
    });
    await Promise.race([joined, sleep(patienceMs, undefined, { ref: false })]);
  }

  /** False: Redis is out of reach. */
  get isJoined(): boolean {
    return this.#state === 'joined';
  }

  others(): readonly string[] {
    return this.#roll.nodes();
  }

  followNodes(listener: NodeListener): Subscription {
    return this.#roll.follow(listener);
  }

  publish<Name extends keyof Events & string>(name: Name, event: Events[Name]): void {
    this.#listeners.deliver(name, event);
    if (this.#state === 'away' || !this.#roll.isWanted(name)) return;
    if (this.#dropped || this.#underWay >= mostUnderWay) {
      this.#dropped = true;
      return;
    }
    this.#underWay += 1;
    const loss = this.#loss;
    this.#sender.publish(this.#channelOf(name), serialize([this.node, event])).then(
      () => {
        if (loss === this.#loss) this.#arrived();
      },
      () => {
        if (loss !== this.#loss) return;
        this.#dropped = true;
        this.#arrived();
      },
    );
  }

  async subscribe<Name extends keyof Events & string>(
    name: Name,
    listener: EventListener<Events[Name]>,
  ): Promise<Subscription> {
    const subscription = this.#listeners.add(name, listener, () => {
      this.#forget(name);
    });
    if (this.#state !== 'away') {
      const loss = this.#loss;
      try {
        await this.#receiver.subscribe(this.#channelOf(name));
        await this.#announce(false);
      } catch (error) {
        this.#lostIf(loss, error);
      }
    }
    return subscription;
  }

  isWanted(name: keyof Events & string): boolean {
    return this.#listeners.has(name) || this.#roll.isWanted(name);
  }

  /** Says goodbye to the others. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#beats);
    if (this.#state !== 'away') {
      const goodbye = this.#say({ type: 'bye', node: this.node }).catch(() => undefined);
      await Promise.race([goodbye, sleep(heedMs, undefined, { ref: false })]);
    }
    this.#lost();
    this.#sender.disconnect();
    this.#receiver.disconnect();
  }

  #connect(url: string): Redis {
    const client = new Redis(url, connection);
    client.on('ready', () => {
      void this.#join();
    });
    client.on('close', () => {
      this.#lost();
    });
    client.on('error', (error: Error) => {
      if (!this.#isClosed) this.#handlers.onState(error);
    });
    return client;
  }

  /** Listened first, told then: whatever is published after the answers is heard. */
  async #join(): Promise<void> {
    if (this.#state !== 'away' || this.#sender.status !== 'ready' || this.#receiver.status !== 'ready')
      return;
    const loss = this.#loss;
    this.#state = 'joining';
    this.#heardSelfAt = performance.now();
    try {
      await this.#receiver.subscribe(
        this.#control,
        ...this.#listeners.names().map((name) => this.#channelOf(name)),
      );
      await this.#announce(this.#wasJoined);
    } catch (error) {
      this.#lostIf(loss, error);
    }
    if (loss !== this.#loss) return;
    this.#state = 'joined';
    this.#handlers.onState(null);
    if (this.#wasJoined) this.#listeners.tellGap();
    this.#wasJoined = true;
    this.#onJoined();
  }

  /** Tells the others what is listened to here; resolves when all who heard it have heeded it, or took too long. */
  async #announce(isBack: boolean): Promise<void> {
    this.#lastId += 1;
    const id = this.#lastId;
    const late = new AbortController();
    try {
      await new Promise<void>((done, fail) => {
        const heed: Heed = { heeded: new Set(), expected: null, done };
        this.#heeds.set(id, heed);
        sleep(heedMs, undefined, { ref: false, signal: late.signal }).then(done, () => undefined);
        this.#say(this.#here(id, isBack)).then((heard) => {
          // This node heard it too.
          heed.expected = heard - 1;
          if (heed.heeded.size >= heed.expected) done();
        }, fail);
      });
    } finally {
      late.abort();
      this.#heeds.delete(id);
    }
  }

  #here(id: number | null, isBack: boolean): ControlMessage {
    return { type: 'here', ...this.#self(), id, isBack };
  }

  #self(): Pick<ControlMessage & { type: 'here' }, 'node' | 'instance' | 'wanted'> {
    return { node: this.node, instance: this.#instance, wanted: this.#listeners.names() };
  }

  /** How many heard it. */
  #say(message: ControlMessage): Promise<number> {
    return this.#sender.publish(this.#control, serialize(message));
  }

  /** Something said that nobody waits for. */
  #mention(message: ControlMessage): void {
    const loss = this.#loss;
    this.#say(message).catch((error: unknown) => {
      this.#lostIf(loss, error);
    });
  }

  #forget(name: string): void {
    if (this.#state === 'away') return;
    const loss = this.#loss;
    this.#receiver.unsubscribe(this.#channelOf(name)).catch((error: unknown) => {
      this.#lostIf(loss, error);
    });
    this.#mention(this.#here(null, false));
  }

  #beat(): void {
    if (this.#state === 'away') {
      void this.#join();
      return;
    }
    const before = performance.now() - silenceMs;
    if (this.#heardSelfAt < before) {
      this.#lostIf(this.#loss, new Error('nothing comes from Redis any more'));
      return;
    }
    this.#roll.dropSilent(before);
    this.#mention(this.#here(null, false));
  }

  #receive(channel: string, bytes: Buffer): void {
    try {
      const message: unknown = deserialize(bytes);
      if (channel === this.#control) this.#hear(message as ControlMessage);
      else this.#take(channel.slice(this.#channelOf('').length), message as [string, unknown]);
    } catch (error) {
      this.#handlers.onFault(error);
      this.#listeners.tellGap();
    }
  }

  #take(name: string, [node, event]: readonly [string, unknown]): void {
    if (node !== this.node) this.#listeners.deliver(name, event);
  }

  #hear(message: ControlMessage): void {
    if (message.node === this.node) {
      this.#heardSelfAt = performance.now();
      return;
    }
    switch (message.type) {
      case 'here': {
        const { node, instance, id, wanted, isBack } = message;
        this.#roll.heard(node, instance, wanted, performance.now());
        if (id !== null) {
          this.#mention({ type: 'heeded', ...this.#self(), to: node, id });
        }
        if (isBack) this.#listeners.tellGap();
        return;
      }
      case 'heeded': {
        const { node, instance, to, id, wanted } = message;
        this.#roll.heard(node, instance, wanted, performance.now());
        const heed = to === this.node ? this.#heeds.get(id) : undefined;
        heed?.heeded.add(node);
        if (heed?.expected != null && heed.heeded.size >= heed.expected) heed.done();
        return;
      }
      case 'gap':
        this.#listeners.tellGap();
        return;
      case 'bye':
        this.#roll.left(message.node);
    }
  }

  /** One event more has come to Redis, or never will. */
  #arrived(): void {
    this.#underWay -= 1;
    if (this.#underWay > 0 || !this.#dropped) return;
    this.#dropped = false;
    this.#mention({ type: 'gap', node: this.node });
  }

  /** Begins anew, unless that was done meanwhile. */
  #lostIf(loss: number, error: unknown): void {
    if (loss !== this.#loss || this.#isClosed) return;
    this.#handlers.onState(error instanceof Error ? error : new Error(String(error)));
    this.#lost();
    this.#sender.disconnect(true);
    this.#receiver.disconnect(true);
  }

  #lost(): void {
    if (this.#state === 'away') return;
    if (!this.#isClosed) this.#handlers.onState(new Error('the connection to Redis has ended'));
    this.#loss += 1;
    this.#state = 'away';
    this.#underWay = 0;
    // Whoever comes back is taken to have dropped something.
    this.#dropped = false;
    for (const { done } of this.#heeds.values()) done();
    this.#roll.clear();
  }

  get #control(): string {
    return `${this.#prefix}:nodes`;
  }

  #channelOf(name: string): string {
    return `${this.#prefix}:event:${name}`;
  }
}
