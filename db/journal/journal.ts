import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FromJournal, JournalAlarm, JournalStart, ToJournal } from './messages';

const encoder = new TextEncoder();

const threadFile = path.join(__dirname, 'journalThread.js');
const restartMs = 100;

export interface JournalHandlers {
  alarm(alarm: JournalAlarm): void;
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
  #worker: Worker | null = null;
  #lastNumber = 0;
  #bytes = 0;
  #isClosing = false;
  #closed: (() => void) | null = null;

  constructor(start: JournalStart, handlers: JournalHandlers) {
    this.#start = start;
    this.#handlers = handlers;
  }

  /**
   * What is appended before waits until then.
   * @throws Error when the folder cannot be used
   */
  start(): Promise<void> {
    return this.#run();
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
    this.#unconfirmed.set(number, batch);
    this.#handOver(number, batch);
  }

  /** Brings everything into the database, waiting for it as long as `patienceMs`; what it does not take stays for the next start. */
  async close(patienceMs: number): Promise<void> {
    this.#isClosing = true;
    const worker = this.#worker;
    if (worker === null) return;
    await new Promise<void>((resolve) => {
      this.#closed = resolve;
      this.#tell({ type: 'close', patienceMs });
    });
    await worker.terminate();
  }

  /** The bytes change hands; they are not copied. */
  #handOver(number: number, batch: string): void {
    if (this.#worker === null) return;
    const payloads = encoder.encode(batch);
    this.#tell({ type: 'append', number, payloads }, [payloads.buffer]);
  }

  #tell(message: ToJournal, handedOver: readonly ArrayBuffer[] = []): void {
    this.#worker?.postMessage(message, handedOver);
  }

  #run(): Promise<void> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(threadFile, { workerData: this.#start, name: 'journal' });
      let isReady = false;
      worker.on('message', (message: FromJournal) => {
        if (message.type !== 'ready') {
          this.#heard(message);
          return;
        }
        isReady = true;
        this.#worker = worker;
        for (const [number, batch] of this.#unconfirmed) this.#handOver(number, batch);
        resolve();
      });
      worker.on('error', (error) => {
        const reason = error instanceof Error ? error : new Error(String(error));
        reject(new Error(`the journal cannot be used: ${reason.message}`, { cause: reason }));
        this.#lost(reason.message);
      });
      worker.on('exit', () => {
        this.#worker = null;
        this.#closed?.();
        if (isReady && !this.#isClosing) this.#runAgain();
      });
    });
  }

  #runAgain(): void {
    setTimeout(() => {
      this.#run().catch(() => {
        this.#runAgain();
      });
    }, restartMs);
  }

  #lost(error: string): void {
    const message = 'the journal thread has ended; it is started again';
    this.#handlers.alarm({ code: 'journal_thread', message, details: { error } });
  }

  #heard(message: Exclude<FromJournal, { readonly type: 'ready' }>): void {
    switch (message.type) {
      case 'appended':
        // Those before it came first.
        this.#unconfirmed.delete(message.number);
        return;
      case 'alarm':
        this.#handlers.alarm(message.alarm);
        return;
      case 'note':
        this.#handlers.note(message.message, message.details);
        return;
      case 'state':
        this.#bytes = message.bytes;
        return;
      case 'closed':
        this.#closed?.();
    }
  }
}
