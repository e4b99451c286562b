import type { Database, DatabaseTransaction } from '../schema';

/** Of an id's ten characters that say when a call began, so many: nine hours and a third, and a thousand of them in 400 days. */
const periodLength = 5;

/** The period of the logs whose ids begin like this one. */
export const periodOf = (id: string): string => id.slice(0, periodLength);

/** More than any id of the period. */
export const afterPeriod = (period: string): string => `${period}~`;

/** Counts logs that were written, or deleted where `each` is -1, in the same transaction. */
export async function countPeriods(
  db: DatabaseTransaction,
  ids: readonly string[],
  each: 1 | -1,
): Promise<void> {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(periodOf(id), (counts.get(periodOf(id)) ?? 0) + each);
  for (const [id, added] of counts) {
    const { numUpdatedRows } = await db
      .updateTable('call_log_periods')
      .set((period) => ({ total: period('total', '+', added) }))
      .where('id', '=', id)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) await db.insertInto('call_log_periods').values({ id, total: added }).execute();
    if (added < 0) {
      await db.deleteFrom('call_log_periods').where('id', '=', id).where('total', '<=', 0).execute();
    }
  }
}

export interface Period {
  readonly id: string;
  readonly total: number;
}

/** All periods that have logs, oldest first. */
export const readPeriods = (db: Database): Promise<readonly Period[]> =>
  db.selectFrom('call_log_periods').selectAll().orderBy('id').execute();
