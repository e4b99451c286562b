import type { LockHolder } from '../../../db/nodeLock/nodeLock';
import type { WorkerStart } from '../../events/workerProtocol';
import { databaseLabel } from '../../model/databaseSetting';

/** Who is in the way of this node on its database, and what to do: one line for the operator. */
export function databaseInUse(
  { database, redisUrl }: Pick<WorkerStart, 'database' | 'redisUrl'>,
  holder: LockHolder | null,
): string {
  const label = databaseLabel(database);
  if (holder === null) return `the database ${label} is in use by another process`;
  const by = `process ${String(holder.pid)} on ${holder.host}`;
  if (holder.kind === 'apply' || database.kind === 'sqlite')
    return `the database ${label} is in use by ${by}`;
  const whose = redisUrl === null ? 'this one has' : 'that one has';
  return `the database ${label} is in use by the node of ${by}: nodes on one database share limits over Redis, and ${whose} no TRUNKLINE_REDIS_URL`;
}
