import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { purgeCallLogs } from '../../../db/callLogPurge';
import { openDatabase } from '../../../db/openDatabase';
import type { PurgeMessage, PurgeStart } from './callLogPurge';

/** Entry of the thread of one run: statements of SQLite hold the thread that makes them. */
async function main(port: MessagePort, { database: setting, before, holder }: PurgeStart): Promise<void> {
  const say = (message: PurgeMessage): void => {
    port.postMessage(message);
  };
  const database = openDatabase(setting);
  try {
    const deleted = (total: number): void => {
      say({ type: 'deleted', total });
    };
    say({ type: 'over', end: await purgeCallLogs(database, { before, holder, deleted }) });
  } finally {
    await database.destroy();
  }
}

if (parentPort !== null) void main(parentPort, workerData as PurgeStart);
