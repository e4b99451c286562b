import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { idAtTime } from '../../src/model/id';
import { openDatabase } from '../openDatabase';
import { purgeCallLogs, storeCalls } from '../repositories/callLogs';
import type { Database } from '../schema';
import { JournalLoader } from './journalLoader';
import type { FromLoader, LoaderStart, ToLoader } from './messages';

const purgeIntervalMs = 3_600_000;
const purgedAtATime = 200;
/** Between two of them, so that others can write. */
const purgePauseMs = 50;
const dayMs = 86_400_000;

/** Entry of the loader thread: brings the journal's closed calls into the database, and old call logs out of it. */
function main(port: MessagePort, start: LoaderStart): void {
  const say = (message: FromLoader): void => {
    port.postMessage(message);
  };
  // A segment is deleted once its calls are committed: they must outlast a power loss then.
  const database = openDatabase(start.database, 'journal');
  const loader = new JournalLoader((records) => storeCalls(database, records), {
    loaded: (number) => {
      say({ type: 'loaded', number });
    },
    recovered: (interrupted, damagedBytes) => {
      say({ type: 'recovered', interrupted, damagedBytes });
    },
    damaged: (number, bytes) => {
      say({ type: 'damaged', number, bytes });
    },
    refused: (message) => {
      say({ type: 'refused', message });
    },
    accepted: () => {
      say({ type: 'accepted' });
    },
  });
  const purge = (): void => {
    const before = idAtTime(Date.now() - start.keptDays * dayMs);
    purgeBefore(database, before).catch((error: unknown) => {
      say({ type: 'refused', message: error instanceof Error ? error.message : String(error) });
    });
  };
  setInterval(purge, purgeIntervalMs);
  purge();
  port.on('message', (message: ToLoader) => {
    switch (message.type) {
      case 'recover':
        loader.recover(message.segments);
        return;
      case 'grown':
        loader.grown(message.segment, message.sealed);
        return;
      case 'finish':
        void loader
          .finish(message.patienceMs)
          .then(() => database.destroy())
          .finally(() => {
            say({ type: 'finished' });
          });
    }
  });
}

async function purgeBefore(database: Database, before: string): Promise<void> {
  while ((await purgeCallLogs(database, before, purgedAtATime)) === purgedAtATime) {
    await new Promise((resolve) => setTimeout(resolve, purgePauseMs));
  }
}

if (parentPort !== null) main(parentPort, workerData as LoaderStart);
