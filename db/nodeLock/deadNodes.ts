import { sql } from 'kysely';
import type { Database, DatabaseTransaction, NodeRow } from '../schema';
import { aliveMs, isRunningHere, serverTime } from './nodeRows';

const silentSince = sql<number>`${serverTime} - ${aliveMs}`;

/** Nodes that shared the database and have ended without a word. */
export async function deadNodes(db: Database): Promise<readonly NodeRow[]> {
  const rows = await db.selectFrom('nodes').selectAll().where('shares', '=', 1).execute();
  const silent = await db
    .selectFrom('nodes')
    .select('id')
    .where('shares', '=', 1)
    .where('seen_at', '<', silentSince)
    .execute();
  const silentIds = new Set(silent.map(({ id }) => id));
  return rows.filter((row) => silentIds.has(row.id) || isRunningHere(row) === false);
}

/** Keeps a dead node from being heard of until the transaction ends; null: it lives, or is gone. */
export async function lockIfDead(db: DatabaseTransaction, id: string): Promise<NodeRow | null> {
  const row = await db.selectFrom('nodes').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (row === undefined) return null;
  if (isRunningHere(row) === false) return row;
  const { now } = await db.selectNoFrom(serverTime.as('now')).executeTakeFirstOrThrow();
  return row.seen_at < now - aliveMs ? row : null;
}

export async function forgetNode(db: DatabaseTransaction, id: string): Promise<void> {
  await db.deleteFrom('nodes').where('id', '=', id).execute();
}
