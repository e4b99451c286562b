import { lockConfiguration } from '../../../db/repositories/configurationLock';
import { readDeployment } from '../../../db/repositories/readDeployment';
import { writeDeployment } from '../../../db/repositories/writeDeployment';
import type { Database } from '../../../db/schema';
import { inTransaction } from '../../../db/transaction';
import type { DirectoryKey } from '../../model/directory';
import { checkDeployment } from './check/checkDeployment';
import type { DeploymentDraft } from './check/scope';
import { CurrentIndex, emptyRecords } from './currentIndex';
import { invalidatedBy } from './directoryKeys';
import { collectIssues } from './draft';
import { forwardingLoops, type Warning } from './forwardingLoops';
import { lookupsOf } from './lookups';
import { MistakeList, type Mistake } from './mistake';
import { planDeployment } from './plan/planDeployment';
import { isUnchanged, type DeploymentSummary } from './plan/summary';
import { readDocument } from './readDocument';
import { deploymentSchema } from './schema/deployment';

export type ApplyResult =
  | {
      readonly applied: true;
      readonly summary: DeploymentSummary;
      readonly warnings: readonly Warning[];
      /** Directory entries that may have changed. */
      readonly invalidate: readonly DirectoryKey[] | 'all';
      /** The number of this change: see `lockConfiguration`. */
      readonly turn: number;
    }
  /** Nothing was changed; a number may have been used all the same. */
  | { readonly applied: false; readonly mistakes: readonly Mistake[]; readonly turn: number | null };

export interface ApplyOptions {
  readonly prune: boolean;
  readonly newId: () => string;
  /** Milliseconds since the Unix epoch. */
  readonly wallTime: () => number;
}

/**
 * Makes everything the deployment file names exactly as it says, in one transaction, or answers every mistake found and
 * changes nothing. A file that is in force already writes nothing.
 */
export async function applyDeployment(
  db: Database,
  text: string,
  options: ApplyOptions,
): Promise<ApplyResult> {
  const document = readDocument(text);
  if ('mistakes' in document) return { applied: false, mistakes: document.mistakes, turn: null };
  const mistakes = new MistakeList();
  const parsed = deploymentSchema.safeParse(document.value, { reportInput: false });
  if (!parsed.success) collectIssues(document.value, parsed.error.issues, mistakes);
  if (typeof document.value !== 'object' || document.value === null || Array.isArray(document.value)) {
    return { applied: false, mistakes: mistakes.items, turn: null };
  }
  const draft = document.value as DeploymentDraft;
  // Writes only while the list of mistakes is empty: repeated, it begins with the list it began with.
  return await inTransaction(db, async (transaction) => {
    const turn = await lockConfiguration(transaction);
    const records = await readDeployment(transaction, options.prune ? null : lookupsOf(draft));
    const current = new CurrentIndex(records);
    checkDeployment(draft, options.prune ? new CurrentIndex(emptyRecords) : current, mistakes);
    if (!parsed.success || mistakes.items.length > 0) {
      return { applied: false, mistakes: mistakes.items, turn };
    }
    const { changes, summary } = planDeployment(parsed.data, current, options.newId, options.prune);
    if (!isUnchanged(summary)) {
      await writeDeployment(transaction, changes, new Date(options.wallTime()).toISOString(), options.newId);
    }
    const warnings = forwardingLoops(parsed.data);
    return { applied: true, summary, warnings, invalidate: invalidatedBy(changes), turn };
  });
}
