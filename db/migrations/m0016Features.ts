import { sql, type Kysely, type Migration } from 'kysely';
import { batches } from '../batches';
import { columnTypes } from '../columns';

/** The tables as they are here, whatever becomes of them later. */
interface Tables {
  enterprises: { id: string; feature_codes: string | null };
  groups: { id: string; settings: string; synced_codes: string | null; synced_at: string | null };
  users: { id: string; kind: string; settings: string };
}

type Settings = Readonly<Record<string, unknown>>;

const featureCodes = {
  account_code: '*71',
  anonymous_rejection_off: '*87',
  anonymous_rejection_on: '*77',
  do_not_disturb_off: '*79',
  do_not_disturb_on: '*78',
  forwarding_always_off: '*73',
  forwarding_always_on: '*72',
  forwarding_busy_off: '*91',
  forwarding_busy_on: '*90',
  forwarding_no_answer_off: '*93',
  forwarding_no_answer_on: '*92',
  hide_number: '*67',
};

/** Feature access codes, the last Sync Users of a group, and what users' and groups' settings did not say yet. */
export const m0016Features: Migration = {
  async up(untyped: Kysely<unknown>): Promise<void> {
    const db = untyped as Kysely<Tables>;
    const { document, time } = columnTypes;
    await db.schema.alterTable('enterprises').addColumn('feature_codes', document).execute();
    await db.schema.alterTable('groups').addColumn('synced_codes', document).execute();
    await db.schema.alterTable('groups').addColumn('synced_at', time).execute();
    await db
      .updateTable('enterprises')
      .set({ feature_codes: JSON.stringify(featureCodes) })
      .execute();
    for (const { id, settings } of await db.selectFrom('groups').select(['id', 'settings']).execute()) {
      const before = JSON.parse(settings) as Settings;
      const codes = (before.authorization_codes as readonly { readonly code: string }[]).map(
        ({ code }) => code,
      );
      await db
        .updateTable('groups')
        .set({ settings: JSON.stringify(groupSettings(before)), synced_codes: JSON.stringify(codes) })
        .where('id', '=', id)
        .execute();
    }
    await completeUsers(db);
  },
};

const groupSettings = (before: Settings): Settings => ({
  account_codes:
    before.account_codes === null ? null : inOrder({ ...(before.account_codes as Settings), strict: false }),
  announce_refusals: false,
  authorization_codes: before.authorization_codes,
  dial_restrictions: before.dial_restrictions,
  digit_patterns: [],
  forward_restrictions: {},
  transfer_numbers: [],
});

/** Keys stand in order, and no text holds a quotation mark that is not escaped: so the places are found in the text. */
async function completeUsers(db: Kysely<Tables>): Promise<void> {
  const put = async (before: string, after: string): Promise<void> => {
    await db
      .updateTable('users')
      .set({ settings: sql<string>`replace(settings, ${before}, ${after})` })
      .where('kind', '=', 'person')
      .execute();
  };
  await put(
    '],"transfer_numbers":[',
    '],"forward_restrictions":null,"hide_number":false,"transfer_numbers":[',
  );
  for (const available of ['true', 'false']) {
    const begin = `"sequential_ring":{"available":${available},`;
    const ring = '"base_location":{"ring":true,"rings":3},"caller_may_stop":false,"continue_if_busy":true,';
    await put(begin, `${begin}${ring}`);
  }
  const ringing = await db
    .selectFrom('users')
    .select('id')
    .where('settings', 'like', '%"simultaneous_ring":{%')
    .execute();
  for (const batch of batches(ringing, 500)) {
    const rows = await db
      .selectFrom('users')
      .select(['id', 'settings'])
      .where(
        'id',
        'in',
        batch.map(({ id }) => id),
      )
      .execute();
    for (const { id, settings } of rows) {
      const user = JSON.parse(settings) as Settings;
      const inbound = user.inbound as Settings;
      const ring = inOrder({ ...(inbound.simultaneous_ring as Settings), not_while_on_call: false });
      const after = JSON.stringify({ ...user, inbound: { ...inbound, simultaneous_ring: ring } });
      await db.updateTable('users').set({ settings: after }).where('id', '=', id).execute();
    }
  }
}

const inOrder = (settings: Settings): Settings =>
  Object.fromEntries(Object.entries(settings).sort(([first], [second]) => (first < second ? -1 : 1)));
