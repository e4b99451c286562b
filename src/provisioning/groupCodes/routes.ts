import { z } from 'zod';
import { readGroupSettings, readSyncedCodes } from '../../../db/repositories/groupFeatures';
import { readUserSettings } from '../../../db/repositories/userFeatures';
import type { Database } from '../../../db/schema';
import type { ApiContext } from '../apiContext';
import type { Edit } from '../changes/configurationWriter';
import { changesOf } from '../changes/deploymentChanges';
import { readRecord } from '../changes/storedRecords';
import { accountCode, accountCodes, authorizationCode } from '../deployments/schema/trunks';
import { namedThing, time } from '../http/answers';
import { entryResource } from '../http/entryResource';
import { bodyOf } from '../http/jsonBody';
import type { ApiRoutes } from '../http/operations';
import { acceptKeys, asPart } from '../http/partResource';
import { pathInside } from '../deployments/mistake';
import { checkIfMatch, etagOf } from '../http/etag';
import { Problem } from '../http/problem';
import { acceptParameters, pathParameter } from '../http/resource';
import { changeGroup } from '../groups/edit';

const tag = 'groups';
const none = new URLSearchParams();

type Entries = readonly Readonly<Record<string, unknown>>[];

/** A group's authorization and account codes: parts of the group's body, changed by its rules. */
export function groupCodeRoutes(routes: ApiRoutes, context: ApiContext): void {
  authorizationCodeRoutes(routes, context);
  accountCodeRoutes(routes, context);
}

const syncState = z.strictObject({
  due: z
    .boolean()
    .meta({ description: 'codes have changed since; custom users have those of the last time' }),
  synced_at: time.nullable(),
});

const syncAnswer = z.strictObject({
  codes: z.int().meta({ description: 'authorization codes they now have' }),
  users: z.array(namedThing).meta({ description: 'the custom users of the group, the first thousand' }),
  total: z.int().meta({ description: 'custom users of the group' }),
  synced_at: time,
});

function authorizationCodeRoutes(routes: ApiRoutes, context: ApiContext): void {
  // Before the codes themselves: none is called sync.
  routes.add('/groups/:id/authorization-codes/sync', {
    post: {
      about: {
        id: 'syncAuthorizationCodes',
        tag,
        summary: 'Sync Users: give custom users the authorization codes of the group',
        answer: { name: 'AuthorizationCodeSync', schema: syncAnswer },
        problems: [404],
      },
      handle: async (request) => {
        acceptParameters(request);
        return await context.writer.run((edit) => syncUsers(edit, pathParameter(request, 'id')));
      },
    },
  });
  entryResource(routes, context, {
    path: '/groups/:id/authorization-codes',
    tag,
    name: 'AuthorizationCode',
    what: 'authorization code',
    key: 'code',
    entry: authorizationCode,
    at: 'authorization_codes',
    read: async (db, id) => (await readSettings(db, id)).authorization_codes as unknown as Entries,
    plan: (edit, id, codes) => changeGroup.plan(edit, id, { authorization_codes: codes }, none),
    more: {
      shape: { sync: syncState },
      read: async (db, id) => {
        const group = await readRecord(db, 'groups', id, 'group');
        const codes = readGroupSettings(group.settings).authorization_codes.map(({ code }) => code);
        const synced = new Set(readSyncedCodes(group));
        const due = synced.size !== codes.length || codes.some((code) => !synced.has(code));
        return { sync: { due, synced_at: group.synced_at } };
      },
    },
  });
}

const mostNamed = 1000;

async function syncUsers(edit: Edit, id: string): Promise<z.infer<typeof syncAnswer>> {
  const { db, now } = edit;
  const before = await readRecord(db, 'groups', id, 'group');
  const codes = readGroupSettings(before.settings).authorization_codes.map(({ code }) => code);
  const syncedAt = new Date(now).toISOString();
  const after = { ...before, synced_codes: JSON.stringify(codes), synced_at: syncedAt };
  await edit.write(changesOf({ groups: { create: [], change: [{ before, after }], remove: [] } }));
  const people = await db
    .selectFrom('users')
    .select(['id', 'name', 'settings'])
    .where('group_id', '=', id)
    .where('kind', '=', 'person')
    .where('settings', 'not like', '%"dial_restrictions":null%')
    .orderBy('extension')
    .execute();
  const custom = people.filter(
    ({ settings }) => readUserSettings(settings).outbound.dial_restrictions !== null,
  );
  const users = custom.slice(0, mostNamed).map(({ id: userId, name }) => ({ id: userId, name }));
  return { codes: codes.length, users, total: custom.length, synced_at: syncedAt };
}

const { codes: _codes, ...accountCodeSettings } = accountCodes.shape;
const settingsBody = z.strictObject(accountCodeSettings);
const settingsAnswer = z.strictObject({
  ...accountCodeSettings,
  deleted_codes: z.int().meta({ description: 'codes that went with the change of the length' }),
});

function accountCodeRoutes(routes: ApiRoutes, context: ApiContext): void {
  const read = async (db: Database, id: string) => (await readSettings(db, id)).account_codes;
  // Before the codes themselves: none is called settings.
  routes.add('/groups/:id/account-codes/settings', {
    patch: {
      about: {
        id: 'updateAccountCodeSettings',
        tag,
        summary: "Change the length of a group's account codes, and whether others are taken",
        description:
          'A merge patch (RFC 7396). Another length deletes every code of the group; the answer says how many went.',
        body: { name: 'AccountCodeSettingsUpdate', schema: settingsBody },
        answer: { name: 'AccountCodeSettings', schema: settingsAnswer },
        problems: [404, 409, 412, 415, 422],
      },
      handle: async (request) => {
        acceptParameters(request);
        const patch = bodyOf(request, 'patch');
        acceptKeys(patch, accountCodeSettings);
        const id = pathParameter(request, 'id');
        return await context.writer.run(async (edit) => {
          const before = await read(edit.db, id);
          if (before !== null) checkIfMatch(request, etagOf(before));
          const changes = await asPart(
            () => changeGroup.plan(edit, id, { account_codes: patch }, none),
            (path) => pathInside('account_codes', path),
          );
          await edit.write(changes);
          const after = await read(edit.db, id);
          return {
            length: after?.length,
            strict: after?.strict,
            deleted_codes: (before?.codes.length ?? 0) - (after?.codes.length ?? 0),
          };
        });
      },
    },
  });
  entryResource(routes, context, {
    path: '/groups/:id/account-codes',
    tag,
    name: 'AccountCode',
    what: 'account code',
    key: 'code',
    entry: accountCode,
    at: 'account_codes.codes',
    read: async (db, id) => ((await read(db, id))?.codes ?? []) as unknown as Entries,
    plan: async (edit, id, codes) => {
      if ((await read(edit.db, id)) === null) throw withoutLength();
      return await changeGroup.plan(edit, id, { account_codes: { codes } }, none);
    },
    more: {
      shape: {
        length: accountCodeSettings.length
          .nullable()
          .meta({ description: 'null: the group has no account codes' }),
        strict: z.boolean(),
      },
      read: async (db, id) => {
        const settings = await read(db, id);
        return { length: settings?.length ?? null, strict: settings?.strict ?? false };
      },
    },
  });
}

const withoutLength = (): Problem =>
  new Problem(409, 'no_length', 'the group has no length of account codes yet: set it first', [
    { path: 'length', code: 'missing', message: 'is set with PATCH .../account-codes/settings' },
  ]);

const readSettings = async (db: Database, id: string) =>
  readGroupSettings((await readRecord(db, 'groups', id, 'group')).settings);
