import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { openDatabase } from '../openDatabase';
import { storeCalls } from '../repositories/callLogs';
import { JournalLoader } from './journalLoader';
import type { FromLoader, LoaderStart, ToLoader } from './messages';

/** Entry of the loader thread: brings the journal's closed calls into the database. */
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
  say({ type: 'ready' });
}

if (parentPort !== null) main(parentPort, workerData as LoaderStart);
