import type { Kysely, Migration } from 'kysely';
import { columnTypes } from '../columns';

/** The tables as they are here, whatever becomes of them later. */
interface Tables {
  trunk_groups: { id: string; settings: string };
  carriers: { id: string; reachability: string };
}

/** What the settings are where nobody has said anything. */
const inviteFailures = { invite_failure_threshold: null, invite_failure_window_s: 60 };
const optionsPing = {
  available_interval_s: 60,
  enabled: false,
  failure_threshold: 3,
  success_threshold: 2,
  unavailable_interval_s: 10,
};

/** Keys in order, so that equal settings are equal text. */
const inOrder = (settings: object): string =>
  JSON.stringify(
    Object.fromEntries(Object.entries(settings).sort(([first], [second]) => (first < second ? -1 : 1))),
  );

/** Health of trunk groups and carriers: what it goes by, and how it changed. */
export const m0009Health: Migration = {
  async up(untyped: Kysely<unknown>): Promise<void> {
    const db = untyped as Kysely<Tables>;
    const { id, trunkGroupId, time, text } = columnTypes;
    await db.schema
      .alterTable('carriers')
      .addColumn('reachability', text(2_000), (column) => column.notNull().defaultTo('{}'))
      .execute();
    const reachability = inOrder({ ...inviteFailures, options_ping: optionsPing, sender_call_rate: null });
    await db.updateTable('carriers').set({ reachability }).execute();
    const added = { ...inviteFailures, call_rate: null, sender_call_rate: null };
    for (const row of await db.selectFrom('trunk_groups').select(['id', 'settings']).execute()) {
      const settings = inOrder({ ...added, ...(JSON.parse(row.settings) as object) });
      await db.updateTable('trunk_groups').set({ settings }).where('id', '=', row.id).execute();
    }

    await db.schema
      .createTable('health_changes')
      .addColumn('id', id, (column) => column.primaryKey())
      .addColumn('trunk_group_id', trunkGroupId)
      .addColumn('carrier_id', id)
      .addColumn('address', text(280))
      .addColumn('state', text(16), (column) => column.notNull())
      .addColumn('cause', text(200), (column) => column.notNull())
      .addColumn('at', time, (column) => column.notNull())
      .addForeignKeyConstraint(
        'health_changes_trunk_group_exists',
        ['trunk_group_id'],
        'trunk_groups',
        ['id'],
        (key) => key.onDelete('cascade'),
      )
      .addForeignKeyConstraint('health_changes_carrier_exists', ['carrier_id'], 'carriers', ['id'], (key) =>
        key.onDelete('cascade'),
      )
      .execute();
    for (const owner of ['trunk_group_id', 'carrier_id']) {
      await db.schema
        .createIndex(`health_changes_${owner}`)
        .on('health_changes')
        .columns([owner, 'id'])
        .execute();
    }
  },
};
