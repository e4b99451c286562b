import type { Kysely, Migration } from 'kysely';
import { dialectOf } from '../dialect';

/** Indexes by the table, then by name: their columns. */
const added: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  users: {
    users_enterprise_id: ['enterprise_id', 'id'],
    users_enterprise_name_id: ['enterprise_id', 'name_key', 'id'],
    users_enterprise_first_name: ['enterprise_id', 'first_name_key', 'id'],
    users_enterprise_last_name: ['enterprise_id', 'last_name_key', 'id'],
    users_enterprise_number: ['enterprise_id', 'number', 'id'],
    users_enterprise_extension: ['enterprise_id', 'extension', 'id'],
    // As long as MySQL's may be without the id.
    users_enterprise_email: ['enterprise_id', 'email_key'],
    users_group_id: ['group_id', 'id'],
    users_group_name_id: ['group_id', 'name_key', 'id'],
    users_department_id: ['department_id', 'id'],
    users_name_id: ['name_key', 'id'],
    users_email_id: ['email_key', 'id'],
  },
  call_logs: {
    call_logs_direction: ['direction', 'id'],
    call_logs_outcome: ['outcome', 'id'],
    call_logs_sip_code: ['sip_code', 'id'],
    call_logs_group: ['group_id', 'id'],
    call_logs_enterprise_direction: ['enterprise_id', 'direction', 'id'],
    call_logs_enterprise_outcome: ['enterprise_id', 'outcome', 'id'],
    call_logs_enterprise_sip_code: ['enterprise_id', 'sip_code', 'id'],
    call_logs_enterprise_calling: ['enterprise_id', 'calling_number', 'id'],
    call_logs_enterprise_called: ['enterprise_id', 'called_number', 'id'],
  },
};

/** Those that new ones begin like. */
const replaced = ['users_enterprise_name', 'users_group', 'users_name', 'users_department', 'users_email'];

/**
 * For a page of a list by what it is filtered by: an index that ends in the id gives it in the order of the list, and is
 * all that has to be read to count it. (MySQL's hold the id anyway.)
 */
export const m0006ListIndexes: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const [table, indexes] of Object.entries(added)) {
      for (const [name, columns] of Object.entries(indexes)) {
        await db.schema
          .createIndex(name)
          .on(table)
          .columns([...columns])
          .execute();
      }
    }
    for (const name of replaced) {
      const drop = db.schema.dropIndex(name);
      // MySQL wants to know of which table, SQLite not to be told.
      await (dialectOf(db) === 'mysql' ? drop.on('users') : drop).execute();
    }
  },
};
