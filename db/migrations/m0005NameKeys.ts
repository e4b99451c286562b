import type { Kysely, Migration } from 'kysely';
import { columnTypes } from '../columns';
import { nameKey } from '../nameKey';

/** The tables as they are here, whatever becomes of them later. */
interface Tables {
  users: {
    id: string;
    first_name: string | null;
    last_name: string | null;
    first_name_key: string | null;
    last_name_key: string | null;
  };
}

const batchSize = 1000;

/** Keys of names that are compared without regard to case: every database has a `lower` of its own. */
export const m0005NameKeys: Migration = {
  async up(untyped: Kysely<unknown>): Promise<void> {
    const db = untyped as Kysely<Tables>;
    await db.schema.alterTable('users').addColumn('first_name_key', columnTypes.nameKey(80)).execute();
    await db.schema.alterTable('users').addColumn('last_name_key', columnTypes.nameKey(80)).execute();

    for (let last = ''; ;) {
      const users = await db
        .selectFrom('users')
        .select(['id', 'first_name', 'last_name'])
        .where('id', '>', last)
        .orderBy('id')
        .limit(batchSize)
        .execute();
      for (const { id, first_name, last_name } of users) {
        const keys = {
          first_name_key: first_name === null ? null : nameKey(first_name),
          last_name_key: last_name === null ? null : nameKey(last_name),
        };
        await db.updateTable('users').set(keys).where('id', '=', id).execute();
      }
      const end = users.at(-1);
      if (end === undefined) return;
      last = end.id;
    }
  },
};
