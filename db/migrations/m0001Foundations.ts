import type { CreateTableBuilder, Kysely, Migration } from 'kysely';

type Table<Name extends string, Columns extends string> = CreateTableBuilder<Name, Columns>;

const timestamps = <Name extends string, Columns extends string>(
  table: Table<Name, Columns>,
): Table<Name, Columns | 'created_at' | 'updated_at'> =>
  table
    .addColumn('created_at', 'varchar(24)', (column) => column.notNull())
    .addColumn('updated_at', 'varchar(24)', (column) => column.notNull());

const named = <Name extends string, Columns extends string>(
  table: Table<Name, Columns>,
): Table<Name, Columns | 'name' | 'name_key'> =>
  table
    .addColumn('name', 'varchar(160)', (column) => column.notNull())
    .addColumn('name_key', 'varchar(160)', (column) => column.notNull());

/** The owner of a gateway or an accepted source; its rows go with it. */
const peer = <Name extends string, Columns extends string>(
  table: Table<Name, Columns>,
): Table<Name, Columns | 'trunk_group_id' | 'carrier_id' | 'position'> =>
  table
    .addColumn('trunk_group_id', 'varchar(40)', (column) =>
      column.references('trunk_groups.id').onDelete('cascade'),
    )
    .addColumn('carrier_id', 'varchar(26)', (column) => column.references('carriers.id').onDelete('cascade'))
    .addColumn('position', 'integer', (column) => column.notNull());

/** Enterprises, groups, trunk groups, carriers, routes, schemes, departments, numbers, users. */
export const m0001Foundations: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const { schema } = db;
    await schema
      .createTable('enterprises')
      .addColumn('id', 'varchar(26)', (column) => column.primaryKey())
      .$call(named)
      .addColumn('country', 'varchar(2)', (column) => column.notNull())
      .addColumn('area_code', 'varchar(8)')
      .addColumn('time_zone', 'varchar(64)', (column) => column.notNull())
      .addColumn('max_active_calls', 'integer')
      .addColumn('trunk_routing_permission', 'varchar(16)', (column) => column.notNull())
      .addColumn('billing_cycle_day', 'integer', (column) => column.notNull())
      .addColumn('licences', 'text', (column) => column.notNull())
      .$call(timestamps)
      .addUniqueConstraint('enterprises_name', ['name_key'])
      .execute();

    await schema
      .createTable('groups')
      .addColumn('id', 'varchar(30)', (column) => column.primaryKey())
      .addColumn('enterprise_id', 'varchar(26)', (column) => column.notNull().references('enterprises.id'))
      .$call(named)
      .addColumn('settings', 'text', (column) => column.notNull())
      .$call(timestamps)
      .execute();
    await schema
      .createIndex('groups_enterprise')
      .on('groups')
      .columns(['enterprise_id', 'name_key'])
      .execute();

    await schema
      .createTable('trunk_groups')
      .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
      .addColumn('group_id', 'varchar(30)', (column) => column.notNull().references('groups.id'))
      .addColumn('enterprise_id', 'varchar(26)', (column) => column.notNull().references('enterprises.id'))
      .addColumn('max_active_calls', 'integer')
      .addColumn('max_incoming_calls', 'integer')
      .addColumn('max_outgoing_calls', 'integer')
      .addColumn('invitation_timeout_s', 'integer', (column) => column.notNull())
      .addColumn('user_lookup', 'varchar(16)', (column) => column.notNull())
      .addColumn('unscreened_calls', 'varchar(16)', (column) => column.notNull())
      .addColumn('unscreened_emergency_calls', 'varchar(16)', (column) => column.notNull())
      .addColumn('emergency_number', 'varchar(41)')
      .addColumn('number_format', 'varchar(16)', (column) => column.notNull())
      .addColumn('trusted', 'integer', (column) => column.notNull())
      .addColumn('settings', 'text', (column) => column.notNull())
      .$call(timestamps)
      .addUniqueConstraint('trunk_groups_group', ['group_id'])
      .execute();
    await schema.createIndex('trunk_groups_enterprise').on('trunk_groups').column('enterprise_id').execute();

    await schema
      .createTable('carriers')
      .addColumn('id', 'varchar(26)', (column) => column.primaryKey())
      .$call(named)
      .addColumn('number_format', 'varchar(16)', (column) => column.notNull())
      .addColumn('trusted', 'integer', (column) => column.notNull())
      .$call(timestamps)
      .addUniqueConstraint('carriers_name', ['name_key'])
      .execute();

    await schema
      .createTable('gateways')
      .addColumn('id', 'varchar(26)', (column) => column.primaryKey())
      .$call(peer)
      .addColumn('host', 'varchar(253)', (column) => column.notNull())
      .addColumn('port', 'integer', (column) => column.notNull())
      .addColumn('transport', 'varchar(4)', (column) => column.notNull())
      .addColumn('priority', 'integer', (column) => column.notNull())
      .addColumn('weight', 'integer', (column) => column.notNull())
      .execute();
    await schema.createIndex('gateways_trunk_group').on('gateways').column('trunk_group_id').execute();
    await schema.createIndex('gateways_carrier').on('gateways').column('carrier_id').execute();

    await schema
      .createTable('accept_from')
      .addColumn('id', 'varchar(26)', (column) => column.primaryKey())
      .$call(peer)
      .addColumn('address', 'varchar(64)', (column) => column.notNull())
      .execute();
    await schema.createIndex('accept_from_trunk_group').on('accept_from').column('trunk_group_id').execute();
    await schema.createIndex('accept_from_carrier').on('accept_from').column('carrier_id').execute();

    await schema
      .createTable('outbound_routes')
      .addColumn('id', 'varchar(26)', (column) => column.primaryKey())
      .addColumn('prefix', 'varchar(16)')
      .addColumn('emergency', 'integer', (column) => column.notNull())
      .addColumn('priority', 'integer', (column) => column.notNull())
      .$call(timestamps)
      .execute();

    await schema
      .createTable('outbound_route_carriers')
      .addColumn('route_id', 'varchar(26)', (column) =>
        column.notNull().references('outbound_routes.id').onDelete('cascade'),
      )
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('carrier_id', 'varchar(26)', (column) => column.notNull().references('carriers.id'))
      .addPrimaryKeyConstraint('outbound_route_carriers_key', ['route_id', 'position'])
      .execute();
    await schema
      .createIndex('outbound_route_carriers_carrier')
      .on('outbound_route_carriers')
      .column('carrier_id')
      .execute();

    await schema
      .createTable('routing_schemes')
      .addColumn('id', 'varchar(26)', (column) => column.primaryKey())
      .addColumn('enterprise_id', 'varchar(26)', (column) => column.notNull().references('enterprises.id'))
      .$call(named)
      .addColumn('algorithm', 'varchar(16)', (column) => column.notNull())
      .addColumn('max_reroutes', 'integer', (column) => column.notNull())
      .addColumn('exhaust_action', 'varchar(16)', (column) => column.notNull())
      .addColumn('exhaust_number', 'varchar(41)')
      .addColumn('default_group_id', 'varchar(30)', (column) => column.references('groups.id'))
      .$call(timestamps)
      .addUniqueConstraint('routing_schemes_name', ['enterprise_id', 'name_key'])
      .addUniqueConstraint('routing_schemes_default', ['default_group_id'])
      .execute();

    await schema
      .createTable('routing_scheme_members')
      .addColumn('scheme_id', 'varchar(26)', (column) =>
        column.notNull().references('routing_schemes.id').onDelete('cascade'),
      )
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('trunk_group_id', 'varchar(40)', (column) => column.notNull().references('trunk_groups.id'))
      .addColumn('percent', 'integer')
      .addPrimaryKeyConstraint('routing_scheme_members_key', ['scheme_id', 'position'])
      .execute();
    await schema
      .createIndex('routing_scheme_members_trunk_group')
      .on('routing_scheme_members')
      .column('trunk_group_id')
      .execute();

    await schema
      .createTable('departments')
      .addColumn('id', 'varchar(26)', (column) => column.primaryKey())
      .addColumn('enterprise_id', 'varchar(26)', (column) => column.notNull().references('enterprises.id'))
      .addColumn('group_id', 'varchar(30)', (column) => column.references('groups.id'))
      .$call(named)
      .$call(timestamps)
      .execute();
    await schema
      .createIndex('departments_enterprise')
      .on('departments')
      .columns(['enterprise_id', 'name_key'])
      .execute();
    await schema.createIndex('departments_group').on('departments').column('group_id').execute();

    await schema
      .createTable('numbers')
      .addColumn('number', 'varchar(16)', (column) => column.primaryKey())
      .addColumn('enterprise_id', 'varchar(26)', (column) => column.notNull().references('enterprises.id'))
      .addColumn('created_at', 'varchar(24)', (column) => column.notNull())
      .execute();
    await schema
      .createIndex('numbers_enterprise')
      .on('numbers')
      .columns(['enterprise_id', 'number'])
      .execute();

    await schema
      .createTable('users')
      .addColumn('id', 'varchar(26)', (column) => column.primaryKey())
      .addColumn('enterprise_id', 'varchar(26)', (column) => column.notNull().references('enterprises.id'))
      .addColumn('group_id', 'varchar(30)', (column) => column.references('groups.id'))
      .addColumn('kind', 'varchar(20)', (column) => column.notNull())
      .addColumn('first_name', 'varchar(80)')
      .addColumn('last_name', 'varchar(80)')
      .addColumn('name', 'varchar(161)', (column) => column.notNull())
      .addColumn('name_key', 'varchar(161)', (column) => column.notNull())
      .addColumn('extension', 'varchar(8)', (column) => column.notNull())
      .addColumn('number', 'varchar(16)', (column) => column.references('numbers.number'))
      .addColumn('routing_scheme_id', 'varchar(26)', (column) => column.references('routing_schemes.id'))
      .addColumn('department_id', 'varchar(26)', (column) => column.references('departments.id'))
      .addColumn('calling_line_id', 'varchar(41)')
      .addColumn('username', 'varchar(80)')
      .addColumn('username_key', 'varchar(80)')
      .addColumn('email', 'varchar(254)')
      .addColumn('email_key', 'varchar(254)')
      .addColumn('type', 'varchar(20)')
      .addColumn('scope', 'varchar(20)')
      .addColumn('time_zone', 'varchar(64)')
      .addColumn('settings', 'text', (column) => column.notNull())
      .$call(timestamps)
      .addUniqueConstraint('users_extension', ['enterprise_id', 'extension'])
      .addUniqueConstraint('users_number', ['number'])
      .addUniqueConstraint('users_username', ['username_key'])
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
      .addColumn('id', 'varchar(26)', (column) => column.primaryKey())
      .addColumn('enterprise_id', 'varchar(26)', (column) => column.notNull().references('enterprises.id'))
      .addColumn('group_id', 'varchar(30)', (column) => column.references('groups.id'))
      .addColumn('kind', 'varchar(20)', (column) => column.notNull())
      .addColumn('name', 'varchar(254)', (column) => column.notNull())
      .addColumn('name_key', 'varchar(254)', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .$call(timestamps)
      .execute();
    await schema
      .createIndex('documents_enterprise')
      .on('documents')
      .columns(['enterprise_id', 'kind', 'name_key'])
      .execute();
    await schema.createIndex('documents_group').on('documents').column('group_id').execute();
  },
};
