import type { Named } from '../../src/model/liveCall';
import type { HealthChange } from '../../src/model/targetHealth';
import { batches, breathe } from '../batches';
import type { Database, DatabaseTransaction, HealthChangeRow } from '../schema';
import { inTransaction } from '../transaction';

/** Kept of each trunk group and carrier. */
export const mostHealthChanges = 1_000;
const rowsAStatement = 100;

const owners = { trunk_group: 'trunk_group_id', carrier: 'carrier_id' } as const;
const tables = { trunk_group: 'trunk_groups', carrier: 'carriers' } as const;

/**
 * Adds changes of health as this node saw them, all or none; those of targets that are gone are passed over, and of each target the newest
 * `mostHealthChanges` are kept.
 */
export async function storeHealthChanges(
  db: Database,
  changes: readonly HealthChange[],
  node: Named,
  newId: () => string,
): Promise<void> {
  await inTransaction(db, async (transaction) => {
    for (const kind of ['trunk_group', 'carrier'] as const) {
      const known = await knownIds(transaction, kind, changes);
      const rows = changes
        .filter(({ target }) => target.kind === kind && known.has(target.id))
        .map((change) => rowOf(change, node, newId()));
      for (const batch of batches(rows, rowsAStatement)) {
        await transaction.insertInto('health_changes').values(batch).execute();
      }
      for (const id of new Set(rows.map((row) => row[owners[kind]] ?? ''))) {
        await forgetOldest(transaction, kind, id);
        await breathe();
      }
    }
  });
}

async function knownIds(
  db: DatabaseTransaction,
  kind: keyof typeof owners,
  changes: readonly HealthChange[],
): Promise<ReadonlySet<string>> {
  const ids = new Set(changes.filter(({ target }) => target.kind === kind).map(({ target }) => target.id));
  const known = new Set<string>();
  for (const batch of batches([...ids], rowsAStatement)) {
    const rows = await db.selectFrom(tables[kind]).select('id').where('id', 'in', batch).execute();
    for (const { id } of rows) known.add(id);
  }
  return known;
}

async function forgetOldest(db: DatabaseTransaction, kind: keyof typeof owners, id: string): Promise<void> {
  const surplus = await db
    .selectFrom('health_changes')
    .select('id')
    .where(owners[kind], '=', id)
    .orderBy('id', 'desc')
    .limit(1)
    .offset(mostHealthChanges)
    .executeTakeFirst();
  if (surplus === undefined) return;
  await db.deleteFrom('health_changes').where(owners[kind], '=', id).where('id', '<=', surplus.id).execute();
}

const longestCause = 200;
const longestName = 255;

const rowOf = (
  { at, target, address, state, cause }: HealthChange,
  node: Named,
  id: string,
): HealthChangeRow => ({
  id,
  trunk_group_id: target.kind === 'trunk_group' ? target.id : null,
  carrier_id: target.kind === 'carrier' ? target.id : null,
  address,
  state,
  cause: cause.slice(0, longestCause),
  at: new Date(at).toISOString(),
  node_id: node.id,
  node_name: node.name.slice(0, longestName),
});
