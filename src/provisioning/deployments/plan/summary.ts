import type {
  DeploymentChanges,
  DocumentRecord,
  RecordKind,
} from '../../../../db/repositories/deploymentRecords';

export interface KindSummary {
  readonly created: number;
  readonly changed: number;
  /** Named in the file and already as it says. */
  readonly unchanged: number;
  readonly removed: number;
}

/** What a deployment did, by kind of object. */
export type DeploymentSummary = Readonly<Record<SummaryKind, KindSummary>>;

const documentKinds = {
  schedules: 'schedule',
  administrators: 'administrator',
  contacts: 'contact',
  shared_contacts: 'shared_contact',
} as const;

/** The kinds of objects a summary counts, in the order of the file. */
export const summaryKinds = [
  'carriers',
  'outbound_routes',
  'enterprises',
  'groups',
  'trunk_groups',
  'routing_schemes',
  'departments',
  'numbers',
  'users',
  'schedules',
  'administrators',
  'contacts',
  'shared_contacts',
] as const satisfies readonly SummaryKind[];

type SummaryKind = Exclude<RecordKind, 'documents'> | keyof typeof documentKinds;

export function summarise(
  changes: DeploymentChanges,
  unchanged: (kind: RecordKind) => readonly object[],
): DeploymentSummary {
  const count = (kind: Exclude<RecordKind, 'documents'>): KindSummary => ({
    created: changes[kind].create.length,
    changed: changes[kind].change.length,
    unchanged: unchanged(kind).length,
    removed: changes[kind].remove.length,
  });
  const countDocuments = (kind: string): KindSummary => {
    const { create, change, remove } = changes.documents;
    return {
      created: create.filter((record) => record.kind === kind).length,
      changed: change.filter(({ after }) => after.kind === kind).length,
      unchanged: (unchanged('documents') as readonly DocumentRecord[]).filter(
        (record) => record.kind === kind,
      ).length,
      removed: remove.filter((record) => record.kind === kind).length,
    };
  };
  return {
    carriers: count('carriers'),
    outbound_routes: count('outbound_routes'),
    enterprises: count('enterprises'),
    groups: count('groups'),
    trunk_groups: count('trunk_groups'),
    routing_schemes: count('routing_schemes'),
    departments: count('departments'),
    numbers: count('numbers'),
    users: count('users'),
    schedules: countDocuments(documentKinds.schedules),
    administrators: countDocuments(documentKinds.administrators),
    contacts: countDocuments(documentKinds.contacts),
    shared_contacts: countDocuments(documentKinds.shared_contacts),
  };
}

export const isUnchanged = (summary: DeploymentSummary): boolean =>
  Object.values(summary).every(({ created, changed, removed }) => created + changed + removed === 0);

/** The summary as lines for a person. */
export function summaryText(summary: DeploymentSummary): string {
  if (isUnchanged(summary)) return 'nothing changed';
  return Object.entries(summary)
    .filter(([, counts]) => Object.values(counts).some((count) => count > 0))
    .map(([kind, { created, changed, unchanged, removed }]: [string, KindSummary]) => {
      const counts = { created, changed, unchanged, removed };
      const said = Object.entries(counts).flatMap(([what, count]) =>
        count > 0 ? [`${String(count)} ${what}`] : [],
      );
      return `${kind.replaceAll('_', ' ')}: ${said.join(', ')}`;
    })
    .join('\n');
}
