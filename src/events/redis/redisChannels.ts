import { deserialize, serialize } from 'node:v8';
import { Redis, type RedisOptions } from 'ioredis';
import type { ControlMessage } from './controlMessage';

const longestRetryMs = 1_000;

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

export interface ChannelListener {
  /** Both connections stand. */
  ready(): void;
  /** One of them has ended. */
  closed(): void;
  /** Redis cannot be reached, or does not answer as it should. */
  failed(error: Error): void;
  said(message: ControlMessage): void;
  event(name: string, node: string, event: unknown): void;
  /** A message cannot be read, or what heard it has thrown. */
  unreadable(error: unknown): void;
}

/**
 * The channels of one database in Redis: one an event name, and one on which nodes say things of themselves. A connection
 * that listens can say nothing, so there are two; both are tried again whenever they end.
 */
export class RedisChannels {
  readonly #prefix: string;
  readonly #on: ChannelListener;
  readonly #sender: Redis;
  readonly #receiver: Redis;

  /** Connects at once. `prefix`: what the channels' names begin with. */
  constructor(url: string, prefix: string, on: ChannelListener) {
    this.#prefix = prefix;
    this.#on = on;
    this.#sender = this.#connect(url);
    this.#receiver = this.#connect(url);
    this.#receiver.on('messageBuffer', (channel: Buffer, message: Buffer) => {
      this.#receive(channel.toString(), message);
    });
  }

  get isReady(): boolean {
    return this.#sender.status === 'ready' && this.#receiver.status === 'ready';
  }

  /** Listens to what nodes say of themselves, and to events of these names. */
  async join(names: readonly string[]): Promise<void> {
    await this.#receiver.subscribe(this.#control, ...names.map((name) => this.#channelOf(name)));
  }

  async listen(name: string): Promise<void> {
    await this.#receiver.subscribe(this.#channelOf(name));
  }

  async forget(name: string): Promise<void> {
    await this.#receiver.unsubscribe(this.#channelOf(name));
  }

  /** How many heard it. */
  say(message: ControlMessage): Promise<number> {
    return this.#sender.publish(this.#control, serialize(message));
  }

  publish(name: string, node: string, event: unknown): Promise<number> {
    return this.#sender.publish(this.#channelOf(name), serialize([node, event]));
  }

  /** Gives both connections up for new ones. */
  reconnect(): void {
    this.#sender.disconnect(true);
    this.#receiver.disconnect(true);
  }

  close(): void {
    this.#sender.disconnect();
    this.#receiver.disconnect();
  }

  #connect(url: string): Redis {
    const client = new Redis(url, connection);
    client.on('ready', () => {
      if (this.isReady) this.#on.ready();
    });
    client.on('close', () => {
      this.#on.closed();
    });
    client.on('error', (error: Error) => {
      this.#on.failed(error);
    });
    return client;
  }

  #receive(channel: string, bytes: Buffer): void {
    try {
      const message: unknown = deserialize(bytes);
      if (channel === this.#control) this.#on.said(message as ControlMessage);
      else {
        const [node, event] = message as [string, unknown];
        this.#on.event(channel.slice(this.#channelOf('').length), node, event);
      }
    } catch (error) {
      this.#on.unreadable(error);
    }
  }

  get #control(): string {
    return `${this.#prefix}:nodes`;
  }

  #channelOf(name: string): string {
    return `${this.#prefix}:event:${name}`;
  }
}
