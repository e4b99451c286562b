import { Migrator } from 'kysely';
import { m0001Foundations } from './migrations/m0001Foundations';
import { m0002CallLogs } from './migrations/m0002CallLogs';
import { m0003ApiWrites } from './migrations/m0003ApiWrites';
import type { Database } from './schema';

const migrations = { m0001Foundations, m0002CallLogs, m0003ApiWrites };

/** Brings the database to the newest schema; does nothing when it is there. */
export async function migrate(database: Database): Promise<void> {
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: () => Promise.resolve(migrations) },
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const failed = results?.find((result) => result.status === 'Error')?.migrationName ?? 'the migrations';
  throw new Error(
    `${failed} could not be applied: ${error instanceof Error ? error.message : JSON.stringify(error)}`,
    {
      cause: error,
    },
  );
}
