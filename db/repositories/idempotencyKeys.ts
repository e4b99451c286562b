import type { DatabaseTransaction, IdempotencyKeyRow } from '../schema';

/** The answer kept under a key, unless it is older than `since` (RFC 3339). */
export async function findIdempotencyKey(
  db: DatabaseTransaction,
  id: string,
  since: string,
): Promise<IdempotencyKeyRow | undefined> {
  return await db
    .selectFrom('idempotency_keys')
    .selectAll()
    .where('id', '=', id)
    .where('created_at', '>=', since)
    .executeTakeFirst();
}

/** Keeps an answer, and lets go of those older than `since`. */
export async function keepIdempotencyKey(
  db: DatabaseTransaction,
  row: IdempotencyKeyRow,
  since: string,
): Promise<void> {
  await db.deleteFrom('idempotency_keys').where('created_at', '<', since).execute();
  await db.insertInto('idempotency_keys').values(row).execute();
}
