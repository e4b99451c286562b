import { sql } from 'kysely';
import { nameKey } from '../../../db/nameKey';
import type { GroupRecord } from '../../../db/repositories/deploymentRecords';
import { readGroupSettings } from '../../../db/repositories/groupFeatures';
import { readTrunkGroupSettings } from '../../../db/repositories/trunkGroupSettings';
import type { DatabaseTransaction } from '../../../db/schema';
import { changesOf, removal } from '../changes/deploymentChanges';
import { planObject } from '../changes/planObject';
import { findEnterprise } from '../changes/references';
import { inUse, reference, refusal } from '../changes/refusal';
import { enterpriseDocument, groupDocument, trunkGroupDocument } from '../changes/storedObjects';
import { readRecord, readScheme, readTrunkGroup } from '../changes/storedRecords';
import { validate } from '../changes/validate';
import { trunkGroupNameOf } from '../deployments/names';
import { withoutNulls } from '../deployments/withoutNulls';
import type { Change, Creation, Removal } from '../http/listResource';
import { mergePatch } from '../http/mergePatch';
import type { ProblemDetail } from '../http/problem';
import { groupBody, groupCreateBody } from './schema';

/** A group, its trunk group and its default scheme, in one step (decisions.md 19). */
export const createGroup: Creation = {
  body: groupCreateBody,
  plan: async (edit, body) => {
    const { wanted, mistakes } = validate(groupCreateBody, body);
    const enterprise = await findEnterprise(edit.db, wanted.enterprise, mistakes);
    if (enterprise === null) throw refusal(mistakes);
    const { enterprise: _enterprise, ...group } = wanted;
    const changes = await planObject(edit, {
      document: withoutNulls({
        version: 1,
        enterprises: [{ ...enterpriseDocument(enterprise), groups: [group] }],
      }) as object,
      at: ['enterprises', 0, 'groups', 0],
      mistakes,
      enterpriseId: enterprise.id,
      groupId: group.id,
      holder: (current) => {
        const holder = current.groups.get(nameKey(group.id ?? ''));
        // One of another enterprise is refused by the rules of the file.
        if (holder?.enterprise_id !== enterprise.id) return null;
        return { id: holder.id, path: ['id'], message: `there is a group ${holder.id} already` };
      },
    });
    return { id: changes.groups.create[0]?.id ?? '', changes };
  },
};

export const changeGroup: Change = {
  body: groupBody,
  plan: async (edit, id, patch) => {
    const { db } = edit;
    const today = await readRecord(db, 'groups', id, 'group');
    const { wanted, mistakes } = validate(groupBody, mergePatch(withoutLostCodes(today, patch), patch));
    return await planObject(edit, {
      document: await documentOf(db, today, {
        ...wanted,
        trunk_group: trunkGroupDocument(await readTrunkGroup(db, trunkGroupNameOf(id))),
      }),
      at: ['enterprises', 0, 'groups', 0],
      mistakes,
      enterpriseId: today.enterprise_id,
    });
  },
};

/** Account codes of another length than the group's go with the change of it (flexible-reach.md 7.1). */
function withoutLostCodes(today: GroupRecord, patch: Readonly<Record<string, unknown>>): object {
  const document = groupDocument(today);
  const before = readGroupSettings(today.settings).account_codes;
  const after = patch.account_codes as { readonly length?: unknown } | null | undefined;
  const isOther = before !== null && after?.length !== undefined && after.length !== before.length;
  return isOther ? { ...document, account_codes: { ...before, codes: [] } } : document;
}

/** The deployment file that has this group alone, with what is given. */
export async function documentOf(
  db: DatabaseTransaction,
  group: GroupRecord,
  settings: object,
): Promise<object> {
  const enterprise = await readRecord(db, 'enterprises', group.enterprise_id, 'enterprise');
  return withoutNulls({
    version: 1,
    enterprises: [{ ...enterpriseDocument(enterprise), groups: [{ id: group.id, ...settings }] }],
  }) as object;
}

/** Its trunk group, default scheme, schedules, departments and administrators go with it; users do not. */
export const removeGroup: Removal = {
  plan: async (edit, id) => {
    const { db } = edit;
    const record = await readRecord(db, 'groups', id, 'group');
    const trunkGroup = await readTrunkGroup(db, trunkGroupNameOf(id));
    const scheme = await db
      .selectFrom('routing_schemes')
      .select('id')
      .where('default_group_id', '=', id)
      .executeTakeFirst();
    const references = await referencesTo(db, record, trunkGroup.id, scheme?.id ?? '');
    if (references.length > 0) throw inUse('group', references);
    const documents = await db
      .selectFrom('documents')
      .selectAll()
      .where('enterprise_id', '=', record.enterprise_id)
      .execute();
    return changesOf({
      groups: removal(record),
      trunk_groups: removal(trunkGroup),
      routing_schemes: scheme === undefined ? removal() : removal(await readScheme(db, scheme.id)),
      departments: removal(
        ...(await db.selectFrom('departments').selectAll().where('group_id', '=', id).execute()),
      ),
      documents: removal(
        ...documents.filter(
          (row) => row.group_id === id || (row.kind === 'administrator' && isOf(row.body, id)),
        ),
      ),
    });
  },
};

/** Whether an administrator is one of the group. */
const isOf = (body: string, groupId: string): boolean => {
  const { group } = JSON.parse(body) as { readonly group: string | null };
  return group !== null && nameKey(group) === nameKey(groupId);
};

async function referencesTo(
  db: DatabaseTransaction,
  group: GroupRecord,
  trunkGroupId: string,
  schemeId: string,
): Promise<readonly ProblemDetail[]> {
  const users = await db
    .selectFrom('users')
    .selectAll()
    .where((user) => user.or([user('group_id', '=', group.id), user('routing_scheme_id', '=', schemeId)]))
    .limit(100)
    .execute();
  const schemes = await db
    .selectFrom('routing_schemes')
    .innerJoin('routing_scheme_members', 'routing_scheme_members.scheme_id', 'routing_schemes.id')
    .select(['routing_schemes.id', 'routing_schemes.name'])
    .where('routing_scheme_members.trunk_group_id', '=', trunkGroupId)
    .where('routing_schemes.id', '!=', schemeId)
    .execute();
  const trunkGroups = await db
    .selectFrom('trunk_groups')
    .select(['id', 'settings'])
    .where('enterprise_id', '=', group.enterprise_id)
    .where('id', '!=', trunkGroupId)
    .where(sql<boolean>`settings like ${'%"reroute"%'}`)
    .execute();
  return [
    ...users.map((row) => reference('users', row.id, `the user ${row.name}, extension ${row.extension}`)),
    ...schemes.map((row) => reference('routing-schemes', row.id, `the routing scheme ${row.name}`)),
    ...trunkGroups
      .filter((row) => reroutesTo(row.settings, trunkGroupId))
      .map((row) => reference('trunk-groups', row.id, `the trunk group ${row.id} reroutes to it`)),
  ];
}

function reroutesTo(settings: string, trunkGroupId: string): boolean {
  const { forward_all, capacity_exceeded, unreachable_destination } = readTrunkGroupSettings(settings);
  return [forward_all, capacity_exceeded, unreachable_destination].some(
    (action) => action.action === 'reroute' && nameKey(action.trunk_group) === nameKey(trunkGroupId),
  );
}
