import type { Database, NodeRow } from '../schema';

/** The nodes with a row in the database, those that came first in front; one that was killed stays for a while. */
export async function readNodes(db: Database): Promise<readonly NodeRow[]> {
  return await db
    .selectFrom('nodes')
    .selectAll()
    .where('kind', '=', 'node')
    .orderBy('started_at')
    .orderBy('id')
    .execute();
}
