import { readSchemeMembers } from '../../../db/lists/schemeMembers';
import { readTrunkGroupSettings } from '../../../db/repositories/trunkGroupSettings';
import { readUserSettings } from '../../../db/repositories/userFeatures';
import type { DatabaseTransaction, UserRow } from '../../../db/schema';
import { forwardingLoops, forwardsOf, type ForwardingUser } from '../deployments/forwardingLoops';
import { overflowLoops, type OverflowingEnterprise } from '../deployments/overflowLoops';
import { warningsInside, type Warn } from '../http/warnings';
import { readRecord } from './storedRecords';

/** Users a chain of forwards is followed through; the rest of a longer one is not looked at. */
const mostFollowed = 1000;

/** Forwardings of a user that lead a call back to the user, by the rule that `apply` has for a file. */
export const userLoops: Warn = async (db, id) => {
  const user = await readRecord(db, 'users', id, 'user');
  if (user.kind !== 'person') return [];
  const chain = await chainFrom(db, user.enterprise_id, user);
  if (chain.length === 0) return [];
  const { country, area_code } = await readRecord(db, 'enterprises', user.enterprise_id, 'enterprise');
  const warnings = forwardingLoops({ enterprises: [{ country, area_code, users: chain }] });
  return warningsInside('enterprises[0].users[0]', warnings);
};

type StoredUser = Pick<UserRow, 'id' | 'extension' | 'number' | 'settings'>;

const forwardingUser = ({ extension, number, settings }: StoredUser): ForwardingUser => ({
  extension,
  number,
  ...readUserSettings(settings),
});

/** A user and everybody that forwards lead to from there; empty: they lead to nobody. */
async function chainFrom(
  db: DatabaseTransaction,
  enterpriseId: string,
  first: StoredUser,
): Promise<readonly ForwardingUser[]> {
  const seen = new Set([first.id]);
  const chain = [forwardingUser(first)];
  let open: readonly ForwardingUser[] = chain;
  let leadsOn = false;
  while (open.length > 0 && chain.length < mostFollowed) {
    const targets = new Set(open.flatMap((user) => forwardsOf(user).map(({ number }) => number)));
    const found = await usersAt(db, enterpriseId, [...targets]);
    leadsOn ||= found.length > 0;
    open = found.filter(({ id }) => !seen.has(id)).map(forwardingUser);
    for (const { id } of found) seen.add(id);
    chain.push(...open);
  }
  return leadsOn ? chain : [];
}

/** Persons of an enterprise by their numbers and extensions, as settings have them. */
async function usersAt(db: DatabaseTransaction, enterpriseId: string, targets: readonly string[]) {
  if (targets.length === 0) return [];
  return await db
    .selectFrom('users')
    .select(['id', 'extension', 'number', 'settings', 'group_id', 'routing_scheme_id'])
    .where('enterprise_id', '=', enterpriseId)
    .where('kind', '=', 'person')
    .where((user) => user.or([user('extension', 'in', targets), user('number', 'in', targets)]))
    .limit(mostFollowed)
    .execute();
}

/** Actions of a trunk group that lead a call back to it, by the rule that `apply` has for a file. */
export const trunkGroupLoops: Warn = async (db, id) => {
  const { enterprise_id, group_id, settings } = await readRecord(db, 'trunk_groups', id, 'trunk group');
  const { forward_all, capacity_exceeded, unreachable_destination } = readTrunkGroupSettings(settings);
  const actions = [forward_all, capacity_exceeded, unreachable_destination];
  if (actions.every(({ action }) => action === 'none')) return [];
  const enterprise = await overflowingEnterprise(db, enterprise_id);
  const position = enterprise.groups.findIndex((group) => group.id === group_id);
  const place = `enterprises[0].groups[${String(position)}].trunk_group`;
  return warningsInside(place, overflowLoops({ enterprises: [enterprise] }));
};

/** The same of where a scheme sends calls when it is exhausted. */
export const schemeLoops: Warn = async (db, id) => {
  const scheme = await readRecord(db, 'routing_schemes', id, 'routing scheme');
  if (scheme.exhaust_number === null) return [];
  const enterprise = await overflowingEnterprise(db, scheme.enterprise_id);
  const position = enterprise.routing_schemes.findIndex(({ name }) => name === scheme.name);
  const place = `enterprises[0].routing_schemes[${String(position)}]`;
  return warningsInside(place, overflowLoops({ enterprises: [enterprise] }));
};

/** The trunk groups and schemes of an enterprise, and the users their actions lead to. */
async function overflowingEnterprise(db: DatabaseTransaction, id: string): Promise<OverflowingEnterprise> {
  const { country, area_code } = await readRecord(db, 'enterprises', id, 'enterprise');
  const trunkGroups = await db
    .selectFrom('trunk_groups')
    .select(['group_id', 'settings'])
    .where('enterprise_id', '=', id)
    .execute();
  const schemes = await db
    .selectFrom('routing_schemes')
    .select(['id', 'name', 'exhaust_action', 'exhaust_number'])
    .where('enterprise_id', '=', id)
    .execute();
  const members = await readSchemeMembers(
    db,
    schemes.map((scheme) => scheme.id),
  );
  const groups = trunkGroups.map((row) => ({
    id: row.group_id,
    trunk_group: readTrunkGroupSettings(row.settings),
  }));
  const targets = new Set(
    groups.flatMap(({ trunk_group: { forward_all, capacity_exceeded, unreachable_destination } }) =>
      [forward_all, capacity_exceeded, unreachable_destination].flatMap((action) =>
        action.action === 'forward' ? [action.number] : [],
      ),
    ),
  );
  for (const { exhaust_number: number } of schemes) if (number !== null) targets.add(number);
  const nameOf = new Map(schemes.map((scheme) => [scheme.id, scheme.name]));
  return {
    country,
    area_code,
    groups,
    routing_schemes: schemes.map(({ id: schemeId, name, exhaust_number: number }) => ({
      name,
      trunk_groups: members(schemeId).map(({ trunk_group_id }) => trunk_group_id),
      exhaust: number === null ? { action: 'none' } : { action: 'trunk_forward', number },
    })),
    users: (await usersAt(db, id, [...targets])).map((user) => ({
      extension: user.extension,
      number: user.number,
      group: user.group_id ?? '',
      routing_scheme: nameOf.get(user.routing_scheme_id ?? '') ?? null,
    })),
  };
}
