import { parentPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import { standBack } from '../backgroundThread';
import type { ReaderAnswer, ReaderRequest, ReaderStart } from './readerMessages';

/** Entry of a thread that reads a SQLite file: one statement at a time, an answer to each. */
function main(): void {
  standBack();
  const { file } = workerData as ReaderStart;
  const sqlite = new Sqlite(file, { readonly: true });
  parentPort?.on('message', (request: ReaderRequest) => {
    parentPort?.postMessage(answer(sqlite, request));
  });
}

function answer(sqlite: Sqlite.Database, { sql, parameters }: ReaderRequest): ReaderAnswer {
  try {
    return { rows: sqlite.prepare(sql).all(...parameters) };
  } catch (error) {
    const code = error instanceof Sqlite.SqliteError ? error.code : undefined;
    return { message: error instanceof Error ? error.message : String(error), code };
  }
}

main();
