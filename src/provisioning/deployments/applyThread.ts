import { randomBytes } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { standBack } from '../../../db/backgroundThread';
import { openDatabase } from '../../../db/openDatabase';
import { createIdFactory } from '../../model/id';
import { applyDeployment } from './applyDeployment';
import type { ApplyThreadStart } from './deploymentRunner';

/** Entry of the thread that applies one long deployment file. */
async function main(): Promise<void> {
  standBack();
  const { database: setting, text, prune } = workerData as ApplyThreadStart;
  const database = openDatabase(setting);
  try {
    const newId = createIdFactory(Date.now, randomBytes);
    parentPort?.postMessage(await applyDeployment(database, text, { prune, newId, wallTime: Date.now }));
  } finally {
    await database.destroy();
  }
}

void main();
