import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventListener, Subscription } from '../eventBus';
import { Listeners } from '../listeners';
import type { NodeBus, NodeListener } from '../nodeBus';
import type { ControlMessage, HereMessage } from './controlMessage';
import { EventWindow } from './eventWindow';
import { heedMs, Heeds } from './heeds';
import { NodeRoll } from './nodeRoll';
import { RedisChannels } from './redisChannels';

/** How often a node says that it is there, and after how long without a word a connection or a node counts as gone. */
const beatMs = 1_000;
const silenceMs = 3_500;

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
  readonly #handlers: RedisBusHandlers;
  readonly #listeners: Listeners<Events>;
  readonly #roll: NodeRoll;
  readonly #channels: RedisChannels;
  readonly #window: EventWindow;
  readonly #heeds = new Heeds();
  readonly #beats: NodeJS.Timeout;
  /** Counts the times Redis was lost, so that what was begun before knows that it is void. */
  #loss = 0;
  #state: 'away' | 'joining' | 'joined' = 'away';
  #wasJoined = false;
  #heardSelfAt = 0;
  #onJoined: () => void = () => undefined;
  #isClosed = false;

  /** Begins to join at once. */
  constructor({ url, prefix, node }: RedisBusSetting, handlers: RedisBusHandlers) {
    this.node = node;
    this.#handlers = handlers;
    const onFault = (error: unknown): void => {
      handlers.onFault(error);
    };
    this.#listeners = new Listeners(onFault);
    this.#roll = new NodeRoll(onFault);
    this.#window = new EventWindow(() => {
      this.#mention({ type: 'gap', node });
    });
    this.#channels = new RedisChannels(url, prefix, {
      ready: () => {
        void this.#join();
      },
      closed: () => {
        this.#lost();
      },
      failed: (error) => {
        if (!this.#isClosed) handlers.onState(error);
      },
      said: (message) => {
        this.#hear(message);
      },
      event: (name, from, event) => {
        if (from !== node) this.#listeners.deliver(name, event);
      },
      unreadable: (error) => {
        handlers.onFault(error);
        this.#listeners.tellGap();
      },
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
    this.#window.send(() => this.#channels.publish(name, this.node, event));
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
        await this.#channels.listen(name);
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
      const goodbye = this.#channels.say({ type: 'bye', node: this.node }).catch(() => undefined);
      await Promise.race([goodbye, sleep(heedMs, undefined, { ref: false })]);
    }
    this.#lost();
    this.#channels.close();
  }

  /** Listened first, told then: whatever is published after the answers is heard. */
  async #join(): Promise<void> {
    if (this.#state !== 'away' || !this.#channels.isReady) return;
    const loss = this.#loss;
    this.#state = 'joining';
    this.#heardSelfAt = performance.now();
    try {
      await this.#channels.join(this.#listeners.names());
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
  #announce(isBack: boolean): Promise<void> {
    return this.#heeds.said((id) => this.#channels.say(this.#here(id, isBack)));
  }

  #here(id: number | null, isBack: boolean): HereMessage {
    return { type: 'here', ...this.#self(), id, isBack };
  }

  #self(): Pick<HereMessage, 'node' | 'instance' | 'wanted'> {
    return { node: this.node, instance: this.#instance, wanted: this.#listeners.names() };
  }

  /** Something said that nobody waits for. */
  #mention(message: ControlMessage): void {
    const loss = this.#loss;
    this.#channels.say(message).catch((error: unknown) => {
      this.#lostIf(loss, error);
    });
  }

  #forget(name: string): void {
    if (this.#state === 'away') return;
    const loss = this.#loss;
    this.#channels.forget(name).catch((error: unknown) => {
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
        if (to === this.node) this.#heeds.heeded(id, node);
        return;
      }
      case 'gap':
        this.#listeners.tellGap();
        return;
      case 'bye':
        this.#roll.left(message.node);
    }
  }

  /** Begins anew, unless that was done meanwhile. */
  #lostIf(loss: number, error: unknown): void {
    if (loss !== this.#loss || this.#isClosed) return;
    this.#handlers.onState(error instanceof Error ? error : new Error(String(error)));
    this.#lost();
    this.#channels.reconnect();
  }

  #lost(): void {
    if (this.#state === 'away') return;
    if (!this.#isClosed) this.#handlers.onState(new Error('the connection to Redis has ended'));
    this.#loss += 1;
    this.#state = 'away';
    this.#window.beginAnew();
    this.#heeds.giveUp();
    this.#roll.clear();
  }
}
