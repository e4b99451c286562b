import type { z } from 'zod';
import { nameKey } from '../../../db/nameKey';
import type { DeploymentChanges, UserRecord } from '../../../db/repositories/deploymentRecords';
import type { DatabaseTransaction } from '../../../db/schema';
import type { Edit } from '../changes/configurationWriter';
import { changesOf } from '../changes/deploymentChanges';
import { planObject } from '../changes/planObject';
import {
  findDepartment,
  findEnterprise,
  referenceText,
  schemeName,
  type DepartmentReference,
  type ReferenceInput,
} from '../changes/references';
import { inUse, reference, refusal } from '../changes/refusal';
import { enterpriseDocument, userDocument } from '../changes/storedObjects';
import { readRecord } from '../changes/storedRecords';
import { validate, type Validated } from '../changes/validate';
import { canonicalJson } from '../deployments/canonicalJson';
import type { MistakeList } from '../deployments/mistake';
import { defaultSchemeNameOf } from '../deployments/names';
import { withoutNulls } from '../deployments/withoutNulls';
import { detachParameter, readFlag } from '../http/flagParameter';
import type { Change, Creation, Removal } from '../http/listResource';
import { mergePatch } from '../http/mergePatch';
import type { QueryParameter } from '../http/operations';
import { Problem } from '../http/problem';
import { withoutReferences, withRenamedExtension } from './extensionReferences';
import { isUserKind, userBodies, userBody, userCreateBodies, userCreateBody, type UserKind } from './schema';

/** Portals C5: an e-mail is one user's unless whoever adds the user says otherwise. */
const uniqueEmail: QueryParameter = {
  name: 'unique_email',
  description: 'false: the e-mail may be that of another user too, who then cannot sign in by it',
  schema: { type: 'boolean', default: true },
};

export const createUser: Creation = {
  body: userCreateBody,
  query: [uniqueEmail],
  plan: async (edit, body, query) => {
    const kind = isUserKind(body.kind) ? body.kind : 'person';
    const { wanted, mistakes } = wantedUser(userCreateBodies[kind], body);
    const enterprise = await findEnterprise(edit.db, wanted.enterprise, mistakes);
    if (enterprise === null) throw refusal(mistakes);
    const { enterprise: _enterprise, kind: _kind, ...user } = wanted;
    if (readFlag(query, 'unique_email', true)) await checkEmail(edit.db, user.email, null, mistakes);
    const department = await findDepartment(
      edit.db,
      enterprise.id,
      referenceText(user.group),
      user.department,
      mistakes,
    );
    const changes = await planUser(edit, enterprise.id, kind, { wanted: user, mistakes }, department, null);
    return { id: changes.users.create[0]?.id ?? '', changes };
  },
};

export const changeUser: Change = {
  body: userBody,
  query: [uniqueEmail],
  plan: async (edit, id, patch, query) => {
    const { db } = edit;
    const today = await readRecord(db, 'users', id, 'user');
    const kind = today.kind as UserKind;
    const { kind: _kind, ...document } = {
      kind,
      ...userDocument(today, { scheme: today.routing_scheme_id, department: today.department_id }),
    };
    const { wanted, mistakes } = wantedUser(userBodies[kind], mergePatch(document, patch));
    const isEmailNew = wanted.email != null && nameKey(wanted.email) !== today.email_key;
    if (isEmailNew && readFlag(query, 'unique_email', true)) {
      await checkEmail(db, wanted.email, id, mistakes);
    }
    const group = referenceText(wanted.group);
    const moves = nameKey(group ?? '') !== nameKey(today.group_id ?? '');
    const isUnassigned =
      kind === 'person' && Object.hasOwn(patch, 'routing_scheme') && patch.routing_scheme === null;
    if (isUnassigned && !moves && today.routing_scheme_id === null) throw onDefaultScheme(today);
    // Who moves to another group leaves the department of the old one (decisions.md 11).
    const leaves = moves && !Object.hasOwn(patch, 'department') && (await isOfGroup(db, today.department_id));
    const department = leaves
      ? null
      : await findDepartment(db, today.enterprise_id, group, wanted.department, mistakes);
    const changes = await planUser(edit, today.enterprise_id, kind, { wanted, mistakes }, department, today);
    const extension = changes.users.change[0]?.after.extension ?? today.extension;
    if (extension === today.extension) return changes;
    const referring = await withRenamedExtension(db, today, extension);
    return { ...changes, users: { ...changes.users, change: [...changes.users.change, ...referring] } };
  },
};

/** There is nothing to return to from the default scheme (decisions.md 19). */
const onDefaultScheme = ({ name, group_id: group }: UserRecord): Problem =>
  new Problem(409, 'default_scheme', `${name} is on the default scheme of the group already`, [
    {
      path: 'routing_scheme',
      code: 'default_scheme',
      message: `a user leaves ${defaultSchemeNameOf(group ?? '')} only for another scheme: name it`,
    },
  ]);

/** What this file needs to know of a body, whatever its kind. */
interface WantedUser {
  readonly enterprise?: ReferenceInput;
  readonly kind?: string;
  readonly extension?: string;
  readonly email?: string | null;
  readonly group?: ReferenceInput | null;
  readonly routing_scheme?: ReferenceInput | null;
  readonly department?: ReferenceInput | null;
}

const wantedUser = (schema: z.ZodType, body: unknown): Validated<WantedUser> =>
  validate(schema as z.ZodType<unknown, WantedUser>, body);

async function planUser(
  edit: Edit,
  enterpriseId: string,
  kind: UserKind,
  { wanted, mistakes }: Validated<WantedUser>,
  department: DepartmentReference | null,
  today: UserRecord | null,
): Promise<DeploymentChanges> {
  const enterprise = await readRecord(edit.db, 'enterprises', enterpriseId, 'enterprise');
  const list = kind === 'person' ? 'users' : 'system_users';
  const user = {
    ...wanted,
    ...(kind === 'person' ? {} : { kind }),
    group: referenceText(wanted.group),
    ...(kind === 'person' && {
      routing_scheme: await schemeName(edit.db, enterpriseId, wanted.routing_scheme),
      department: department?.name,
    }),
  };
  const { extension } = wanted;
  const changes = await planObject(edit, {
    document: withoutNulls({
      version: 1,
      enterprises: [{ ...enterpriseDocument(enterprise), [list]: [user] }],
    }) as object,
    at: ['enterprises', 0, list, 0],
    mistakes,
    enterpriseId,
    extensions: today === null ? [] : [today.extension],
    renamed: today && { id: today.id, extension: extension ?? '' },
    holder: (current) => {
      const holder = current.user(enterpriseId, extension ?? '');
      return holder === undefined
        ? null
        : {
            id: holder.id,
            path: ['extension'],
            message: `the extension ${holder.extension} is that of ${holder.name}`,
          };
    },
  });
  // Two departments may bear one name; the reference said which.
  const departmentId = department?.id ?? null;
  const create = changes.users.create.map((record) => ({ ...record, department_id: departmentId }));
  if (today === null) return { ...changes, users: { ...changes.users, create } };
  const after = { ...(changes.users.change[0]?.after ?? today), department_id: departmentId };
  const isSame = canonicalJson(after) === canonicalJson(today);
  return { ...changes, users: { ...changes.users, change: isSame ? [] : [{ before: today, after }] } };
}

async function isOfGroup(db: DatabaseTransaction, departmentId: string | null): Promise<boolean> {
  if (departmentId === null) return false;
  return (await readRecord(db, 'departments', departmentId, 'department')).group_id !== null;
}

async function checkEmail(
  db: DatabaseTransaction,
  email: string | null | undefined,
  id: string | null,
  mistakes: MistakeList,
): Promise<void> {
  if (email == null) return;
  const holder = await db
    .selectFrom('users')
    .select(['id', 'name'])
    .where('email_key', '=', nameKey(email))
    .where('id', '!=', id ?? '')
    .executeTakeFirst();
  if (holder !== undefined) mistakes.add(['email'], 'conflict', `${email} is the e-mail of ${holder.name}`);
}

/** Frees the number; queues and menus that point at the user stand in the way, or let go of it where that is asked for. */
export const removeUser: Removal = {
  query: [detachParameter('queues and menus let go of the user')],
  plan: async (edit, id, query) => {
    const record = await readRecord(edit.db, 'users', id, 'user');
    const referring = await withoutReferences(edit.db, record);
    if (referring.length > 0 && !readFlag(query, 'detach')) {
      throw inUse(
        'user',
        referring.map(({ before }) =>
          reference('users', before.id, `${before.name}, extension ${before.extension}, points at it`),
        ),
      );
    }
    return changesOf({ users: { create: [], change: referring, remove: [record] } });
  },
};
