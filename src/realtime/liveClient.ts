import { WebSocket, type RawData } from 'ws';
import {
  readClientMessage,
  type ClientMessage,
  type LiveError,
  type LiveErrorCode,
  type MessageId,
} from './clientMessage';
import type { Frame } from './collection';
import type { LiveLimits } from './liveLimits';
import type { Follower, Topic } from './topic';

/** What a connection needs of the server it belongs to. */
export interface LiveClientHome {
  readonly limits: LiveLimits;
  readonly topics: ReadonlyMap<string, Topic>;
  authenticate(key: string): boolean;
  authenticated(client: LiveClient): void;
  gone(client: LiveClient): void;
}

/** RFC 6455 section 7.4.1. */
const goingAway = 1001;
const policyViolation = 1008;
/** What waits for a client that never reads ends with the connection when it is this many times the bound. */
const hopelessFactor = 2;

/**
 * One connection.
 *
 *     stranger        only `authenticate` is heard; anything else, a wrong key or too long a silence closes it
 *     authenticated   subscribes and unsubscribes; a bad message is answered with an error and changes nothing
 *     over            closed or lost; it follows nothing
 *
 * A topic is followed once a connection. What is sent waits in the socket; where more waits than the bound allows, the
 * subscription ends with `resync`, which says so in a few bytes, and a new one is refused until half of it is gone.
 */
export class LiveClient {
  readonly connectedAt: number;
  readonly #home: LiveClientHome;
  readonly #socket: WebSocket;
  readonly #subscriptions = new Map<MessageId, Subscription>();
  #state: 'stranger' | 'authenticated' | 'over' = 'stranger';
  #tokens: number;
  #tokensAt: number;
  /** What may wait: the bound, and the last snapshot until it has gone out. */
  #allowance: number;
  #alive = true;
  #pingDueAt: number;

  /** @param now monotonic milliseconds */
  constructor(home: LiveClientHome, socket: WebSocket, now: number) {
    this.#home = home;
    this.#socket = socket;
    this.connectedAt = now;
    this.#tokens = home.limits.messageBurst;
    this.#tokensAt = now;
    this.#allowance = home.limits.bufferedBytes;
    this.#pingDueAt = now + home.limits.pingEveryMs;
    socket.on('message', (data, isBinary) => {
      this.#receive(data, isBinary);
    });
    socket.on('pong', () => {
      this.#alive = true;
    });
    socket.on('close', () => {
      this.#over();
    });
    // What is wrong with a frame closes the connection with the code RFC 6455 has for it; `close` follows.
    socket.on('error', () => undefined);
  }

  get isStranger(): boolean {
    return this.#state === 'stranger';
  }

  /** Bytes that wait to be taken by the other side. */
  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  /** To be called every second or so: drops a client that is dead or never said who it is. */
  tick(now: number): void {
    const { authenticateWithinMs, pingEveryMs } = this.#home.limits;
    if (this.#state === 'stranger' && now - this.connectedAt >= authenticateWithinMs) {
      this.refuse('unauthenticated', 'nobody authenticated in time');
      return;
    }
    if (now < this.#pingDueAt) return;
    if (!this.#alive) {
      this.#socket.terminate();
      return;
    }
    this.#alive = false;
    this.#pingDueAt = now + pingEveryMs;
    this.#socket.ping();
  }

  /** Says why and closes. */
  refuse(code: LiveErrorCode, message: string): void {
    this.#error({ id: null, code, message });
    this.#over();
    this.#socket.close(policyViolation, code);
  }

  /** The service stops. */
  leave(): void {
    this.#over();
    this.#socket.close(goingAway);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  /** Sends what is small, whatever waits; a client that lets even that pile up is lost. */
  say(message: object): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    if (this.bufferedBytes > hopelessFactor * this.#allowance) {
      this.#socket.terminate();
      return;
    }
    this.#socket.send(JSON.stringify(message));
  }

  /** False: more waits for it than may. */
  offer(bytes: Buffer): boolean {
    const waits = this.bufferedBytes;
    if (waits <= this.#home.limits.bufferedBytes) this.#allowance = this.#home.limits.bufferedBytes;
    if (waits + bytes.length > this.#allowance) return false;
    this.#write(bytes);
    return true;
  }

  /** A snapshot is taken whole, but only where little else waits. */
  offerSnapshot(bytes: Buffer): boolean {
    const { bufferedBytes } = this.#home.limits;
    if (this.bufferedBytes > bufferedBytes / 2) return false;
    this.#allowance = bufferedBytes + bytes.length;
    this.#write(bytes);
    return true;
  }

  /** The topic has ended the subscription. */
  forget(id: MessageId): void {
    this.#subscriptions.delete(id);
  }

  #write(bytes: Buffer): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(bytes, { binary: false });
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#state === 'over') return;
    if (!this.#takeToken()) {
      this.refuse('rate_limited', 'too many messages');
      return;
    }
    const message: ClientMessage | LiveError = isBinary
      ? { id: null, code: 'malformed', message: 'expected a text message' }
      : readClientMessage(textOf(data));
    if ('code' in message) {
      if (this.#state === 'stranger') this.refuse(message.code, message.message);
      else this.#error(message);
      return;
    }
    switch (message.type) {
      case 'authenticate':
        this.#authenticate(message.key);
        return;
      case 'subscribe':
      case 'unsubscribe':
        if (this.#state === 'stranger') this.refuse('unauthenticated', 'authenticate first');
        else if (message.type === 'subscribe') this.#subscribe(message);
        else this.#unsubscribe(message.id);
        return;
      default:
        message satisfies never;
    }
  }

  #authenticate(key: string): void {
    if (this.#state === 'authenticated') {
      this.#error({ id: null, code: 'already_authenticated', message: 'this connection has authenticated' });
      return;
    }
    if (!this.#home.authenticate(key)) {
      this.refuse('unauthenticated', 'the key is not valid');
      return;
    }
    this.#state = 'authenticated';
    this.#home.authenticated(this);
    this.say({ type: 'authenticated' });
  }

  #subscribe({ id, topic: name, since }: Extract<ClientMessage, { type: 'subscribe' }>): void {
    const topic = this.#home.topics.get(name);
    const taken =
      this.#subscriptions.has(id) || [...this.#subscriptions.values()].some((one) => one.topic === topic);
    if (topic === undefined) {
      this.#error({ id, code: 'unavailable', message: `${name} cannot be followed here` });
    } else if (taken) {
      this.#error({
        id,
        code: 'already_subscribed',
        message: 'the id or the topic is in use on this connection',
      });
    } else if (this.bufferedBytes > this.#home.limits.bufferedBytes / 2) {
      this.#error({ id, code: 'slow_consumer', message: 'read what was sent before' });
    } else {
      const subscription = new Subscription(this, id, topic);
      this.#subscriptions.set(id, subscription);
      topic.subscribe(subscription, since);
    }
  }

  #unsubscribe(id: MessageId): void {
    const subscription = this.#subscriptions.get(id);
    if (subscription === undefined) {
      this.#error({ id, code: 'not_subscribed', message: 'there is no subscription of this id' });
      return;
    }
    this.#subscriptions.delete(id);
    subscription.topic.unsubscribe(subscription);
    this.say({ type: 'unsubscribed', id });
  }

  #error({ id, code, message }: LiveError): void {
    this.say({ type: 'error', id, code, message });
  }

  #takeToken(): boolean {
    const { messagesASecond, messageBurst } = this.#home.limits;
    const now = performance.now();
    this.#tokens = Math.min(messageBurst, this.#tokens + ((now - this.#tokensAt) / 1000) * messagesASecond);
    this.#tokensAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  #over(): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    for (const subscription of this.#subscriptions.values()) subscription.topic.unsubscribe(subscription);
    this.#subscriptions.clear();
    this.#home.gone(this);
  }
}

/** A connection's place in one topic. */
class Subscription implements Follower {
  readonly topic: Topic;
  readonly #client: LiveClient;
  readonly #id: MessageId;

  constructor(client: LiveClient, id: MessageId, topic: Topic) {
    this.#client = client;
    this.#id = id;
    this.topic = topic;
  }

  offer(bytes: Buffer): boolean {
    return this.#client.offer(bytes);
  }

  offerSnapshot(bytes: Buffer): boolean {
    return this.#client.offerSnapshot(bytes);
  }

  resumed(sequence: number, frames: readonly Frame[]): boolean {
    this.#client.say({ type: 'resumed', id: this.#id, topic: this.topic.name, sequence });
    return frames.every(({ bytes }) => this.#client.offer(bytes));
  }

  resync(): void {
    this.#client.forget(this.#id);
    this.#client.say({ type: 'resync', topic: this.topic.name });
  }

  unavailable(): void {
    this.#client.forget(this.#id);
    const message = 'the service cannot read this now; try again';
    this.#client.say({ type: 'error', id: this.#id, code: 'unavailable', message });
  }
}

const textOf = (data: RawData): string =>
  Buffer.isBuffer(data)
    ? data.toString('utf8')
    : (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)).toString('utf8');
