import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { openDatabase } from '../openDatabase';
import { storeCalls } from '../repositories/callLogs';
import { closeForDeadNodes, noteOpenCalls } from '../repositories/openCalls';
import type { Database } from '../schema';
import { JournalLoader, type JournalLoaderListener } from './journalLoader';
import type { FromLoader, LoaderStart, ToLoader } from './messages';
import type { OpenCallNews } from './openCallBook';

/** How often it is looked whether another node has died. */
const nodesIntervalMs = 5_000;

/** Entry of the loader thread: brings the journal's closed calls into the database. */
function main(port: MessagePort, start: LoaderStart): void {
  const say = (message: FromLoader): void => {
    port.postMessage(message);
  };
  // A segment is deleted once its calls are committed: they must outlast a power loss then.
  const database = openDatabase(start.database, 'journal');
  const { node } = start;
  const note = node === null ? null : (news: OpenCallNews) => noteOpenCalls(database, node, news);
  const listener: JournalLoaderListener = {
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
  };
  const loader = new JournalLoader((records) => storeCalls(database, records, node !== null), listener, note);
  if (node !== null) watchOtherNodes(database, say);
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

/** Closes the call logs of nodes that died. */
function watchOtherNodes(database: Database, say: (message: FromLoader) => void): void {
  let isLooking = false;
  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    try {
      const calls = await closeForDeadNodes(database);
      if (calls > 0) say({ type: 'inherited', calls });
    } catch {
      // The database is away, which the loader says; the next look may find it again.
    } finally {
      isLooking = false;
    }
  };
  setInterval(() => void look(), nodesIntervalMs);
}

if (parentPort !== null) main(parentPort, workerData as LoaderStart);
