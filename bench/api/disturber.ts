/**
 * A thread: an administrator who reads a list of all call logs page by page, without a pause, and one who imports a file.
 * It ends when it is told to, and answers with what was done meanwhile.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { ApiCaller } from './measure/apiCaller';
import { importFile, importUsers } from './measure/import';

export interface DisturberStart {
  readonly httpPort: number;
  /** A list whose pages are read; null: none is. */
  readonly list: string | null;
  /** Users of the file; 0: none is imported. */
  readonly imported: number;
}

export interface DisturberResult {
  readonly pages: readonly number[];
  /** Milliseconds the import took; null: it was not asked for, or was not over. */
  readonly importMs: number | null;
}

async function main({ httpPort, list, imported }: DisturberStart): Promise<void> {
  let isOver = false;
  parentPort?.once('message', () => {
    isOver = true;
  });
  const pages: number[] = [];
  const read = async (): Promise<void> => {
    if (list === null) return;
    const api = new ApiCaller(httpPort);
    for (let next: string | null = null; !isOver;) {
      const answer = await api.call('GET', next === null ? list : `${list}&cursor=${next}`);
      pages.push(answer.ms);
      ({ next } = JSON.parse(answer.body) as { readonly next: string | null });
    }
    api.close();
  };
  const bringIn = async (): Promise<number | null> => {
    if (imported === 0) return null;
    const api = new ApiCaller(httpPort);
    const { ms } = await importUsers(api, importFile(imported));
    api.close();
    return ms;
  };
  const [importMs] = await Promise.all([bringIn(), read()]);
  parentPort?.postMessage({ pages, importMs } satisfies DisturberResult);
}

void main(workerData as DisturberStart);
