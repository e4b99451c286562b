import { z } from 'zod';
import { nameKey } from '../../../db/nameKey';
import type { DatabaseTransaction, EnterpriseRow } from '../../../db/schema';
import type { Draft } from '../deployments/draft';
import type { MistakeList, Path } from '../deployments/mistake';
import { expected } from '../deployments/schema/primitives';

const accepted = { error: expected('an id or a name, or { id } as answers have it') };
const word = z.string(accepted).min(1, accepted).max(200, accepted);

/** How a body names another object: by id or name, or as answers show it. */
export const referenceSchema = z
  .union([word, z.strictObject({ id: word, name: word.optional() }, accepted)], accepted)
  .meta({ id: 'Reference', description: 'an id or a name, or the object as answers show it' });

export type ReferenceInput = z.input<typeof referenceSchema>;

/** The id or name a reference gives; undefined: none, or one that was found wrong. */
export const referenceText = (given: Draft<ReferenceInput> | null | undefined): string | undefined =>
  typeof given === 'object' && given !== null ? given.id : (given ?? undefined);

/** The enterprise that a new object is to belong to; null: there is none, and a mistake says so. */
export async function findEnterprise(
  db: DatabaseTransaction,
  given: Draft<ReferenceInput> | undefined,
  mistakes: MistakeList,
): Promise<EnterpriseRow | null> {
  const text = referenceText(given);
  if (text === undefined) return null;
  const found = await idOrName(
    text,
    (id) => db.selectFrom('enterprises').selectAll().where('id', '=', id).executeTakeFirst(),
    (key) => db.selectFrom('enterprises').selectAll().where('name_key', '=', key).executeTakeFirst(),
  );
  if (found === undefined) mistakes.add(['enterprise'], 'not_found', `there is no enterprise ${text}`);
  return found ?? null;
}

/** The name of a routing scheme that is given by id or name; what is not found stays as it is given. */
export async function schemeName(
  db: DatabaseTransaction,
  enterpriseId: string,
  given: Draft<ReferenceInput> | null | undefined,
): Promise<string | undefined> {
  const text = referenceText(given);
  if (text === undefined) return undefined;
  const found = await db
    .selectFrom('routing_schemes')
    .select('name')
    .where('enterprise_id', '=', enterpriseId)
    .where('id', '=', text)
    .executeTakeFirst();
  return found?.name ?? text;
}

/** The name of a carrier that is given by id or name; what is not found stays as it is given. */
export async function carrierName(
  db: DatabaseTransaction,
  given: Draft<ReferenceInput> | undefined,
): Promise<string | undefined> {
  const text = referenceText(given);
  if (text === undefined) return undefined;
  const found = await db.selectFrom('carriers').select('name').where('id', '=', text).executeTakeFirst();
  return found?.name ?? text;
}

export interface DepartmentReference {
  readonly id: string;
  readonly name: string;
}

/**
 * A department for a user of a group: by id, or by name in the group and then in the enterprise (decisions.md 11). A group
 * department refuses users of other groups.
 */
export async function findDepartment(
  db: DatabaseTransaction,
  enterpriseId: string,
  groupId: string | undefined,
  given: Draft<ReferenceInput> | null | undefined,
  mistakes: MistakeList,
): Promise<DepartmentReference | null> {
  const text = referenceText(given);
  if (text === undefined) return null;
  const rows = await db
    .selectFrom('departments')
    .selectAll()
    .where('enterprise_id', '=', enterpriseId)
    .where((row) => row.or([row('id', '=', text), row('name_key', '=', nameKey(text))]))
    .execute();
  const fitting = rows.filter(
    (row) => row.group_id === null || nameKey(row.group_id) === nameKey(groupId ?? ''),
  );
  const found =
    fitting.find((row) => row.id === text) ?? fitting.find((row) => row.group_id !== null) ?? fitting.at(0);
  if (found === undefined) {
    const path: Path = ['department'];
    mistakes.add(path, 'not_found', `neither the user's group nor the enterprise has a department ${text}`);
  }
  return found ?? null;
}

async function idOrName<Row>(
  text: string,
  byId: (id: string) => Promise<Row | undefined>,
  byKey: (key: string) => Promise<Row | undefined>,
): Promise<Row | undefined> {
  return (await byId(text)) ?? (await byKey(nameKey(text)));
}
