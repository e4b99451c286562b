import { stored, type UserRecord } from '../../../db/repositories/deploymentRecords';
import type { DatabaseTransaction } from '../../../db/schema';
import { canonicalJson } from '../deployments/canonicalJson';

/** Where menus and queues name users: by extension. */
interface Pointing {
  keys?: Readonly<Record<string, string>>;
  operator?: string | null;
  agents?: readonly string[];
}

export interface UserChange {
  readonly before: UserRecord;
  readonly after: UserRecord;
}

/** Menus and queues of the enterprise that name the user, with the user's new extension. */
export const withRenamedExtension = (
  db: DatabaseTransaction,
  user: UserRecord,
  extension: string,
): Promise<readonly UserChange[]> => rewrite(db, user, extension);

/** Menus and queues of the enterprise that name the user, without it. */
export const withoutReferences = (
  db: DatabaseTransaction,
  user: UserRecord,
): Promise<readonly UserChange[]> => rewrite(db, user, null);

async function rewrite(
  db: DatabaseTransaction,
  user: UserRecord,
  extension: string | null,
): Promise<readonly UserChange[]> {
  const rows = await db
    .selectFrom('users')
    .selectAll()
    .where('enterprise_id', '=', user.enterprise_id)
    .where('kind', '!=', 'person')
    .where('id', '!=', user.id)
    .execute();
  return rows.map(stored).flatMap((before) => {
    const settings = canonicalJson(pointingElsewhere(JSON.parse(before.settings), user.extension, extension));
    return settings === before.settings ? [] : [{ before, after: { ...before, settings } }];
  });
}

/** @param to null: nowhere; a menu that loses its operator loses the keys that lead there */
function pointingElsewhere(settings: unknown, from: string, to: string | null): unknown {
  const pointing = settings as Pointing;
  const moved = (extension: string): string[] => {
    if (extension !== from) return [extension];
    return to === null ? [] : [to];
  };
  const next: Pointing = { ...pointing };
  if (pointing.agents !== undefined) next.agents = pointing.agents.flatMap(moved);
  if (pointing.operator === from) next.operator = to;
  if (pointing.keys !== undefined) {
    const hasOperator = next.operator != null;
    next.keys = Object.fromEntries(
      Object.entries(pointing.keys).flatMap(([key, target]) =>
        moved(target).flatMap((kept) => (kept === 'operator' && !hasOperator ? [] : [[key, kept]])),
      ),
    );
  }
  return next;
}
