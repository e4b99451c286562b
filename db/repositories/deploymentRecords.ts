import type {
  CarrierRow,
  DepartmentRow,
  DocumentRow,
  EnterpriseRow,
  GatewayRow,
  GroupRow,
  NumberRow,
  OutboundRouteCarrierRow,
  OutboundRouteRow,
  RoutingSchemeMemberRow,
  RoutingSchemeRow,
  TrunkGroupRow,
  UserRow,
} from '../schema';

/** Columns the store itself writes: times, and keys that follow from other columns of their row. */
const storeColumns = ['created_at', 'updated_at', 'id_key', 'first_name_key', 'last_name_key'] as const;
export type StoreColumn = (typeof storeColumns)[number];

/** A row without what the store itself writes. */
export type Stored<Row> = Readonly<Omit<Row, StoreColumn>>;

export function stored<Row extends object>(row: Row): Omit<Row, StoreColumn> {
  const rest: Row & Partial<Record<StoreColumn, unknown>> = { ...row };
  for (const column of storeColumns) Reflect.deleteProperty(rest, column);
  return rest;
}

export interface PeerAddresses {
  readonly gateways: readonly Readonly<
    Pick<GatewayRow, 'host' | 'port' | 'transport' | 'priority' | 'weight'>
  >[];
  readonly accept_from: readonly string[];
}

export type EnterpriseRecord = Stored<EnterpriseRow>;
export type GroupRecord = Stored<GroupRow>;
export type TrunkGroupRecord = Stored<TrunkGroupRow> & PeerAddresses;
export type CarrierRecord = Stored<CarrierRow> & PeerAddresses;
export type OutboundRouteRecord = Stored<OutboundRouteRow> & {
  readonly carriers: readonly Readonly<Pick<OutboundRouteCarrierRow, 'carrier_id' | 'weight'>>[];
};
export type RoutingSchemeRecord = Stored<RoutingSchemeRow> & {
  readonly members: readonly Readonly<Pick<RoutingSchemeMemberRow, 'trunk_group_id' | 'percent'>>[];
};
export type DepartmentRecord = Stored<DepartmentRow>;
export type NumberRecord = Stored<NumberRow>;
export type UserRecord = Stored<UserRow>;
export type DocumentRecord = Stored<DocumentRow>;

/** The objects of a deployment as the database holds them, by kind: a row and what belongs to it alone. */
export interface DeploymentRecords {
  readonly enterprises: EnterpriseRecord;
  readonly groups: GroupRecord;
  readonly trunk_groups: TrunkGroupRecord;
  readonly carriers: CarrierRecord;
  readonly outbound_routes: OutboundRouteRecord;
  readonly routing_schemes: RoutingSchemeRecord;
  readonly departments: DepartmentRecord;
  readonly numbers: NumberRecord;
  readonly users: UserRecord;
  readonly documents: DocumentRecord;
}

export type RecordKind = keyof DeploymentRecords;

export type CurrentRecords = { readonly [Kind in RecordKind]: readonly DeploymentRecords[Kind][] };

/** What is to become of the records of one kind. */
export interface RecordChanges<Record> {
  readonly create: readonly Record[];
  readonly change: readonly { readonly before: Record; readonly after: Record }[];
  readonly remove: readonly Record[];
}

export type DeploymentChanges = { readonly [Kind in RecordKind]: RecordChanges<DeploymentRecords[Kind]> };
