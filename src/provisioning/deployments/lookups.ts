import { nameKey } from '../../../db/nameKey';
import type { DeploymentLookups } from '../../../db/repositories/readDeployment';
import { present, type DeploymentDraft, type EnterpriseDraft } from './check/scope';
import type { NumberingPlan } from '../../model/phoneNumber';
import { eachNumber, forwardPlaces } from './numberPlaces';
import { numbersOf, readRange, toDialTarget, toE164 } from './numbers';

/** What must be read of the database to check and plan this file without reading all of it. */
export function lookupsOf(draft: DeploymentDraft): DeploymentLookups {
  const extensions = new Map<string, string[]>();
  const numbers = new Set<string>();
  const usernameKeys = new Set<string>();
  for (const [, enterprise] of present(draft.enterprises)) {
    const plan = { country: enterprise.country ?? 'US', areaCode: enterprise.area_code ?? null };
    const forwards = forwardTargetsOf(enterprise, plan);
    for (const target of forwards) if (target.startsWith('+')) numbers.add(target);
    if (enterprise.name !== undefined) {
      const short = [...forwards].filter((target) => !target.startsWith('+'));
      extensions.set(nameKey(enterprise.name), [...new Set([...extensionsOf(enterprise), ...short])]);
    }
    for (const [, text] of present(enterprise.numbers)) {
      const range = readRange(text, plan);
      if (!('wrong' in range)) for (const number of numbersOf(range)) numbers.add(number);
    }
    for (const users of [enterprise.users, enterprise.system_users]) {
      for (const [, user] of present<NonNullable<typeof users>[number]>(users)) {
        const number = user.number == null ? null : toE164(user.number, plan);
        if (number !== null) numbers.add(number);
      }
    }
    for (const [, user] of present(enterprise.users)) {
      if (user.username != null) usernameKeys.add(nameKey(user.username));
    }
  }
  return { extensions, numbers: [...numbers], usernameKeys: [...usernameKeys] };
}

/** Where users' calls are sent on: whose number that is decides whether the restrictions of forwards allow it. */
function forwardTargetsOf({ users }: EnterpriseDraft, plan: NumberingPlan): ReadonlySet<string> {
  const targets = new Set<string>();
  for (const [, user] of present(users)) {
    eachNumber(user, forwardPlaces, (text) => {
      const target = toDialTarget(text, plan);
      if (target !== null) targets.add(target);
      return undefined;
    });
  }
  return targets;
}

/** Those of users, and those that menus and queues point at. */
function extensionsOf(enterprise: EnterpriseDraft): Set<string> {
  const found = new Set<string>();
  const add = (extension: string | null | undefined): void => {
    if (extension != null) found.add(extension);
  };
  for (const [, user] of present(enterprise.users)) add(user.extension);
  for (const [, user] of present(enterprise.system_users)) {
    add(user.extension);
    if ('keys' in user) Object.values(user.keys ?? {}).forEach(add);
    if ('operator' in user) add(user.operator);
    if ('agents' in user) for (const [, agent] of present(user.agents)) add(agent);
  }
  return found;
}
