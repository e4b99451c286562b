import type { Kysely, Transaction } from 'kysely';

/**
 * The database as Kysely sees it. Text ids, 0 and 1 for booleans, RFC 3339 UTC text for times and JSON in text columns,
 * so that one schema serves SQLite and MySQL/MariaDB; db/columns.ts has the types of the columns. A `_key` column holds the lower-cased form that names are compared by.
 */
export interface Schema {
  enterprises: EnterpriseRow;
  groups: GroupRow;
  trunk_groups: TrunkGroupRow;
  gateways: GatewayRow;
  accept_from: AcceptFromRow;
  carriers: CarrierRow;
  outbound_routes: OutboundRouteRow;
  outbound_route_carriers: OutboundRouteCarrierRow;
  routing_schemes: RoutingSchemeRow;
  routing_scheme_members: RoutingSchemeMemberRow;
  departments: DepartmentRow;
  numbers: NumberRow;
  users: UserRow;
  documents: DocumentRow;
  idempotency_keys: IdempotencyKeyRow;
  configuration_lock: ConfigurationLockRow;
  call_logs: CallLogRow;
  call_log_users: CallLogUserRow;
  call_log_trunk_groups: CallLogTrunkGroupRow;
  call_log_numbers: CallLogNumberRow;
  call_log_periods: CallLogPeriodRow;
  row_counts: RowCountRow;
  nodes: NodeRow;
  job_leases: JobLeaseRow;
  health_changes: HealthChangeRow;
  platform: PlatformRow;
  open_calls: OpenCallRow;
}

export type Database = Kysely<Schema>;
export type DatabaseTransaction = Transaction<Schema>;

interface Timestamps {
  created_at: string;
  updated_at: string;
}

export interface EnterpriseRow extends Timestamps {
  id: string;
  name: string;
  name_key: string;
  country: string;
  area_code: string | null;
  time_zone: string;
  max_active_calls: number | null;
  trunk_routing_permission: string;
  billing_cycle_day: number;
  /** JSON: licences per user type. */
  licences: string;
  /** JSON: feature access codes by what they do; `none`: there is none for that. */
  feature_codes: string;
  /** JSON: limits of international and premium calls; null: none. */
  toll_limits: string | null;
}

export interface GroupRow extends Timestamps {
  /** The administrator's group id, unique on the platform. */
  id: string;
  enterprise_id: string;
  name: string;
  name_key: string;
  /** JSON: GroupSettings of db/repositories/groupFeatures.ts. */
  settings: string;
  /** JSON: the authorization codes as of the last Sync Users. */
  synced_codes: string;
  /** When that was; null: never, the codes are those the group was made with. */
  synced_at: string | null;
}

export interface TrunkGroupRow extends Timestamps {
  id: string;
  group_id: string;
  enterprise_id: string;
  max_active_calls: number | null;
  max_incoming_calls: number | null;
  max_outgoing_calls: number | null;
  invitation_timeout_s: number;
  user_lookup: string;
  unscreened_calls: string;
  unscreened_emergency_calls: string;
  emergency_number: string | null;
  number_format: string;
  trusted: number;
  /** E.164; null: none. */
  calling_line_id: string | null;
  /** JSON: number policy and failover codes. */
  policies: string;
  /** JSON: TrunkGroupSettings of db/repositories/trunkGroupSettings.ts. */
  settings: string;
}

/** A SIP address of a trunk group's PBX or of a carrier; exactly one of the two ids is set. */
export interface GatewayRow {
  id: string;
  trunk_group_id: string | null;
  carrier_id: string | null;
  position: number;
  host: string;
  port: number;
  transport: string;
  priority: number;
  weight: number;
}

/** A source a trunk group or a carrier sends from; exactly one of the two ids is set. */
export interface AcceptFromRow {
  id: string;
  trunk_group_id: string | null;
  carrier_id: string | null;
  position: number;
  address: string;
}

export interface CarrierRow extends Timestamps {
  id: string;
  name: string;
  name_key: string;
  number_format: string;
  trusted: number;
  /** JSON: number policy, failover codes and caller ID. */
  policies: string;
  /** JSON: probing, INVITE failures that count, call rate. */
  reachability: string;
}

export interface OutboundRouteRow extends Timestamps {
  id: string;
  /** Null on an emergency route. */
  prefix: string | null;
  emergency: number;
  priority: number;
  stop: number;
  /** Status calls are refused with; null: the route has carriers. */
  block: number | null;
}

export interface OutboundRouteCarrierRow {
  route_id: string;
  position: number;
  carrier_id: string;
  /** Null: the carriers are tried as they are listed. */
  weight: number | null;
}

export interface RoutingSchemeRow extends Timestamps {
  id: string;
  enterprise_id: string;
  name: string;
  name_key: string;
  algorithm: string;
  max_reroutes: number;
  exhaust_action: string;
  exhaust_number: string | null;
  /** The group whose default scheme this is; null: a created one. */
  default_group_id: string | null;
}

export interface RoutingSchemeMemberRow {
  scheme_id: string;
  position: number;
  trunk_group_id: string;
  percent: number | null;
}

export interface DepartmentRow extends Timestamps {
  id: string;
  enterprise_id: string;
  /** Null: a department of the enterprise. */
  group_id: string | null;
  name: string;
  name_key: string;
}

/** The inventory: one row a number. Who has it stands in `users.number`, the only place. */
export interface NumberRow {
  number: string;
  enterprise_id: string;
  created_at: string;
}

export interface UserRow extends Timestamps {
  id: string;
  enterprise_id: string;
  /** Null: a system user of the whole enterprise. */
  group_id: string | null;
  kind: string;
  first_name: string | null;
  last_name: string | null;
  first_name_key: string | null;
  last_name_key: string | null;
  name: string;
  name_key: string;
  extension: string;
  number: string | null;
  /** Null: the group's default scheme. */
  routing_scheme_id: string | null;
  department_id: string | null;
  calling_line_id: string | null;
  username: string | null;
  username_key: string | null;
  email: string | null;
  email_key: string | null;
  type: string | null;
  scope: string | null;
  /** Null: the enterprise's. */
  time_zone: string | null;
  /** JSON: everything else the deployment file says of the user; of a person UserSettings of db/repositories/userFeatures.ts and more. */
  settings: string;
}

/** What is kept now and gets tables of its own with its behaviour: schedules, administrators, contacts. */
export interface DocumentRow extends Timestamps {
  id: string;
  enterprise_id: string;
  group_id: string | null;
  kind: string;
  name: string;
  name_key: string;
  body: string;
}

/** What a request that made something was answered, kept for those who send it again. */
export interface IdempotencyKeyRow {
  /** SHA-256, in hexadecimal digits, of who sent the key and the key. */
  id: string;
  /** SHA-256 of method, path and body. */
  request: string;
  status: number;
  /** JSON: headers of the answer. */
  headers: string;
  body: string;
  created_at: string;
}

/** One row, written by everybody who is about to change the configuration, so that only one at a time does. */
export interface ConfigurationLockRow {
  id: string;
  /** Counts the changes. */
  turn: number;
}

/** A closed call as one enterprise has it (design.md section 5); written once, by the journal. */
export interface CallLogRow {
  id: string;
  call_id: string;
  /** Null: a call from a carrier for a number of nobody's. */
  enterprise_id: string | null;
  group_id: string | null;
  user_id: string | null;
  trunk_group_id: string | null;
  direction: string;
  /** These three are cut to what can be searched; `detail` has them whole. */
  calling_number: string;
  called_number: string;
  dialled: string;
  /** What the caller keyed in; of an authorization code what tells it from others, never its digits. */
  account_code: string | null;
  authorization_code: string | null;
  emergency: number;
  started_at: string;
  ringing_at: string | null;
  answered_at: string | null;
  ended_at: string;
  duration_ms: number;
  outcome: string;
  failure: string | null;
  sip_code: number;
  q850_cause: number;
  ended_by: string;
  /** 1: closed in a dead node's place; what that node itself knew may still replace it. */
  provisional: number;
  /** JSON: names, participants, attempts, trace. */
  detail: string;
}

/** A user of a call log's participants. */
export interface CallLogUserRow {
  user_id: string;
  call_log_id: string;
  /** The call's for this user. */
  direction: string;
}

/** A trunk group of a call log's participants. */
export interface CallLogTrunkGroupRow {
  trunk_group_id: string;
  call_log_id: string;
  /** The call's for this trunk group. */
  direction: string;
}

/** A number that some call log of the enterprise has, in the column of that kind. */
export interface CallLogNumberRow {
  enterprise_id: string;
  kind: 'calling' | 'called' | 'dialled';
  number: string;
}

/** How many call logs have ids that begin so. */
export interface CallLogPeriodRow {
  id: string;
  total: number;
}

/** Rows of tables too large to be counted whenever somebody asks. */
export interface RowCountRow {
  /** The table. */
  id: string;
  total: number;
}

/** A process at work on a MySQL/MariaDB database; a SQLite file is locked by other means. */
export interface NodeRow {
  id: string;
  kind: string;
  host: string;
  /** Where the process id means something: db/nodeLock/processSpace.ts. */
  process_space: string | null;
  pid: number;
  /** Null: no API, or not yet. */
  http_url: string | null;
  /** When it last gave a sign of life, in milliseconds since the Unix epoch by the server's clock. */
  seen_at: number;
  /** By the same clock. */
  started_at: number;
  /** 1: limits and changes are shared with other nodes, over Redis. */
  shares: number;
}

/** One row: a name for all nodes on this database, unlike that of any other. */
export interface PlatformRow {
  id: string;
}

/** A call in progress on one of several nodes, as it stood a few seconds ago. */
export interface OpenCallRow {
  id: string;
  node_id: string;
  /** The journal's entry of its opening, and the latest of its changes: db/journal/entry.ts. */
  opened: string;
  changed: string | null;
}

/** Who does a job that one node does for all of them. Times are milliseconds since the Unix epoch by the database's clock. */
export interface JobLeaseRow {
  /** The job. */
  id: string;
  /** Who has it until `held_until`, unless it renews the lease; null: nobody. */
  holder: string | null;
  held_until: number;
  /** When it was last done to its end. */
  finished_at: number | null;
}

/** An address of a trunk group or a carrier, or either as a whole, became available or unavailable. */
export interface HealthChangeRow {
  /** Says when, as far as the order goes. */
  id: string;
  /** Exactly one of the two ids is set. */
  trunk_group_id: string | null;
  carrier_id: string | null;
  /** `host:port;transport`; null: as a whole. */
  address: string | null;
  state: string;
  cause: string;
  at: string;
  /** The node that saw it; null: it was not written down then. */
  node_id: string | null;
  node_name: string | null;
}
