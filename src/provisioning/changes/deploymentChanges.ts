import type { DeploymentChanges } from '../../../db/repositories/deploymentRecords';

const none = { create: [], change: [], remove: [] };

/** A change of nothing but what is named. */
export const changesOf = (changes: Partial<DeploymentChanges>): DeploymentChanges => ({
  enterprises: none,
  groups: none,
  trunk_groups: none,
  carriers: none,
  outbound_routes: none,
  routing_schemes: none,
  departments: none,
  numbers: none,
  users: none,
  documents: none,
  ...changes,
});

/** A change that removes. */
export const removal = <Record>(...records: readonly Record[]) => ({
  create: [],
  change: [],
  remove: records,
});
