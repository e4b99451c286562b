import type { CreateTableBuilder, Kysely, Migration } from 'kysely';
import { columnTypes } from '../columns';

const { id, groupId, trunkGroupId, integer, flag, time, text, nameKey, document } = columnTypes;

type Table<Name extends string, Columns extends string> = CreateTableBuilder<Name, Columns>;

const timestamps = <Name extends string, Columns extends string>(
  table: Table<Name, Columns>,
): Table<Name, Columns | 'created_at' | 'updated_at'> =>
  table
    .addColumn('created_at', time, (column) => column.notNull())
    .addColumn('updated_at', time, (column) => column.notNull());

const named = <Name extends string, Columns extends string>(
  table: Table<Name, Columns>,
): Table<Name, Columns | 'name' | 'name_key'> =>
  table
    .addColumn('name', text(160), (column) => column.notNull())
    .addColumn('name_key', nameKey(160), (column) => column.notNull());

/** The owner of a gateway or an accepted source; its rows go with it. */
const peer =
  (name: string) =>
  <Name extends string, Columns extends string>(
    table: Table<Name, Columns>,
  ): Table<Name, Columns | 'trunk_group_id' | 'carrier_id' | 'position'> =>
    table
      .addColumn('trunk_group_id', trunkGroupId)
      .addColumn('carrier_id', id)
      .addColumn('position', integer, (column) => column.notNull())
      .addForeignKeyConstraint(
        `${name}_trunk_group_exists`,
        ['trunk_group_id'],
        'trunk_groups',
        ['id'],
        (key) => key.onDelete('cascade'),
      )
      .addForeignKeyConstraint(`${name}_carrier_exists`, ['carrier_id'], 'carriers', ['id'], (key) =>
        key.onDelete('cascade'),
      );

/** Enterprises, groups, trunk groups, carriers, routes, schemes, departments, numbers, users. */
export const m0001Foundations: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const { schema } = db;
    await schema
      .createTable('enterprises')
      .addColumn('id', id, (column) => column.primaryKey())
      .$call(named)
      .addColumn('country', text(2), (column) => column.notNull())
      .addColumn('area_code', text(8))
      .addColumn('time_zone', text(64), (column) => column.notNull())
      .addColumn('max_active_calls', integer)
      .addColumn('trunk_routing_permission', text(16), (column) => column.notNull())
      .addColumn('billing_cycle_day', integer, (column) => column.notNull())
      .addColumn('licences', document, (column) => column.notNull())
      .$call(timestamps)
      .addUniqueConstraint('enterprises_name', ['name_key'])
      .execute();

    await schema
      .createTable('groups')
      .addColumn('id', groupId, (column) => column.primaryKey())
      .addColumn('enterprise_id', id, (column) => column.notNull())
      .$call(named)
      .addColumn('settings', document, (column) => column.notNull())
      .$call(timestamps)
      .addForeignKeyConstraint('groups_enterprise_exists', ['enterprise_id'], 'enterprises', ['id'])
      .execute();
    await schema
      .createIndex('groups_enterprise')
      .on('groups')
      .columns(['enterprise_id', 'name_key'])
      .execute();

    await schema
      .createTable('trunk_groups')
      .addColumn('id', trunkGroupId, (column) => column.primaryKey())
      .addColumn('group_id', groupId, (column) => column.notNull())
      .addColumn('enterprise_id', id, (column) => column.notNull())
      .addColumn('max_active_calls', integer)
      .addColumn('max_incoming_calls', integer)
      .addColumn('max_outgoing_calls', integer)
      .addColumn('invitation_timeout_s', integer, (column) => column.notNull())
      .addColumn('user_lookup', text(16), (column) => column.notNull())
      .addColumn('unscreened_calls', text(16), (column) => column.notNull())
      .addColumn('unscreened_emergency_calls', text(16), (column) => column.notNull())
      .addColumn('emergency_number', text(41))
      .addColumn('number_format', text(16), (column) => column.notNull())
      .addColumn('trusted', flag, (column) => column.notNull())
      .addColumn('settings', document, (column) => column.notNull())
      .$call(timestamps)
      .addUniqueConstraint('trunk_groups_group', ['group_id'])
      .addForeignKeyConstraint('trunk_groups_group_exists', ['group_id'], 'groups', ['id'])
      .addForeignKeyConstraint('trunk_groups_enterprise_exists', ['enterprise_id'], 'enterprises', ['id'])
      .execute();
    await schema.createIndex('trunk_groups_enterprise').on('trunk_groups').column('enterprise_id').execute();

    await schema
      .createTable('carriers')
      .addColumn('id', id, (column) => column.primaryKey())
      .$call(named)
      .addColumn('number_format', text(16), (column) => column.notNull())
      .addColumn('trusted', flag, (column) => column.notNull())
      .$call(timestamps)
      .addUniqueConstraint('carriers_name', ['name_key'])
      .execute();

    await schema
      .createTable('gateways')
      .addColumn('id', id, (column) => column.primaryKey())
      .$call(peer('gateways'))
      .addColumn('host', text(253), (column) => column.notNull())
      .addColumn('port', integer, (column) => column.notNull())
      .addColumn('transport', text(4), (column) => column.notNull())
      .addColumn('priority', integer, (column) => column.notNull())
      .addColumn('weight', integer, (column) => column.notNull())
      .execute();
    await schema.createIndex('gateways_trunk_group').on('gateways').column('trunk_group_id').execute();
    await schema.createIndex('gateways_carrier').on('gateways').column('carrier_id').execute();

    await schema
      .createTable('accept_from')
      .addColumn('id', id, (column) => column.primaryKey())
      .$call(peer('accept_from'))
      .addColumn('address', text(64), (column) => column.notNull())
      .execute();
    await schema.createIndex('accept_from_trunk_group').on('accept_from').column('trunk_group_id').execute();
    await schema.createIndex('accept_from_carrier').on('accept_from').column('carrier_id').execute();

    await schema
      .createTable('outbound_routes')
      .addColumn('id', id, (column) => column.primaryKey())
      .addColumn('prefix', text(16))
      .addColumn('emergency', flag, (column) => column.notNull())
      .addColumn('priority', integer, (column) => column.notNull())
      .$call(timestamps)
      .execute();

    await schema
      .createTable('outbound_route_carriers')
      .addColumn('route_id', id, (column) => column.notNull())
      .addColumn('position', integer, (column) => column.notNull())
      .addColumn('carrier_id', id, (column) => column.notNull())
      .addPrimaryKeyConstraint('outbound_route_carriers_key', ['route_id', 'position'])
      .addForeignKeyConstraint(
        'outbound_route_carriers_route_exists',
        ['route_id'],
        'outbound_routes',
        ['id'],
        (key) => key.onDelete('cascade'),
      )
      .addForeignKeyConstraint('outbound_route_carriers_carrier_exists', ['carrier_id'], 'carriers', ['id'])
      .execute();
    await schema
      .createIndex('outbound_route_carriers_carrier')
      .on('outbound_route_carriers')
      .column('carrier_id')
      .execute();

    await schema
      .createTable('routing_schemes')
      .addColumn('id', id, (column) => column.primaryKey())
      .addColumn('enterprise_id', id, (column) => column.notNull())
      .$call(named)
      .addColumn('algorithm', text(16), (column) => column.notNull())
      .addColumn('max_reroutes', integer, (column) => column.notNull())
      .addColumn('exhaust_action', text(16), (column) => column.notNull())
      .addColumn('exhaust_number', text(41))
      .addColumn('default_group_id', groupId)
      .$call(timestamps)
      .addUniqueConstraint('routing_schemes_name', ['enterprise_id', 'name_key'])
      .addUniqueConstraint('routing_schemes_default', ['default_group_id'])
      .addForeignKeyConstraint('routing_schemes_enterprise_exists', ['enterprise_id'], 'enterprises', ['id'])
      .addForeignKeyConstraint('routing_schemes_default_group_exists', ['default_group_id'], 'groups', ['id'])
      .execute();

    await schema
      .createTable('routing_scheme_members')
      .addColumn('scheme_id', id, (column) => column.notNull())
      .addColumn('position', integer, (column) => column.notNull())
      .addColumn('trunk_group_id', trunkGroupId, (column) => column.notNull())
      .addColumn('percent', integer)
      .addPrimaryKeyConstraint('routing_scheme_members_key', ['scheme_id', 'position'])
      .addForeignKeyConstraint(
        'routing_scheme_members_scheme_exists',
        ['scheme_id'],
        'routing_schemes',
        ['id'],
        (key) => key.onDelete('cascade'),
      )
      .addForeignKeyConstraint(
        'routing_scheme_members_trunk_group_exists',
        ['trunk_group_id'],
        'trunk_groups',
        ['id'],
      )
      .execute();
    await schema
      .createIndex('routing_scheme_members_trunk_group')
      .on('routing_scheme_members')
      .column('trunk_group_id')
      .execute();

    await schema
      .createTable('departments')
      .addColumn('id', id, (column) => column.primaryKey())
      .addColumn('enterprise_id', id, (column) => column.notNull())
      .addColumn('group_id', groupId)
      .$call(named)
      .$call(timestamps)
      .addForeignKeyConstraint('departments_enterprise_exists', ['enterprise_id'], 'enterprises', ['id'])
      .addForeignKeyConstraint('departments_group_exists', ['group_id'], 'groups', ['id'])
      .execute();
    await schema
      .createIndex('departments_enterprise')
      .on('departments')
      .columns(['enterprise_id', 'name_key'])
      .execute();
    await schema.createIndex('departments_group').on('departments').column('group_id').execute();

    await schema
      .createTable('numbers')
      .addColumn('number', text(16), (column) => column.primaryKey())
      .addColumn('enterprise_id', id, (column) => column.notNull())
      .addColumn('created_at', time, (column) => column.notNull())
      .addForeignKeyConstraint('numbers_enterprise_exists', ['enterprise_id'], 'enterprises', ['id'])
      .execute();
    await schema
      .createIndex('numbers_enterprise')
      .on('numbers')
      .columns(['enterprise_id', 'number'])
      .execute();

    await schema
      .createTable('users')
      .addColumn('id', id, (column) => column.primaryKey())
      .addColumn('enterprise_id', id, (column) => column.notNull())
      .addColumn('group_id', groupId)
      .addColumn('kind', text(20), (column) => column.notNull())
      .addColumn('first_name', text(80))
      .addColumn('last_name', text(80))
      .addColumn('name', text(161), (column) => column.notNull())
      .addColumn('name_key', nameKey(161), (column) => column.notNull())
      .addColumn('extension', text(8), (column) => column.notNull())
      .addColumn('number', text(16))
      .addColumn('routing_scheme_id', id)
      .addColumn('department_id', id)
      .addColumn('calling_line_id', text(41))
      .addColumn('username', text(80))
      .addColumn('username_key', nameKey(80))
      .addColumn('email', text(254))
      .addColumn('email_key', nameKey(254))
      .addColumn('type', text(20))
      .addColumn('scope', text(20))
      .addColumn('time_zone', text(64))
      .addColumn('settings', document, (column) => column.notNull())
      .$call(timestamps)
      .addUniqueConstraint('users_extension', ['enterprise_id', 'extension'])
      .addUniqueConstraint('users_number', ['number'])
      .addUniqueConstraint('users_username', ['username_key'])
      .addForeignKeyConstraint('users_enterprise_exists', ['enterprise_id'], 'enterprises', ['id'])
      .addForeignKeyConstraint('users_group_exists', ['group_id'], 'groups', ['id'])
      .addForeignKeyConstraint('users_number_exists', ['number'], 'numbers', ['number'])
      .addForeignKeyConstraint('users_routing_scheme_exists', ['routing_scheme_id'], 'routing_schemes', [
        'id',
      ])
      .addForeignKeyConstraint('users_department_exists', ['department_id'], 'departments', ['id'])
      .execute();
    await schema
      .createIndex('users_enterprise_name')
      .on('users')
      .columns(['enterprise_id', 'name_key'])
      .execute();
    await schema.createIndex('users_name').on('users').column('name_key').execute();
    await schema.createIndex('users_group').on('users').columns(['group_id', 'name_key']).execute();
    await schema.createIndex('users_routing_scheme').on('users').column('routing_scheme_id').execute();
    await schema.createIndex('users_department').on('users').column('department_id').execute();
    await schema.createIndex('users_email').on('users').column('email_key').execute();

    await schema
      .createTable('documents')
      .addColumn('id', id, (column) => column.primaryKey())
      .addColumn('enterprise_id', id, (column) => column.notNull())
      .addColumn('group_id', groupId)
      .addColumn('kind', text(20), (column) => column.notNull())
      .addColumn('name', text(254), (column) => column.notNull())
      .addColumn('name_key', nameKey(254), (column) => column.notNull())
      .addColumn('body', document, (column) => column.notNull())
      .$call(timestamps)
      .addForeignKeyConstraint('documents_enterprise_exists', ['enterprise_id'], 'enterprises', ['id'])
      .addForeignKeyConstraint('documents_group_exists', ['group_id'], 'groups', ['id'])
      .execute();
    await schema
      .createIndex('documents_enterprise')
      .on('documents')
      .columns(['enterprise_id', 'kind', 'name_key'])
      .execute();
    await schema.createIndex('documents_group').on('documents').column('group_id').execute();
  },
};
