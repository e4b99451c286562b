import { openDatabase } from '../../db/openDatabase';
import type { Database } from '../../db/schema';
import { takeDatabase } from '../../db/takeDatabase';
import type { WorkerStart } from '../events/workerProtocol';
import { databaseInUse } from './nodes/databaseInUse';

/** The node's database and its connections by what they are for (see `ConnectionUse`). */
export interface WorkerDatabases {
  readonly database: Database;
  readonly lookups: Database;
  readonly lists: Database;
  /** Tells who else comes to the database where this node's API is. */
  announce(httpUrl: string): Promise<void>;
  /** Closes the connections and gives the database up. */
  close(): Promise<void>;
}

/** @throws Error with one line for the operator: it cannot be used, or somebody else does */
export async function takeWorkerDatabases(start: WorkerStart): Promise<WorkerDatabases> {
  const shares = start.redisUrl !== null;
  const taken = await takeDatabase(start.database, { kind: 'node', id: start.node, shares });
  if (!taken.acquired) throw new Error(databaseInUse(start, taken.holder));
  const lookups = openDatabase(start.database, 'lookups');
  const lists = openDatabase(start.database, 'lists');
  return {
    database: taken.database,
    lookups,
    lists,
    announce: async (httpUrl) => {
      await taken.announce(httpUrl);
    },
    close: async () => {
      await lookups.destroy();
      await lists.destroy();
      await taken.release();
    },
  };
}
