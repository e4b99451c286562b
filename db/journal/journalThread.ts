import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, Worker, workerData, type MessagePort } from 'node:worker_threads';
import { JournalKeeper } from './journalKeeper';
import type { FromJournal, FromLoader, JournalStart, ToJournal, ToLoader } from './messages';

const tickMs = 1_000;
const loaderRestartMs = 1_000;
/** Beyond the patience of a close: for what the loader is in the middle of. */
const finishGraceMs = 2_000;
const loaderFile = path.join(__dirname, 'loaderThread.js');

/**
 * Entry of the journal thread. It touches no database, so that no slow statement ever delays what must be in the journal
 * within 100 ms; that is the loader's, a thread of its own.
 */
function main(port: MessagePort, start: JournalStart): void {
  const say = (message: FromJournal): void => {
    port.postMessage(message);
  };
  const keeper = new JournalKeeper(start, Date.now, say);
  let loader: Worker | null = null;
  let isClosing = false;
  let finished: () => void = () => undefined;

  const startLoader = (): void => {
    const worker = new Worker(loaderFile, { workerData: start.loader, name: 'call-log-loader' });
    loader = worker;
    worker.on('message', (message: FromLoader) => {
      if (message.type === 'finished') finished();
      else keeper.heard(message);
    });
    let cause: unknown = null;
    worker.on('error', (error: unknown) => {
      cause = error;
    });
    worker.on('exit', (code) => {
      loader = null;
      if (isClosing) {
        keeper.useLoader(null);
        finished();
        return;
      }
      keeper.loaderLost(cause instanceof Error ? cause.message : `exit code ${code}`);
      setTimeout(startLoader, loaderRestartMs);
    });
    keeper.useLoader((message) => {
      worker.postMessage(message);
    });
  };

  const close = async (patienceMs: number): Promise<void> => {
    isClosing = true;
    await keeper.flush();
    const worker = loader;
    if (worker !== null) {
      const isOver = new Promise<void>((resolve) => {
        finished = resolve;
      });
      worker.postMessage({ type: 'finish', patienceMs } satisfies ToLoader);
      await Promise.race([isOver, sleep(patienceMs + finishGraceMs)]);
    }
    await keeper.settled();
    await worker?.terminate();
  };

  startLoader();
  setInterval(() => void keeper.tick(), tickMs);
  port.on('message', (message: ToJournal) => {
    switch (message.type) {
      case 'append':
        keeper.append(message.payloads);
        say({ type: 'appended', number: message.number });
        return;
      case 'close':
        void close(message.patienceMs).finally(() => {
          say({ type: 'closed' });
        });
    }
  });
  say({ type: 'ready' });
}

if (parentPort !== null) main(parentPort, workerData as JournalStart);
