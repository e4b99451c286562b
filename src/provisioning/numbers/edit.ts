import type { EnterpriseRow } from '../../../db/schema';
import type { Edit } from '../changes/configurationWriter';
import { changesOf, removal } from '../changes/deploymentChanges';
import { planObject } from '../changes/planObject';
import { findEnterprise } from '../changes/references';
import { inUse, reference, refusal } from '../changes/refusal';
import { enterpriseDocument } from '../changes/storedObjects';
import { validate } from '../changes/validate';
import type { MistakeList, Path } from '../deployments/mistake';
import { readRange, toE164 } from '../deployments/numbers';
import { withoutNulls } from '../deployments/withoutNulls';
import type { Creation, Removal } from '../http/listResource';
import { notFound } from '../http/problem';
import { numberCreateBody, numberRangesBody } from './schema';

export const createNumber: Creation = {
  body: numberCreateBody,
  plan: async (edit, body) => {
    const { wanted, mistakes } = validate(numberCreateBody, body);
    const enterprise = await findEnterprise(edit.db, wanted.enterprise, mistakes);
    if (enterprise === null) throw refusal(mistakes);
    const plan = { country: enterprise.country, areaCode: enterprise.area_code };
    const number = wanted.number === undefined ? null : toE164(wanted.number, plan);
    const has = await edit.db
      .selectFrom('numbers')
      .select('number')
      .where('number', '=', number ?? '')
      .where('enterprise_id', '=', enterprise.id)
      .executeTakeFirst();
    if (has !== undefined) mistakes.add(['number'], 'conflict', `${has.number} is in the inventory already`);
    const changes = await planNumbers(edit, enterprise, [wanted.number], mistakes, {
      at: ['enterprises', 0, 'numbers', 0],
      as: ['number'],
    });
    return { id: changes.numbers.create[0]?.number ?? '', changes };
  },
};

/** Adds numbers and ranges to an inventory; those it has already stay as they are. */
export async function addNumberRanges(edit: Edit, body: unknown) {
  const { wanted, mistakes } = validate(numberRangesBody, body);
  const enterprise = await findEnterprise(edit.db, wanted.enterprise, mistakes);
  if (enterprise === null) throw refusal(mistakes);
  const changes = await planNumbers(edit, enterprise, wanted.numbers ?? [], mistakes, {
    at: ['enterprises', 0, 'numbers'],
    as: ['numbers'],
  });
  const plan = { country: enterprise.country, areaCode: enterprise.area_code };
  const asked = (wanted.numbers ?? []).reduce((sum, text) => {
    const range = readRange(text ?? '', plan);
    return sum + ('wrong' in range ? 0 : range.count);
  }, 0);
  const added = changes.numbers.create.length;
  return { changes, added, present: asked - added };
}

async function planNumbers(
  edit: Edit,
  enterprise: EnterpriseRow,
  numbers: readonly (string | undefined)[],
  mistakes: MistakeList,
  place: { readonly at: Path; readonly as: Path },
) {
  return await planObject(edit, {
    document: withoutNulls({
      version: 1,
      enterprises: [{ ...enterpriseDocument(enterprise), numbers }],
    }) as object,
    ...place,
    mistakes,
    enterpriseId: enterprise.id,
  });
}

export const removeNumber: Removal = {
  plan: async (edit, id) => {
    const { db } = edit;
    const record = await db.selectFrom('numbers').selectAll().where('number', '=', id).executeTakeFirst();
    if (record === undefined) throw notFound('number');
    const user = await db.selectFrom('users').selectAll().where('number', '=', id).executeTakeFirst();
    if (user !== undefined) {
      const holder = reference(
        'users',
        user.id,
        `the user ${user.name}, extension ${user.extension}, has it`,
      );
      throw inUse('number', [holder]);
    }
    return changesOf({ numbers: removal(record) });
  },
};
