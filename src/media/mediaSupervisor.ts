import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Alarm, AlarmKey } from '../events/workerProtocol';
import type { FromMedia, MediaStart, ToMedia } from './messages';

const threadFile = path.join(__dirname, 'thread/mediaThread.js');
/** A thread that has ended is started again after the first, and ever later while it does not start. */
const restartMs = 100;
const longestRestartMs = 5_000;
const endedAlarm: AlarmKey = { code: 'media_thread', key: 'media_thread' };
const startAlarm: AlarmKey = { code: 'media_thread_start', key: 'media_thread_start' };
/** How long it may take to say goodbye to every far end. */
const closeGraceMs = 2_000;

export interface MediaSupervisorHandlers {
  heard(message: Exclude<FromMedia, { readonly type: 'ready' | 'note' }>): void;
  /** The thread has ended unasked, with all it held. */
  lost(): void;
  alarm(alarm: Alarm): void;
  /** What the alarm spoke of is over. */
  cleared(key: AlarmKey): void;
  note(message: string, details: Readonly<Record<string, unknown>>): void;
}

/** Keeps a media thread running: one that ends unasked is started again, with an alarm. */
export class MediaSupervisor {
  readonly #start: MediaStart;
  readonly #handlers: MediaSupervisorHandlers;
  /** Null while there is none that is ready. */
  #worker: Worker | null = null;
  #isOver = false;

  constructor(start: MediaStart, handlers: MediaSupervisorHandlers) {
    this.#start = start;
    this.#handlers = handlers;
  }

  get isRunning(): boolean {
    return this.#worker !== null;
  }

  /** @throws Error with one line for the operator when it cannot start */
  async start(): Promise<void> {
    await this.#run();
  }

  /** Nothing is sent while there is no thread. */
  send(message: ToMedia): void {
    this.#worker?.postMessage(message);
  }

  async close(): Promise<void> {
    this.#isOver = true;
    const worker = this.#worker;
    if (worker === null) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.postMessage({ type: 'end' } satisfies ToMedia);
    await Promise.race([ended, sleep(closeGraceMs, undefined, { ref: false })]);
    await worker.terminate();
  }

  /** Resolves when the thread is ready. */
  #run(): Promise<void> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(threadFile, { workerData: this.#start, name: 'media' });
      let isReady = false;
      let cause: unknown = null;
      worker.on('message', (message: FromMedia) => {
        switch (message.type) {
          case 'ready':
            isReady = true;
            this.#worker = worker;
            resolve();
            // Closed while it started: nobody else would end it.
            if (this.#isOver) void worker.terminate();
            return;
          case 'note':
            this.#handlers.note(message.message, message.details);
            return;
          default:
            this.#handlers.heard(message);
        }
      });
      worker.on('error', (error: unknown) => {
        cause = error;
      });
      worker.on('exit', (code) => {
        const error = reasonOf(cause) ?? `exit code ${code}`;
        if (!isReady) {
          this.#handlers.lost();
          reject(new Error(`the media endpoint (TRUNKLINE_MEDIA) cannot start: ${error}`, { cause }));
          return;
        }
        this.#worker = null;
        this.#handlers.lost();
        if (this.#isOver) return;
        const message = 'the media thread has ended; it is started again, and what was being played is lost';
        this.#handlers.alarm({ ...endedAlarm, message, details: { error } });
        this.#runAgain(restartMs);
      });
    });
  }

  /** `isTriedAgain`: it was tried before, in vain. */
  #runAgain(afterMs: number, isTriedAgain = false): void {
    setTimeout(() => {
      if (this.#isOver) return;
      this.#run().then(
        () => {
          this.#handlers.note('the media thread is back', {});
          this.#handlers.cleared(endedAlarm);
          if (isTriedAgain) this.#handlers.cleared(startAlarm);
        },
        (error: unknown) => {
          const message = 'the media thread does not start; calls that need a prompt are refused';
          this.#handlers.alarm({
            ...startAlarm,
            message,
            details: { error: (error as Error).message },
          });
          this.#runAgain(Math.min(2 * afterMs, longestRestartMs), true);
        },
      );
    }, afterMs).unref();
  }
}

/** An error that comes from another thread is one by its message alone, not always by its class. */
const reasonOf = (cause: unknown): string | null =>
  typeof cause === 'object' && cause !== null && 'message' in cause ? String(cause.message) : null;
