import type { Kysely, Migration } from 'kysely';

/** The tables as they are here, whatever becomes of them later. */
interface Tables {
  trunk_groups: { id: string; settings: string };
}

/** Trunk groups say whether redirections by their PBX are followed: none is, so far. */
export const m0022TrunkGroupRedirects: Migration = {
  async up(untyped: Kysely<unknown>): Promise<void> {
    const db = untyped as Kysely<Tables>;
    for (const { id, settings } of await db.selectFrom('trunk_groups').select(['id', 'settings']).execute()) {
      const all = { redirects: 'refuse', ...(JSON.parse(settings) as object) };
      // Keys stand in the order of the alphabet, so that the same settings are the same text.
      const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
      await db
        .updateTable('trunk_groups')
        .set({ settings: JSON.stringify(sorted) })
        .where('id', '=', id)
        .execute();
    }
  },
};
