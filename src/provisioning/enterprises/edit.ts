import { nameKey } from '../../../db/nameKey';
import type { EnterpriseRecord } from '../../../db/repositories/deploymentRecords';
import type { DatabaseTransaction } from '../../../db/schema';
import type { Edit } from '../changes/configurationWriter';
import { changesOf, removal } from '../changes/deploymentChanges';
import { planObject } from '../changes/planObject';
import { inUse, reference } from '../changes/refusal';
import { enterpriseDocument } from '../changes/storedObjects';
import { readRecord } from '../changes/storedRecords';
import { validate } from '../changes/validate';
import type { Change, Creation, Removal } from '../http/listResource';
import { mergePatch } from '../http/mergePatch';
import { enterpriseBody } from './schema';

export const createEnterprise: Creation = {
  body: enterpriseBody,
  plan: async (edit, body) => {
    const changes = await planEnterprise(edit, body, null);
    return { id: changes.enterprises.create[0]?.id ?? '', changes };
  },
};

export const changeEnterprise: Change = {
  body: enterpriseBody,
  plan: async (edit, id, patch) => {
    const today = await readRecord(edit.db, 'enterprises', id, 'enterprise');
    return await planEnterprise(edit, mergePatch(enterpriseDocument(today), patch), today);
  },
};

async function planEnterprise(edit: Edit, body: unknown, today: EnterpriseRecord | null) {
  const { wanted, mistakes } = validate(enterpriseBody, body);
  const key = nameKey(wanted.name ?? '');
  return await planObject(edit, {
    document: { version: 1, enterprises: [wanted] },
    at: ['enterprises', 0],
    mistakes,
    renamed: today && { id: today.id, name_key: key },
    ...(today && { enterpriseId: today.id }),
    holder: (current) => {
      const holder = current.enterprises.get(key);
      return holder === undefined
        ? null
        : { id: holder.id, path: ['name'], message: `there is an enterprise ${holder.name} already` };
    },
  });
}

/** Departments, schedules, contacts and administrators go with it; what carries calls must have gone before. */
export const removeEnterprise: Removal = {
  plan: async (edit, id) => {
    const { db } = edit;
    const record = await readRecord(db, 'enterprises', id, 'enterprise');
    const references = await referencesTo(db, id);
    if (references.length > 0) throw inUse('enterprise', references);
    return changesOf({
      enterprises: removal(record),
      departments: removal(
        ...(await db.selectFrom('departments').selectAll().where('enterprise_id', '=', id).execute()),
      ),
      documents: removal(
        ...(await db.selectFrom('documents').selectAll().where('enterprise_id', '=', id).execute()),
      ),
    });
  },
};

/** A few of each kind are named. */
async function referencesTo(db: DatabaseTransaction, id: string) {
  const few = 30;
  const groups = await db
    .selectFrom('groups')
    .selectAll()
    .where('enterprise_id', '=', id)
    .limit(few)
    .execute();
  const schemes = await db
    .selectFrom('routing_schemes')
    .selectAll()
    .where('enterprise_id', '=', id)
    .where('default_group_id', 'is', null)
    .limit(few)
    .execute();
  const users = await db.selectFrom('users').selectAll().where('enterprise_id', '=', id).limit(few).execute();
  const numbers = await db
    .selectFrom('numbers')
    .selectAll()
    .where('enterprise_id', '=', id)
    .limit(few)
    .execute();
  return [
    ...groups.map((row) => reference('groups', row.id, `the group ${row.name}`)),
    ...schemes.map((row) => reference('routing-schemes', row.id, `the routing scheme ${row.name}`)),
    ...users.map((row) => reference('users', row.id, `the user ${row.name}, extension ${row.extension}`)),
    ...numbers.map((row) => reference('numbers', row.number, `the number ${row.number}`)),
  ];
}
