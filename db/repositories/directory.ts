import type { DirectoryEntry, DirectoryKey, UserKind, UserRecord } from '../../src/model/directory';
import type { Database, UserRow } from '../schema';
import { readUserSettings, userFeatures } from './userFeatures';

/**
 * Reads users and numbers for the signalling thread: one indexed read a key, in the keys' order.
 * @param now milliseconds since the Unix epoch: users' own schedules are worked out from here
 */
export async function readDirectory(
  db: Database,
  keys: readonly DirectoryKey[],
  now = Date.now(),
): Promise<DirectoryEntry[]> {
  const entries: DirectoryEntry[] = [];
  for (const key of keys) {
    const [kind, first = '', digits = ''] = key.split(':');
    if (kind === 'number') {
      entries.push({ key: `number:${first}`, value: await readNumber(db, first, now) });
    } else {
      const user = await db
        .selectFrom('users')
        .selectAll()
        .where('enterprise_id', '=', first)
        .where('extension', '=', digits)
        .executeTakeFirst();
      const value = user === undefined ? null : await userRecord(db, user, now);
      entries.push({ key: `extension:${first}:${digits}`, value });
    }
  }
  return entries;
}

async function readNumber(db: Database, number: string, now: number) {
  const row = await db.selectFrom('numbers').selectAll().where('number', '=', number).executeTakeFirst();
  if (row === undefined) return null;
  const user = await db.selectFrom('users').selectAll().where('number', '=', number).executeTakeFirst();
  return {
    number,
    enterpriseId: row.enterprise_id,
    user: user === undefined ? null : await userRecord(db, user, now),
  };
}

async function userRecord(db: Database, row: UserRow, now: number): Promise<UserRecord> {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind as UserKind,
    enterpriseId: row.enterprise_id,
    groupId: row.group_id ?? (await firstGroupOf(db, row.enterprise_id)),
    extension: row.extension,
    number: row.number,
    routingSchemeId: row.routing_scheme_id,
    callingLineId: row.calling_line_id,
    features:
      row.kind === 'person'
        ? await userFeatures(readUserSettings(row.settings), () => timeZoneOf(db, row), now)
        : null,
  };
}

/** A system user of the whole enterprise is reached through its first group. */
async function firstGroupOf(db: Database, enterpriseId: string): Promise<string> {
  const group = await db
    .selectFrom('groups')
    .select('id')
    .where('enterprise_id', '=', enterpriseId)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return group?.id ?? '';
}

async function timeZoneOf(db: Database, user: UserRow): Promise<string> {
  if (user.time_zone !== null) return user.time_zone;
  const enterprise = await db
    .selectFrom('enterprises')
    .select('time_zone')
    .where('id', '=', user.enterprise_id)
    .executeTakeFirst();
  return enterprise?.time_zone ?? 'UTC';
}
