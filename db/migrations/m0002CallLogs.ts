import { sql, type Kysely, type Migration } from 'kysely';

/**
 * Call logs, who takes part in them, and how many there are. Ids say when a call began, so that an index that ends in the
 * id gives a list in the order of time. Names stand in the log as they were: what it speaks of may be gone.
 */
export const m0002CallLogs: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const { schema } = db;
    await schema
      .createTable('call_logs')
      .addColumn('id', 'varchar(26)', (column) => column.primaryKey())
      .addColumn('call_id', 'varchar(26)', (column) => column.notNull())
      .addColumn('enterprise_id', 'varchar(26)')
      .addColumn('group_id', 'varchar(30)')
      .addColumn('user_id', 'varchar(26)')
      .addColumn('trunk_group_id', 'varchar(40)')
      .addColumn('direction', 'varchar(16)', (column) => column.notNull())
      .addColumn('calling_number', 'varchar(64)', (column) => column.notNull())
      .addColumn('called_number', 'varchar(64)', (column) => column.notNull())
      .addColumn('dialled', 'varchar(64)', (column) => column.notNull())
      .addColumn('emergency', 'integer', (column) => column.notNull())
      .addColumn('started_at', 'varchar(24)', (column) => column.notNull())
      .addColumn('ringing_at', 'varchar(24)')
      .addColumn('answered_at', 'varchar(24)')
      .addColumn('ended_at', 'varchar(24)', (column) => column.notNull())
      .addColumn('duration_ms', 'bigint', (column) => column.notNull())
      .addColumn('outcome', 'varchar(16)', (column) => column.notNull())
      .addColumn('failure', 'varchar(40)')
      .addColumn('sip_code', 'integer', (column) => column.notNull())
      .addColumn('q850_cause', 'integer', (column) => column.notNull())
      .addColumn('ended_by', 'varchar(16)', (column) => column.notNull())
      // A trace may repeat a called number as long as a SIP message; the type is TEXT to SQLite.
      .addColumn('detail', sql`mediumtext`, (column) => column.notNull())
      .execute();
    for (const column of ['enterprise_id', 'calling_number', 'called_number']) {
      await schema.createIndex(`call_logs_${column}`).on('call_logs').columns([column, 'id']).execute();
    }
    for (const [table, column, type] of [
      ['call_log_users', 'user_id', 'varchar(26)'],
      ['call_log_trunk_groups', 'trunk_group_id', 'varchar(40)'],
    ] as const) {
      await schema
        .createTable(table)
        .addColumn(column, type, (definition) => definition.notNull())
        .addColumn('call_log_id', 'varchar(26)', (definition) => definition.notNull())
        .addColumn('direction', 'varchar(16)', (definition) => definition.notNull())
        .addPrimaryKeyConstraint(`${table}_key`, [column, 'call_log_id'])
        .execute();
    }
    await schema
      .createTable('row_counts')
      .addColumn('id', 'varchar(40)', (column) => column.primaryKey())
      .addColumn('total', 'bigint', (column) => column.notNull())
      .execute();
    await sql`insert into row_counts (id, total) values ('call_logs', 0)`.execute(db);
  },
};
