import { CompiledQuery } from 'kysely';
import { batches } from './batches';
import { dialectOf } from './dialect';
import type { Database, Schema } from './schema';

/** Rows a statement: well below what either database allows of parameters. */
const rowsAStatement = 100;

/**
 * Inserts rows as many and as wide that the query builder would cost more than the database.
 * @param duplicates what becomes of rows whose key is there already
 */
export async function insertRows<Table extends keyof Schema>(
  db: Database,
  table: Table,
  rows: readonly Schema[Table][],
  duplicates: 'refuse' | 'leave what is there' = 'refuse',
): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = Object.keys(first);
  const line = `(${columns.map(() => '?').join(', ')})`;
  const ignoring = dialectOf(db) === 'mysql' ? 'insert ignore' : 'insert or ignore';
  const insert = duplicates === 'refuse' ? 'insert' : ignoring;
  for (const batch of batches(rows, rowsAStatement)) {
    const values = batch.map(() => line).join(', ');
    await db.executeQuery(
      CompiledQuery.raw(
        `${insert} into ${table} (${columns.join(', ')}) values ${values}`,
        batch.flatMap((row) => Object.values(row) as unknown[]),
      ),
    );
  }
}
