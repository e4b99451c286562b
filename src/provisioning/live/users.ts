import { userList, type UserItem } from '../../../db/lists/definitions';
import { readList } from '../../../db/lists/list';
import type { ListQuery } from '../../../db/lists/listDefinition';
import type { Database } from '../../../db/schema';
import { presentUser } from '../users/routes';

/** More than this are read in pages, not followed one by one. */
const mostUsers = 10_000;
const pageSize = 1_000;

export type LiveUser = ReturnType<typeof presentUser>;

/** All users as their list shows them; null: too many to follow. */
export async function loadLiveUsers(db: Database): Promise<readonly LiveUser[] | null> {
  const users: LiveUser[] = [];
  const first: ListQuery = { filters: [], sort: null, limit: pageSize, after: null, offset: 0 };
  let page = await readList<UserItem>(db, userList, first);
  for (;;) {
    if (page.total > mostUsers) return null;
    users.push(...page.rows.map(presentUser));
    if (page.next === null) return users;
    page = await readList<UserItem>(db, userList, { ...first, after: page.next });
  }
}
