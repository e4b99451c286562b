import {
  close,
  closeSync,
  fdatasync,
  fsync,
  mkdirSync,
  openSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { promisify } from 'node:util';
import { alivePayload, entryHead, entryId, entryKinds, isOfKind, lifePayload } from './entry';
import { encodeLines, readLines } from './line';
import { listSegments, readSegment, segmentFile, segmentLife, type Segment } from './segments';

export interface JournalWriterOptions {
  readonly directory: string;
  /** This run of the service. */
  readonly life: string;
  /** A segment is sealed when it has so many bytes, or has been written to for so long. */
  readonly segmentBytes: number;
  readonly segmentAgeMs: number;
  /** The journal grows to this size; what comes then is not kept. */
  readonly limitBytes: number;
  readonly wallTime: () => number;
}

/** Hears how the journal grows. */
export interface JournalWriterListener {
  /** The segment is sound up to `bytes`; a sealed one grows no more. */
  grown(segment: Segment, sealed: boolean): void;
  /** The disk refuses; what was to be written is kept in memory and tried again. */
  refused(error: Error): void;
  accepted(): void;
  /** So many entries were not kept, because the journal has its full size. */
  dropped(entries: number): void;
}

interface OwnSegment {
  readonly file: string;
  readonly number: number;
  bytes: number;
}

interface CurrentSegment extends OwnSegment {
  readonly descriptor: number;
  readonly openedAt: number;
}

const syncData = promisify(fdatasync);
const syncAll = promisify(fsync);
const closeFile = promisify(close);

/**
 * The files of the journal. Entries go into the current segment; a full or old one is sealed and followed by the next.
 *
 *     current   written to
 *     sealed    waits until all its closed calls are in the database
 *     loaded    they are; it is deleted once at most half of it is about calls still open, and that half is written again
 *
 * Segments of earlier lives, which a crash left, are not its own: `older` names them, and who has read them deletes them.
 * Those of its own life, when the thread that wrote them ended and another goes on, count as sealed.
 */
export class JournalWriter {
  readonly older: readonly Segment[];
  readonly #options: JournalWriterOptions;
  readonly #listener: JournalWriterListener;
  readonly #openCalls = new Set<string>();
  readonly #sealed = new Map<number, OwnSegment>();
  readonly #loaded = new Map<number, OwnSegment>();
  #current: CurrentSegment | null = null;
  #lastNumber = 0;
  /** Encoded and not written: the disk refused. */
  #waiting: Buffer[] = [];
  #olderBytes = 0;
  #isDirty = false;
  #isRefused = false;
  /** What is on its way to the disk; the writer never waits for it, save where it must be there. */
  readonly #syncing = new Set<Promise<void>>();
  #isDeleting = false;

  constructor(options: JournalWriterOptions, listener: JournalWriterListener) {
    this.#options = options;
    this.#listener = listener;
    mkdirSync(options.directory, { recursive: true });
    const older: Segment[] = [];
    for (const segment of listSegments(options.directory)) {
      this.#lastNumber = segment.number;
      if (segmentLife(segment.file) === options.life) this.#adopt(segment);
      else older.push(segment);
    }
    this.older = older;
    this.#olderBytes = older.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Size of the journal on disk and of what waits for it. */
  get bytes(): number {
    let sum = this.#olderBytes + (this.#current?.bytes ?? 0);
    for (const { bytes } of [...this.#sealed.values(), ...this.#loaded.values()]) sum += bytes;
    for (const { length } of this.#waiting) sum += length;
    return sum;
  }

  get openCalls(): number {
    return this.#openCalls.size;
  }

  /** Its own segments that wait for the database, the current one last. */
  get unloaded(): readonly { readonly segment: Segment; readonly sealed: boolean }[] {
    const sealed = [...this.#sealed.values()].map((segment) => ({ segment: { ...segment }, sealed: true }));
    return this.#current === null ? sealed : [...sealed, { segment: plain(this.#current), sealed: false }];
  }

  append(payloads: readonly (string | Uint8Array)[]): void {
    if (this.bytes >= this.#options.limitBytes) {
      this.#listener.dropped(payloads.length);
      return;
    }
    const entries = payloads.map((payload) => (typeof payload === 'string' ? Buffer.from(payload) : payload));
    for (const entry of entries) this.#note(entry);
    this.#waiting.push(encodeLines(entries));
    this.#write();
  }

  /** Once a second: says that the service lives while calls are open, seals an old segment, brings all to the disk. */
  async tick(): Promise<void> {
    if (this.#openCalls.size > 0) {
      this.append([alivePayload(this.#options.life, this.#options.wallTime())]);
    } else {
      this.#write();
    }
    const current = this.#current;
    if (current === null) return;
    if (this.#options.wallTime() - current.openedAt >= this.#options.segmentAgeMs) {
      this.#seal();
      await this.#deleteLoaded();
    } else if (this.#isDirty) {
      this.#isDirty = false;
      // Sealed meanwhile, it is closed only after a sync of its own.
      this.#sync(current.descriptor);
    }
  }

  /** All the closed calls of a sealed segment are in the database. */
  async loaded(number: number): Promise<void> {
    const segment = this.#sealed.get(number);
    if (segment === undefined) return;
    this.#sealed.delete(number);
    this.#loaded.set(number, segment);
    await this.#deleteLoaded();
  }

  /** All the older segments are in the database. */
  recovered(): void {
    for (const { file } of this.older) unlinkSync(file);
    this.#olderBytes = 0;
  }

  /** Brings everything to the disk and seals; what is appended afterwards begins a new segment. */
  async flush(): Promise<void> {
    this.#write();
    this.#seal();
    await Promise.all(this.#syncing);
  }

  #adopt(segment: Segment): void {
    this.#sealed.set(segment.number, { ...segment });
    for (const { bytes } of readLines(readSegment(segment.file, 0, Infinity), () => undefined)) {
      this.#note(bytes);
    }
  }

  /** Keeps count of the calls that are open. */
  #note(payload: Uint8Array): void {
    if (isOfKind(payload, entryKinds.opened)) this.#openCalls.add(entryId(entryHead(payload)));
    else if (isOfKind(payload, entryKinds.closed)) this.#openCalls.delete(entryId(entryHead(payload)));
  }

  #write(): void {
    if (this.#waiting.length === 0) return;
    try {
      const current = (this.#current ??= this.#begin());
      const bytes = this.#waiting.length === 1 ? this.#waiting[0] : Buffer.concat(this.#waiting);
      if (bytes === undefined) return;
      // A write cut short leaves a torn line that the next try, at the same place, writes over.
      writeWhole(current.descriptor, bytes, current.bytes);
      current.bytes += bytes.length;
      this.#waiting = [];
      this.#isDirty = true;
      this.#listener.grown(plain(current), false);
      if (current.bytes >= this.#options.segmentBytes) this.#seal();
    } catch (error) {
      this.#refuse(error);
      return;
    }
    if (!this.#isRefused) return;
    this.#isRefused = false;
    this.#listener.accepted();
  }

  #begin(): CurrentSegment {
    const { directory, life, wallTime } = this.#options;
    const number = this.#lastNumber + 1;
    const file = segmentFile(directory, number);
    const descriptor = openSync(file, 'w');
    const first = encodeLines([lifePayload(life)]);
    try {
      writeWhole(descriptor, first, 0);
    } catch (error) {
      closeSync(descriptor);
      rmSync(file, { force: true });
      throw error;
    }
    this.#lastNumber = number;
    // So that the new file's name survives a power loss with its content.
    const folder = openSync(directory, 'r');
    this.#track(syncAll(folder).finally(() => closeFile(folder)));
    return { file, number, bytes: first.length, descriptor, openedAt: wallTime() };
  }

  #seal(): void {
    const current = this.#current;
    if (current === null) return;
    this.#current = null;
    this.#isDirty = false;
    const { descriptor } = current;
    // A sync under way may still use the descriptor.
    const before = Promise.allSettled([...this.#syncing]);
    this.#track(
      syncData(descriptor)
        .finally(() => before)
        .finally(() => closeFile(descriptor)),
    );
    const segment = plain(current);
    this.#sealed.set(segment.number, { ...segment });
    this.#listener.grown(segment, true);
  }

  #sync(descriptor: number): void {
    this.#track(syncData(descriptor));
  }

  #track(sync: Promise<void>): void {
    const tracked = sync
      .catch((error: unknown) => {
        this.#refuse(error);
      })
      .finally(() => {
        this.#syncing.delete(tracked);
      });
    this.#syncing.add(tracked);
  }

  #refuse(error: unknown): void {
    this.#isRefused = true;
    this.#listener.refused(error instanceof Error ? error : new Error(String(error)));
  }

  async #deleteLoaded(): Promise<void> {
    if (this.#isDeleting) return;
    this.#isDeleting = true;
    try {
      for (const segment of [...this.#loaded.values()]) {
        const open = this.#openCalls.size === 0 ? [] : this.#entriesOfOpenCalls(segment);
        if (open === null) continue;
        if (open.length > 0 && !(await this.#rewrite(open))) return;
        unlinkSync(segment.file);
        this.#loaded.delete(segment.number);
      }
    } finally {
      this.#isDeleting = false;
    }
  }

  /** Writes entries again; true: they are safe in their new place, and the old one may go. */
  async #rewrite(payloads: readonly string[]): Promise<boolean> {
    this.#waiting.push(encodeLines(payloads));
    this.#write();
    if (this.#current !== null) this.#sync(this.#current.descriptor);
    await Promise.all(this.#syncing);
    return this.#waiting.length === 0;
  }

  /** Null: they are more than half of the segment. */
  #entriesOfOpenCalls(segment: OwnSegment): readonly string[] | null {
    const payloads: string[] = [];
    let size = 0;
    const lines = readLines(readSegment(segment.file, 0, Infinity), () => undefined);
    for (const line of lines) {
      if (!this.#openCalls.has(entryId(entryHead(line.bytes)))) continue;
      payloads.push(line.payload);
      size += line.end - line.start;
    }
    return 2 * size > segment.bytes ? null : payloads;
  }
}

const plain = ({ file, number, bytes }: OwnSegment): Segment => ({ file, number, bytes });

function writeWhole(descriptor: number, bytes: Buffer, position: number): void {
  let written = 0;
  while (written < bytes.length) {
    written += writeSync(descriptor, bytes, written, bytes.length - written, position + written);
  }
}
