import type {
  CurrentRecords,
  DeploymentChanges,
  DeploymentRecords,
  RecordKind,
} from '../../../../db/repositories/deploymentRecords';
import { RecordDiff } from './recordDiff';

/** One diff for each kind of record. */
export type RecordDiffs = { readonly [Kind in RecordKind]: RecordDiff<DeploymentRecords[Kind]> };

export function recordDiffs(records: CurrentRecords): RecordDiffs {
  return {
    enterprises: new RecordDiff(records.enterprises),
    groups: new RecordDiff(records.groups),
    trunk_groups: new RecordDiff(records.trunk_groups),
    carriers: new RecordDiff(records.carriers),
    outbound_routes: new RecordDiff(records.outbound_routes),
    routing_schemes: new RecordDiff(records.routing_schemes),
    departments: new RecordDiff(records.departments),
    numbers: new RecordDiff(records.numbers),
    users: new RecordDiff(records.users),
    documents: new RecordDiff(records.documents),
  };
}

/**
 * What came of them all. `prune`: what nobody put goes. Without it only routes go: those of a prefix are one object, so a
 * prefix that the file names keeps exactly the file's.
 */
export function changesOf(diffs: RecordDiffs, prune: boolean): DeploymentChanges {
  const always = (): boolean => prune;
  const { create, change } = diffs.outbound_routes.changes(() => false);
  const routes = [...create, ...change.map(({ after }) => after), ...diffs.outbound_routes.unchanged];
  const named = new Set(routes.map(({ prefix }) => prefix));
  return {
    enterprises: diffs.enterprises.changes(always),
    groups: diffs.groups.changes(always),
    trunk_groups: diffs.trunk_groups.changes(always),
    carriers: diffs.carriers.changes(always),
    outbound_routes: diffs.outbound_routes.changes(({ prefix }) => prune || named.has(prefix)),
    routing_schemes: diffs.routing_schemes.changes(always),
    departments: diffs.departments.changes(always),
    numbers: diffs.numbers.changes(always),
    users: diffs.users.changes(always),
    documents: diffs.documents.changes(always),
  };
}
