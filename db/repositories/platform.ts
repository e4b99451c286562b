import type { Database } from '../schema';

/** The name of everything that the nodes on this database share elsewhere. */
export async function readPlatformId(db: Database): Promise<string> {
  return (await db.selectFrom('platform').select('id').executeTakeFirstOrThrow()).id;
}
