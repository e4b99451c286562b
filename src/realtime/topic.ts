import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TopicName } from './clientMessage';
import { Collection, type Frame, type Item } from './collection';

/** Changes within this time are one; the first goes out at once. */
const intervalMs = 50;
/** Clients sent to before other work of the thread gets its turn. */
const sliceSize = 200;
/** How long a topic nobody follows is kept up for those who come back. */
const lingerMs = 60_000;

/** What a topic tells its source it may do. */
export interface TopicSink {
  /** The whole as it is now: what is not in it is gone. The topic is ready from the first one on. */
  replace(items: Iterable<Item>): void;
  update(upsert: Iterable<Item>, remove: Iterable<string>): void;
  /** There are too many things to hold; called again whenever one of them has changed. */
  tooMany(): void;
  /** The whole cannot be had now; the source goes on trying. */
  failed(): void;
}

/** Where a topic's things come from, while anybody follows it. */
export interface TopicSource {
  /** Tells the sink the whole as soon as it can, then every change; returns what ends it. */
  open(sink: TopicSink): () => void;
}

/** One client's end of a subscription. */
export interface Follower {
  /** False: it is too far behind to be sent this. */
  offer(bytes: Buffer): boolean;
  /** The same for a snapshot, which may be larger than what a client may have waiting. */
  offerSnapshot(bytes: Buffer): boolean;
  /** What it missed, one after the other; false: it is too far behind. */
  resumed(sequence: number, frames: readonly Frame[]): boolean;
  /** The subscription is over: it is to subscribe again. */
  resync(): void;
  /** The subscription is over: there is nothing to be had. */
  unavailable(): void;
}

interface Place {
  /** What it has; null: it waits for the topic to be ready. */
  sequence: number | null;
  readonly since: number | null;
}

/**
 * One topic and those who follow it.
 *
 *     asleep    nobody follows: no source, no collection
 *     opening   the source was asked for the whole; subscribers wait
 *     live      snapshots are given, changes sent
 *     idle      live, but nobody follows any more; asleep after a minute
 *
 * Changes are gathered while a frame is on its way to the followers, some of them a turn, and for as long again as that
 * takes half of: so a change goes out at once when all is quiet, many followers cost fewer and larger frames, and the
 * thread is never more than two thirds at it. A snapshot is of the sequence last sent, so what is sent next follows it.
 */
export class Topic {
  readonly name: TopicName;
  readonly #source: TopicSource;
  readonly #onFault: (error: unknown) => void;
  readonly #places = new Map<Follower, Place>();
  #collection: Collection | null = null;
  #lastSequence = 0;
  #ready = false;
  #close: (() => void) | null = null;
  #linger: NodeJS.Timeout | null = null;
  #waiting = new Map<string, string | null>();
  #timer: NodeJS.Timeout | null = null;
  #sending = false;
  #resyncs = 0;

  constructor(name: TopicName, source: TopicSource, onFault: (error: unknown) => void) {
    this.name = name;
    this.#source = source;
    this.#onFault = onFault;
  }

  get followers(): number {
    return this.#places.size;
  }

  /** Followers told to resynchronise since start. */
  get resyncs(): number {
    return this.#resyncs;
  }

  /** Begins at `since` where what came after is still known, else with a snapshot. */
  subscribe(follower: Follower, since: number | null): void {
    if (this.#linger !== null) clearTimeout(this.#linger);
    this.#linger = null;
    const place: Place = { sequence: null, since };
    this.#places.set(follower, place);
    if (this.#collection === null) this.#open();
    else if (this.#ready) this.#welcome(follower, place, this.#collection);
  }

  unsubscribe(follower: Follower): void {
    if (!this.#places.delete(follower) || this.#places.size > 0) return;
    this.#linger = setTimeout(() => {
      this.close();
    }, lingerMs).unref();
  }

  /** Lets go of everything; the next subscriber begins anew. */
  close(): void {
    if (this.#linger !== null) clearTimeout(this.#linger);
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#linger = null;
    this.#timer = null;
    this.#close?.();
    this.#close = null;
    this.#lastSequence = this.#collection?.sequence ?? this.#lastSequence;
    this.#collection = null;
    this.#ready = false;
    this.#waiting = new Map();
  }

  #open(): void {
    const collection = new Collection(this.name, Math.max(Date.now(), this.#lastSequence + 1));
    this.#collection = collection;
    // A source that was closed may still be in the middle of reading.
    const mine = (act: () => void) => () => {
      if (this.#collection === collection) act();
    };
    this.#close = this.#source.open({
      replace: (items) => {
        mine(() => {
          this.#replace(collection, items);
        })();
      },
      update: (upsert, remove) => {
        mine(() => {
          for (const item of upsert) this.#waiting.set(item.id, JSON.stringify(item));
          for (const id of remove) this.#waiting.set(id, null);
          this.#schedule();
        })();
      },
      tooMany: mine(() => {
        this.#tooMany(collection);
      }),
      failed: mine(() => {
        for (const [follower, { sequence }] of [...this.#places]) {
          if (sequence !== null) continue;
          this.unsubscribe(follower);
          follower.unavailable();
        }
      }),
    });
  }

  #replace(collection: Collection, items: Iterable<Item>): void {
    const gone = new Set([...collection.ids(), ...this.#waiting.keys()]);
    for (const item of items) {
      gone.delete(item.id);
      this.#waiting.set(item.id, JSON.stringify(item));
    }
    for (const id of gone) this.#waiting.set(id, null);
    if (!collection.complete) {
      collection.holdAgain();
      this.#resyncAll();
    }
    if (this.#ready) {
      this.#schedule();
      return;
    }
    collection.apply(this.#take());
    this.#makeReady(collection);
  }

  #tooMany(collection: Collection): void {
    this.#waiting = new Map();
    collection.giveUp();
    this.#resyncAll();
    this.#makeReady(collection);
  }

  #makeReady(collection: Collection): void {
    this.#ready = true;
    for (const [follower, place] of [...this.#places]) {
      if (place.sequence === null) this.#welcome(follower, place, collection);
    }
  }

  #resyncAll(): void {
    for (const [follower, { sequence }] of [...this.#places]) if (sequence !== null) this.#tooSlow(follower);
  }

  #welcome(follower: Follower, place: Place, collection: Collection): void {
    place.sequence = collection.sequence;
    const missed = place.since === null ? null : collection.since(place.since);
    const taken =
      missed === null
        ? follower.offerSnapshot(collection.snapshot())
        : follower.resumed(collection.sequence, missed);
    if (!taken) this.#tooSlow(follower);
  }

  #tooSlow(follower: Follower): void {
    this.#resyncs += 1;
    this.unsubscribe(follower);
    follower.resync();
  }

  #take(): ReadonlyMap<string, string | null> {
    const taken = this.#waiting;
    this.#waiting = new Map();
    return taken;
  }

  #schedule(delayMs = 0): void {
    if (!this.#ready || this.#sending || this.#timer !== null || this.#waiting.size === 0) return;
    if (delayMs === 0) {
      this.#sendNow();
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#sendNow();
    }, delayMs);
  }

  #sendNow(): void {
    const collection = this.#collection;
    const frame = collection?.apply(this.#take()) ?? null;
    if (frame === null) return;
    this.#sending = true;
    const begun = performance.now();
    this.#send(frame)
      .catch(this.#onFault)
      .finally(() => {
        this.#sending = false;
        const took = performance.now() - begun;
        this.#rest(Math.max(intervalMs - took, took / 2));
      });
  }

  /** Gathers changes for so long before the next frame. */
  #rest(ms: number): void {
    if (this.#collection === null || this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#schedule();
    }, ms);
  }

  /** Whoever came after the frame was made has what it says from the snapshot. */
  async #send(frame: Frame): Promise<void> {
    let sent = 0;
    for (const [follower, place] of this.#places) {
      if (place.sequence === null || place.sequence >= frame.sequence) continue;
      place.sequence = frame.sequence;
      if (!follower.offer(frame.bytes)) this.#tooSlow(follower);
      sent += 1;
      if (sent % sliceSize === 0) await nextTurn();
    }
  }
}
