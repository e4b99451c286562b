import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { FromJournal, JournalAlarm, JournalStart, ToJournal } from './messages';

const encoder = new TextEncoder();

const threadFile = path.join(__dirname, 'journalThread.js');
/** A thread that has ended is started again after the first, and ever later while it does not start. */
const restartMs = 100;
const longestRestartMs = 5_000;
/** What may wait in memory for a thread that is not there: a few minutes of calls. */
const mostUnconfirmed = 200_000_000;
/** Beyond the patience of a close: for what the thread is in the middle of. */
const closeGraceMs = 5_000;

export interface JournalHandlers {
  alarm(alarm: JournalAlarm): void;
  /** What the alarm with this code spoke of is over. */
  cleared(code: string): void;
  note(message: string, details: Readonly<Record<string, unknown>>): void;
}

/**
 * The journal of call logs as the signalling thread has it: entries are handed over in batches and never waited for. A
 * journal thread that ends unasked is started again and given what the first did not confirm.
 */
export class Journal {
  readonly #start: JournalStart;
  readonly #handlers: JournalHandlers;
  /** By number, batches that are not confirmed to be in the file. */
  readonly #unconfirmed = new Map<number, string>();
  /** Null while there is none that is ready. */
  #worker: Worker | null = null;
  #isStarted = false;
  /** In characters. */
  #unconfirmedSize = 0;
  #lostEntries = 0;
  #lastNumber = 0;
  /** Alarms that are over when the thread is back. */
  readonly #threadTroubles = new Set<string>();
  #bytes = 0;
  /** Set while everything is being brought into the database for the last time. */
  #closing: { readonly deadline: number; readonly closed: () => void } | null = null;
  #isOver = false;

  constructor(start: JournalStart, handlers: JournalHandlers) {
    this.#start = start;
    this.#handlers = handlers;
  }

  /**
   * What is appended before waits until then.
   * @throws Error when the folder cannot be used
   */
  async start(): Promise<void> {
    await this.#run();
    this.#isStarted = true;
  }

  /** Size of the journal as of the last second: what the database has not taken yet, and the segment written to. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Batches on their way to the file. */
  get unconfirmed(): number {
    return this.#unconfirmed.size;
  }

  append(payloads: readonly string[]): void {
    const number = ++this.#lastNumber;
    const batch = payloads.join('\n');
    if (this.#unconfirmedSize + batch.length > mostUnconfirmed) {
      this.#lose(payloads.length);
      return;
    }
    this.#unconfirmedSize += batch.length;
    this.#unconfirmed.set(number, batch);
    if (this.#worker !== null) this.#handOver(this.#worker, number, batch);
  }

  /** Brings everything into the database, waiting for it as long as `patienceMs`; what it does not take stays for the next start. */
  async close(patienceMs: number): Promise<void> {
    if (!this.#isStarted) return;
    const closed = new Promise<void>((resolve) => {
      this.#closing = { deadline: performance.now() + patienceMs, closed: resolve };
    });
    if (this.#worker !== null) this.#askToClose(this.#worker);
    await Promise.race([closed, sleep(patienceMs + closeGraceMs, undefined, { ref: false })]);
    this.#isOver = true;
    await this.#worker?.terminate();
  }

  /** The bytes change hands; they are not copied. */
  #handOver(worker: Worker, number: number, batch: string): void {
    const payloads = encoder.encode(batch);
    worker.postMessage({ type: 'append', number, payloads } satisfies ToJournal, [payloads.buffer]);
  }

  #askToClose(worker: Worker): void {
    if (this.#closing === null) return;
    const patienceMs = Math.max(0, this.#closing.deadline - performance.now());
    worker.postMessage({ type: 'close', patienceMs } satisfies ToJournal);
  }

  /** Resolves when the thread is ready. */
  #run(): Promise<void> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(threadFile, { workerData: this.#start, name: 'journal' });
      let isReady = false;
      let cause: unknown = null;
      worker.on('message', (message: FromJournal) => {
        if (message.type !== 'ready') {
          this.#heard(message);
          return;
        }
        isReady = true;
        this.#worker = worker;
        for (const [number, batch] of this.#unconfirmed) this.#handOver(worker, number, batch);
        this.#askToClose(worker);
        resolve();
      });
      worker.on('error', (error: unknown) => {
        cause = error;
      });
      worker.on('exit', (code) => {
        const error = cause instanceof Error ? cause.message : `exit code ${code}`;
        if (!isReady) {
          reject(new Error(`the journal cannot be used: ${error}`, { cause }));
          return;
        }
        this.#worker = null;
        if (this.#isOver) return;
        this.#alarm('journal_thread', 'the journal thread has ended; it is started again', { error });
        this.#runAgain(restartMs);
      });
    });
  }

  #runAgain(afterMs: number): void {
    setTimeout(() => {
      if (this.#isOver) return;
      this.#run().then(
        () => {
          this.#handlers.note('the journal thread is back', { entries_lost: this.#lostEntries });
          for (const code of this.#threadTroubles) this.#handlers.cleared(code);
          this.#threadTroubles.clear();
          this.#lostEntries = 0;
        },
        (error: unknown) => {
          const message = 'the journal thread does not start; call logs are kept in memory';
          this.#alarm('journal_thread_start', message, { error: (error as Error).message });
          this.#runAgain(Math.min(2 * afterMs, longestRestartMs));
        },
      );
    }, afterMs);
  }

  /** Told once, until the thread is back. */
  #lose(entries: number): void {
    if (this.#lostEntries === 0) {
      const message = 'the journal thread takes nothing and memory is full; call logs are being lost';
      this.#alarm('journal_full', message, { characters: this.#unconfirmedSize });
    }
    this.#lostEntries += entries;
  }

  #alarm(code: string, message: string, details: JournalAlarm['details']): void {
    this.#threadTroubles.add(code);
    this.#handlers.alarm({ code, message, details });
  }

  #confirmed(number: number): void {
    this.#unconfirmedSize -= this.#unconfirmed.get(number)?.length ?? 0;
    this.#unconfirmed.delete(number);
  }

  #heard(message: Exclude<FromJournal, { readonly type: 'ready' }>): void {
    switch (message.type) {
      case 'appended':
        // Those before it came first.
        this.#confirmed(message.number);
        return;
      case 'alarm':
        this.#handlers.alarm(message.alarm);
        return;
      case 'cleared':
        this.#handlers.cleared(message.code);
        return;
      case 'note':
        this.#handlers.note(message.message, message.details);
        return;
      case 'state':
        this.#bytes = message.bytes;
        return;
      case 'closed':
        this.#closing?.closed();
    }
  }
}
