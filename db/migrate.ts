import { Migrator } from 'kysely';
import { dialectOf } from './dialect';
import { m0001Foundations } from './migrations/m0001Foundations';
import { m0002CallLogs } from './migrations/m0002CallLogs';
import { m0003ApiWrites } from './migrations/m0003ApiWrites';
import { m0004Nodes } from './migrations/m0004Nodes';
import { m0005NameKeys } from './migrations/m0005NameKeys';
import { m0006ListIndexes } from './migrations/m0006ListIndexes';
import { m0007TrunkGroupActions } from './migrations/m0007TrunkGroupActions';
import { m0009Health } from './migrations/m0009Health';
import { m0010Carriers } from './migrations/m0010Carriers';
import { m0011SeveralNodes } from './migrations/m0011SeveralNodes';
import { m0012JobLeases } from './migrations/m0012JobLeases';
import { m0013CallLogTimes } from './migrations/m0013CallLogTimes';
import { m0014CallLogNumbers } from './migrations/m0014CallLogNumbers';
import { m0015CallLogPeriods } from './migrations/m0015CallLogPeriods';
import { m0016Features } from './migrations/m0016Features';
import { m0020HealthNode } from './migrations/m0020HealthNode';
import { m0021TrunkGroupTransfers } from './migrations/m0021TrunkGroupTransfers';
import { m0022TrunkGroupRedirects } from './migrations/m0022TrunkGroupRedirects';
import { m0023CallLogCodes } from './migrations/m0023CallLogCodes';
import { m0024TollLimits } from './migrations/m0024TollLimits';
import { useExactText } from './mysql/exactText';
import type { Database } from './schema';

const migrations = {
  m0001Foundations,
  m0002CallLogs,
  m0003ApiWrites,
  m0004Nodes,
  m0005NameKeys,
  m0006ListIndexes,
  m0007TrunkGroupActions,
  m0009Health,
  m0010Carriers,
  m0011SeveralNodes,
  m0012JobLeases,
  m0013CallLogTimes,
  m0014CallLogNumbers,
  m0015CallLogPeriods,
  m0016Features,
  m0020HealthNode,
  m0021TrunkGroupTransfers,
  m0022TrunkGroupRedirects,
  m0023CallLogCodes,
  m0024TollLimits,
};

/** Brings the database to the newest schema; does nothing when it is there. */
export async function migrate(database: Database): Promise<void> {
  if (dialectOf(database) === 'mysql') await useExactText(database);
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: () => Promise.resolve(migrations) },
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const reason = error instanceof Error ? error.message : JSON.stringify(error);
  const failed = results?.find((result) => result.status === 'Error')?.migrationName;
  throw new Error(failed === undefined ? reason : `${failed} could not be applied: ${reason}`, {
    cause: error,
  });
}
