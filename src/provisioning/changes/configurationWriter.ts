import { lockConfiguration } from '../../../db/repositories/configurationLock';
import type { DeploymentChanges } from '../../../db/repositories/deploymentRecords';
import { writeDeployment } from '../../../db/repositories/writeDeployment';
import type { Database, DatabaseTransaction } from '../../../db/schema';
import { inTransaction } from '../../../db/transaction';
import type { ConfigurationSync } from '../configuration/configurationSync';
import { invalidatedBy } from '../deployments/directoryKeys';
import { touchedConfiguration } from '../deployments/touchedConfiguration';
import type { WriteQueue } from './writeQueue';

/** One transaction that changes the configuration. */
export interface Edit {
  readonly db: DatabaseTransaction;
  readonly newId: () => string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  write(changes: DeploymentChanges): Promise<void>;
}

/**
 * Changes the configuration for the API: nobody else's change comes between what is read and what is written, a failure
 * leaves nothing behind, and when `run` resolves the change is on its way to the signalling
 * thread and to the other nodes.
 */
export class ConfigurationWriter {
  constructor(
    private readonly database: Database,
    private readonly queue: WriteQueue,
    private readonly sync: ConfigurationSync,
    private readonly newId: () => string,
    private readonly wallTime: () => number,
  ) {}

  async run<Result>(work: (edit: Edit) => Promise<Result>): Promise<Result> {
    const written: DeploymentChanges[] = [];
    let turn = 0;
    const result = await this.queue.run(() =>
      inTransaction(this.database, async (db) => {
        written.length = 0;
        turn = await lockConfiguration(db);
        const now = this.wallTime();
        const write = async (changes: DeploymentChanges): Promise<void> => {
          await writeDeployment(db, changes, new Date(now).toISOString(), this.newId);
          written.push(changes);
        };
        return await work({ db, newId: this.newId, now, write });
      }),
    );
    await this.sync.committed({
      turn,
      touched: together(written.map(touchedConfiguration)),
      invalidate: together(written.map(invalidatedBy)),
    });
    return result;
  }
}

function together<Item>(parts: readonly (readonly Item[] | 'all')[]): readonly Item[] | 'all' {
  const named = parts.filter((part) => part !== 'all');
  return named.length < parts.length ? 'all' : named.flat();
}
