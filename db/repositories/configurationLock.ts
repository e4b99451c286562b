import type { Database, DatabaseTransaction } from '../schema';

const row = 'configuration';

/**
 * The first statement of a transaction that changes the configuration: waits for the one before, of whatever thread or
 * node. What is read from then on is the newest there is, and stays so until the commit, so that looking whether a name is
 * free and taking it are one step on every database.
 * @returns the number of this change, one higher than the one before
 */
export async function lockConfiguration(db: DatabaseTransaction): Promise<number> {
  await db
    .updateTable('configuration_lock')
    .set((expression) => ({ turn: expression('turn', '+', 1) }))
    .where('id', '=', row)
    .execute();
  return await readConfigurationTurn(db);
}

/** The number of the last change that was committed. */
export async function readConfigurationTurn(db: Database | DatabaseTransaction): Promise<number> {
  const { turn } = await db
    .selectFrom('configuration_lock')
    .select('turn')
    .where('id', '=', row)
    .executeTakeFirstOrThrow();
  return turn;
}
