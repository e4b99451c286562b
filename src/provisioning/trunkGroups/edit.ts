import { planObject } from '../changes/planObject';
import { referenceText } from '../changes/references';
import { refusal } from '../changes/refusal';
import { groupDocument, trunkGroupDocument } from '../changes/storedObjects';
import { readRecord, readTrunkGroup } from '../changes/storedRecords';
import { validate } from '../changes/validate';
import { trunkGroupNameOf } from '../deployments/names';
import { documentOf } from '../groups/edit';
import type { Change, Creation, Removal } from '../http/listResource';
import { mergePatch } from '../http/mergePatch';
import { Problem } from '../http/problem';
import { trunkGroupBody, trunkGroupCreateBody } from './schema';

/** Every group has its one trunk group from the start, so that there is never one to make (decisions.md 19). */
export const createTrunkGroup: Creation = {
  body: trunkGroupCreateBody,
  plan: async (edit, body) => {
    const { wanted, mistakes } = validate(trunkGroupCreateBody, body);
    const id = referenceText(wanted.group);
    if (id === undefined) throw refusal(mistakes);
    const group = await edit.db.selectFrom('groups').select('id').where('id', '=', id).executeTakeFirst();
    if (group === undefined) {
      mistakes.add(['group'], 'not_found', `there is no group ${id}: a group is made with its trunk group`);
      throw refusal(mistakes);
    }
    const detail = `the group ${id} has its trunk group, ${trunkGroupNameOf(group.id)}; a second is not possible`;
    throw new Problem(409, 'second_trunk_group', detail);
  },
};

export const changeTrunkGroup: Change = {
  body: trunkGroupBody,
  plan: async (edit, id, patch) => {
    const { db } = edit;
    const today = await readTrunkGroup(db, id);
    if (Object.hasOwn(patch, 'name') && patch.name !== today.id) {
      const message = `a trunk group keeps its name, ${today.id}: it follows from the id of its group`;
      throw new Problem(409, 'fixed_name', 'the name of a trunk group cannot be changed', [
        { path: 'name', code: 'fixed_name', message },
      ]);
    }
    const group = await readRecord(db, 'groups', today.group_id, 'group');
    const { wanted, mistakes } = validate(trunkGroupBody, mergePatch(trunkGroupDocument(today), patch));
    return await planObject(edit, {
      document: await documentOf(db, group, { ...groupDocument(group), trunk_group: wanted }),
      at: ['enterprises', 0, 'groups', 0, 'trunk_group'],
      mistakes,
      enterpriseId: today.enterprise_id,
    });
  },
};

export const removeTrunkGroup: Removal = {
  plan: async (edit, id) => {
    const { group_id } = await readTrunkGroup(edit.db, id);
    const detail = `it is the only trunk group of the group ${group_id} and goes with it alone`;
    throw new Problem(409, 'only_trunk_group', detail);
  },
};
