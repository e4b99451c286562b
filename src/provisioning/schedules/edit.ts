import { nameKey } from '../../../db/nameKey';
import { stored, type DocumentRecord, type UserRecord } from '../../../db/repositories/deploymentRecords';
import type { StoredSchedule } from '../../../db/repositories/sharedSchedules';
import { readUserSettings, type UserSettings } from '../../../db/repositories/userFeatures';
import type { DatabaseTransaction, EnterpriseRow } from '../../../db/schema';
import type { Edit } from '../changes/configurationWriter';
import { changesOf, removal } from '../changes/deploymentChanges';
import { planObject, type ObjectPlan } from '../changes/planObject';
import { findEnterprise, referenceText } from '../changes/references';
import { inUse, refusal } from '../changes/refusal';
import { enterpriseDocument, groupDocument, trunkGroupDocument } from '../changes/storedObjects';
import { readRecord, readTrunkGroup } from '../changes/storedRecords';
import { validate } from '../changes/validate';
import { trunkGroupNameOf } from '../deployments/names';
import { withoutNulls } from '../deployments/withoutNulls';
import { detachParameter, readFlag } from '../http/flagParameter';
import type { Change, Creation, Removal } from '../http/listResource';
import { mergePatch } from '../http/mergePatch';
import { notFound, type ProblemDetail } from '../http/problem';
import { scheduleBody, scheduleCreateBody } from './schema';
import { scheduleUses, withoutSchedule, withRenamedSchedule } from './scheduleUses';

export const createSchedule: Creation = {
  body: scheduleCreateBody,
  plan: async (edit, body) => {
    const { wanted, mistakes } = validate(scheduleCreateBody, body);
    const enterprise = await findEnterprise(edit.db, wanted.enterprise, mistakes);
    if (enterprise === null) throw refusal(mistakes);
    const { enterprise: _enterprise, group: givenGroup, ...schedule } = wanted;
    const groupId = await findGroup(edit.db, enterprise, referenceText(givenGroup));
    if (groupId === undefined) {
      mistakes.add(['group'], 'not_found', `the enterprise has no group ${referenceText(givenGroup) ?? ''}`);
      throw refusal(mistakes);
    }
    const changes = await planObject(edit, {
      ...(await placeOf(edit.db, enterprise.id, groupId, schedule)),
      mistakes,
      holder: holderOf(enterprise.id, groupId, schedule.name),
    });
    return { id: changes.documents.create[0]?.id ?? '', changes };
  },
};

export const changeSchedule: Change = {
  body: scheduleBody,
  plan: async (edit, id, patch) => {
    const today = await readSchedule(edit.db, id);
    const before = JSON.parse(today.body) as StoredSchedule;
    const { wanted, mistakes } = validate(scheduleBody, mergePatch(before, patch));
    const { enterprise_id: enterpriseId, group_id: groupId } = today;
    const changes = await planObject(edit, {
      ...(await placeOf(edit.db, enterpriseId, groupId, wanted)),
      mistakes,
      renamed: { id, name_key: nameKey(wanted.name ?? '') },
      holder: holderOf(enterpriseId, groupId, wanted.name),
    });
    const after = changes.documents.change[0]?.after;
    if (after === undefined) return changes;
    const users = await usersOf(edit, today);
    const { type } = JSON.parse(after.body) as StoredSchedule;
    if (type !== before.type) {
      const uses = users.flatMap(({ uses: found }) => found);
      if (uses.length > 0) throw inUse(`schedule, as one of type ${before.type},`, uses);
    }
    if (after.name === today.name) return changes;
    const change = users.map(({ record, settings }) => ({
      before: record,
      after: { ...record, settings: withRenamedSchedule(settings, today.name, after.name) },
    }));
    return { ...changes, users: { ...changes.users, change: [...changes.users.change, ...change] } };
  },
};

export const removeSchedule: Removal = {
  query: [detachParameter('rules that follow it are deleted, criteria that name it are made inactive')],
  plan: async (edit, id, query) => {
    const record = await readSchedule(edit.db, id);
    const users = await usersOf(edit, record);
    if (users.length > 0 && !readFlag(query, 'detach')) {
      throw inUse(
        'schedule',
        users.flatMap(({ uses }) => uses),
      );
    }
    const change = users.map(({ record: before, settings }) => ({
      before,
      after: { ...before, settings: withoutSchedule(settings, record.name) },
    }));
    return changesOf({ documents: removal(record), users: { create: [], change, remove: [] } });
  },
};

async function readSchedule(db: DatabaseTransaction, id: string): Promise<DocumentRecord> {
  const record = await readRecord(db, 'documents', id, 'schedule');
  if (record.kind !== 'schedule') throw notFound('schedule');
  return record;
}

/** The file that has this schedule alone, at its owner. */
async function placeOf(
  db: DatabaseTransaction,
  enterpriseId: string,
  groupId: string | null,
  schedule: object,
): Promise<Pick<ObjectPlan, 'document' | 'at' | 'enterpriseId'>> {
  const enterprise = enterpriseDocument(await readRecord(db, 'enterprises', enterpriseId, 'enterprise'));
  if (groupId === null) {
    const document = withoutNulls({
      version: 1,
      enterprises: [{ ...enterprise, schedules: [schedule] }],
    }) as object;
    return { document, at: ['enterprises', 0, 'schedules', 0], enterpriseId };
  }
  const group = {
    ...groupDocument(await readRecord(db, 'groups', groupId, 'group')),
    id: groupId,
    trunk_group: trunkGroupDocument(await readTrunkGroup(db, trunkGroupNameOf(groupId))),
    schedules: [schedule],
  };
  const document = withoutNulls({ version: 1, enterprises: [{ ...enterprise, groups: [group] }] }) as object;
  return { document, at: ['enterprises', 0, 'groups', 0, 'schedules', 0], enterpriseId };
}

const holderOf =
  (
    enterpriseId: string,
    groupId: string | null,
    name: string | undefined,
  ): NonNullable<ObjectPlan['holder']> =>
  (current) => {
    const holder = current.document('schedule', enterpriseId, groupId, name ?? '');
    return holder === undefined
      ? null
      : { id: holder.id, path: ['name'], message: `there is a schedule ${holder.name} already` };
  };

/** Undefined: the enterprise has no such group. */
async function findGroup(
  db: DatabaseTransaction,
  enterprise: EnterpriseRow,
  given: string | undefined,
): Promise<string | null | undefined> {
  if (given === undefined) return null;
  const rows = await db
    .selectFrom('groups')
    .select(['id', 'name_key'])
    .where('enterprise_id', '=', enterprise.id)
    .execute();
  const key = nameKey(given);
  return (rows.find(({ id }) => nameKey(id) === key) ?? rows.find(({ name_key }) => name_key === key))?.id;
}

interface Use {
  readonly record: UserRecord;
  readonly settings: UserSettings;
  readonly uses: readonly ProblemDetail[];
}

/** Users whose rules and criteria mean this schedule: not those who see another of its name before it. */
async function usersOf({ db }: Edit, schedule: DocumentRecord): Promise<readonly Use[]> {
  const { name, group_id: groupId, enterprise_id: enterpriseId } = schedule;
  const shadowed = new Set<string | null>();
  if (groupId === null) {
    const own = await db
      .selectFrom('documents')
      .select('group_id')
      .where('kind', '=', 'schedule')
      .where('enterprise_id', '=', enterpriseId)
      .where('name_key', '=', schedule.name_key)
      .where('group_id', 'is not', null)
      .execute();
    for (const row of own) shadowed.add(row.group_id);
  }
  const rows = await db
    .selectFrom('users')
    .selectAll()
    .where('enterprise_id', '=', enterpriseId)
    .where('kind', '=', 'person')
    .$if(groupId !== null, (query) => query.where('group_id', '=', groupId))
    .where((user) =>
      user.or(
        ['%"time_schedule":"%', '%"holiday_schedule":"%', '%"time_frame":"%'].map((like) =>
          user('settings', 'like', like),
        ),
      ),
    )
    .orderBy('id')
    .execute();
  return rows.flatMap((row) => {
    if (shadowed.has(row.group_id)) return [];
    const settings = readUserSettings(row.settings);
    if (settings.schedules.some((own) => nameKey(own.name) === schedule.name_key)) return [];
    const uses = scheduleUses(settings, name, row.id);
    return uses.length === 0 ? [] : [{ record: stored(row), settings, uses }];
  });
}
