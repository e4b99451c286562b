import type { HealthChangeRow } from '../schema';
import type { ListDefinition } from './listDefinition';

export type HealthChangeItem = HealthChangeRow;

/** Changes of health, newest first. Ids are made as they are written, in the order in which they happened. */
export const healthChangeList = {
  columns: 'health_changes.*',
  table: 'health_changes',
  id: 'health_changes.id',
  fields: {
    id: { column: 'health_changes.id', type: 'exact', sortable: true },
    at: { column: 'health_changes.at', type: 'time', sortable: true, order: 'health_changes.id' },
    address: { column: 'health_changes.address', type: 'exact', sortable: true, nullable: true },
    state: { column: 'health_changes.state', type: 'lower', sortable: true },
    node: { column: 'health_changes.node_id', type: 'exact', nullable: true },
    trunk_group: { column: 'health_changes.trunk_group_id', type: 'reference' },
    carrier: { column: 'health_changes.carrier_id', type: 'reference' },
  },
  defaultSort: { field: 'at', descending: true },
} as const satisfies ListDefinition;
