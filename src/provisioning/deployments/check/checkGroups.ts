import { nameKey } from '../../../../db/nameKey';
import { mostBursting } from '../../../model/bursting';
import type { CurrentIndex } from '../currentIndex';
import type { Path } from '../mistake';
import { checkRestrictions } from './checkRestrictions';
import { trunkGroupNameOf } from '../names';
import { groupPlaces } from '../numberPlaces';
import { checkPeerPolicies } from './checkPeerPolicies';
import { checkSchedules } from './checkSchedules';
import { present, Uniqueness, type EnterpriseScope, type PlatformUniqueness, type GroupDraft } from './scope';

/** Groups with their trunk group and codes. */
export function checkGroups(scope: EnterpriseScope, current: CurrentIndex, unique: PlatformUniqueness): void {
  for (const [index, group] of present(scope.draft.groups)) {
    const path = [...scope.path, 'groups', index];
    unique.groups.add([...path, 'id'], group.id);
    const owner = current.groups.get(nameKey(group.id ?? ''))?.enterprise_id;
    if (group.id !== undefined && owner !== undefined && owner !== scope.id) {
      scope.mistakes.add(
        [...path, 'id'],
        'conflict',
        `the group id ${group.id} belongs to another enterprise`,
      );
    }
    checkTrunkGroup(scope, group, [...path, 'trunk_group']);
    checkCodes(scope, group, path);
    checkRestrictions(group, path, scope.mistakes);
    checkSchedules(group.schedules, [...path, 'schedules'], scope.mistakes);
    scope.checkNumbers(group, groupPlaces, path);
  }
}

function checkTrunkGroup(scope: EnterpriseScope, group: GroupDraft, path: Path): void {
  const { mistakes } = scope;
  const trunkGroup = group.trunk_group;
  if (trunkGroup != null) checkPeerPolicies(trunkGroup, path, mistakes);
  const maximum = trunkGroup?.max_active_calls ?? null;
  const burst = trunkGroup?.bursting?.max_active_calls ?? null;
  const mostBurst = maximum === null ? null : mostBursting(maximum);
  if (burst !== null && mostBurst !== null && burst > mostBurst) {
    mistakes.add(
      [...path, 'bursting', 'max_active_calls'],
      'invalid',
      `expected at most ${String(mostBurst)}: 20 % of max_active_calls, rounded down`,
    );
  }
  for (const key of ['forward_all', 'capacity_exceeded', 'unreachable_destination'] as const) {
    const action = trunkGroup?.[key];
    if (action?.action !== 'reroute') continue;
    const name = 'trunk_group' in action ? action.trunk_group : undefined;
    const at = [...path, key, 'trunk_group'];
    if (name === undefined) continue;
    if (!scope.hasTrunkGroup(name)) {
      mistakes.add(at, 'not_found', `the enterprise has no trunk group ${name}`);
    } else if (group.id !== undefined && nameKey(name) === nameKey(trunkGroupNameOf(group.id))) {
      mistakes.add(at, 'invalid', 'a trunk group cannot reroute to itself');
    }
  }
}

function checkCodes(scope: EnterpriseScope, group: GroupDraft, path: Path): void {
  const authorization = new Uniqueness(scope.mistakes, 'the authorization code');
  for (const [index, code] of present(group.authorization_codes)) {
    authorization.add([...path, 'authorization_codes', index, 'code'], code.code, 'in this group');
  }
  const account = new Uniqueness(scope.mistakes, 'the account code');
  const length = group.account_codes?.length;
  for (const [index, { code }] of present(group.account_codes?.codes)) {
    const at = [...path, 'account_codes', 'codes', index, 'code'];
    account.add(at, code, 'in this group');
    if (code !== undefined && length !== undefined && code.length !== length) {
      scope.mistakes.add(
        at,
        'invalid',
        `expected ${String(length)} digits, the length of the group's account codes`,
      );
    }
  }
}
