import { setTimeout as sleep } from 'node:timers/promises';
import type { CallRecord } from '../../src/model/callRecord';
import { breathe } from '../batches';
import { CallFolder } from './callFolder';
import { entryBody, entryKinds, isOfKind } from './entry';
import { OpenCallBook, type OpenCallNews } from './openCallBook';
import { readLines } from './line';
import { readSegment, type Segment } from './segments';

/** Writes the call logs of closed calls; those that are there already are left alone. */
export type StoreCalls = (records: readonly CallRecord[]) => Promise<void>;

/** Notes calls in progress, for the other nodes. */
export type NoteCalls = (news: OpenCallNews) => Promise<void>;

export interface JournalLoaderListener {
  /** All of a sealed segment is in the database. */
  loaded(number: number): void;
  /** All of the earlier lives is in the database; so many calls were interrupted, so many bytes damaged. */
  recovered(interrupted: number, damagedBytes: number): void;
  /** The database does not take the call logs; they are tried again. */
  refused(message: string): void;
  accepted(): void;
  /** Bytes of a segment of this life that cannot be read. */
  damaged(number: number, bytes: number): void;
}

const callsABatch = 500;
/** What ends within this time goes to the database together. */
const gatherMs = 300;
const retryMs = 1_000;
/** A database that takes so long for a batch is in trouble, whatever it says in the end. */
const slowMs = 3_000;
/** How often calls in progress are noted: shorter ones seldom are. */
const noteIntervalMs = 5_000;

interface Growing {
  segment: Segment;
  sealed: boolean;
  /** As far as it is in the database. */
  position: number;
}

/**
 * Carries the closed calls of the journal into the database, in their order: first what earlier lives left, then what
 * this one writes. The database may refuse for as long as it likes; what it has not taken stays in the journal.
 */
export class JournalLoader {
  readonly #store: StoreCalls;
  /** Null: there are no other nodes to note calls for. */
  readonly #note: NoteCalls | null;
  readonly #open = new OpenCallBook();
  #notedAt = performance.now();
  readonly #listener: JournalLoaderListener;
  readonly #growing = new Map<number, Growing>();
  #older: readonly Segment[] = [];
  #isOlderLeft = false;
  #isRefused = false;
  #isStopped = false;
  #running: Promise<void> | null = null;

  constructor(store: StoreCalls, listener: JournalLoaderListener, note: NoteCalls | null = null) {
    this.#store = store;
    this.#note = note;
    this.#listener = listener;
  }

  /** Segments of earlier lives; asked once, before anything else. */
  recover(older: readonly Segment[]): void {
    this.#older = older;
    this.#isOlderLeft = true;
    this.#run();
  }

  grown(segment: Segment, sealed: boolean): void {
    const known = this.#growing.get(segment.number);
    if (known === undefined) this.#growing.set(segment.number, { segment, sealed, position: 0 });
    else Object.assign(known, { segment, sealed });
    this.#run();
  }

  /** Resolves when everything told of so far is in the database, or `patienceMs` are over. */
  async finish(patienceMs: number): Promise<void> {
    const late = sleep(patienceMs, 'late' as const, { ref: false });
    while (this.#running !== null) {
      if ((await Promise.race([this.#running, late])) === 'late') break;
    }
    this.#isStopped = true;
  }

  #run(): void {
    if (this.#running !== null || this.#isStopped) return;
    this.#running = this.#work()
      .catch(async (error: unknown) => {
        // A segment that cannot be read; the disk may do so later.
        this.#refuse(error);
        await sleep(retryMs);
      })
      .finally(() => {
        this.#running = null;
        if (this.#isOlderLeft || [...this.#growing.values()].some(hasNews)) this.#run();
      });
  }

  async #work(): Promise<void> {
    if (this.#isOlderLeft) await this.#recover();
    await sleep(gatherMs);
    for (const growing of [...this.#growing.values()]) await this.#load(growing);
    await this.#noteOpen();
  }

  /** After closed calls are stored and in turn with them, so that none is noted once it is over. */
  async #noteOpen(): Promise<void> {
    if (this.#note === null || performance.now() - this.#notedAt < noteIntervalMs) return;
    this.#notedAt = performance.now();
    const news = this.#open.handOn();
    if (news === null) return;
    try {
      await this.#note(news);
    } catch (error) {
      this.#open.takeBack(news);
      this.#refuse(error);
    }
  }

  async #recover(): Promise<void> {
    const folder = new CallFolder();
    const batch: CallRecord[] = [];
    let damagedBytes = 0;
    for (const { file } of this.#older) {
      const lines = readLines(readSegment(file, 0, Infinity), (count) => (damagedBytes += count));
      for (const { payload } of lines) {
        const record = folder.take(payload);
        if (record !== null) batch.push(record);
        if (batch.length >= callsABatch) await this.#storeAll(batch.splice(0));
      }
    }
    const interrupted = folder.interrupted();
    batch.push(...interrupted);
    while (batch.length > 0) await this.#storeAll(batch.splice(0, callsABatch));
    if (this.#isStopped) return;
    this.#isOlderLeft = false;
    this.#older = [];
    this.#listener.recovered(interrupted.length, damagedBytes);
  }

  async #load(growing: Growing): Promise<void> {
    const { segment, sealed } = growing;
    if (growing.position < segment.bytes) {
      const batch: CallRecord[] = [];
      let damagedBytes = 0;
      const bytes = readSegment(segment.file, growing.position, segment.bytes);
      for (const line of readLines(bytes, (count) => (damagedBytes += count))) {
        if (this.#note !== null) this.#open.take(line.payload);
        if (isOfKind(line.bytes, entryKinds.closed)) batch.push(entryBody(line.payload) as CallRecord);
        if (batch.length >= callsABatch) await this.#storeAll(batch.splice(0));
      }
      await this.#storeAll(batch);
      if (this.#isStopped) return;
      growing.position = segment.bytes;
      if (damagedBytes > 0) this.#listener.damaged(segment.number, damagedBytes);
    }
    if (!sealed) return;
    this.#growing.delete(segment.number);
    this.#listener.loaded(segment.number);
  }

  async #storeAll(records: readonly CallRecord[]): Promise<void> {
    while (records.length > 0 && !this.#isStopped) {
      const slow = setTimeout(() => {
        this.#refuse(new Error(`the database has not answered for ${slowMs} ms`));
      }, slowMs);
      try {
        await this.#store(records);
      } catch (error) {
        this.#refuse(error);
        await sleep(retryMs);
        continue;
      } finally {
        clearTimeout(slow);
      }
      if (this.#isRefused) this.#listener.accepted();
      this.#isRefused = false;
      // SQLite answers without ever letting the thread hear its messages.
      await breathe();
      return;
    }
  }

  #refuse(error: unknown): void {
    this.#isRefused = true;
    this.#listener.refused(error instanceof Error ? error.message : String(error));
  }
}

const hasNews = ({ segment, sealed, position }: Growing): boolean => sealed || position < segment.bytes;
