import { CallFolder } from '../journal/callFolder';
import { alivePayload, lifePayload } from '../journal/entry';
import type { OpenCallNews } from '../journal/openCallBook';
import { batches } from '../batches';
import { deadNodes, forgetNode, lockIfDead } from '../nodeLock/deadNodes';
import type { Database, NodeRow } from '../schema';
import { inTransaction } from '../transaction';
import { storeProvisionally } from './callLogs';

/** Rows a statement. */
const rowsAStatement = 100;
/** Calls closed in one transaction. */
const closedAtATime = 200;

/** Notes the calls in progress on a node of several, so that another can close them in its place. */
export async function noteOpenCalls(
  db: Database,
  node: string,
  { opened, changed }: OpenCallNews,
): Promise<void> {
  await inTransaction(db, async (transaction) => {
    for (const batch of batches([...opened], rowsAStatement)) {
      await transaction
        .insertInto('open_calls')
        .values(batch.map(([id, entry]) => ({ id, node_id: node, opened: entry, changed: null })))
        .ignore()
        .execute();
    }
    for (const [id, entry] of changed) {
      await transaction.updateTable('open_calls').set({ changed: entry }).where('id', '=', id).execute();
    }
  });
}

/**
 * Closes, in the place of nodes that are dead, the calls they had in progress, as far as the database knows of them; then
 * the dead are forgotten. What a dead node's own journal knows better replaces it when that node is back.
 * @returns how many calls it closed
 */
export async function closeForDeadNodes(db: Database): Promise<number> {
  let closed = 0;
  for (const node of await deadNodes(db)) closed += await closeForDeadNode(db, node);
  return closed;
}

async function closeForDeadNode(db: Database, { id: node }: NodeRow): Promise<number> {
  for (let closed = 0; ;) {
    const count = await inTransaction(db, async (transaction) => {
      // One node at a time does this, and none for a node that is heard of again.
      const dead = await lockIfDead(transaction, node);
      if (dead === null) return 0;
      const rows = await transaction
        .selectFrom('open_calls')
        .select(['id', 'opened', 'changed'])
        .where('node_id', '=', node)
        .orderBy('id')
        .limit(closedAtATime)
        .forUpdate()
        .execute();
      if (rows.length === 0) {
        await forgetNode(transaction, node);
        return 0;
      }
      const folder = new CallFolder();
      for (const entry of [lifePayload(node), alivePayload(node, dead.seen_at)]) folder.take(entry);
      for (const { opened, changed } of rows) {
        folder.take(opened);
        if (changed !== null) folder.take(changed);
      }
      await storeProvisionally(transaction, folder.interrupted());
      const ids = rows.map(({ id }) => id);
      await transaction.deleteFrom('open_calls').where('id', 'in', ids).execute();
      return rows.length;
    });
    if (count === 0) return closed;
    closed += count;
  }
}
