import type { DeploymentChanges } from '../../../db/repositories/deploymentRecords';
import type { ConfigurationKind, ConfigurationReference, TouchedConfiguration } from '../../model/settings';

/** More than this is read again with everything else. */
const mostNamed = 1_000;

/** What a change touched of that which the signalling thread always has in memory. */
export function touchedConfiguration(changes: DeploymentChanges): TouchedConfiguration {
  const touched = new Map<string, ConfigurationReference>();
  const add = (kind: ConfigurationKind, id: string | null): void => {
    if (id !== null) touched.set(`${kind} ${id}`, { kind, id });
  };
  const { enterprises, groups, trunk_groups, routing_schemes, carriers, outbound_routes, documents } =
    changes;
  for (const { id } of recordsOf(enterprises)) add('enterprise', id);
  for (const { id } of recordsOf(groups)) add('group', id);
  // A group names its trunk group and its default scheme.
  for (const { id, group_id } of recordsOf(trunk_groups)) {
    add('trunk_group', id);
    add('group', group_id);
  }
  for (const { id, default_group_id } of recordsOf(routing_schemes)) {
    add('routing_scheme', id);
    add('group', default_group_id);
  }
  for (const { id } of recordsOf(carriers)) add('carrier', id);
  for (const { id } of recordsOf(outbound_routes)) add('outbound_route', id);
  for (const { id, kind } of recordsOf(documents)) if (kind === 'schedule') add('schedule', id);
  // All schedules of an enterprise follow its time zone.
  if (enterprises.change.some(({ before, after }) => before.time_zone !== after.time_zone)) return 'all';
  return touched.size > mostNamed ? 'all' : [...touched.values()];
}

const recordsOf = <Record>({
  create,
  change,
  remove,
}: {
  readonly create: readonly Record[];
  readonly change: readonly { readonly after: Record }[];
  readonly remove: readonly Record[];
}): readonly Record[] => [...create, ...change.map(({ after }) => after), ...remove];
