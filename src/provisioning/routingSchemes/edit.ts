import type { z } from 'zod';
import { nameKey } from '../../../db/nameKey';
import type { EnterpriseRecord, RoutingSchemeRecord } from '../../../db/repositories/deploymentRecords';
import type { Edit } from '../changes/configurationWriter';
import { changesOf, removal } from '../changes/deploymentChanges';
import { planObject } from '../changes/planObject';
import { findEnterprise } from '../changes/references';
import { inUse, reference, refusal } from '../changes/refusal';
import { enterpriseDocument, schemeDocument } from '../changes/storedObjects';
import { readRecord, readScheme } from '../changes/storedRecords';
import { validate, type Validated } from '../changes/validate';
import { withoutNulls } from '../deployments/withoutNulls';
import { detachParameter, readFlag } from '../http/flagParameter';
import type { Change, Creation, Removal } from '../http/listResource';
import { mergePatch } from '../http/mergePatch';
import { Problem } from '../http/problem';
import { routingSchemeBody, routingSchemeCreateBody } from './schema';

export const createRoutingScheme: Creation = {
  body: routingSchemeCreateBody,
  plan: async (edit, body) => {
    const { wanted, mistakes } = validate(routingSchemeCreateBody, body);
    const enterprise = await findEnterprise(edit.db, wanted.enterprise, mistakes);
    if (enterprise === null) throw refusal(mistakes);
    const { enterprise: _enterprise, ...scheme } = wanted;
    const changes = await planScheme(edit, enterprise, { wanted: scheme, mistakes }, null);
    return { id: changes.routing_schemes.create[0]?.id ?? '', changes };
  },
};

export const changeRoutingScheme: Change = {
  body: routingSchemeBody,
  plan: async (edit, id, patch) => {
    const today = await readScheme(edit.db, id);
    if (today.default_group_id !== null && Object.hasOwn(patch, 'name') && patch.name !== today.name) {
      throw new Problem(409, 'default_scheme', 'the name of a default scheme cannot be changed', [
        {
          path: 'name',
          code: 'default_scheme',
          message: `the default scheme of a group keeps its name, ${today.name}`,
        },
      ]);
    }
    const enterprise = await readRecord(edit.db, 'enterprises', today.enterprise_id, 'enterprise');
    const validated = validate(routingSchemeBody, mergePatch(schemeDocument(today), patch));
    return await planScheme(edit, enterprise, validated, today);
  },
};

async function planScheme(
  edit: Edit,
  enterprise: EnterpriseRecord,
  { wanted, mistakes }: Validated<z.input<typeof routingSchemeBody>>,
  today: RoutingSchemeRecord | null,
) {
  const members = wanted.trunk_groups?.map((member) => {
    if (typeof member !== 'object') return member;
    const { id, name = id, percent } = member;
    return { name, percent };
  });
  const key = nameKey(wanted.name ?? '');
  return await planObject(edit, {
    document: withoutNulls({
      version: 1,
      enterprises: [
        { ...enterpriseDocument(enterprise), routing_schemes: [{ ...wanted, trunk_groups: members }] },
      ],
    }) as object,
    at: ['enterprises', 0, 'routing_schemes', 0],
    mistakes,
    enterpriseId: enterprise.id,
    renamed: today && { id: today.id, name_key: key },
    holder: (current) => {
      const holder = current.scheme(enterprise.id, wanted.name ?? '');
      return holder === undefined
        ? null
        : { id: holder.id, path: ['name'], message: `there is a routing scheme ${holder.name} already` };
    },
  });
}

/** Users of a scheme that goes return to their group's default scheme, when that is what was asked for (decisions.md 19). */
export const removeRoutingScheme: Removal = {
  query: [detachParameter('users of the scheme return to the default scheme of their group')],
  plan: async (edit, id, query) => {
    const scheme = await readScheme(edit.db, id);
    if (scheme.default_group_id !== null) {
      throw new Problem(
        409,
        'default_scheme',
        `it is the default scheme of the group ${scheme.default_group_id} and goes with it alone`,
      );
    }
    const users = await edit.db.selectFrom('users').selectAll().where('routing_scheme_id', '=', id).execute();
    if (users.length > 0 && !readFlag(query, 'detach')) {
      throw inUse(
        'routing scheme',
        users.map((row) => reference('users', row.id, `the user ${row.name}, extension ${row.extension}`)),
      );
    }
    return changesOf({
      routing_schemes: removal(scheme),
      users: {
        create: [],
        change: users.map((before) => ({ before, after: { ...before, routing_scheme_id: null } })),
        remove: [],
      },
    });
  },
};
