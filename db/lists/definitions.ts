import type {
  DocumentRow,
  EnterpriseRow,
  GroupRow,
  OutboundRouteRow,
  RoutingSchemeRow,
  TrunkGroupRow,
  UserRow,
  CarrierRow,
} from '../schema';
import type { ListDefinition, ListField } from './list';

/**
 * The lists the API shows, with the names of what their items belong to joined in. `groups` is quoted because MySQL has
 * the word for itself; there the connection runs with ANSI_QUOTES. `lower` is for columns of ASCII letters alone: beyond
 * those every database has rules of its own, and a key column is compared instead.
 */

const exact = (column: string): ListField => ({ column, type: 'exact', sortable: true });
const folded = (column: string): ListField => ({ column, type: 'folded', sortable: true });
const lower = (column: string): ListField => ({ column, type: 'lower', sortable: true });
const number = (column: string): ListField => ({ column, type: 'number', sortable: true });
const nullable = (field: ListField): ListField => ({ ...field, nullable: true });
const finding = (field: ListField, ...finds: NonNullable<ListField['finds']>): ListField => ({
  ...field,
  finds,
});

export type EnterpriseItem = EnterpriseRow;

export const enterpriseList: ListDefinition = {
  columns: 'enterprises.*',
  table: 'enterprises',
  id: 'enterprises.id',
  fields: {
    id: exact('enterprises.id'),
    name: folded('enterprises.name_key'),
    country: lower('lower(enterprises.country)'),
    time_zone: exact('enterprises.time_zone'),
    max_active_calls: nullable(number('enterprises.max_active_calls')),
    created_at: exact('enterprises.created_at'),
    updated_at: exact('enterprises.updated_at'),
  },
};

interface InEnterprise {
  readonly enterprise_name: string;
}

export type GroupItem = GroupRow &
  InEnterprise & {
    readonly trunk_group_id: string;
    readonly default_scheme_id: string;
    readonly default_scheme_name: string;
  };

export const groupList: ListDefinition = {
  columns: `g.*, enterprises.name as enterprise_name, trunk_groups.id as trunk_group_id,
    routing_schemes.id as default_scheme_id, routing_schemes.name as default_scheme_name`,
  table: '"groups" g',
  joins: `join enterprises on enterprises.id = g.enterprise_id
    left join trunk_groups on trunk_groups.group_id = g.id
    left join routing_schemes on routing_schemes.default_group_id = g.id`,
  id: 'g.id',
  fields: {
    id: exact('g.id'),
    name: folded('g.name_key'),
    enterprise: exact('g.enterprise_id'),
    created_at: exact('g.created_at'),
    updated_at: exact('g.updated_at'),
  },
};

export type ScheduleItem = DocumentRow & InEnterprise & { readonly group_name: string | null };

/** Of enterprises and groups; users' own ones stand with the user. */
export const scheduleList: ListDefinition = {
  columns: 'schedules.*, enterprises.name as enterprise_name, g.name as group_name',
  table: `(select * from documents where kind = 'schedule') schedules`,
  joins: `join enterprises on enterprises.id = schedules.enterprise_id
    left join "groups" g on g.id = schedules.group_id`,
  id: 'schedules.id',
  fields: {
    id: exact('schedules.id'),
    name: folded('schedules.name_key'),
    enterprise: exact('schedules.enterprise_id'),
    group: nullable(exact('schedules.group_id')),
    created_at: exact('schedules.created_at'),
    updated_at: exact('schedules.updated_at'),
  },
};

export type TrunkGroupItem = TrunkGroupRow & InEnterprise & { readonly group_name: string };

export const trunkGroupList: ListDefinition = {
  columns: 'trunk_groups.*, enterprises.name as enterprise_name, g.name as group_name',
  table: 'trunk_groups',
  joins: `join enterprises on enterprises.id = trunk_groups.enterprise_id
    join "groups" g on g.id = trunk_groups.group_id`,
  id: 'trunk_groups.id',
  fields: {
    id: exact('trunk_groups.id'),
    name: lower('lower(trunk_groups.id)'),
    enterprise: exact('trunk_groups.enterprise_id'),
    group: exact('trunk_groups.group_id'),
    max_active_calls: nullable(number('trunk_groups.max_active_calls')),
    max_incoming_calls: nullable(number('trunk_groups.max_incoming_calls')),
    max_outgoing_calls: nullable(number('trunk_groups.max_outgoing_calls')),
    created_at: exact('trunk_groups.created_at'),
    updated_at: exact('trunk_groups.updated_at'),
  },
};

export type RoutingSchemeItem = RoutingSchemeRow & InEnterprise;

export const routingSchemeList: ListDefinition = {
  columns: 'routing_schemes.*, enterprises.name as enterprise_name',
  table: 'routing_schemes',
  joins: 'join enterprises on enterprises.id = routing_schemes.enterprise_id',
  id: 'routing_schemes.id',
  fields: {
    id: exact('routing_schemes.id'),
    name: folded('routing_schemes.name_key'),
    enterprise: exact('routing_schemes.enterprise_id'),
    algorithm: lower('routing_schemes.algorithm'),
    max_reroutes: number('routing_schemes.max_reroutes'),
    created_at: exact('routing_schemes.created_at'),
    updated_at: exact('routing_schemes.updated_at'),
  },
};

export type UserItem = UserRow &
  InEnterprise & {
    readonly group_name: string | null;
    readonly department_name: string | null;
    readonly scheme_id: string | null;
    readonly scheme_name: string | null;
    readonly enterprise_time_zone: string;
  };

export const userList: ListDefinition = {
  columns: `users.*, enterprises.name as enterprise_name, enterprises.time_zone as enterprise_time_zone,
    g.name as group_name, departments.name as department_name,
    coalesce(routing_schemes.id, default_scheme.id) as scheme_id,
    coalesce(routing_schemes.name, default_scheme.name) as scheme_name`,
  table: 'users',
  joins: `join enterprises on enterprises.id = users.enterprise_id
    left join "groups" g on g.id = users.group_id
    left join departments on departments.id = users.department_id
    left join routing_schemes on routing_schemes.id = users.routing_scheme_id
    left join routing_schemes default_scheme on default_scheme.default_group_id = users.group_id`,
  id: 'users.id',
  fields: {
    id: exact('users.id'),
    name: finding(folded('users.name_key'), 'alone', 'in_enterprise'),
    first_name: finding(nullable(folded('users.first_name_key')), 'in_enterprise'),
    last_name: finding(nullable(folded('users.last_name_key')), 'in_enterprise'),
    enterprise: exact('users.enterprise_id'),
    group: nullable(exact('users.group_id')),
    department: nullable(exact('users.department_id')),
    routing_scheme: nullable(exact('coalesce(routing_schemes.id, default_scheme.id)')),
    kind: lower('users.kind'),
    extension: finding(exact('users.extension'), 'in_enterprise'),
    number: finding(nullable(exact('users.number')), 'alone', 'in_enterprise'),
    username: finding(nullable(folded('users.username_key')), 'alone'),
    email: finding(nullable(folded('users.email_key')), 'alone', 'in_enterprise'),
    type: nullable(lower('users.type')),
    scope: nullable(lower('users.scope')),
    created_at: exact('users.created_at'),
    updated_at: exact('users.updated_at'),
  },
};

export interface NumberItem extends InEnterprise {
  readonly number: string;
  readonly enterprise_id: string;
  readonly created_at: string;
  readonly user_id: string | null;
  readonly user_name: string | null;
}

export const numberList: ListDefinition = {
  columns: `numbers.number, numbers.enterprise_id, numbers.created_at, enterprises.name as enterprise_name,
    users.id as user_id, users.name as user_name`,
  table: 'numbers',
  joins: `join enterprises on enterprises.id = numbers.enterprise_id
    left join users on users.number = numbers.number`,
  id: 'numbers.number',
  fields: {
    id: exact('numbers.number'),
    number: exact('numbers.number'),
    enterprise: exact('numbers.enterprise_id'),
    user: nullable(exact('users.id')),
    assigned: { column: '(users.id is not null)', type: 'boolean' },
    created_at: exact('numbers.created_at'),
  },
};

export type CarrierItem = CarrierRow;

export const carrierList: ListDefinition = {
  columns: 'carriers.*',
  table: 'carriers',
  id: 'carriers.id',
  fields: {
    id: exact('carriers.id'),
    name: folded('carriers.name_key'),
    number_format: lower('carriers.number_format'),
    created_at: exact('carriers.created_at'),
    updated_at: exact('carriers.updated_at'),
  },
};

export type OutboundRouteItem = OutboundRouteRow;

export const outboundRouteList: ListDefinition = {
  columns: 'outbound_routes.*',
  table: 'outbound_routes',
  id: 'outbound_routes.id',
  fields: {
    id: exact('outbound_routes.id'),
    prefix: nullable(exact('outbound_routes.prefix')),
    emergency: { column: 'outbound_routes.emergency', type: 'boolean' },
    priority: number('outbound_routes.priority'),
    created_at: exact('outbound_routes.created_at'),
    updated_at: exact('outbound_routes.updated_at'),
  },
};
