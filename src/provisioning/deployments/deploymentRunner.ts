import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Database } from '../../../db/schema';
import type { DatabaseSetting } from '../../model/databaseSetting';
import type { WriteQueue } from '../changes/writeQueue';
import { applyDeployment, type ApplyResult } from './applyDeployment';

/** Texts longer than this, in characters, are read and applied in a thread of their own. */
const longText = 64 * 1024;

/** What the thread of one long deployment is started with. */
export interface ApplyThreadStart {
  readonly database: DatabaseSetting;
  readonly text: string;
  readonly prune: boolean;
}

/**
 * Applies deployment files, one change at a time. A long one runs beside this thread, with a connection of its own, so
 * that requests and directory reads of calls go on meanwhile.
 */
export class DeploymentRunner {
  constructor(
    private readonly database: Database,
    private readonly setting: DatabaseSetting,
    private readonly queue: WriteQueue,
    private readonly newId: () => string,
  ) {}

  apply(text: string, prune: boolean): Promise<ApplyResult> {
    return this.queue.run(() =>
      text.length > longText ? this.#inThread(text, prune) : this.#here(text, prune),
    );
  }

  #here(text: string, prune: boolean): Promise<ApplyResult> {
    return applyDeployment(this.database, text, { prune, newId: this.newId, wallTime: Date.now });
  }

  #inThread(text: string, prune: boolean): Promise<ApplyResult> {
    return new Promise((resolve, reject) => {
      const workerData: ApplyThreadStart = { database: this.setting, text, prune };
      const thread = new Worker(path.join(__dirname, 'applyThread.js'), { workerData, name: 'apply' });
      thread.once('message', (result) => {
        resolve(result as ApplyResult);
      });
      thread.once('error', reject);
      thread.once('exit', () => {
        reject(new Error('the thread of the deployment ended without a result'));
      });
    });
  }
}
