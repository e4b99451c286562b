import type { DatabaseTransaction } from '../schema';

/**
 * The first statement of a transaction that changes the configuration: waits for the one before, of whatever thread or
 * node. What is read from then on is the newest there is, and stays so until the commit, so that looking whether a name is
 * free and taking it are one step on every database.
 */
export async function lockConfiguration(db: DatabaseTransaction): Promise<void> {
  await db
    .updateTable('configuration_lock')
    .set((expression) => ({ turn: expression('turn', '+', 1) }))
    .where('id', '=', 'configuration')
    .execute();
}
