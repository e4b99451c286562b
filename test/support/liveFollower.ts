import { once } from 'node:events';
import { WebSocket } from 'ws';
import { eventually } from './eventually';

export interface LiveItem {
  readonly id: string;
  readonly [field: string]: unknown;
}

export type LiveMessage = Readonly<Record<string, unknown>> & { readonly type: string };

interface Followed {
  sequence: number;
  complete: boolean;
  readonly items: Map<string, LiveItem>;
  snapshots: number;
  changes: number;
}

/** A client of the live connection that holds what it was told, and throws where the protocol was broken. */
export class LiveFollower {
  readonly messages: LiveMessage[] = [];
  readonly topics = new Map<string, Followed>();
  /** Called after each message that changed something. */
  onChange: (topic: string, at: number) => void = () => undefined;
  closed: { readonly code: number; readonly reason: string } | null = null;
  #broken: Error | null = null;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      this.#take(JSON.parse(data.toString()) as LiveMessage);
    });
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
    });
    socket.on('error', () => undefined);
    open.add(this);
  }

  static async connect(
    httpUrl: string,
    options: { readonly key?: string; readonly origin?: string } = {},
  ): Promise<LiveFollower> {
    const socket = new WebSocket(`${httpUrl.replace(/^http/, 'ws')}/api/v1/live`, {
      ...(options.origin === undefined ? {} : { origin: options.origin }),
    });
    const follower = new LiveFollower(socket);
    await once(socket, 'open');
    if (options.key !== undefined) {
      follower.say({ type: 'authenticate', key: options.key });
      await follower.heard('authenticated');
    }
    return follower;
  }

  say(message: object | string): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Subscribes and waits for the snapshot, or for what was missed. */
  async subscribe(topic: string, since?: number): Promise<Followed> {
    this.say({ type: 'subscribe', id: topic, topic, ...(since === undefined ? {} : { since }) });
    await eventually(() => {
      const answered = this.messages.some(
        ({ type, topic: of }) => (type === 'snapshot' || type === 'resumed') && of === topic,
      );
      if (!answered) throw new Error(`no snapshot of ${topic}: ${JSON.stringify(this.messages.slice(-3))}`);
    });
    return this.topic(topic);
  }

  topic(name: string): Followed {
    if (this.#broken !== null) throw this.#broken;
    const followed = this.topics.get(name);
    if (followed === undefined) throw new Error(`${name} is not followed`);
    return followed;
  }

  /** What is known of a topic from an earlier connection. */
  remember(name: string, followed: Followed): void {
    this.topics.set(name, { ...followed, items: new Map(followed.items) });
  }

  async heard(type: string): Promise<LiveMessage> {
    let found: LiveMessage | undefined;
    await eventually(() => {
      found = this.messages.find((message) => message.type === type);
      if (found === undefined) throw new Error(`no ${type}: ${JSON.stringify(this.messages.slice(-3))}`);
    });
    return found ?? { type };
  }

  async gone(): Promise<{ readonly code: number; readonly reason: string }> {
    await eventually(() => {
      if (this.closed === null) throw new Error('the connection is still there');
    });
    return this.closed ?? { code: 0, reason: '' };
  }

  #take(message: LiveMessage): void {
    this.messages.push(message);
    const at = performance.now();
    const name = String(message.topic);
    if (message.type === 'snapshot') {
      const items = message.items as readonly LiveItem[];
      const before = this.topics.get(name);
      this.topics.set(name, {
        sequence: message.sequence as number,
        complete: message.complete as boolean,
        items: new Map(items.map((item) => [item.id, item])),
        snapshots: (before?.snapshots ?? 0) + 1,
        changes: before?.changes ?? 0,
      });
      this.onChange(name, at);
    } else if (message.type === 'change') {
      try {
        this.#change(name, message);
      } catch (error) {
        this.#broken ??= error as Error;
      }
      this.onChange(name, at);
    }
  }

  #change(name: string, message: LiveMessage): void {
    const followed = this.topics.get(name);
    if (followed === undefined) throw new Error(`a change of ${name} before its snapshot`);
    if (message.sequence !== followed.sequence + 1) {
      throw new Error(`${name}: ${String(message.sequence)} came after ${followed.sequence}`);
    }
    followed.sequence += 1;
    followed.changes += 1;
    for (const item of message.add as readonly LiveItem[]) {
      if (followed.items.has(item.id)) throw new Error(`${name}: ${item.id} was added twice`);
      followed.items.set(item.id, item);
    }
    for (const item of message.change as readonly LiveItem[]) {
      if (!followed.items.has(item.id)) throw new Error(`${name}: ${item.id} changed before it was added`);
      followed.items.set(item.id, item);
    }
    for (const id of message.remove as readonly string[]) {
      if (!followed.items.delete(id)) throw new Error(`${name}: ${id} was removed before it was added`);
    }
  }
}

const open = new Set<LiveFollower>();

/** For `afterEach`: no connection of a test outlives it. */
export function closeFollowers(): void {
  for (const { socket } of open) socket.terminate();
  open.clear();
}
